// A menu behind three dots. It closes on a choice, on Escape and when focus leaves it.

import { el, icon } from "./dom.js";

// Entries are { label, small, act }; act takes the menu.
export function menu(label, focus, entries, size = 18) {
  const box = el("details", { className: "menu" },
    el("summary", { className: "icon-button", "aria-label": label, title: "More actions", data: { focus } }, icon("more", size)),
    el("div", { className: "menu-list", role: "menu" }, entries.map((each) => el("button", { type: "button", role: "menuitem", onclick: () => {
      box.open = false;
      box.firstElementChild.focus();
      each.act(box);
    } }, each.label, each.small ? el("small", {}, each.small) : null))));
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget)) box.open = false;
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.open) return;
    event.stopPropagation();
    box.open = false;
    box.firstElementChild.focus();
  });
  return box;
}
