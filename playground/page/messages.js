// Messages: lists of a channel, a thread and the direct message with the app.

import { blocks } from "./blocks.js";
import { el, icon, keyed } from "./dom.js";
import { menu } from "./menus.js";
import { act, person, replies, roots, session, state } from "./store.js";
import { emoji, mrkdwn } from "./text.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", month: "long", day: "numeric" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

export function when(ts) {
  return new Date(Number(ts) * 1000);
}

function dayName(ts) {
  const then = when(ts);
  const today = new Date();
  if (then.toDateString() === today.toDateString()) return "Today";
  today.setDate(today.getDate() - 1);
  return then.toDateString() === today.toDateString() ? "Yesterday" : day.format(then);
}

export function face(id, size = 36) {
  const who = person(id);
  if (id === state.bot) return el("img", { className: "face", src: "/page/mark.svg", alt: "", width: size, height: size });
  const hue = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 8, 7);
  const letters = who.name.split(/[\s.]+/).map((part) => part[0]).slice(0, 2).join("").toUpperCase();
  return el("span", { className: `face face-${hue}${size < 30 ? " face-small" : ""}`, "aria-hidden": "true" }, letters);
}

function content(message) {
  const place = {
    key: message.ts,
    act: (action_id, value) => act("click", { channel: message.channel, ts: message.ts, action_id, value }),
  };
  if (message.blocks.length) return blocks(message.blocks, place);
  return [message.text ? mrkdwn(message.text) : null, ...message.files.map(shared)].flat();
}

// A file that was shared: the image itself, or its name, which a click downloads.
function shared(file) {
  const href = `/shared/${encodeURIComponent(file.id)}`;
  if (!file.image) return el("p", { className: "shared-file" }, icon("table", 15), el("a", { href, download: file.name }, file.name));
  return el("img", { className: "shared", src: href, alt: file.name, loading: "lazy" });
}

// Where the next words will come: at the end of the last paragraph.
function withCaret(shown) {
  const last = [shown].flat().at(-1);
  if (!last?.matches?.(".markdown, .mrkdwn")) return shown;
  let end = last;
  while (end.lastElementChild?.matches("p, ul, ol, li, blockquote")) end = end.lastElementChild;
  end.append(el("span", { className: "caret", "aria-hidden": "true" }));
  return shown;
}

function threadLine(message, open) {
  const answers = replies(message.channel, message.ts);
  if (!answers.length) return null;
  const people = [...new Set(answers.map((each) => each.author))].slice(0, 3);
  const busy = session(message.channel, message.ts)?.processing;
  const count = answers.length === 1 ? "1 reply" : `${answers.length} replies`;
  const last = busy ? el("span", { className: "thread-busy" }, "Engage is working…") : el("span", { className: "thread-last" }, `Last reply ${clock.format(when(answers.at(-1).ts))}`);
  return el("button", { type: "button", className: "thread-line", data: { focus: `thread-${message.ts}` }, onclick: () => open(message.ts) }, el("span", { className: "thread-faces" }, people.map((id) => face(id, 24))), el("strong", {}, count), last, icon("chevron", 15));
}

function messageNode(item) {
  const { message, first, inThread, open } = item;
  const who = person(message.author);
  const at = when(message.ts);
  const time = el("time", { dateTime: at.toISOString(), title: full.format(at) }, clock.format(at));
  const head = first ? el("div", { className: "message-head" }, el("strong", {}, who.name), who.app ? el("span", { className: "badge" }, "APP") : null, who.kind === "guest" ? el("span", { className: "badge" }, "GUEST") : null, time) : null;
  const reactions = Object.entries(message.reactions);
  const canReply = !message.only_you && !inThread;
  return el("article", { className: ["message", first ? "" : "message-more", message.only_you ? "only-you" : "", message.stream === "in_progress" ? "streaming" : ""].join(" "), "aria-label": `${who.name}, ${clock.format(at)}`, data: { ts: message.ts } },
    message.only_you ? el("p", { className: "only-you-note" }, icon("eye", 14), "Only visible to you") : null,
    el("div", { className: "message-side" }, first ? face(message.author) : el("span", { className: "message-time" }, clock.format(at))),
    el("div", { className: "message-main" }, head,
      el("div", { className: "message-body" }, message.stream === "in_progress" ? withCaret(content(message)) : content(message), message.edited && message.author !== state.bot ? el("small", { className: "edited" }, " (edited)") : null),
      message.stream === "stopped" ? el("p", { className: "context" }, "Stopped.") : null,
      reactions.length ? el("p", { className: "reactions" }, reactions.map(([name, count]) => el("span", { className: "reaction" }, `${emoji(`:${name}:`)} ${count}`))) : null,
      inThread ? null : threadLine(message, open)),
    message.only_you ? null : el("div", { className: "message-tools" },
      canReply ? el("button", { type: "button", className: "icon-button", "aria-label": `Reply in thread to ${who.name}`, title: "Reply in thread", data: { focus: `reply-${message.ts}` }, onclick: () => open(message.ts) }, icon("reply", 17)) : null,
      shortcuts(message, who)));
}

