"""Checking the JSON of servers that each leave out, or spell, something differently.

Only what a value cannot do without is demanded; a list is checked item by item.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field

from assistant.community.accounts import Platform
from assistant.platforms import json_values
from assistant.platforms.json_values import AsText, T, V
from assistant.platforms.mastodon_names import NUMBER


def _count(raw: Any) -> Any:
    """Some servers send -1, or a text, for a count that they do not know."""
    sound = isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= 2_000_000_000  # noqa: PLR2004
    return raw if sound else None


def _aware(raw: Any) -> Any:
    """Some servers leave the zone out; it is UTC."""
    if isinstance(raw, str):
        try:
            moment = datetime.fromisoformat(raw)
        except ValueError:
            return raw
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    return raw


Number = Annotated[str, AsText, Field(pattern=rf"^{NUMBER.pattern}$")]
Count = Annotated[int | None, BeforeValidator(_count)]
Moment = Annotated[AwareDatetime, BeforeValidator(_aware)]


def one(model: type[V], raw: Any, call: str) -> V:
    """See `json_values`."""
    return json_values.one(model, raw, Platform.MASTODON.value, call)


def each(model: type[V], raw: Sequence[Any], turn: Callable[[V], T]) -> tuple[T, ...]:
    """See `json_values`."""
    return json_values.each(model, raw, turn, "mastodon.item_skipped")
