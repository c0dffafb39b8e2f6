// A question to confirm, and short notices.

import { el } from "./dom.js";
import { plain, textObject } from "./text.js";

export function ask(confirm) {
  return new Promise((done) => {
    const close = (yes) => () => {
      box.close();
      box.remove();
      done(yes);
    };
    const deny = el("button", { type: "button", className: "button", onclick: close(false) }, plain(confirm.deny.text));
    const yes = el("button", { type: "button", className: `button button-${confirm.style ?? "primary"}`, onclick: close(true) }, plain(confirm.confirm.text));
    const box = el("dialog", { className: "modal modal-small", "aria-label": plain(confirm.title.text) }, el("h2", {}, plain(confirm.title.text)), el("div", { className: "modal-body" }, textObject(confirm.text)), el("footer", {}, deny, yes));
    box.addEventListener("cancel", close(false));
    document.body.append(box);
    box.showModal();
    yes.focus();
  });
}

export function toast(text) {
  const note = el("p", {}, text);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 6000);
}