// What the app offers to do with a message.
function shortcuts(message, who) {
  if (!state.shortcuts.length) return null;
  const use = (each) => () => act("shortcut", { channel: message.channel, ts: message.ts, callback_id: each.callback_id });
  return menu(`More actions for the message of ${who.name}`, `more-${message.ts}`, state.shortcuts.map((each) => ({ label: each.name, small: "Engage", act: use(each) })), 17);
}

function items(list, inThread, open) {
  const out = [];
  let last = null;
  for (const message of list) {
    const newDay = !inThread && (!last || when(last.ts).toDateString() !== when(message.ts).toDateString());
    if (newDay) out.push({ key: `day-${dayName(message.ts)}`, sign: "day", day: dayName(message.ts) });
    const first = !last || newDay || last.author !== message.author || last.only_you || message.only_you || Number(message.ts) - Number(last.ts) > 300;
    const busy = session(message.channel, message.ts)?.processing;
    const count = inThread ? 0 : replies(message.channel, message.ts).map((each) => each.ts).join();
    out.push({ key: message.ts, sign: JSON.stringify([message, first, busy, count]), message, first, inThread, open });
    last = message;
  }
  return out;
}

function nodeOf(item) {
  if (item.make) return item.make();
  if (item.day) return el("div", { className: "day", role: "separator" }, el("span", {}, item.day));
  return messageNode(item);
}

// Where following stops: the end, but never past the beginning of the last message.
function followed(scroller) {
  const end = scroller.scrollHeight - scroller.clientHeight;
  const last = scroller.firstElementChild.lastElementChild;
  if (!last?.classList.contains("message")) return end;
  return Math.min(end, last.offsetTop - scroller.offsetTop - 24);
}

function settle(scroller) {
  scroller.scrollTop = Math.max(scroller.scrollTop, followed(scroller));
}

// Follows new messages, and new widths, as long as nobody scrolled back.
export function following(scroller) {
  scroller.pinned = true;
  scroller.addEventListener("scroll", () => {
    scroller.pinned = scroller.scrollTop >= followed(scroller) - 60;
  });
  const watch = new ResizeObserver(() => scroller.pinned && settle(scroller));
  watch.observe(scroller);
  watch.observe(scroller.firstElementChild);
  return scroller;
}

function stick(scroller, draw) {
  draw();
  if (scroller.fresh) scroller.scrollTop = followed(scroller);
  else if (scroller.pinned) settle(scroller);
  scroller.pinned ||= scroller.fresh;
  scroller.fresh = false;
}

export function drawChannel(scroller, channel, open, intro) {
  const list = scroller.firstElementChild;
  stick(scroller, () => keyed(list, [intro, ...items(roots(channel), false, open)], (item) => item.key, (item) => item.sign, nodeOf));
}

export function drawThread(scroller, channel, root) {
  const list = scroller.firstElementChild;
  const first = state.messages.get(channel)?.get(root);
  const answers = replies(channel, root);
  const rule = { key: "rule", sign: String(answers.length), make: () => el("div", { className: "thread-rule", role: "separator" }, el("span", {}, answers.length === 1 ? "1 reply" : `${answers.length} replies`)) };
  const all = [...items(first ? [first] : [], true), ...(answers.length ? [rule] : []), ...items(answers, true)];
  stick(scroller, () => keyed(list, all, (item) => item.key, (item) => item.sign, nodeOf));
}

// The line above the composer while the app works, with its Stop button.
export function workingLine(channel, root) {
  const now = session(channel, root);
  const started = replies(channel, root).some((message) => message.stream === "in_progress");
  if (!now?.processing && !now?.note) return null;
  return el("div", { className: "working", role: "status" }, el("span", { className: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), el("span", {}, now.note ? `Engage ${now.note}` : started ? "Engage is answering…" : "Engage is working…"),
    el("button", { type: "button", className: "button button-stop", data: { focus: `stop-${root}` }, onclick: () => act("stop", { channel, thread_ts: root }) }, icon("stop", 14), "Stop"));
}
