// Block Kit blocks as elements. `place` says where they stand: how to act, and a key for what is open.

import { chartBlock } from "./charts.js";
import { el, icon } from "./dom.js";
import { ask } from "./notices.js";
import { markdown } from "./markdown.js";
import { richText, richWords } from "./rich.js";
import { menu } from "./menus.js";
import { changed, here, state } from "./store.js";
import { dataTable, plainTable } from "./tables.js";
import { inside, link, plain, safeLink, textObject } from "./text.js";

async function press(place, element, control, value) {
  if (element.confirm && !(await ask(element.confirm))) return;
  const name = `${place.key}-${element.action_id}`;
  if (here.busy.has(name)) return;
  here.busy.add(name);
  control.classList.add("busy");
  try {
    await place.act(element.action_id, value);
  } finally {
    here.busy.delete(name);
    control.classList.remove("busy");
  }
}

function allowed(element) {
  const few = element.visible_to_user_ids;
  return !few || few.includes(state.me);
}

function button(element, place) {
  const style = element.style ? ` button-${element.style}` : "";
  const props = { className: `button${style}`, data: { focus: `${place.key}-${element.action_id}`, action: element.action_id ?? "" }, "aria-label": element.accessibility_label };
  const label = plain(element.text.text);
  const place_ = inside(element.url);
  if (place_) return el("button", { ...props, type: "button", onclick: () => changed({ kind: "go", ...place_ }) }, label);
  if (element.url && safeLink(element.url)) {
    return el("a", { ...props, href: safeLink(element.url), target: "_blank", rel: "noopener noreferrer", onclick: (event) => press(place, element, event.currentTarget, element.value) }, label);
  }
  return el("button", { ...props, type: "button", onclick: (event) => press(place, element, event.currentTarget, element.value) }, label);
}

function feedback(element, place) {
  const given = here.open.get(`${place.key}-${element.action_id}`);
  const one = (name, shape) => {
    const each = element[name];
    const chosen = given === each.value;
    return el("button", { type: "button", className: "thumb", title: plain(each.text.text), "aria-label": each.accessibility_label ?? plain(each.text.text), "aria-pressed": String(chosen), data: { focus: `${place.key}-${name}`, action: element.action_id }, onclick: (event) => {
      here.open.set(`${place.key}-${element.action_id}`, each.value);
      for (const other of event.currentTarget.parentElement.children) other.setAttribute("aria-pressed", String(other === event.currentTarget));
      press(place, element, event.currentTarget, each.value);
    } }, icon(shape, 17));
  };
  return el("span", { className: "thumbs", role: "group", "aria-label": "Was this answer useful?" }, one("positive_button", "up"), one("negative_button", "down"));
}

function options(element) {
  const groups = element.option_groups;
  const make = (option) => el("option", { value: option.value }, plain(option.text.text));
  if (groups) return groups.map((group) => el("optgroup", { label: plain(group.label.text) }, group.options.map(make)));
  if (element.type.includes("users")) return [...state.people.values()].filter((each) => !each.app).map((each) => el("option", { value: each.id }, each.name));
  if (element.type.includes("conversations") || element.type.includes("channels")) return [...state.channels.values()].filter((each) => each.kind !== "im").map((each) => el("option", { value: each.id }, `#${each.name}`));
  return (element.options ?? []).map(make);
}

// Several of many: what is chosen as chips that can be taken away, and a menu to add to them.
function tokens(element, place, live = true) {
  const name = `${place.key}-${element.action_id}`;
  const hint = plain(element.placeholder?.text ?? (element.type.includes("users") ? "Add somebody…" : "Add…"));
  const all = options(element).flatMap((each) => (each.tagName === "OPTGROUP" ? [...each.children] : [each])).map((each) => ({ id: each.value, label: each.textContent }));
  const box = el("div", { className: "tokens", role: "group", data: { action: element.action_id ?? "", focus: name } });
  box.chosen = [...(element.initial_users ?? element.initial_conversations ?? element.initial_channels ?? (element.initial_options ?? []).map((each) => each.value))];
  const change = (chosen, focus) => {
    box.chosen = chosen;
    box.draw();
    (box.querySelector(focus) ?? box.querySelector("select, button"))?.focus();
    if (live) press(place, element, box, box.chosen);
  };
  box.draw = () => {
    const label = (id) => all.find((each) => each.id === id)?.label ?? id;
    const rest = all.filter((each) => !box.chosen.includes(each.id));
    const full = box.chosen.length >= (element.max_selected_items ?? Infinity);
    const menu = el("select", { className: "token-add", "aria-label": hint, disabled: full || !rest.length }, el("option", { value: "", selected: true }, hint), rest.map((each) => el("option", { value: each.id }, each.label)));
    menu.addEventListener("change", (event) => {
      event.stopPropagation();
      if (menu.value) change([...box.chosen, menu.value], "select");
    });
    box.replaceChildren(...box.chosen.map((id) => el("span", { className: "token" }, label(id), el("button", { type: "button", "aria-label": `Remove ${label(id)}`, onclick: () => change(box.chosen.filter((each) => each !== id), "select") }, icon("close", 12)))), menu);
  };
  box.draw();
  return box;
}

