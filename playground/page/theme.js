// Light or dark: the machine's own, until one is chosen here.

import { el, icon } from "./dom.js";

const KEY = "engage-playground-theme";
const machine = matchMedia("(prefers-color-scheme: dark)");

function chosen() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function startTheme(place, after) {
  const button = el("button", { type: "button", className: "icon-button theme" });
  const show = () => {
    const dark = (chosen() ?? (machine.matches ? "dark" : "light")) === "dark";
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    button.replaceChildren(icon(dark ? "sun" : "moon", 17));
    button.setAttribute("aria-label", dark ? "Switch to light" : "Switch to dark");
    button.title = dark ? "Switch to light" : "Switch to dark";
    after();
  };
  button.addEventListener("click", () => {
    const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem(KEY, next);
    } catch {
      document.documentElement.dataset.theme = next;
    }
    show();
  });
  machine.addEventListener("change", show);
  place.append(button);
  show();
}
