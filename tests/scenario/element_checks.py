"""Elements of blocks as `slackblocks` builds them; raises where it would not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import slackblocks as sb

Json = dict[str, Any]


def element_of(element: Json) -> Any:
    """An element; fails for a field or a kind that nobody here knows."""
    given = {name: value for name, value in element.items() if name != "type"}
    return ELEMENTS[element["type"]](given)


def input_of(block: Json) -> sb.InputBlock:
    """An input block."""
    return sb.InputBlock(
        label=block["label"]["text"],
        element=element_of(block["element"]),
        dispatch_action=block.get("dispatch_action", False),
        block_id=block["block_id"],
        hint=block["hint"]["text"] if "hint" in block else None,
        optional=block["optional"],
    )


def _option(option: Json) -> sb.Option:
    text = sb.Text(option["text"]["text"], type_=sb.TextType.PLAINTEXT)
    more = option.get("description")
    small = sb.Text(more["text"], type_=sb.TextType.PLAINTEXT) if more else None
    return sb.Option(text, option["value"], small)


def _made(kind: Any) -> Callable[[Json], Any]:
    """Build an element out of its fields, texts and options built first."""

    def make(given: Json) -> Any:
        made = dict(given)
        if "placeholder" in made:
            made["placeholder"] = made["placeholder"]["text"]
        if "options" in made:
            made["options"] = [_option(each) for each in made["options"]]
        if "initial_option" in made:
            made["initial_option"] = _option(made["initial_option"])
        if "initial_options" in made:
            made["initial_options"] = [_option(each) for each in made["initial_options"]]
        if "filter" in made:
            made["filter"] = sb.ConversationFilter(**made["filter"])
        return kind(**made)

    return make


def _button(given: Json) -> sb.Button:
    made = {**given, "text": given["text"]["text"]}
    if "confirm" in made:
        texts = {name: each["text"] for name, each in made["confirm"].items()}
        made["confirm"] = sb.ConfirmationDialogue(**texts)
    return sb.Button(**made)


ELEMENTS: Mapping[str, Callable[[Json], Any]] = {
    "button": _button,
    "plain_text_input": _made(sb.PlainTextInput),
    "number_input": _made(sb.NumberInput),
    "overflow": _made(sb.OverflowMenu),
    "checkboxes": _made(sb.CheckboxGroup),
    "datepicker": _made(sb.DatePicker),
    "static_select": _made(sb.StaticSelectMenu),
    "radio_buttons": _made(sb.RadioButtonGroup),
    "timepicker": _made(sb.TimePicker),
    "multi_static_select": _made(sb.StaticMultiSelectMenu),
    "multi_users_select": _made(sb.UserMultiSelectMenu),
    "users_select": _made(sb.UserSelectMenu),
    "conversations_select": _made(sb.ConversationSelectMenu),
}