function select(element, place, live = true) {
  const first = element.initial_option?.value ?? element.initial_user ?? element.initial_conversation ?? element.initial_channel ?? "";
  const hint = plain(element.placeholder?.text ?? "Choose…");
  const box = el("select", { className: "select", "aria-label": hint, data: { focus: `${place.key}-${element.action_id}`, action: element.action_id ?? "" } }, el("option", { value: "", disabled: !place.optional, selected: !first }, place.optional ? (element.type === "users_select" ? "Nobody" : "None") : hint), options(element));
  if (first) box.value = first;
  if (live) box.addEventListener("change", () => press(place, element, box, box.value));
  return box;
}

function choices(element, place, live = true) {
  const kind = element.type === "radio_buttons" ? "radio" : "checkbox";
  const chosen = [element.initial_option, ...(element.initial_options ?? [])].filter(Boolean).map((each) => each.value);
  const name = `${place.key}-${element.action_id}`;
  const box = el("fieldset", { className: "choices", data: { action: element.action_id ?? "" } }, element.options.map((option, at) => el("label", {}, el("input", { type: kind, name, value: option.value, checked: chosen.includes(option.value), data: { focus: `${name}-${at}` } }), el("span", {}, textObject(option.text), option.description ? el("small", {}, textObject(option.description)) : null))));
  if (live) box.addEventListener("change", () => {
    const picked = [...box.querySelectorAll("input:checked")].map((each) => each.value);
    press(place, element, box, kind === "radio" ? picked[0] : picked);
  });
  return box;
}

function picture(element) {
  // Nothing is loaded from elsewhere: the words stand for the picture, with a link to it.
  const words = element.alt_text || "Picture";
  return el("span", { className: "picture" }, icon("image", 16), safeLink(element.image_url ?? "") ? link(element.image_url, words) : words);
}

function typed(element, place, live) {
  const first = element.initial_value ?? element.initial_date ?? element.initial_time ?? "";
  const kind = { number_input: "number", email_text_input: "email", url_text_input: "url", datepicker: "date", timepicker: "time" }[element.type] ?? "text";
  const props = { className: "field", value: first, placeholder: plain(element.placeholder?.text ?? ""), maxLength: element.max_length ?? 3000, data: { focus: `${place.key}-${element.action_id}`, action: element.action_id ?? "" } };
  if (kind === "number") props.step = element.is_decimal_allowed ? "any" : "1";
  const box = element.multiline ? el("textarea", { ...props, rows: 4 }) : el("input", { ...props, type: kind, autocomplete: "off", spellcheck: false });
  if (live) box.addEventListener("change", () => press(place, element, box, box.value));
  return box;
}

export function control(element, place, live = true) {
  if (!allowed(element)) return null;
  switch (element.type) {
    case "button": return button(element, place);
    case "feedback_buttons": return feedback(element, place);
    case "icon_button": return el("button", { type: "button", className: "thumb", title: plain(element.text.text), "aria-label": element.accessibility_label ?? plain(element.text.text), onclick: (event) => press(place, element, event.currentTarget) }, icon("trash", 17));
    case "image": return picture(element);
    case "overflow": return menu("More actions", `${place.key}-${element.action_id}`, element.options.map((each) => ({ label: plain(each.text.text), act: (box) => press(place, element, box, each.value) })));
    case "radio_buttons": case "checkboxes": return choices(element, place, live);
    case "plain_text_input": case "number_input": case "email_text_input": case "url_text_input": case "datepicker": case "timepicker": return typed(element, place, live);
    case "multi_static_select": case "multi_users_select": case "multi_conversations_select": case "multi_channels_select": return tokens(element, place, live);
    default: return element.type.includes("select") ? select(element, place, live) : el("span", { className: "plain" }, plain(element.text?.text ?? ""));
  }
}

