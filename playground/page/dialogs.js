// Modals that the app opens: the top one of the stack is shown.

import { blocks, control } from "./blocks.js";
import { el, icon } from "./dom.js";
import { act, state } from "./store.js";
import { plain } from "./text.js";

function stateOf(element, box) {
  const chosen = (value) => {
    const all = element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);
    return all.find((option) => option.value === value) ?? null;
  };
  const type = element.type;
  if (type === "checkboxes") return { type, selected_options: [...box.querySelectorAll("input:checked")].map((each) => chosen(each.value)) };
  if (type === "radio_buttons") return { type, selected_option: chosen(box.querySelector("input:checked")?.value) };
  if (type === "multi_static_select") return { type, selected_options: box.chosen.map(chosen) };
  if (type === "static_select") return { type, selected_option: chosen(box.value) };
  if (type === "multi_users_select") return { type, selected_users: box.chosen };
  if (type === "multi_conversations_select") return { type, selected_conversations: box.chosen };
  if (type === "multi_channels_select") return { type, selected_channels: box.chosen };
  if (type === "users_select") return { type, selected_user: box.value || null };
  if (type === "conversations_select") return { type, selected_conversation: box.value || null };
  if (type === "channels_select") return { type, selected_channel: box.value || null };
  if (type === "datepicker") return { type, selected_date: box.value || null };
  if (type === "timepicker") return { type, selected_time: box.value || null };
  return { type, value: box.value || null };
}

let shown = null;

function collect(view, form) {
  const values = {};
  for (const block of view.blocks.filter((each) => each.type === "input")) {
    const box = form.querySelector(`[data-block="${CSS.escape(block.block_id)}"] [data-action]`);
    values[block.block_id] = { [block.element.action_id ?? "input"]: stateOf(block.element, box) };
  }
  return values;
}

// How something in a view acts: with what stands in the fields of its form.
function acting(view) {
  return (id, value) => act("click_view", { view: view.id, action_id: id, value, values: collect(view, document.getElementById(`form-${view.id}`)) });
}

function inputBlock(block, view) {
  const name = `${view.id}-${block.block_id}`;
  const place = { key: name, optional: block.optional, act: acting(view) };
  const box = control(block.element, place, Boolean(block.dispatch_action));
  const trouble = state.errors.view === view.id ? state.errors.fields?.[block.block_id] : null;
  const about = [block.hint ? `${name}-hint` : null, trouble ? `${name}-error` : null].filter(Boolean).join(" ");
  box.id = name;
  if (!["INPUT", "TEXTAREA", "SELECT"].includes(box.tagName)) box.setAttribute("aria-labelledby", `${name}-label`);
  if (about) box.setAttribute("aria-describedby", about);
  if (!block.optional) box.setAttribute("aria-required", "true");
  if (trouble) box.setAttribute("aria-invalid", "true");
  return el("div", { className: "input", data: { block: block.block_id } }, el("label", { htmlFor: name, id: `${name}-label` }, plain(block.label.text), block.optional ? el("span", { className: "optional" }, " (optional)") : null), box, trouble ? el("p", { className: "trouble", id: `${name}-error`, role: "alert" }, trouble) : null, block.hint ? el("small", { id: `${name}-hint` }, plain(block.hint.text)) : null);
}

// What was typed stays as long as block and element keep their ids (slack.md 2.5).
function keepTyped(from, to) {
  const named = new Map([...to.querySelectorAll("[data-focus]")].map((each) => [each.dataset.focus, each]));
  for (const old of from.querySelectorAll(".input [data-focus]")) {
    const fresh = named.get(old.dataset.focus);
    if (!fresh || fresh.tagName !== old.tagName) continue;
    if (old.chosen) {
      fresh.chosen = old.chosen;
      fresh.draw();
    } else if (old.type === "checkbox" || old.type === "radio") fresh.checked = old.checked;
    else if ("value" in old) fresh.value = old.value;
  }
}

function firstField(box) {
  const wrong = box.querySelector("[aria-invalid]");
  const field = ".field, .select, select, input:checked, input, textarea";
  if (wrong) return wrong.matches(field) ? wrong : wrong.querySelector(field);
  return box.querySelector(".input")?.querySelector(field) ?? box.querySelector(".modal-body button, .modal-body a") ?? box.querySelector("footer button");
}

function away() {
  shown?.close();
  shown?.remove();
  shown = null;
}

// Shows the top modal of the stack, or takes the last one away.
export function showModals() {
  const view = state.modals.at(-1);
  if (!view) return away();
  const place = { key: view.id, act: acting(view) };
  const form = el("form", { className: "modal-body", noValidate: true, method: "dialog" }, view.blocks.map((block) => (block.type === "input" ? inputBlock(block, view) : blocks([block], { ...place, key: `${view.id}-${block.block_id}` }))));
  const dismiss = () => act("dismiss", { view: view.id });
  const submit = view.submit ? el("button", { type: "submit", className: "button button-primary" }, plain(view.submit.text)) : null;
  form.id = `form-${view.id}`;
  submit?.setAttribute("form", form.id);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!submit || submit.disabled) return;
    submit.disabled = true;
    submit.classList.add("busy");
    await act("submit", { view: view.id, values: collect(view, form) });
    submit.disabled = false;
    submit.classList.remove("busy");
  });
  const box = el("dialog", { className: "modal", "aria-label": plain(view.title.text) },
    el("header", {}, el("img", { className: "modal-mark", src: "/page/mark.svg", alt: "", width: 24, height: 24 }), el("h2", {}, plain(view.title.text)), el("button", { type: "button", className: "icon-button", "aria-label": "Close", title: "Close (Esc)", onclick: dismiss }, icon("close"))),
    form,
    el("footer", {}, el("button", { type: "button", className: "button", onclick: dismiss }, plain(view.close?.text ?? "Close")), submit));
  box.addEventListener("cancel", (event) => {
    event.preventDefault();
    dismiss();
  });
  const same = shown?.dataset.view === view.id;
  const held = same ? document.activeElement?.dataset?.focus : undefined;
  const scrolled = same ? shown.querySelector(".modal-body").scrollTop : 0;
  if (same) keepTyped(shown, box);
  box.dataset.view = view.id;
  away();
  shown = box;
  document.body.append(box);
  box.showModal();
  form.scrollTop = scrolled;
  const back = held && !box.querySelector("[aria-invalid]") ? box.querySelector(`[data-focus="${CSS.escape(held)}"]`) : null;
  (back ?? firstField(box))?.focus();
}
