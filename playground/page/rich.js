// rich_text blocks: sections, lists, quotes, preformatted text.

import { el } from "./dom.js";
import { pictured } from "./pictures.js";
import { state } from "./store.js";
import { emoji, link, mentionOf } from "./text.js";

function styled(node, style) {
  let out = node;
  if (style?.code) out = el("code", {}, out);
  if (style?.bold) out = el("strong", {}, out);
  if (style?.italic) out = el("em", {}, out);
  if (style?.strike) out = el("s", {}, out);
  return out;
}

function piece(element) {
  switch (element.type) {
    case "text": return styled(el("span", { className: "plain" }, pictured(element.text)), element.style);
    case "link": return styled(link(element.url, element.text || element.url), element.style);
    case "emoji": return emoji(`:${element.name}:`);
    case "user": return mentionOf(element.user_id);
    case "channel": return el("span", { className: "mention" }, `#${state.channels.get(element.channel_id)?.name ?? element.channel_id}`);
    case "broadcast": return el("span", { className: "mention" }, `@${element.range}`);
    case "date": return element.fallback ?? "";
    default: return element.text ?? "";
  }
}

function part(element) {
  const inside = (element.elements ?? []).map((each) => (each.type?.startsWith("rich_text") ? part(each) : piece(each)));
  switch (element.type) {
    case "rich_text_list": {
      const tag = element.style === "ordered" ? "ol" : "ul";
      return el(tag, { className: `indent-${Math.min(element.indent ?? 0, 8)}`, start: tag === "ol" ? (element.offset ?? 0) + 1 : undefined }, inside.map((each) => el("li", {}, each)));
    }
    case "rich_text_quote": return el("blockquote", {}, ...inside);
    case "rich_text_preformatted": return el("pre", { tabIndex: 0 }, el("code", {}, ...inside));
    default: return el("div", { className: "rich-section" }, ...inside);
  }
}

export function richText(block) {
  return el("div", { className: "rich" }, (block.elements ?? []).map(part));
}

export function richWords(block) {
  if (typeof block === "string") return block;
  return (block?.elements ?? []).map((each) => (each.elements ? richWords(each) : each.text ?? each.url ?? "")).join("");
}
