// A small, safe Markdown: headings, lists, quotes, tables, code, emphasis, links. HTML stays text and
// pictures become links, since the words may come from anybody.

import { el } from "./dom.js";
import { emoji, link, mentionOf, safeLink } from "./text.js";

const ESCAPABLE = /^\\([\\`*_{}[\]()#+\-.!|~<>])/;

function bracketed(text) {
  // [label](url) with one level of brackets inside the label.
  const found = text.match(/^!?\[((?:[^[\]\\]|\\.|\[[^[\]]*\])*)\]\(\s*<?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s+"[^"]*")?\s*\)/);
  return found ? { whole: found[0], label: found[1], url: found[2] } : null;
}

function emphasised(text, before) {
  for (const [mark, tag] of [["***", "strong"], ["**", "strong"], ["__", "strong"], ["~~", "s"], ["*", "em"], ["_", "em"]]) {
    if (!text.startsWith(mark) || /\s/.test(text[mark.length] ?? " ")) continue;
    if (mark.includes("_") && /[\p{L}\p{N}]/u.test(before)) continue;
    let end = text.indexOf(mark, mark.length + 1);
    while (end > 0 && (/\s/.test(text[end - 1]) || text[end - 1] === "\\" || (mark === "*" && text[end + 1] === "*" && text[end - 1] !== "*"))) end = text.indexOf(mark, end + 1);
    if (end < 0) continue;
    if (mark.includes("_") && /[\p{L}\p{N}]/u.test(text[end + mark.length] ?? " ")) continue;
    const inner = inline(text.slice(mark.length, end));
    const node = mark === "***" ? el(tag, {}, el("em", {}, ...inner)) : el(tag, {}, ...inner);
    return { node, length: end + mark.length };
  }
  return null;
}

function special(text, before) {
  let found;
  if ((found = text.match(ESCAPABLE))) return { node: found[1], length: 2 };
  if ((found = text.match(/^(`+)(?!`)([^]*?[^`])\1(?!`)/))) return { node: el("code", {}, found[2].replace(/^ (.*) $/, "$1")), length: found[0].length };
  if ((found = text.match(/^<@([UW][A-Z0-9]+)>/))) return { node: mentionOf(found[1]), length: found[0].length };
  if ((found = text.match(/^<(https?:\/\/[^\s<>]+|mailto:[^\s<>]+)>/))) return { node: link(found[1]), length: found[0].length };
  if (text[0] === "[" || text.startsWith("![")) {
    const parts = bracketed(text);
    if (parts) {
      const shown = inline(parts.label || parts.url);
      const node = safeLink(parts.url) ? link(parts.url, ...shown) : el("span", {}, ...shown);
      return { node, length: parts.whole.length };
    }
  }
  if (/[\s(>]|^$/.test(before) && (found = text.match(/^https?:\/\/[^\s<>]*[^\s<>.,;:!?)'"\]]/))) return { node: link(found[0]), length: found[0].length };
  return "*_~".includes(text[0]) ? emphasised(text, before) : null;
}

export function inline(text) {
  const out = [];
  let plainRun = "";
  for (let at = 0; at < text.length;) {
    const before = at ? text[at - 1] : "";
    const hit = /[\\`<[!*_~h]/.test(text[at]) ? special(text.slice(at), before) : null;
    if (hit) {
      if (plainRun) out.push(emoji(plainRun));
      plainRun = "";
      out.push(hit.node);
      at += hit.length;
    } else {
      plainRun += text[at];
      at += 1;
    }
  }
  if (plainRun) out.push(emoji(plainRun));
  return out;
}

function lines(text) {
  // A line break inside a paragraph shows as one, as it does in Slack.
  return text.split("\n").flatMap((line, index) => (index ? [el("br"), ...inline(line.trim())] : inline(line.trim())));
}

const BULLET = /^(\s*)([-*+•]|\d{1,9}[.)])\s+(.*)$/;

