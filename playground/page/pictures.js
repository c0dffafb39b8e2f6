// The few emoji that cards speak with, drawn: not every machine has a font for them.

import { el, icon } from "./dom.js";

const CIRCLES = { "🟢": "go", "🟡": "note", "🟠": "warn", "🔴": "bad", "⚪": "none" };
const SHAPES = {
  "✅": ["check", "tick"], "☑️": ["check", "tick-quiet"], "⛔": ["close", "stop"], "📤": ["send", "plain"],
  "🔒": ["lock", "plain"], "✍️": ["pencil", "plain"], "✏️": ["pencil", "plain"], "⏳": ["clock", "plain"],
  "💤": ["moon", "plain"], "⏸️": ["pause", "plain"], "💡": ["bulb", "plain"], "✋": ["hand", "plain"],
  "🧪": ["flask", "plain"], "🚫": ["close", "stop"], "🗓️": ["calendar", "plain"], "🖼️": ["image", "plain"],
  "💚": ["heart", "plain"], "♻️": ["repeat", "plain"], "↩️": ["undo", "plain"],
};
const ANY = new RegExp(`(${[...Object.keys(CIRCLES), ...Object.keys(SHAPES)].join("|")})`, "u");

function drawn(sign) {
  const words = el("span", { className: "unseen" }, sign);
  if (CIRCLES[sign]) return el("span", { className: `sign circle circle-${CIRCLES[sign]}` }, words);
  const [name, look] = SHAPES[sign];
  return el("span", { className: `sign sign-${look}` }, icon(name, look === "plain" ? 16 : 12), words);
}

// Text in pieces: strings, and the signs in it as elements.
export function pictured(text) {
  return text.split(ANY).filter(Boolean).map((part) => (CIRCLES[part] || SHAPES[part] ? drawn(part) : part));
}
