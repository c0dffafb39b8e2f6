// data_visualization blocks as inline SVG: line, area, bar, pie. Values are shown as they were sent;
// the only figures made here are those on the axis.

import { el, icon, svg } from "./dom.js";
import { here } from "./store.js";

const HEIGHT = 232;
const EDGE = { top: 12, right: 14, bottom: 30, left: 46 };
const words = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

function ticks(low, high) {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const whole = Number.isInteger(low) && Number.isInteger(high) ? Math.max(1, Math.round(step)) : step;
  const begin = Math.floor(low / whole) * whole;
  const out = [];
  for (let at = begin; at < high + whole * 0.999; at += whole) out.push(Number(at.toPrecision(12)));
  return out;
}

function bounds(series) {
  const values = series.flatMap((each) => each.data.map((point) => point.value));
  return [Math.min(0, ...values), Math.max(0, ...values, Math.max(...values) <= 0 ? 1 : 0)];
}

// Every series in the order of the categories.
function ordered(chart) {
  const categories = chart.axis_config.categories;
  return chart.series.map((series) => {
    const byLabel = new Map(series.data.map((point) => [point.label, point.value]));
    return { name: series.name, data: categories.map((label) => ({ label, value: byLabel.get(label) ?? 0 })) };
  });
}

function tip(box, lines, x, width) {
  const head = el("strong", {}, lines.head);
  const rows = lines.rows.map(([name, value, at]) => el("span", { className: "tip-row" }, at === null ? null : el("i", { className: `dot series-${at}` }), name ? `${name} ` : "", el("b", {}, words.format(value))));
  box.replaceChildren(head, ...rows);
  box.hidden = false;
  box.style.left = `${Math.min(Math.max(x, 70), width - 70)}px`;
}

function axes(area, marks, y, categories, x) {
  const parts = marks.map((mark) => [
    svg("line", { x1: EDGE.left, x2: area.right, y1: y(mark), y2: y(mark), class: mark === 0 ? "axis" : "grid" }),
    svg("text", { x: EDGE.left - 8, y: y(mark) + 4, class: "tick", "text-anchor": "end" }, short.format(mark)),
  ]);
  // Neighbours share the room between them: a short name leaves more for a long one.
  const pairs = categories.slice(1).map((label, at) => ((label.length + categories[at].length) / 2) * 6 + 6);
  const every = Math.max(1, Math.ceil((Math.max(0, ...pairs) * categories.length) / (area.right - EDGE.left)));
  const labels = categories.map((label, at) => ((categories.length - 1 - at) % every ? null : svg("text", { x: x(at), y: HEIGHT - 10, class: "tick", "text-anchor": "middle" }, label)));
  return [...parts.flat(), ...labels.filter(Boolean)];
}

function lineShapes(series, kind, x, y) {
  return series.flatMap((each, at) => {
    const points = each.data.map((point, index) => `${x(index)},${y(point.value)}`);
    const fillPath = `M${x(0)},${y(0)} L${points.join(" L")} L${x(each.data.length - 1)},${y(0)} Z`;
    return [
      kind === "area" ? svg("path", { d: fillPath, class: `fill series-${at % 12}` }) : null,
      svg("polyline", { points: points.join(" "), class: `stroke series-${at % 12}` }),
      ...each.data.map((point, index) => svg("circle", { cx: x(index), cy: y(point.value), r: each.data.length > 14 ? 2.500 : 3.500, class: `point series-${at % 12}`, data: undefined })),
    ].filter(Boolean);
  });
}

function barShapes(series, band, y) {
  const each = Math.min(36, (band.width * 0.72) / series.length);
  return series.flatMap((one, at) => one.data.map((point, index) => {
    const left = band.middle(index) - (each * series.length) / 2 + each * at;
    const top = Math.min(y(point.value), y(0));
    const height = Math.abs(y(point.value) - y(0));
    const round = Math.min(3, height, each / 2);
    const right = left + each - 1.500;
    const shape = point.value >= 0
      ? `M${left},${top + height} V${top + round} Q${left},${top} ${left + round},${top} H${right - round} Q${right},${top} ${right},${top + round} V${top + height} Z`
      : `M${left},${top} H${right} V${top + height} H${left} Z`;
    return svg("path", { d: shape, class: `bar series-${at % 12}` });
  }));
}

function plot(chart, width) {
  const series = ordered(chart);
  const categories = chart.axis_config.categories;
  const area = { right: width - EDGE.right, bottom: HEIGHT - EDGE.bottom };
  const marks = ticks(...bounds(series));
  const low = marks[0];
  const high = marks.at(-1);
  const y = (value) => area.bottom - ((value - low) / (high - low)) * (area.bottom - EDGE.top);
  const room = area.right - EDGE.left;
  const band = { width: room / categories.length, middle: (at) => EDGE.left + (room / categories.length) * (at + 0.5) };
  const inset = Math.min(24, room / 12);
  const x = chart.type === "bar" ? band.middle : (at) => (categories.length === 1 ? EDGE.left + room / 2 : EDGE.left + inset + ((room - 2 * inset) * at) / (categories.length - 1));
  const guide = svg("line", { class: "guide", y1: EDGE.top, y2: area.bottom, visibility: "hidden" });
  const shapes = chart.type === "bar" ? barShapes(series, band, y) : lineShapes(series, chart.type, x, y);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, "aria-hidden": "true" }, ...axes(area, marks, y, categories, x), guide, ...shapes);
  const rows = (at) => ({ head: categories[at], rows: series.map((each, index) => [series.length > 1 ? each.name : "", each.data[at].value, series.length > 1 ? index % 12 : null]) });
  return { picture, guide, count: categories.length, x, rows, names: series.map((each) => each.name) };
}