function list(rows) {
  const first = rows[0].match(BULLET);
  const ordered = /\d/.test(first[2]);
  const box = el(ordered ? "ol" : "ul", ordered && parseInt(first[2], 10) !== 1 ? { start: parseInt(first[2], 10) } : {});
  const indent = first[1].length;
  let item = null;
  for (const row of rows) {
    const found = row.match(BULLET);
    if (found && found[1].length <= indent + 1) {
      item = { words: [found[3]], inner: [] };
      box.items = [...(box.items ?? []), item];
    } else if (found || item.inner.length) item.inner.push(row);
    else item.words.push(row);
  }
  for (const { words, inner } of box.items) {
    box.append(el("li", {}, ...lines(words.join("\n")), inner.length ? blocks(inner.map((row) => row.slice(Math.min(indent + 2, row.length - row.trimStart().length)))) : []));
  }
  return box;
}

function cells(row) {
  return row.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function table(rows) {
  const [head, marks, ...body] = rows.map(cells);
  const side = marks.map((mark) => (/^:-+:$/.test(mark) ? "center" : mark.endsWith(":") ? "right" : "left"));
  const row = (tag) => (each) => el("tr", {}, each.map((cell, at) => el(tag, { className: `to-${side[at] ?? "left"}` }, ...inline(cell))));
  return el("div", { className: "scroll-x", tabIndex: 0, role: "group", "aria-label": "Table" }, el("table", { className: "md-table" }, el("thead", {}, row("th")(head)), el("tbody", {}, body.map(row("td")))));
}

function take(rows, at, test) {
  let end = at;
  while (end < rows.length && test(rows[end], end)) end += 1;
  return end;
}

function blocks(rows) {
  const out = [];
  for (let at = 0; at < rows.length;) {
    const row = rows[at];
    let found;
    let end;
    if (!row.trim()) end = at + 1;
    else if ((found = row.match(/^\s*(`{3,}|~{3,})/))) {
      end = take(rows, at + 1, (each) => !each.trim().startsWith(found[1]));
      out.push(el("pre", { tabIndex: 0 }, el("code", {}, rows.slice(at + 1, end).join("\n"))));
      end += 1;
    } else if ((found = row.match(/^ {0,3}(#{1,6})\s+(.*?)\s*#*$/))) {
      out.push(el("p", { className: `heading heading-${Math.min(found[1].length, 3)}`, role: "heading", "aria-level": String(found[1].length + 2) }, ...inline(found[2])));
      end = at + 1;
    } else if (/^ {0,3}([-*_])(\s*\1){2,}\s*$/.test(row)) {
      out.push(el("hr"));
      end = at + 1;
    } else if (/^ {0,3}>/.test(row)) {
      end = take(rows, at, (each) => /^ {0,3}>/.test(each));
      out.push(el("blockquote", {}, blocks(rows.slice(at, end).map((each) => each.replace(/^ {0,3}> ?/, "")))));
    } else if (BULLET.test(row)) {
      end = take(rows, at, (each, index) => BULLET.test(each) || /^\s{2,}\S/.test(each) || (!each.trim() && BULLET.test(rows[index + 1] ?? "")));
      out.push(list(rows.slice(at, end).filter((each) => each.trim())));
    } else if (row.includes("|") && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(rows[at + 1] ?? "") && rows[at + 1].includes("-")) {
      end = take(rows, at, (each) => each.includes("|"));
      out.push(table(rows.slice(at, end)));
    } else {
      end = take(rows, at, (each, index) => each.trim() && (index === at || !/^ {0,3}(#{1,6}\s|>|`{3}|~{3})/.test(each) && !BULLET.test(each)));
      out.push(el("p", {}, ...lines(rows.slice(at, end).join("\n"))));
    }
    at = end;
  }
  return out;
}

export function markdown(text) {
  return el("div", { className: "markdown" }, ...blocks(text.replaceAll("\r\n", "\n").split("\n")));
}
