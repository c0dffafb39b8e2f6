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
  if (type === "multi_static_select") return { type, selected_options: [...box.selectedOptions].map((each) => chosen(each.value)) };
  if (type === "static_select") return { type, selected_option: chosen(box.value) };
  if (type === "multi_users_select") return { type, selected_users: [...box.selectedOptions].map((each) => each.value) };
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

function inputBlock(block, view) {
  const place = { key: `${view.id}-${block.block_id}`, act: (id, value) => act("click_view", { view: view.id, action_id: id, value }) };
  const box = control(block.element, place, Boolean(block.dispatch_action));
  const trouble = state.errors.view === view.id ? state.errors.fields?.[block.block_id] : null;
  const name = `${view.id}-${block.block_id}`;
  box.id = name;
  if (!block.optional && "required" in box) box.required = true;
  if (trouble) {
    box.setAttribute("aria-invalid", "true");
    box.setAttribute("aria-describedby", `${name}-error`);
  }
  return el("div", { className: "input", data: { block: block.block_id } }, el("label", { htmlFor: name }, plain(block.label.text), block.optional ? el("span", { className: "optional" }, " (optional)") : null), box, block.hint ? el("small", {}, plain(block.hint.text)) : null, trouble ? el("p", { className: "trouble", id: `${name}-error`, role: "alert" }, trouble) : null);
}

function keepTyped(from, to) {
  for (const old of from?.querySelectorAll("input, textarea, select") ?? []) {
    const fresh = [...to.querySelectorAll("input, textarea, select")].find((each) => each.dataset.focus === old.dataset.focus);
    if (!fresh) continue;
    if (old.type === "checkbox" || old.type === "radio") fresh.checked = old.checked;
    else if (old.value) fresh.value = old.value;
  }
}

// Shows the top modal of the stack, or takes the last one away.
export function showModals() {
  const view = state.modals.at(-1);
  if (!view) {
    shown?.close();
    shown?.remove();
    shown = null;
    return;
  }
  const place = { key: view.id, act: (id, value) => act("click_view", { view: view.id, action_id: id, value }) };
  const form = el("form", { className: "modal-body", noValidate: false, method: "dialog" }, view.blocks.map((block) => (block.type === "input" ? inputBlock(block, view) : blocks([block], place))));
  const dismiss = () => act("dismiss", { view: view.id });
  const submit = view.submit ? el("button", { type: "submit", className: "button button-primary" }, plain(view.submit.text)) : null;
  form.id = `form-${view.id}`;
  submit?.setAttribute("form", form.id);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit?.classList.add("busy");
    await act("submit", { view: view.id, values: collect(view, form) });
    submit?.classList.remove("busy");
  });
  const box = el("dialog", { className: "modal", "aria-label": plain(view.title.text) },
    el("header", {}, el("h2", {}, plain(view.title.text)), el("button", { type: "button", className: "icon-button", "aria-label": "Close", onclick: dismiss }, icon("close"))),
    form,
    el("footer", {}, el("button", { type: "button", className: "button", onclick: dismiss }, plain(view.close?.text ?? "Close")), submit));
  box.addEventListener("cancel", (event) => {
    event.preventDefault();
    dismiss();
  });
  if (shown?.dataset.view === view.id) keepTyped(shown, box);
  box.dataset.view = view.id;
  shown?.close();
  shown?.remove();
  shown = box;
  document.body.append(box);
  box.showModal();
  (box.querySelector("[aria-invalid]") ?? box.querySelector(".input input, .input textarea, .input select") ?? box.querySelector("footer button")).focus();
}
