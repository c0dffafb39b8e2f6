"""The JSON of Meta's Graph API, checked.

What has no value is left out of an answer, and unknown fields come in with every version: only an
id and a time are demanded, a list is checked item by item, and a part that makes no sense is as
good as none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import structlog
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from assistant.errors import PlatformUnavailable

log = structlog.get_logger(__name__)

T = TypeVar("T")
V = TypeVar("V", bound=BaseModel)

ID = r"[0-9]{1,25}(?:_[0-9]{1,25}){0,2}"
"""Numbers, or a number of what it stands on before its own."""
_MOST = 9_000_000_000_000


def count(raw: Any) -> int | None:
    """A figure, some of which come as words; None for what is none."""
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < len(str(_MOST)):
        raw = int(raw)
    sound = isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= _MOST
    return raw if sound else None


def _storable(raw: Any) -> Any:
    """No store takes NUL or half a surrogate pair, and both fit into JSON."""
    if not isinstance(raw, str):
        return raw
    return raw.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _moment(raw: Any) -> Any:
    """ISO 8601 with an offset, `2026-11-23T09:00:00+0000`; it is told in UTC."""
    if not isinstance(raw, str):
        return None
    try:
        moment = datetime.fromisoformat(raw)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _or_nothing(raw: Any, check: ValidatorFunctionWrapHandler) -> Any:
    try:
        return check(raw)
    except ValidationError:
        return None


Loose = WrapValidator(_or_nothing)
Id = Annotated[
    str,
    BeforeValidator(lambda raw: str(raw) if isinstance(raw, int) else raw),
    Field(pattern=rf"^{ID}$"),
]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
Count = Annotated[int | None, BeforeValidator(count)]
Words = Annotated[str | None, BeforeValidator(_storable), Loose]


class View(BaseModel):
    """Base of what is read from an answer."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Node(View):
    """Anything that has an id, and is named by it."""

    id: Id


Named = Annotated[Node | None, Loose]


def one(model: type[V], raw: Any, platform: str, call: str) -> V:
    """Check what an answer cannot do without. Raises PlatformUnavailable."""
    try:
        return model.model_validate(raw)
    except (ValidationError, RecursionError) as error:
        detail = f"{call}: {model.__name__}"
        raise PlatformUnavailable(platform, None, detail) from error


def each(model: type[V], raw: Sequence[Any], turn: Callable[[V], T]) -> tuple[T, ...]:
    """Turn a list item by item. One that is malformed is left out, and noted by its id."""
    return tuple(_sound(model, raw, turn))


def _sound(model: type[V], raw: Sequence[Any], turn: Callable[[V], T]) -> Iterator[T]:
    for item in raw:
        try:
            yield turn(model.model_validate(item))
        except (ValidationError, RecursionError):
            number = item.get("id") if isinstance(item, Mapping) else None
            log.warning("graph.item_skipped", kind=model.__name__, id=str(number)[:64])
