"""What stands in the fields of a view, and what Slack itself holds against it before it is sent.

slack.md 2.5: a submission carries every stateful element under its block_id and action_id, also
those that nobody touched; a required field without a value, and a number that is none, never
leave the client.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from playground.errors import Json

_KEPT = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "timepicker": "selected_time",
    "datepicker": "selected_date",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
}
"""Where the state of an element holds its value (docs: view payloads, state)."""

_FIRST = {
    "value": "initial_value",
    "selected_time": "initial_time",
    "selected_date": "initial_date",
    "selected_user": "initial_user",
    "selected_conversation": "initial_conversation",
    "selected_channel": "initial_channel",
    "selected_option": "initial_option",
    "selected_users": "initial_users",
    "selected_conversations": "initial_conversations",
    "selected_channels": "initial_channels",
    "selected_options": "initial_options",
}
"""What an element begins with."""

AUTO = "auto"
"""The action_id of an element that brings none."""

MISSING = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WHOLE = re.compile(r"-?\d+")
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")


def values_of(blocks: list[Json], typed: Mapping[str, Any] | None = None) -> Json:
    """`state.values` of a view.

    Args:
        typed: by the label of an input, what a person put into it: text, an id, the value of an
            option, or a list of them; None empties it. The others stand as they were drawn.

    Raises:
        LookupError: there is no such label, or no such option.
    """
    given = dict(typed or {})
    values: Json = {}
    for block, element in _stateful(blocks):
        label = block.get("label", {}).get("text")
        state = first_state(element)
        if label in given:
            state = state_of(element, given.pop(label))
        values.setdefault(block["block_id"], {})[element.get("action_id", AUTO)] = state
    if given:
        raise LookupError(f"no field called {', '.join(given)}")
    return values


def stateful(element: Json) -> bool:
    """Whether an element has a state of its own; a button has none."""
    return element.get("type") in _KEPT


def first_state(element: Json) -> Json:
    """An element that nobody touched."""
    kept = _KEPT[element["type"]]
    empty: Any = [] if kept.endswith("s") else None
    return {"type": element["type"], kept: element.get(_FIRST[kept], empty)}


def state_of(element: Json, value: Any) -> Json:
    """An element with what a person put into it. Raises LookupError for an unknown option."""
    kept = _KEPT[element["type"]]
    if kept == "selected_option":
        value = _option(element, value) if value is not None else None
    elif kept == "selected_options":
        value = [_option(element, each) for each in value]
    elif kept == "value":
        value = str(value) if value not in (None, "") else None
    return {"type": element["type"], kept: value}


def troubles(blocks: list[Json], values: Json) -> dict[str, str]:
    """What keeps a form from being sent, by block_id."""
    found: dict[str, str] = {}
    for block, element in _stateful(blocks):
        if block["type"] != "input":
            continue
        state = values.get(block["block_id"], {}).get(element.get("action_id", AUTO), {})
        value = state.get(_KEPT[element["type"]])
        if value in (None, "", []):
            if not block.get("optional"):
                found[block["block_id"]] = MISSING
        elif words := _wrong(element, value):
            found[block["block_id"]] = words
    return found


def _wrong(element: Json, value: Any) -> str | None:
    if element["type"] == "number_input":
        pattern = _DECIMAL if element["is_decimal_allowed"] else _WHOLE
        return None if pattern.fullmatch(str(value)) else "Please enter a valid number."
    if element["type"] == "email_text_input" and not _EMAIL.fullmatch(str(value)):
        return "Please enter a valid email address."
    if len(str(value)) > element.get("max_length", 3_000):
        return "Please enter fewer characters."
    return None


def _stateful(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Blocks with those of their elements that have a state."""
    for block in blocks:
        held = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        for element in held:
            if isinstance(element, dict) and element.get("type") in _KEPT:
                yield block, element


def _option(element: Json, value: str) -> Json:
    groups = element.get("option_groups", [])
    options = element.get("options") or [each for group in groups for each in group["options"]]
    found: list[Json] = [each for each in options if each["value"] == value]
    if not found:
        raise LookupError(f"no option {value}")
    return found[0]
