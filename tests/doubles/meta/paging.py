"""Pages of a list (graph-api/results#cursors).

A page may hold fewer things than were asked for, or none, and still have a next one: what a viewer
may not see is taken out after the page was cut ("Don't depend on the number of results"). The
address of the next page carries the access token, as the real one does.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from tests.doubles.meta.errors import bad_parameter
from tests.doubles.meta.fields import number

T = TypeVar("T")

USUAL, MOST = 25, 100


def cut(
    found: Sequence[T],
    params: Mapping[str, str],
    key: Callable[[T], str],
    address: Callable[[Mapping[str, str]], str],
    most: int = MOST,
) -> tuple[list[T], dict[str, Any] | None]:
    """The things of one page, and its `paging`; None where there is nothing to page."""
    limit = number(params.get("limit"), USUAL, most)
    keys = [key(each) for each in found]
    start, end = 0, limit
    if "after" in params:
        start = _place(params["after"], keys) + 1
        end = start + limit
    elif "before" in params:
        end = _place(params["before"], keys)
        start = max(0, end - limit)
    page = list(found[start:end])
    if not page:
        return [], None
    before, after = _cursor(keys[start]), _cursor(keys[start + len(page) - 1])
    told: dict[str, Any] = {"cursors": {"before": before, "after": after}}
    kept = {k: v for k, v in params.items() if k not in {"after", "before", "appsecret_proof"}}
    if end < len(found):
        told["next"] = address({**kept, "limit": str(limit), "after": after})
    if start > 0:
        told["previous"] = address({**kept, "limit": str(limit), "before": before})
    return page, told


def moment(text: str) -> datetime:
    """A `since` or `until`: seconds since 1970, or anything strtotime reads; here ISO 8601."""
    if text.isdigit():
        return datetime.fromtimestamp(int(text), UTC)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise bad_parameter("(param since must be a valid time)") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def between(
    found: Sequence[T], params: Mapping[str, str], when: Callable[[T], datetime]
) -> list[T]:
    """What lies within `since` and `until` (graph-api/results#time)."""
    kept = list(found)
    if since := params.get("since"):
        kept = [each for each in kept if when(each) >= moment(since)]
    if until := params.get("until"):
        kept = [each for each in kept if when(each) <= moment(until)]
    return kept


def address(base: str, path: str, token: str) -> Callable[[Mapping[str, str]], str]:
    """Makes addresses of further pages."""
    return lambda params: f"{base}/{path}?{urlencode({'access_token': token, **params})}"


def _cursor(key: str) -> str:
    return base64.urlsafe_b64encode(f"Q{key}".encode()).decode().rstrip("=")


def _place(cursor: str, keys: Sequence[str]) -> int:
    """Where a cursor points; a thing that is gone since is passed by its neighbours' order."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        text = ""
    if not text.startswith("Q"):
        raise bad_parameter("(Invalid cursors values)")
    if text[1:] in keys:
        return keys.index(text[1:])
    rising = list(keys) == sorted(keys)
    later = [place for place, key in enumerate(keys) if (key > text[1:]) == rising]
    return (later[0] - 1) if later else len(keys)
