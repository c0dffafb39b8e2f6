"""Fields of forms. A field's block id carries its name (`ids.block_of`), its element no id of ours:
nothing listens to it before the form is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.render.blocks import Block, plain

LABEL = 2_000
PLACEHOLDER = 150
OPTION = 75
OPTIONS = 100
TICKS = 10
TYPED = 3_000

FIELD = "value"
"""The action id of every field that sends nothing before its form is sent."""

Options = Sequence[tuple[str, str]]
"""Values and their labels."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    Attributes:
        block_id: unique within its view.
        label: what stands above it, `hint` what stands below.
        optional: whether it may stay empty.
    """

    block_id: str
    label: str
    hint: str | None = None
    optional: bool = False


def text(
    field: Field,
    value: str | None = None,
    *,
    example: str | None = None,
    lines: bool = False,
    most: int = TYPED,
) -> Block:
    """A line of text, or several; `most` are the characters it may hold."""
    element: Block = {"type": "plain_text_input", "max_length": min(most, TYPED)}
    if lines:
        element["multiline"] = True
    return _typed(field, element, value, example)


def number(
    field: Field, value: float | None = None, *, decimals: bool = False, example: str | None = None
) -> Block:
    """A number. Its limits are said by whoever checks it: Slack's own sentence names none."""
    element: Block = {"type": "number_input", "is_decimal_allowed": decimals}
    shown = None if value is None else f"{value:g}" if value % 1 else f"{value:.0f}"
    return _typed(field, element, shown, example)


def choice(field: Field, options: Options, value: str | None) -> Block:
    """One of many, from a menu."""
    made = [option(*each) for each in options[:OPTIONS]]
    element: Block = {"type": "static_select", "options": made}
    return _input(field, element | _first(made, value))


def picker(action_id: str, options: Options, value: str | None) -> Block:
    """One of many beside a text; the action hears of every choice."""
    made = [option(*each) for each in options[:OPTIONS]]
    return {"type": "static_select", "action_id": action_id, "options": made} | _first(made, value)


def radio(
    field: Field,
    options: Options | Sequence[tuple[str, str, str]],
    value: str | None,
    *,
    listens: str | None = None,
) -> Block:
    """One of few, all in sight.

    Args:
        listens: an action id that hears of every change; None for none.
    """
    made = [option(*each) for each in options]
    element: Block = {"type": "radio_buttons", "options": made}
    block = _input(field, element | _first(made, value), listens or FIELD)
    return block | ({"dispatch_action": True} if listens else {})


def ticks(
    field: Field, options: Sequence[tuple[str, str, str]], chosen: Sequence[str] = ()
) -> Block:
    """Several of a few: values, labels, and what stands small beneath each ("" for nothing)."""
    made = [option(*each) for each in options[:TICKS]]
    first = [each for each in made if each["value"] in chosen]
    element: Block = {"type": "checkboxes", "options": made}
    return _input(field, element | ({"initial_options": first} if first else {}))


def several(field: Field, options: Options, chosen: Iterable[str]) -> Block:
    """Several of many, from a menu."""
    made = [option(*each) for each in options[:OPTIONS]]
    wanted = set(chosen)
    first = [each for each in made if each["value"] in wanted]
    element: Block = {"type": "multi_static_select", "options": made}
    return _input(field, element | ({"initial_options": first} if first else {}))


def day(field: Field, value: str | None) -> Block:
    """A day, YYYY-MM-DD."""
    element: Block = {"type": "datepicker"}
    return _input(field, element | ({"initial_date": value} if value else {}))


def time_of_day(field: Field, value: str | None) -> Block:
    """A time of the day, HH:MM."""
    element: Block = {"type": "timepicker"}
    return _input(field, element | ({"initial_time": value} if value else {}))


def people(field: Field, ids: Iterable[str], *, most: int) -> Block:
    """Several people of the workspace."""
    chosen = list(ids)
    element: Block = {"type": "multi_users_select", "max_selected_items": most}
    return _input(field, element | ({"initial_users": chosen} if chosen else {}))


def person(field: Field, person_id: str | None) -> Block:
    """One person of the workspace."""
    element: Block = {"type": "users_select"}
    return _input(field, element | ({"initial_user": person_id} if person_id else {}))


def channel(field: Field, channel_id: str | None) -> Block:
    """One channel, public or private; a picker of Slack's own, so that no list is ever read."""
    element: Block = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return _input(field, element | ({"initial_conversation": channel_id} if channel_id else {}))


def option(value: str, label: str, more: str = "") -> Block:
    """One entry of a choice; `more` stands small beneath it."""
    beneath = {"description": plain(more, OPTION)} if more else {}
    return {"text": plain(label, OPTION), "value": value} | beneath


def _first(options: Sequence[Block], value: str | None) -> Block:
    """What is chosen at first; nothing where the value is not among the options."""
    found = [each for each in options if each["value"] == value]
    return {"initial_option": found[0]} if found else {}


def _typed(field: Field, element: Block, value: str | None, example: str | None) -> Block:
    if value:
        element["initial_value"] = value[:TYPED]
    if example:
        element["placeholder"] = plain(example, PLACEHOLDER)
    return _input(field, element)


def _input(field: Field, element: Block, action_id: str = FIELD) -> Block:
    made: Block = {
        "type": "input",
        "block_id": field.block_id,
        "label": plain(field.label, LABEL),
        "optional": field.optional,
        "element": element | {"action_id": action_id},
    }
    return made | ({"hint": plain(field.hint, LABEL)} if field.hint else {})