function pie(chart, width) {
  const total = chart.segments.reduce((sum, each) => sum + each.value, 0);
  const size = 184;
  const centre = { x: size / 2, y: size / 2, r: size / 2 - 4 };
  let turn = -Math.PI / 2;
  const point = (angle) => `${centre.x + centre.r * Math.cos(angle)},${centre.y + centre.r * Math.sin(angle)}`;
  const shapes = chart.segments.map((segment, at) => {
    const begin = turn;
    turn += (segment.value / total) * 2 * Math.PI;
    if (chart.segments.length === 1) return svg("circle", { cx: centre.x, cy: centre.y, r: centre.r, class: `slice series-${at % 12}` });
    const large = turn - begin > Math.PI ? 1 : 0;
    return svg("path", { d: `M${centre.x},${centre.y} L${point(begin)} A${centre.r},${centre.r} 0 ${large} 1 ${point(turn)} Z`, class: `slice series-${at % 12}` });
  });
  const picture = svg("svg", { viewBox: `0 0 ${size} ${size}`, width: size, height: size, "aria-hidden": "true" }, ...shapes);
  return { picture, guide: null, count: chart.segments.length, x: () => width / 2, rows: (at) => ({ head: chart.segments[at].label, rows: [["", chart.segments[at].value, null]] }), names: chart.segments.map((each) => each.label), values: chart.segments.map((each) => each.value), shapes };
}

function dataTable(block) {
  const chart = block.chart;
  if (chart.type === "pie") return el("table", { className: "md-table" }, el("caption", { className: "unseen" }, block.title), el("tbody", {}, chart.segments.map((each) => el("tr", {}, el("th", { scope: "row" }, each.label), el("td", { className: "to-right" }, words.format(each.value))))));
  const series = ordered(chart);
  const head = el("tr", {}, el("th", { scope: "col" }, chart.axis_config.x_label ?? ""), series.map((each) => el("th", { scope: "col", className: "to-right" }, each.name)));
  return el("table", { className: "md-table" }, el("caption", { className: "unseen" }, block.title), el("thead", {}, head), el("tbody", {}, chart.axis_config.categories.map((label, at) => el("tr", {}, el("th", { scope: "row" }, label), series.map((each) => el("td", { className: "to-right" }, words.format(each.data[at].value)))))));
}

function legend(drawn, chart) {
  if (chart.type !== "pie" && drawn.names.length < 2) return null;
  return el("ul", { className: chart.type === "pie" ? "legend legend-tall" : "legend" }, drawn.names.map((name, at) => el("li", {}, el("i", { className: `dot series-${at % 12}` }), name, drawn.values ? el("b", {}, words.format(drawn.values[at])) : null)));
}

export function chartBlock(block, key) {
  const chart = block.chart;
  const box = el("div", { className: `chart-canvas chart-${chart.type}`, tabIndex: 0, role: "img", "aria-label": `${chart.type} chart: ${block.title}. Arrow keys read its values.`, data: { focus: `${key}-chart` } });
  const hint = el("div", { className: "chart-tip", role: "status", hidden: true });
  let drawn;
  let at = -1;
  const show = (next) => {
    at = Math.max(0, Math.min(drawn.count - 1, next));
    tip(hint, drawn.rows(at), drawn.x(at), box.clientWidth);
    drawn.guide?.setAttribute("visibility", "visible");
    drawn.guide?.setAttribute("x1", drawn.x(at));
    drawn.guide?.setAttribute("x2", drawn.x(at));
    drawn.shapes?.forEach((shape, index) => shape.classList.toggle("faint", index !== at));
  };
  const hide = () => {
    at = -1;
    hint.hidden = true;
    drawn.guide?.setAttribute("visibility", "hidden");
    drawn.shapes?.forEach((shape) => shape.classList.remove("faint"));
  };
  const draw = (width) => {
    drawn = chart.type === "pie" ? pie(chart, width) : plot(chart, width);
    box.replaceChildren(drawn.picture, ...[chart.type === "pie" ? legend(drawn, chart) : null, hint].filter(Boolean));
    drawn.shapes?.forEach((shape, index) => shape.addEventListener("pointerenter", () => show(index)));
  };
  box.addEventListener("pointermove", (event) => {
    if (chart.type === "pie") return;
    const left = event.clientX - box.getBoundingClientRect().left;
    const gaps = Array.from({ length: drawn.count }, (_, index) => Math.abs(drawn.x(index) - left));
    show(gaps.indexOf(Math.min(...gaps)));
  });
  box.addEventListener("pointerleave", hide);
  box.addEventListener("blur", hide);
  box.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    show(at < 0 ? (step > 0 ? 0 : drawn.count - 1) : at + step);
  });
  draw(560);
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width > 80 && width !== box.drawnFor) draw((box.drawnFor = width));
  }).observe(box);
  const openKey = `${key}-data`;
  const table = el("div", { className: "scroll-x", hidden: !here.open.get(openKey) }, dataTable(block));
  const toggle = el("button", { type: "button", className: "quiet", "aria-expanded": String(!table.hidden), data: { focus: openKey }, onclick: () => {
    table.hidden = !table.hidden;
    here.open.set(openKey, !table.hidden);
    toggle.setAttribute("aria-expanded", String(!table.hidden));
  } }, icon("table", 15), "Data");
  const labels = chart.axis_config;
  return el("figure", { className: "chart" },
    el("figcaption", {}, el("strong", {}, block.title), toggle),
    labels?.y_label ? el("p", { className: "axis-name" }, labels.y_label) : null,
    box,
    labels?.x_label ? el("p", { className: "axis-name axis-name-x" }, labels.x_label) : null,
    chart.type === "pie" ? null : legend(drawn, chart),
    table);
}
