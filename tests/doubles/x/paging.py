"""Pages of a list, newest first, and the tokens that lead to the next
(docs.x.com/x-api/fundamentals/pagination).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from aiohttp import web

from tests.doubles.x.answers import invalid
from tests.doubles.x.calls import moment
from tests.doubles.x.dialects import Dialect
from tests.doubles.x.world import Post, first_id

T = TypeVar("T")
MARK = "7140dibdnow9c7btw"
"""Tokens are opaque; they begin as X's own did."""


def page(
    request: web.Request, dialect: Dialect, found: Sequence[tuple[int, T]], usual: int
) -> tuple[list[T], dict[str, Any]]:
    """The page that is asked for of keyed items, and its part of `meta`."""
    kept = sorted(found, key=lambda each: each[0], reverse=True)
    most = int(request.query.get("max_results", usual))
    name = "next_token" if "next_token" in request.query else "pagination_token"
    if token := request.query.get(name):
        kept = [each for each in kept if each[0] < _key(dialect, name, token)]
    chosen = kept[:most]
    meta: dict[str, Any] = {"result_count": len(chosen)}
    if len(kept) > most:
        meta["next_token"] = f"{MARK}{chosen[-1][0]}"
    return [item for _, item in chosen], meta


def bounded(request: web.Request, dialect: Dialect, posts: Sequence[Post]) -> list[Post]:
    """Those between since_id, until_id, start_time and end_time."""
    query, kept = request.query, list(posts)
    checks: dict[str, Callable[[str], Callable[[int], bool]]] = {
        "since_id": lambda value: lambda number: number > int(value),
        "until_id": lambda value: lambda number: number < int(value),
        "start_time": lambda value: (
            lambda number: number >= first_id(moment(dialect, "start_time", value))
        ),
        "end_time": lambda value: (
            lambda number: number < first_id(moment(dialect, "end_time", value))
        ),
    }
    for name, check in checks.items():
        if name in query:
            holds = check(query[name])
            kept = [each for each in kept if holds(int(each.id))]
    return kept


def _key(dialect: Dialect, name: str, token: str) -> int:
    digits = token.removeprefix(MARK)
    if not token.startswith(MARK) or not digits.isdecimal():
        words = f"The `{name}` query parameter value [{token}] is not valid"
        raise invalid(dialect, name, token, words)
    return int(digits)
