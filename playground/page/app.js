// The page: sidebar, conversation, thread; where one is, and how the keys move.

import { blocks } from "./blocks.js";
import { composer, send } from "./composer.js";
import { showModals } from "./dialogs.js";
import { el, icon, keyed } from "./dom.js";
import { drawChannel, drawThread, face, following, workingLine } from "./messages.js";
import { act, changed, connect, here, onChange, person, roots, session, state } from "./store.js";
import { emoji } from "./text.js";
import { toast } from "./notices.js";
import { startTheme } from "./theme.js";

const frame = document.getElementById("frame");
const sidebar = document.getElementById("sidebar");
const conversation = document.getElementById("conversation");
const thread = document.getElementById("thread");
const live = document.getElementById("live");
let opener = null;

const current = () => state.channels.get(here.channel);
const isApp = (channel) => channel?.kind === "im" && channel.app;
const narrow = () => matchMedia("(max-width: 760px)").matches;

function nameOf(channel) {
  return channel.kind === "im" ? person(channel.with).name : channel.name;
}

const hash = (channel) => (["im", "mpim"].includes(channel.kind) ? "" : "#");
const signOf = (channel) => ({ private: "lock", mpim: "people" }[channel.kind] ?? "hash");

// -- moving about ---------------------------------------------------------------------------

function goTo(id, tab = "messages") {
  const channel = state.channels.get(id);
  if (!channel) return;
  if (here.channel !== id) closeThread(false);
  const fresh = here.channel !== id || here.tab !== tab || frame.dataset.pane === "list";
  Object.assign(here, { channel: id, tab });
  here.unread.delete(id);
  frame.dataset.pane = "main";
  if (fresh && isApp(channel)) act("open_app", { tab });
  drawSidebar();
  drawConversation(true);
  if (!narrow() && tab === "messages") document.getElementById("composer-main")?.focus();
}

// A message that is linked to: its channel, or its thread, with the message in sight for a moment.
function goToMessage(channel, ts) {
  const message = state.messages.get(channel)?.get(ts);
  if (!message) return toast("That message is not in a conversation of yours.");
  goTo(channel);
  if (message.thread_ts && message.thread_ts !== ts) openThread(message.thread_ts, false);
  requestAnimationFrame(() => {
    const node = document.querySelector(`.message[data-ts="${CSS.escape(ts)}"]`);
    node?.scrollIntoView({ block: "center" });
    node?.classList.add("linked");
    setTimeout(() => node?.classList.remove("linked"), 2500);
  });
}

function openThread(root, focus = true) {
  opener = document.activeElement;
  here.thread = root;
  frame.dataset.pane = "thread";
  drawThreadPane(true);
  if (focus) document.getElementById("composer-thread")?.focus();
}

function closeThread(refocus = true) {
  if (!here.thread) return;
  const root = here.thread;
  here.thread = "";
  thread.hidden = true;
  thread.replaceChildren();
  frame.dataset.pane = "main";
  if (!refocus) return;
  const back = conversation.querySelector(`[data-focus="${CSS.escape(`thread-${root}`)}"]`);
  (back ?? (opener?.isConnected ? opener : document.getElementById("composer-main")))?.focus();
}

function backToList() {
  frame.dataset.pane = "list";
  sidebar.querySelector("[aria-current]")?.focus();
}

// -- sidebar ----------------------------------------------------------------------------------

function row(channel) {
  const app = isApp(channel);
  const sign = channel.kind === "im" ? el("span", { className: "row-face" }, face(channel.with, 20)) : el("span", { className: "row-sign" }, icon(signOf(channel), 16));
  const open = here.channel === channel.id;
  return el("button", { type: "button", className: here.unread.has(channel.id) ? "row unread" : "row", "aria-current": open ? "page" : undefined, data: { focus: `row-${channel.id}` }, onclick: () => goTo(channel.id) }, sign, el("span", { className: "row-name" }, nameOf(channel)), app ? el("span", { className: "badge" }, "APP") : null, here.unread.has(channel.id) ? el("span", { className: "unseen" }, "(new messages)") : null);
}

