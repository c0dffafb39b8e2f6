// data_table: sorted by a click on a column's name, in pages. table: as it is.

import { el, icon } from "./dom.js";
import { here } from "./store.js";

function cellContent(cell, richText) {
  return cell.type === "rich_text" ? richText(cell) : el("span", { className: "plain" }, cell.text ?? String(cell.value));
}

function sortValue(cell) {
  if (cell.type === "raw_number") return cell.value;
  if (cell.type === "raw_text") return cell.text.toLowerCase();
  return JSON.stringify(cell);
}

function compared(one, other) {
  const [a, b] = [sortValue(one), sortValue(other)];
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}

export function dataTable(block, key, richText) {
  const [head, ...rows] = block.rows;
  const size = block.page_size ?? 5;
  const mark = block.row_header_column_index ?? 0;
  const numeric = head.map((_, column) => rows.length > 0 && rows.every((row) => row[column].type === "raw_number"));
  const settings = here.open.get(key) ?? { column: -1, down: false, page: 0 };
  const box = el("figure", { className: "data-table" });

  const sortBy = (column) => {
    const down = settings.column === column ? !settings.down : numeric[column];
    Object.assign(settings, { column, down, page: 0 });
    draw(`${key}-head-${column}`);
  };
  const page = (step) => {
    settings.page += step;
    draw(`${key}-${step > 0 ? "next" : "back"}`);
  };

  function header(cell, column) {
    const sorted = settings.column === column;
    const order = sorted ? (settings.down ? "descending" : "ascending") : "none";
    const button = el("button", { type: "button", className: "sort", data: { focus: `${key}-head-${column}` }, onclick: () => sortBy(column) }, cellContent(cell, richText), el("span", { className: "sort-mark", "aria-hidden": "true" }, sorted ? (settings.down ? "↓" : "↑") : "↕"));
    return el("th", { scope: "col", "aria-sort": order, className: numeric[column] ? "to-right" : "" }, button);
  }

  function draw(focus) {
    here.open.set(key, settings);
    const shown = [...rows];
    if (settings.column >= 0) shown.sort((a, b) => compared(a[settings.column], b[settings.column]) * (settings.down ? -1 : 1));
    const pages = Math.ceil(shown.length / size);
    settings.page = Math.max(0, Math.min(settings.page, pages - 1));
    const from = settings.page * size;
    const part = shown.slice(from, from + size);
    const body = part.map((row) => el("tr", {}, row.map((cell, column) => el(column === mark ? "th" : "td", { scope: column === mark ? "row" : undefined, className: numeric[column] ? "to-right" : "" }, cellContent(cell, richText)))));
    const pager = pages < 2 ? null : el("div", { className: "pager" },
      el("span", { role: "status" }, `${from + 1}–${from + part.length} of ${shown.length}`),
      el("button", { type: "button", className: "quiet", disabled: settings.page === 0, "aria-label": "Rows before", data: { focus: `${key}-back` }, onclick: () => page(-1) }, icon("back", 15)),
      el("button", { type: "button", className: "quiet turn", disabled: settings.page === pages - 1, "aria-label": "Rows after", data: { focus: `${key}-next` }, onclick: () => page(1) }, icon("back", 15)));
    box.replaceChildren(el("figcaption", {}, el("strong", {}, block.caption)), el("div", { className: "scroll-x", tabIndex: 0, role: "group", "aria-label": block.caption }, el("table", {}, el("thead", {}, el("tr", {}, head.map(header))), el("tbody", {}, body))), ...(pager ? [pager] : []));
    if (!focus) return;
    const wanted = box.querySelector(`[data-focus="${CSS.escape(focus)}"]`);
    (wanted?.disabled ? box.querySelector(".pager button:not(:disabled)") : wanted)?.focus();
  }

  draw();
  return box;
}

export function plainTable(block, richText) {
  const [head, ...rows] = block.rows;
  return el("div", { className: "data-table" }, el("div", { className: "scroll-x", tabIndex: 0, role: "group", "aria-label": "Table" }, el("table", {}, el("thead", {}, el("tr", {}, head.map((cell) => el("th", { scope: "col" }, cellContent(cell, richText))))), el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell) => el("td", {}, cellContent(cell, richText)))))))));
}
