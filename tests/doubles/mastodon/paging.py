"""Pages of a list and the Link header beside them (docs.joinmastodon.org/api/guidelines/#pagination)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from tests.doubles.mastodon.flavours import Flavour


def age(number: str) -> tuple[int, str]:
    """Numbers grow with time: longer ones, then greater ones, are newer."""
    return len(number), number


def cut(
    request: web.Request, flavour: Flavour, found: Sequence[tuple[str, Any]]
) -> list[tuple[str, Any]]:
    """api/guidelines#pagination: newest first; min_id walks forward from its mark."""
    query, most = request.query, _most(request, flavour)
    kept = sorted(found, key=lambda each: age(each[0]), reverse=True)
    if "max_id" in query:
        kept = [each for each in kept if age(each[0]) < age(query["max_id"])]
    if "since_id" in query:
        kept = [each for each in kept if age(each[0]) > age(query["since_id"])]
    if "min_id" in query:
        kept = [each for each in kept if age(each[0]) > age(query["min_id"])]
        return kept[-most:] if most else []
    return kept[:most]


def linked(
    request: web.Request, flavour: Flavour, shapes: list[Any], numbers: list[str]
) -> web.Response:
    """rel=next only when the page is full, as `records_continue?` has it."""
    response = web.json_response(shapes)
    if flavour.links and numbers:
        base = f"https://{request.host}{request.path}?limit={len(shapes)}"
        links = [f'<{base}&min_id={numbers[0]}>; rel="prev"']
        if len(shapes) >= _most(request, flavour):
            links.insert(0, f'<{base}&max_id={numbers[-1]}>; rel="next"')
        response.headers["Link"] = ", ".join(links)
    return response


def _most(request: web.Request, flavour: Flavour) -> int:
    """80 people (methods/statuses#favourited_by) or 40 posts (methods/accounts#statuses)."""
    return min(int(request.query.get("limit", 20)), 80 if "_by" in request.path else flavour.page)