function drawSidebar() {
  const all = [...state.channels.values()];
  const rooms = all.filter(hash);
  const directs = all.filter((channel) => !hash(channel) && !channel.app);
  const apps = all.filter(isApp);
  const group = (title, list) => (list.length ? el("section", {}, el("h2", {}, title), el("ul", {}, list.map((channel) => el("li", {}, row(channel))))) : null);
  const me = person(state.me);
  const who = el("select", { "aria-label": "Look at the workspace as", data: { focus: "who" } }, state.others.map((id) => el("option", { value: id, selected: id === state.me }, `${person(id).name}${person(id).kind === "guest" ? " (guest)" : person(id).admin ? " (admin)" : ""}`)));
  who.addEventListener("change", () => act("look_as", { person: who.value }));
  const item = { key: "all", sign: JSON.stringify([all, here.channel, [...here.unread], state.me, state.others]) };
  keyed(sidebar, [item], (each) => each.key, (each) => each.sign, () => el("div", { className: "sidebar-inner" },
    el("h1", { className: "workspace" }, state.workspace),
    el("div", { className: "sidebar-scroll" }, group("Apps", apps), group("Channels", rooms), group("Direct messages", directs)),
    el("label", { className: "me" }, face(state.me, 28), el("span", { className: "me-words" }, el("small", {}, "You are"), state.others.length > 1 ? who : el("strong", {}, me.name)))));
}

// -- conversation -----------------------------------------------------------------------------

function ask(question) {
  const channel = current();
  if (isApp(channel)) send(channel.id, question);
  else send(channel.id, `${state.welcome.command} ${question}`);
}

function intro(channel) {
  const welcome = state.welcome;
  if (channel.kind === "im" && !channel.app) return el("div", { className: "intro" }, face(channel.with), el("h2", {}, nameOf(channel)), el("p", {}, "Engage is not part of this conversation and reads nothing of it."));
  const head = isApp(channel) ? el("img", { className: "intro-mark", src: "/page/mark.svg", alt: "", width: 52, height: 52 }) : el("span", { className: "intro-sign" }, icon(signOf(channel), 26));
  const title = isApp(channel) ? welcome.title : `Welcome to ${hash(channel)}${channel.name}`;
  const given = isApp(channel) ? state.prompts[channel.id]?.prompts : null;
  const questions = given ?? welcome.questions.map((question) => ({ title: question, message: question }));
  const cards = channel.has_app ? el("ul", { className: "starters", "aria-label": "Questions to begin with" }, questions.map((question) => el("li", {}, el("button", { type: "button", className: "starter", onclick: () => ask(question.message) }, el("span", {}, emoji(question.title)), el("small", {}, isApp(channel) ? "Ask here" : `${welcome.command}, seen only by you`))))) : el("p", {}, "Engage is not in this channel. It can still be asked here by its command, privately.");
  return el("div", { className: "intro" }, head, el("h2", {}, title), el("p", {}, welcome.text), welcome.label ? el("p", { className: "label" }, welcome.label) : null, cards);
}

function header(channel) {
  const app = isApp(channel);
  const sign = channel.kind === "im" ? face(channel.with, 24) : icon(signOf(channel), 18);
  const tab = (id, words) => el("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-selected": String(here.tab === id), "aria-controls": "tab-panel", tabIndex: here.tab === id ? 0 : -1, data: { focus: `tab-${id}` }, onclick: () => goTo(channel.id, id), onkeydown: (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    goTo(channel.id, id === "home" ? "messages" : "home");
    document.getElementById(`tab-${here.tab}`)?.focus();
  } }, words);
  return el("header", { className: "pane-head" },
    el("button", { type: "button", className: "icon-button only-narrow", "aria-label": "Back to channels", onclick: backToList }, icon("back")),
    el("h2", {}, sign, nameOf(channel), app ? el("span", { className: "badge" }, "APP") : null),
    channel.topic ? el("p", { className: "topic" }, emoji(channel.topic)) : null,
    app ? null : el("span", { className: "count", title: `${channel.members} members` }, icon("people", 16), String(channel.members)),
    app ? el("div", { className: "tabs", role: "tablist", "aria-label": "Engage" }, tab("messages", "Messages"), tab("home", "Home")) : null);
}

