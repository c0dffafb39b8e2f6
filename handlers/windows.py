"""Views as they are open, with what stands in their fields: the reader of Slack's view dicts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from handlers.ids import field_of

Json = Mapping[str, Any]

Field = str | tuple[str, ...] | None
"""What a person typed or chose in a field; None for nothing."""


@dataclass(frozen=True, slots=True)
class Window:
    """A view of ours as it is open: a modal, or the Home tab.

    Attributes:
        form: the name of the form (its callback id).
        memory: what we noted in it (`private_metadata`): ids and versions, never a secret.
        below_id: the view under this one; None for the lowest.
        fields: what stands in it now; it may hold a secret, and is shown nowhere.
    """

    id: str
    hash: str
    modal: bool
    form: str
    memory: Mapping[str, str]
    below_id: str | None = None
    block_ids: tuple[str, ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict, repr=False)

    def text(self, name: str) -> str:
        """A field of text, stripped; "" where nothing was typed."""
        value = self.fields.get(name)
        return value.strip() if isinstance(value, str) else ""

    def many(self, name: str) -> tuple[str, ...]:
        """A field of several choices."""
        value = self.fields.get(name)
        return value if isinstance(value, tuple) else ()


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form that was sent."""

    person_id: str
    window: Window
    view: Json = field(repr=False)

    def again(self, note: Json) -> dict[str, Any]:
        """The form with what was typed into it, but for secrets, under a note that says why."""
        values = (self.view.get("state") or {}).get("values") or {}
        drawn = [each for each in self.view["blocks"] if each.get("block_id") != _NOTE]
        blocks = [_refilled(each, values.get(each.get("block_id")) or {}) for each in drawn]
        form = {name: self.view[name] for name in _FORM if self.view.get(name)}
        return form | {"blocks": [{**note, "block_id": _NOTE}, *blocks]}


def submitted(body: Json) -> Submitted:
    """Read a `view_submission`."""
    return Submitted(body["user"]["id"], window(body["view"]), body["view"])


def window(view: Json) -> Window:
    """Read a view."""
    values = (view.get("state") or {}).get("values") or {}
    fields = {
        field_of(block_id): _field(state)
        for block_id, actions in values.items()
        for state in actions.values()
    }
    return Window(
        id=view["id"],
        hash=str(view.get("hash") or ""),
        modal=view.get("type") == "modal",
        form=str(view.get("callback_id") or ""),
        memory=json.loads(view.get("private_metadata") or "{}"),
        below_id=view.get("previous_view_id") or None,
        block_ids=tuple(
            each["block_id"] for each in view.get("blocks") or () if each.get("type") == "input"
        ),
        fields=fields,
    )


_CHOSEN = (
    ("value", "selected_time", "selected_date", "selected_user", "selected_conversation"),
    ("selected_users", "selected_conversations"),
)
"""Where Slack puts what stands in a field: one thing, or several (docs: view payloads, state)."""

_FIRST = MappingProxyType(
    {
        "value": "initial_value",
        "selected_time": "initial_time",
        "selected_date": "initial_date",
        "selected_user": "initial_user",
        "selected_conversation": "initial_conversation",
        "selected_option": "initial_option",
        "selected_options": "initial_options",
        "selected_users": "initial_users",
    }
)
"""Where an element takes what stands in it at first, by where its state says what does."""

_FORM = ("type", "callback_id", "title", "submit", "close", "private_metadata")
_NOTE = "note"
_SECRET = "secret"  # noqa: S105 - the name of a field, and what is never sent back


def _refilled(block: Json, states: Json) -> Json:
    """A block of a form with what a person left in it."""
    if block.get("type") != "input" or field_of(block["block_id"]) == _SECRET:
        return block
    element = {name: each for name, each in block["element"].items() if name not in _FIRST.values()}
    state = states.get(element["action_id"]) or {}
    left = {_FIRST[name]: each for name, each in state.items() if name in _FIRST and each}
    return {**block, "element": element | left}


def _field(state: Json) -> Field:
    for name in _CHOSEN[1]:
        if name in state:
            return tuple(map(str, state[name] or ()))
    if "selected_options" in state:
        return tuple(str(each["value"]) for each in state["selected_options"] or ())
    if "selected_option" in state:
        return (state["selected_option"] or {}).get("value")
    found = (state.get(name) for name in _CHOSEN[0])
    return next((str(each) for each in found if each), None)
