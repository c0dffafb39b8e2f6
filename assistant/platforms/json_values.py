"""Reading the JSON of platforms: what is checked in the same way, whoever sent it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, TypeVar

import structlog
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from assistant.errors import PlatformUnavailable

log = structlog.get_logger(__name__)

T = TypeVar("T")
V = TypeVar("V", bound=BaseModel)

_MOST = 9_000_000_000_000


def count(raw: Any) -> int | None:
    """A figure, some of which come as text; None for what is none."""
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < len(str(_MOST)):
        raw = int(raw)
    sound = isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= _MOST
    return raw if sound else None


def _storable(raw: Any) -> Any:
    """No store takes NUL or half a surrogate pair, and both fit into JSON."""
    if not isinstance(raw, str):
        return raw
    return raw.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _or_nothing(raw: Any, check: ValidatorFunctionWrapHandler) -> Any:
    try:
        return check(raw)
    except ValidationError:
        return None


Loose = WrapValidator(_or_nothing)
"""A part that makes no sense is as good as none; the rest of the value stays."""
AsText = BeforeValidator(lambda raw: str(raw) if isinstance(raw, int) else raw)
"""Ids come as numbers, too."""
Words = Annotated[str, BeforeValidator(_storable)]
Text = Annotated[Words | None, Loose]
Count = Annotated[int | None, BeforeValidator(count)]


class View(BaseModel):
    """Base of what is read from an answer."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


def one(model: type[V], raw: Any, platform: str, call: str) -> V:
    """Check what an answer cannot do without. Raises PlatformUnavailable."""
    try:
        return model.model_validate(raw)
    except (ValidationError, RecursionError) as error:
        detail = f"{call}: {model.__name__}"
        raise PlatformUnavailable(platform, None, detail) from error


def each(model: type[V], raw: Sequence[Any], turn: Callable[[V], T], skipped: str) -> tuple[T, ...]:
    """Turn a list item by item. One that is malformed is left out, and noted by its id.

    Args:
        skipped: what the log calls it.
    """
    return tuple(_sound(model, raw, turn, skipped))


def _sound(model: type[V], raw: Sequence[Any], turn: Callable[[V], T], skipped: str) -> Iterator[T]:
    for item in raw:
        try:
            yield turn(model.model_validate(item))
        except (ValidationError, RecursionError):
            number = item.get("id") if isinstance(item, Mapping) else None
            log.warning(skipped, kind=model.__name__, id=str(number)[:64])
