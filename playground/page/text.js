// Slack's own texts: mrkdwn, plain text, emoji names, mentions. Everything becomes text nodes.

import { dateToken } from "./dates.js";
import { el } from "./dom.js";
import { pictured } from "./pictures.js";
import { changed, person, state } from "./store.js";

const EMOJI = {
  bar_chart: "📊", chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", speech_balloon: "💬",
  wave: "👋", tada: "🎉", eyes: "👀", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", stopwatch: "⏱️", clock4: "🕓", bulb: "💡", sparkles: "✨",
  thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎", lock: "🔒", mag: "🔍", link: "🔗", pencil2: "✏️",
  seedling: "🌱", star: "⭐", heart: "❤️", fire: "🔥", rocket: "🚀", information_source: "ℹ️", question: "❓",
  thinking_face: "🤔", smile: "😄", slightly_smiling_face: "🙂", pray: "🙏", raised_hands: "🙌", books: "📚",
  calendar: "📅", bell: "🔔", mega: "📣", busts_in_silhouette: "👥", repeat: "🔁", robot_face: "🤖", gear: "⚙️",
};

export function emoji(text) {
  return text.replace(/:([a-z0-9_+'-]+):/g, (whole, name) => EMOJI[name] ?? whole);
}

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

export function decoded(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (found) => ENTITIES[found]);
}

export function safeLink(url) {
  try {
    const parsed = new URL(url);
    return ["http:", "https:", "mailto:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

// A link to a message of this workspace leads to it here.
export function inside(url) {
  const found = url?.match(/\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})/);
  return found ? { channel: found[1], ts: `${found[2]}.${found[3]}` } : null;
}

export function link(url, ...children) {
  const href = safeLink(url);
  const shown = children.length ? children : [url];
  const place = inside(url);
  const go = (event) => {
    event.preventDefault();
    changed({ kind: "go", ...place });
  };
  if (place) return el("a", { href: "#", onclick: go }, ...shown);
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...shown) : el("span", {}, ...shown);
}

export function mentionOf(id) {
  const mine = id === state.me || id === state.bot;
  return el("span", { className: mine ? "mention mention-me" : "mention" }, `@${person(id).name}`);
}

function dated(inside, fallback) {
  const token = dateToken(inside);
  if (!token) return document.createTextNode(fallback);
  return token.url ? link(decoded(token.url), token.words) : document.createTextNode(token.words);
}

function angled(marked) {
  const [target, label] = marked.split("|", 2);
  if (target.startsWith("@")) return mentionOf(target.slice(1));
  if (target.startsWith("#")) return el("span", { className: "mention" }, `#${label ?? state.channels.get(target.slice(1))?.name ?? target.slice(1)}`);
  if (target.startsWith("!date^")) return dated(target.slice("!date^".length), decoded(label ?? ""));
  if (target.startsWith("!")) return el("span", { className: "mention" }, `@${target.slice(1).split("^")[0]}`);
  return link(decoded(target), emoji(decoded(label ?? target)));
}

const INLINE = [
  [/^```([^]+?)```/, (found) => el("pre", {}, el("code", {}, decoded(found[1].replace(/^\n|\n$/g, ""))))],
  [/^`([^`\n]+)`/, (found) => el("code", {}, decoded(found[1]))],
  [/^<([^<>\n]+)>/, (found) => angled(found[1])],
  [/^\*(?=\S)([^*\n]*?\S)\*(?![\w*])/, (found) => el("strong", {}, ...mrkdwnLine(found[1]))],
  [/^_(?=\S)([^_\n]*?\S)_(?![\w_])/, (found) => el("em", {}, ...mrkdwnLine(found[1]))],
  [/^~(?=\S)([^~\n]*?\S)~(?![\w~])/, (found) => el("s", {}, ...mrkdwnLine(found[1]))],
];

function mrkdwnLine(text) {
  const out = [];
  let plain = "";
  let before = " ";
  const flush = () => {
    if (plain) out.push(...pictured(emoji(decoded(plain))));
    plain = "";
  };
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const word = /[\p{L}\p{N}]/u.test(before);
    const hit = "`<".includes(rest[0]) || ("*_~".includes(rest[0]) && !word)
      ? INLINE.map(([pattern, make]) => [rest.match(pattern), make]).find(([found]) => found) : undefined;
    if (hit) {
      flush();
      out.push(hit[1](hit[0]));
      at += hit[0][0].length;
      before = hit[0][0].at(-1);
    } else {
      plain += rest[0];
      before = rest[0];
      at += 1;
    }
  }
  flush();
  return out;
}

// mrkdwn: lines kept, "&gt;" quotes, the rest inline.
export function mrkdwn(text) {
  const box = el("div", { className: "mrkdwn" });
  let quote = null;
  const parts = text.split(/(```[^]+?```)/);
  for (const part of parts) {
    if (part.startsWith("```")) {
      quote = null;
      box.append(...mrkdwnLine(part));
      continue;
    }
    for (const [index, line] of part.split("\n").entries()) {
      const quoted = line.match(/^(?:&gt;|>) ?(.*)$/);
      if (quoted) {
        if (quote) quote.append(el("br"));
        else box.append((quote = el("blockquote")));
        quote.append(...mrkdwnLine(quoted[1]));
        continue;
      }
      if (index && !quote) box.append(el("br"));
      quote = null;
      box.append(...mrkdwnLine(line));
    }
  }
  return box;
}

export function plain(text) {
  return emoji(text ?? "");
}

export function textObject(object) {
  if (!object) return "";
  return object.type === "mrkdwn" ? mrkdwn(object.text) : el("span", { className: "plain" }, plain(object.text));
}
