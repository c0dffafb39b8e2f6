"""Checking the JSON of servers that each leave out, or spell, something differently.

Only what a value cannot do without is demanded; a list is checked item by item.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import structlog
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.community.accounts import Platform
from assistant.errors import PlatformUnavailable
from assistant.platforms.mastodon_names import NUMBER

log = structlog.get_logger(__name__)

T = TypeVar("T")
V = TypeVar("V", bound=BaseModel)


def _storable(raw: Any) -> Any:
    """No store takes NUL or half a surrogate pair, and both fit into JSON."""
    if not isinstance(raw, str):
        return raw
    return raw.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


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


Words = Annotated[str, BeforeValidator(_storable)]
Number = Annotated[
    str,
    BeforeValidator(lambda raw: str(raw) if isinstance(raw, int) else raw),
    Field(pattern=rf"^{NUMBER.pattern}$"),
]
Count = Annotated[int | None, BeforeValidator(_count)]
Moment = Annotated[AwareDatetime, BeforeValidator(_aware)]


class View(BaseModel):
    """Base of what is read from an answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def one(model: type[V], raw: Any, call: str) -> V:
    """Check what an answer cannot do without. Raises PlatformUnavailable."""
    try:
        return model.model_validate(raw)
    except (ValidationError, RecursionError) as error:
        detail = f"{call}: {model.__name__}"
        raise PlatformUnavailable(Platform.MASTODON.value, None, detail) from error


def each(model: type[V], raw: Sequence[Any], turn: Callable[[V], T]) -> tuple[T, ...]:
    """Turn a list item by item. One that is malformed is left out, and noted by its id."""
    return tuple(_sound(model, raw, turn))


def _sound(model: type[V], raw: Sequence[Any], turn: Callable[[V], T]) -> Iterator[T]:
    for item in raw:
        try:
            yield turn(model.model_validate(item))
        except (ValidationError, RecursionError):
            number = item.get("id") if isinstance(item, Mapping) else None
            log.warning("mastodon.item_skipped", kind=model.__name__, id=str(number)[:64])