function prompts(channel) {
  const given = state.prompts[channel.id];
  // An empty conversation shows them as its cards.
  if (!given?.prompts || !isApp(channel) || !roots(channel.id).length) return null;
  return el("div", { className: "prompts", role: "group", "aria-label": given.title ?? "Suggested questions" }, given.prompts.map((prompt) => el("button", { type: "button", className: "chip", data: { focus: `prompt-${prompt.title}` }, onclick: () => send(channel.id, prompt.message) }, emoji(prompt.title))));
}

function homeTab() {
  const view = state.home;
  if (!view) return el("div", { className: "home-empty" }, el("p", {}, "Nothing is here yet."));
  return el("div", { className: "home" }, blocks(view.blocks, { key: view.id, act: (action_id, value) => act("click_view", { view: view.id, action_id, value }) }));
}

let built = "";

function drawConversation(fresh = false) {
  const channel = current();
  if (!channel) return;
  const sign = JSON.stringify([channel.id, here.tab, channel.members, channel.topic, state.me]);
  if (built !== sign) {
    built = sign;
    const messages = following(el("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": `Messages in ${nameOf(channel)}` }, el("div", { className: "list" })));
    const label = `Message ${hash(channel)}${nameOf(channel)}`;
    conversation.replaceChildren(header(channel), ...(here.tab === "home" ? [el("div", { className: "scroll", id: "tab-panel", role: "tabpanel", "aria-labelledby": "tab-home", tabIndex: 0 })] : [messages, el("div", { className: "foot" }, el("div", { id: "prompts" }), composer({ id: "composer-main", channel: channel.id, label }))]));
    document.title = `${hash(channel)}${nameOf(channel)} · Engage playground`;
    fresh = true;
  }
  const scroller = conversation.querySelector(".scroll");
  if (here.tab === "home") {
    keyed(scroller, [state.home], () => "home", (view) => JSON.stringify(view), homeTab);
    return;
  }
  if (fresh) scroller.fresh = true;
  drawChannel(scroller, channel.id, openThread, { key: "intro", sign: JSON.stringify([state.welcome, channel, state.prompts[channel.id] ?? null]), make: () => intro(channel) });
  keyed(document.getElementById("prompts"), [channel], () => "prompts", () => JSON.stringify([state.prompts[channel.id] ?? null, roots(channel.id).length > 0]), () => prompts(channel) ?? el("span"));
}

// -- thread -----------------------------------------------------------------------------------

function drawThreadPane(fresh = false) {
  const channel = current();
  if (!here.thread || !channel) return;
  if (thread.hidden || thread.dataset.root !== here.thread) {
    thread.hidden = false;
    thread.dataset.root = here.thread;
    thread.replaceChildren(
      el("header", { className: "pane-head" },
        el("button", { type: "button", className: "icon-button only-narrow", "aria-label": `Back to ${nameOf(channel)}`, onclick: () => closeThread() }, icon("back")),
        el("h2", {}, "Thread", el("small", {}, `${hash(channel)}${nameOf(channel)}`)),
        el("button", { type: "button", className: "icon-button only-wide", "aria-label": "Close the thread", title: "Close (Esc)", onclick: () => closeThread() }, icon("close"))),
      following(el("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Messages of the thread" }, el("div", { className: "list" }))),
      el("div", { className: "foot" }, el("div", { id: "working" }), composer({ id: "composer-thread", channel: channel.id, thread: here.thread, label: "Reply…" })));
    fresh = true;
  }
  const scroller = thread.querySelector(".scroll");
  if (fresh) scroller.fresh = true;
  drawThread(scroller, channel.id, here.thread);
  const now = session(channel.id, here.thread);
  const streams = [...(state.messages.get(channel.id)?.values() ?? [])].filter((each) => each.thread_ts === here.thread && each.stream === "in_progress").length;
  keyed(document.getElementById("working"), [now ?? null], () => "line", () => JSON.stringify([now ?? null, streams]), () => workingLine(channel.id, here.thread) ?? el("span"));
}

