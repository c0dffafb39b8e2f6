"""The JSON of Meta's Graph API, checked.

What has no value is left out of an answer, and unknown fields come in with every version: only an
id and a time are demanded, a list is checked item by item, and a part that makes no sense is as
good as none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field

from assistant.platforms import json_values
from assistant.platforms.json_values import AsText, Loose, T, V, View

ID = r"[0-9]{1,25}(?:_[0-9]{1,25}){0,2}"
"""Numbers, or a number of what it stands on before its own."""


def _moment(raw: Any) -> Any:
    """ISO 8601 with an offset, `2026-11-23T09:00:00+0000`; it is told in UTC."""
    if not isinstance(raw, str):
        return None
    try:
        moment = datetime.fromisoformat(raw)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


Id = Annotated[str, AsText, Field(pattern=rf"^{ID}$")]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]


class Node(View):
    """Anything that has an id, and is named by it."""

    id: Id


Named = Annotated[Node | None, Loose]


def each(model: type[V], raw: Sequence[Any], turn: Callable[[V], T]) -> tuple[T, ...]:
    """See `json_values`."""
    return json_values.each(model, raw, turn, "graph.item_skipped")
