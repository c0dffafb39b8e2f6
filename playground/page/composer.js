// The message box: grows with its text, offers commands and people, sends by Enter.

import { el, icon } from "./dom.js";
import { toast } from "./notices.js";
import { act, changed, here, online, state } from "./store.js";

const LARGEST = 32 * 1024 * 1024;

function offersFor(text, at, inThread) {
  if (!inThread && /^\/\S*$/.test(text.slice(0, at))) {
    return state.commands
      .filter((command) => `${command.name} ${command.hint}`.startsWith(text.slice(0, at)) || command.name.startsWith(text.slice(0, at)))
      .map((command) => ({ label: command.name, hint: command.hint, note: command.description, from: 0, insert: `${command.name} ` }));
  }
  const found = text.slice(0, at).match(/(^|[\s(])@([\w.-]*)$/);
  if (!found) return [];
  const begin = found[2].toLowerCase();
  return [...state.people.values()]
    .filter((who) => who.id !== "USLACKBOT" && who.id !== state.me)
    .map((who) => ({ who, handle: who.handle.toLowerCase().replaceAll(" ", ".") }))
    .filter(({ who, handle }) => handle.startsWith(begin) || who.name.toLowerCase().startsWith(begin))
    .sort((a, b) => Number(b.who.app) - Number(a.who.app))
    .slice(0, 6)
    .map(({ who, handle }) => ({ label: `@${handle}`, hint: who.name, note: who.app ? "App" : who.kind === "guest" ? "Guest" : "", from: at - found[2].length - 1, insert: `@${handle} ` }));
}

async function uploaded(file) {
  const name = encodeURIComponent(file.name || "image");
  const answer = await fetch(`/upload?name=${name}&as=${encodeURIComponent(state.me)}`, { method: "POST", headers: { "Content-Type": file.type || "application/octet-stream" }, body: file });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()).id;
}

export async function send(channel, text, thread, files = []) {
  if (files.length) {
    try {
      return act("say", { channel, text, thread_ts: thread, files: await Promise.all(files.map(uploaded)) });
    } catch (error) {
      return toast(`The file could not be attached. ${error.message}`);
    }
  }
  if (!text.startsWith("/")) return act("say", { channel, text, thread_ts: thread });
  const name = text.split(/\s/, 1)[0];
  if (thread) return toast(`${name} cannot be used in threads. Mention @engage here instead.`);
  if (!state.commands.some((command) => command.name === name)) return toast(`${name} is not a command of this workspace.`);
  changed({ kind: "asked" });
  return act("command", { channel, text });
}

export function composer({ id, channel, thread, label }) {
  const draft = `${channel} ${thread ?? ""}`;
  let offers = [];
  let picked = 0;
  let files = [];
  const list = el("ul", { className: "offers", id: `${id}-offers`, role: "listbox", "aria-label": "Suggestions", hidden: true });
  const box = el("textarea", { id, rows: 1, placeholder: label, "aria-label": label, role: "combobox", "aria-expanded": "false", "aria-controls": `${id}-offers`, "aria-autocomplete": "list", autocomplete: "off", data: { focus: id } });
  const go = el("button", { type: "submit", className: "send", "aria-label": "Send", title: "Send (Enter)", disabled: true }, icon("send", 17));
  box.value = here.drafts.get(draft) ?? "";

  const grow = () => {
    box.style.height = "auto";
    if (box.scrollHeight) box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
    go.disabled = !box.value.trim() && !files.length;
    here.drafts.set(draft, box.value);
  };

  const attached = el("ul", { className: "attached", "aria-label": "Attached files", hidden: true });
  const chooser = el("input", { type: "file", accept: "image/*", multiple: true, hidden: true, "aria-label": "Files to attach" });

  function attach(more) {
    const room = [...more].filter((file) => file.size <= LARGEST);
    if (room.length < more.length) toast("A file may have up to 32 MB here.");
    files = [...files, ...room];
    attached.replaceChildren(...files.map((file) => el("li", {}, icon("image", 14), el("span", {}, file.name), el("button", { type: "button", className: "key", "aria-label": `Take out ${file.name}`, onclick: () => {
      files = files.filter((each) => each !== file);
      attach([]);
      box.focus();
    } }, icon("close", 12)))));
    attached.hidden = !files.length;
    grow();
  }
  chooser.addEventListener("change", () => {
    attach(chooser.files);
    chooser.value = "";
    box.focus();
  });

  function draw() {
    list.replaceChildren(...offers.map((offer, at) => el("li", { id: `${id}-offer-${at}`, role: "option", "aria-selected": String(at === picked), onpointerdown: (event) => {
      event.preventDefault();
      take(offer);
    } }, el("strong", {}, offer.label), el("span", {}, offer.hint), el("small", {}, offer.note))));
    list.hidden = !offers.length;
    box.setAttribute("aria-expanded", String(offers.length > 0));
    if (offers.length) box.setAttribute("aria-activedescendant", `${id}-offer-${picked}`);
    else box.removeAttribute("aria-activedescendant");
  }

  function look() {
    offers = offersFor(box.value, box.selectionStart, Boolean(thread));
    picked = 0;
    draw();
  }

  function take(offer) {
    const after = box.value.slice(box.selectionStart);
    box.value = box.value.slice(0, offer.from) + offer.insert + after;
    box.selectionStart = box.selectionEnd = offer.from + offer.insert.length;
    offers = [];
    draw();
    grow();
    box.focus();
  }

  function submit(event) {
    event?.preventDefault();
    const text = box.value.trim();
    if (!text && !files.length) return;
    if (!online()) return toast("The playground cannot be reached. What you wrote stays here.");
    const along = files;
    box.value = "";
    files = [];
    attach([]);
    offers = [];
    draw();
    grow();
    send(channel, text, thread, along);
  }

  box.addEventListener("input", () => {
    grow();
    look();
  });
  box.addEventListener("blur", () => {
    offers = [];
    draw();
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (offers.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      picked = (picked + (event.key === "ArrowDown" ? 1 : offers.length - 1)) % offers.length;
      draw();
    } else if (offers.length && ["Enter", "Tab"].includes(event.key) && !event.shiftKey) {
      event.preventDefault();
      take(offers[picked]);
    } else if (offers.length && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      offers = [];
      draw();
    } else if (event.key === "Enter" && !event.shiftKey) submit(event);
  });

  const begin = (text) => {
    box.value = box.value && !box.value.endsWith(" ") && text === "@" ? `${box.value} ${text}` : box.value + text;
    box.focus();
    box.selectionStart = box.selectionEnd = box.value.length;
    grow();
    look();
  };
  const bar = el("div", { className: "composer-bar" },
    thread ? null : el("button", { type: "button", className: "key", "aria-label": "Use a command", title: "Use a command", onclick: () => (box.value ? box.focus() : begin("/")) }, "/"),
    el("button", { type: "button", className: "key", "aria-label": "Mention somebody", title: "Mention somebody", onclick: () => begin("@") }, "@"),
    el("button", { type: "button", className: "key", "aria-label": "Attach an image", title: "Attach an image", onclick: () => chooser.click() }, icon("clip", 15)), chooser,
    el("span", { className: "composer-hint", "aria-hidden": "true" }, "Enter sends · Shift + Enter starts a new line"), go);
  const form = el("form", { className: "composer" }, list, box, attached, bar);
  form.addEventListener("submit", submit);
  requestAnimationFrame(grow);
  return form;
}