// -- news ---------------------------------------------------------------------------------------

// A direct message with the app and one's own mention of it are followed into their thread.
function follow(message) {
  const channel = state.channels.get(message.channel);
  const root = state.messages.get(message.channel)?.get(message.thread_ts);
  const mine = root?.author === state.me && message.author === state.bot && here.channel === message.channel;
  if (!mine || here.thread || (narrow() && !isApp(channel))) return;
  openThread(message.thread_ts, document.activeElement === document.getElementById("composer-main") || document.activeElement === document.body);
}

function announce(message) {
  if (message.author === state.me || message.stream === "in_progress") return;
  const words = message.text || message.blocks.map((block) => block.text?.text ?? block.text ?? "").join(" ");
  live.textContent = `${person(message.author).name}${message.only_you ? ", only visible to you" : ""}: ${words.slice(0, 300)}`;
}

let queued = false;
let toEnd = false;

function redraw() {
  if (queued) return;
  queued = true;
  requestAnimationFrame(() => {
    queued = false;
    drawSidebar();
    drawConversation(toEnd);
    drawThreadPane(toEnd);
    toEnd = false;
  });
}

onChange((news) => {
  switch (news.kind) {
    case "state":
      if (!state.channels.has(here.channel)) {
        here.channel = "";
        closeThread(false);
      }
      built = "";
      if (!here.channel) {
        const begin = [...state.channels.values()];
        here.channel = (begin.find((channel) => channel.kind !== "im" && channel.has_app) ?? begin[0]).id;
      }
      if (here.thread) thread.dataset.root = "";
      showModals();
      break;
    case "message":
      if (news.message.channel !== here.channel && news.message.author !== state.me && news.fresh) here.unread.add(news.message.channel);
      if (news.fresh && news.message.author === state.me) toEnd = true;
      if (news.fresh && news.message.thread_ts) follow(news.message);
      if (news.fresh || news.message.stream === "completed") announce(news.message);
      break;
    case "go":
      goToMessage(news.channel, news.ts);
      return;
    case "asked":
      toEnd = true;
      break;
    case "notice":
      toast(news.text);
      return;
    case "modals": case "view_errors":
      showModals();
      return;
    case "online": case "offline":
      document.getElementById("offline").hidden = news.kind === "online";
      return;
    case "done":
      return;
  }
  redraw();
});

// -- keys -----------------------------------------------------------------------------------------

// F6 moves between the panes, Alt with an arrow between channels, Escape closes the thread.
function keys(event) {
  if (event.key === "F6") {
    event.preventDefault();
    const panes = [sidebar.querySelector("[aria-current]") ?? sidebar.querySelector("button"), document.getElementById("composer-main") ?? conversation.querySelector(".scroll"), thread.hidden ? null : document.getElementById("composer-thread")].filter(Boolean);
    const at = panes.findIndex((pane) => pane.closest("nav, main, aside").contains(document.activeElement));
    panes[(at + (event.shiftKey ? panes.length - 1 : 1)) % panes.length].focus();
  } else if (event.key === "Escape" && here.thread && !document.querySelector("dialog[open]")) closeThread();
  else if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
    event.preventDefault();
    const rows = [...sidebar.querySelectorAll(".row")];
    const at = rows.findIndex((each) => each.hasAttribute("aria-current"));
    rows[(at + (event.key === "ArrowDown" ? 1 : rows.length - 1)) % rows.length].click();
  }
}

function arrowsInSidebar(event) {
  if (!["ArrowUp", "ArrowDown"].includes(event.key) || event.altKey) return;
  const rows = [...sidebar.querySelectorAll(".row")];
  const at = rows.indexOf(document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  rows[(at + (event.key === "ArrowDown" ? 1 : rows.length - 1)) % rows.length].focus();
}

if (location.search) history.replaceState(null, "", "/");
document.addEventListener("keydown", keys);
sidebar.addEventListener("keydown", arrowsInSidebar);
startTheme(document.getElementById("tools"), () => changed({ kind: "theme" }));
connect();
