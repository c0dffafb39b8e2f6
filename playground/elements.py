"""Interactive elements of Block Kit and their limits (slack.md 2.3; docs: block elements)."""

from __future__ import annotations

from playground.checks import Check, Report
from playground.errors import Json

BUTTON_TEXT = 75
VALUE = 2_000
URL = 3_000
ID = 255
OPTION_TEXT = 75
OPTION_VALUE = 150
OPTIONS = 100
FEW_OPTIONS = 10
OVERFLOW_OPTIONS = 5
PLACEHOLDER = 150
INPUT_LENGTH = 3_000
ALT_TEXT = 2_000
ACTIONS = 25
CONTEXT_ACTIONS = 5


def _button(element: Json, at: str, report: Report) -> None:
    report.text(element, "text", BUTTON_TEXT, at, plain=True)
    report.string(element, "value", VALUE, at, needed=False)
    report.string(element, "url", URL, at, needed=False)
    report.string(element, "accessibility_label", BUTTON_TEXT, at, needed=False)
    report.string(element, "agent_prompt", 4_000, at, needed=False)
    if "style" in element:
        report.one_of(element["style"], ("primary", "danger"), f"{at}/style")
    _confirm(element, at, report)


def _confirm(element: Json, at: str, report: Report) -> None:
    confirm = element.get("confirm")
    if confirm is None:
        return
    if not isinstance(confirm, dict):
        report.say("must provide an object", f"{at}/confirm")
        return
    where = f"{at}/confirm"
    report.text(confirm, "title", 100, where, plain=True)
    report.text(confirm, "text", 300, where)
    report.text(confirm, "confirm", 30, where, plain=True)
    report.text(confirm, "deny", 30, where, plain=True)


def _options(name: str, most: int, *, needed: bool) -> Check:
    def check(element: Json, at: str, report: Report) -> None:
        options = report.items(element, name, 1, most, at, needed=needed)
        for index, option in enumerate(options):
            where = f"{at}/{name}/{index}"
            if not isinstance(option, dict):
                report.say("must provide an object", where)
                continue
            report.text(option, "text", OPTION_TEXT, where)
            report.string(option, "value", OPTION_VALUE, where)
            report.text(option, "description", OPTION_TEXT, where, needed=False)
        report.text(element, "placeholder", PLACEHOLDER, at, plain=True, needed=False)
        _confirm(element, at, report)

    return check


def _grouped_select(element: Json, at: str, report: Report) -> None:
    groups = element.get("option_groups")
    if groups is None:
        _options("options", OPTIONS, needed=True)(element, at, report)
        return
    for index, group in enumerate(report.items(element, "option_groups", 1, OPTIONS, at)):
        where = f"{at}/option_groups/{index}"
        report.text(group, "label", OPTION_TEXT, where, plain=True)
        _options("options", OPTIONS, needed=True)(group, where, report)


def _picker(element: Json, at: str, report: Report) -> None:
    report.text(element, "placeholder", PLACEHOLDER, at, plain=True, needed=False)


def _text_input(element: Json, at: str, report: Report) -> None:
    report.text(element, "placeholder", PLACEHOLDER, at, plain=True, needed=False)
    report.string(element, "initial_value", INPUT_LENGTH, at, needed=False)
    for name in ("min_length", "max_length"):
        if not 0 <= element.get(name, 1) <= INPUT_LENGTH:
            report.say(f"must be between 0 and {INPUT_LENGTH}", f"{at}/{name}")


def _image(element: Json, at: str, report: Report) -> None:
    if "slack_file" not in element:
        report.string(element, "image_url", URL, at)
    report.string(element, "alt_text", ALT_TEXT, at)


def _feedback(element: Json, at: str, report: Report) -> None:
    for name in ("positive_button", "negative_button"):
        button = element.get(name)
        if not isinstance(button, dict):
            report.say(f"missing required field: {name}", at)
            continue
        where = f"{at}/{name}"
        report.text(button, "text", BUTTON_TEXT, where, plain=True)
        report.string(button, "value", VALUE, where)
        report.string(button, "accessibility_label", BUTTON_TEXT, where, needed=False)


def _icon_button(element: Json, at: str, report: Report) -> None:
    report.one_of(element.get("icon"), ("trash",), f"{at}/icon")
    report.text(element, "text", BUTTON_TEXT, at, plain=True)
    report.string(element, "value", VALUE, at, needed=False)


ELEMENTS: dict[str, Check] = {
    "button": _button,
    "image": _image,
    "feedback_buttons": _feedback,
    "icon_button": _icon_button,
    "static_select": _grouped_select,
    "multi_static_select": _grouped_select,
    "overflow": _options("options", OVERFLOW_OPTIONS, needed=True),
    "checkboxes": _options("options", FEW_OPTIONS, needed=True),
    "radio_buttons": _options("options", FEW_OPTIONS, needed=True),
    "plain_text_input": _text_input,
    "email_text_input": _text_input,
    "url_text_input": _text_input,
    "number_input": _text_input,
    "rich_text_input": _picker,
    "external_select": _picker,
    "users_select": _picker,
    "multi_users_select": _picker,
    "conversations_select": _picker,
    "multi_conversations_select": _picker,
    "channels_select": _picker,
    "multi_channels_select": _picker,
    "datepicker": _picker,
    "timepicker": _picker,
    "datetimepicker": _picker,
}

_INPUTS = frozenset(ELEMENTS) - {"button", "image", "feedback_buttons", "icon_button", "overflow"}
ACTION_KINDS = frozenset(ELEMENTS) - {
    "image",
    "feedback_buttons",
    "icon_button",
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
}
CONTEXT_ACTION_KINDS = frozenset({"feedback_buttons", "icon_button"})
INPUT_KINDS = _INPUTS
ACCESSORY_KINDS = ACTION_KINDS | {"image"}


def check_element(element: object, kinds: frozenset[str], at: str, report: Report) -> None:
    """Check one element that may be of `kinds`."""
    if not isinstance(element, dict):
        report.say("must provide an object", at)
        return
    kind = element.get("type")
    if report.one_of(kind, kinds, f"{at}/type"):
        report.string(element, "action_id", ID, at, needed=False)
        ELEMENTS[str(kind)](element, at, report)
