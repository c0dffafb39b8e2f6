"""Views as they are open, with what stands in their fields: the reader of Slack's view dicts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
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


def submitted(body: Json) -> Submitted:
    """Read a `view_submission`."""
    return Submitted(body["user"]["id"], window(body["view"]))


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
    ("value", "selected_time", "selected_user", "selected_conversation"),
    ("selected_users", "selected_conversations"),
)
"""Where Slack puts what stands in a field: one thing, or several (docs: view payloads, state)."""


def _field(state: Json) -> Field:
    for name in _CHOSEN[1]:
        if name in state:
            return tuple(map(str, state[name] or ()))
    if "selected_option" in state:
        return (state["selected_option"] or {}).get("value")
    found = (state.get(name) for name in _CHOSEN[0])
    return next((str(each) for each in found if each), None)