const STATES = { pending: "Waiting", in_progress: "Working", complete: "Done", error: "Failed" };

function task(card, place) {
  const mark = { in_progress: el("i", { className: "spinner" }), complete: icon("check", 14), error: icon("error", 14) }[card.status] ?? el("i", { className: "ring" });
  const rest = [card.details, card.output].filter(Boolean);
  const sources = (card.sources ?? []).map((each) => link(each.url, each.text));
  const head = [el("span", { className: "task-mark", role: "img", "aria-label": STATES[card.status] ?? "" }, mark), el("span", { className: "task-title" }, plain(card.title))];
  const short = rest.map(richWords).join(" ");
  const brief = short && short.length <= 80 && !sources.length ? el("span", { className: "task-note" }, short) : null;
  if (!rest.length && !sources.length || brief) return el("div", { className: `task task-${card.status}` }, el("div", { className: "task-head" }, ...head, brief));
  const key = `${place.key}-task-${card.task_id}`;
  return el("details", { className: `task task-${card.status}`, open: here.open.get(key) ?? false, ontoggle: (event) => here.open.set(key, event.currentTarget.open) },
    el("summary", { className: "task-head", data: { focus: key } }, ...head, icon("chevron", 14)),
    el("div", { className: "task-body" }, rest.map((each) => (typeof each === "string" ? el("p", {}, each) : richText(each))), sources.length ? el("p", { className: "task-sources" }, sources.flatMap((each, at) => (at ? [" · ", each] : [each]))) : null));
}

function plan(block, place) {
  const key = `${place.key}-plan`;
  return el("details", { className: "plan", open: here.open.get(key) ?? true, ontoggle: (event) => here.open.set(key, event.currentTarget.open) }, el("summary", { data: { focus: key } }, icon("chevron", 14), plain(block.title || "Plan")), (block.tasks ?? []).map((each) => task(each, place)));
}

function section(block, place) {
  const words = block.text ? el("div", { className: "section-text" }, textObject(block.text)) : null;
  const fields = block.fields ? el("div", { className: "fields" }, block.fields.map((field) => el("div", { className: "section-text" }, textObject(field)))) : null;
  return el("div", { className: "section" }, el("div", {}, words, fields), block.accessory ? control(block.accessory, place) : null);
}

function card(block, place) {
  return el("div", { className: "card" }, block.title ? el("strong", {}, textObject(block.title)) : null, block.subtitle ? el("small", {}, textObject(block.subtitle)) : null, block.body ? el("p", {}, textObject(block.body)) : null, block.actions?.length ? el("div", { className: "actions" }, block.actions.map((each) => control(each, place))) : null);
}

const KINDS = {
  section,
  header: (block) => el("p", { className: "block-header", role: "heading", "aria-level": "3" }, plain(block.text.text)),
  context: (block) => el("div", { className: "context" }, block.elements.map((each) => (each.type === "image" ? picture(each) : textObject(each)))),
  divider: () => el("hr"),
  actions: (block, place) => el("div", { className: "actions" }, block.elements.map((each) => control(each, place))),
  context_actions: (block, place) => el("div", { className: "actions context-actions" }, block.elements.map((each) => control(each, place))),
  markdown: (block) => markdown(block.text),
  rich_text: (block) => richText(block),
  image: (block) => el("p", { className: "picture-block" }, block.title ? el("strong", {}, plain(block.title.text)) : null, picture(block)),
  data_visualization: (block, place) => chartBlock(block, place.key),
  data_table: (block, place) => dataTable(block, `${place.key}-table`, richText),
  table: (block) => plainTable(block, richText),
  task_card: task,
  plan,
  alert: (block) => el("div", { className: `alert alert-${block.level ?? "info"}`, role: "note" }, textObject(block.text)),
  card,
  carousel: (block, place) => el("div", { className: "carousel", tabIndex: 0, role: "group", "aria-label": "Cards" }, block.elements.map((each) => card(each, place))),
  container: (block, place) => el("div", { className: "card" }, block.title ? el("strong", {}, textObject(block.title)) : null, blocks(block.child_blocks ?? [], place)),
};

export function blocks(list, place) {
  return list.map((block, at) => {
    const make = KINDS[block.type];
    return make ? make(block, { ...place, key: `${place.key}-${at}` }) : el("p", { className: "context" }, `This kind of block is not drawn here: ${block.type}`);
  });
}
