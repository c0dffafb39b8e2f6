"""Searches and counts over the last seven days (docs.x.com/x-api/posts/search/introduction,
/counts/introduction).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from tests.doubles.x.answers import invalid
from tests.doubles.x.asking import Asking
from tests.doubles.x.calls import moment
from tests.doubles.x.media import Media
from tests.doubles.x.paging import bounded
from tests.doubles.x.query import Unclear, parse
from tests.doubles.x.reading import Reading
from tests.doubles.x.shapes import moment as written
from tests.doubles.x.world import Post, first_id

REACH = timedelta(days=7)
STEPS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}


class Searching(Reading):
    """Answers what is looked for."""

    def __init__(self, asking: Asking, media: Media) -> None:
        super().__init__(asking, media)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/2/tweets/search/recent", self._search),
            web.get("/2/tweets/counts/recent", self._count),
        ]

    async def _search(self, request: web.Request) -> web.Response:
        return self._pages(request, self._found(request), 10)

    async def _count(self, request: web.Request) -> web.Response:
        asking = self._asking
        asking.billing.act("counts")
        posts = bounded(request, asking.dialect, self._found(request))
        step = STEPS[request.query.get("granularity", "hour")]
        start, end = self._span(request)
        buckets: list[dict[str, Any]] = []
        while start < end:
            until = min(_floor(start, step) + step, end)
            count = sum(start <= each.created_at < until for each in posts)
            name = f"{asking.dialect.name}_count"
            buckets.append({"start": written(start), "end": written(until), name: count})
            start = until
        total = {f"total_{asking.dialect.name}_count": len(posts)}
        return web.json_response({"data": buckets, "meta": total})

    def _found(self, request: web.Request) -> list[Post]:
        """Since May 2026 what is found holds no reposts (docs.x.com/changelog)."""
        asking, text = self._asking, request.query.get("query", "")
        self._recent(request)
        try:
            test = parse(asking.world, text)
        except Unclear as unclear:
            words = f"There were errors processing your request: {unclear}"
            raise invalid(asking.dialect, "query", text, words) from unclear
        oldest = asking.world.clock() - REACH
        return [
            each
            for each in asking.world.shown(asking.viewer(request))
            if each.created_at >= oldest and not each.repost_of and test(each)
        ]

    def _recent(self, request: web.Request) -> None:
        """Bounds that lie before the seven days, or that deny each other, are refused."""
        asking, query = self._asking, request.query
        oldest = asking.world.clock() - REACH
        since = query.get("since_id")
        if since and {"start_time", "end_time"} & set(query):
            words = "Invalid use of 'since_id' with 'start_time' or 'end_time'."
            raise invalid(asking.dialect, "since_id", since, words)
        if since and int(since) < first_id(oldest):
            words = (
                f"'since_id' must be a tweet id created after {oldest:%Y-%m-%dT%H:%MZ}. Please use"
                f" a 'since_id' that is larger than {first_id(oldest)}"
            )
            raise invalid(asking.dialect, "since_id", since, words)
        for name in ("start_time", "end_time"):
            if name in query and moment(asking.dialect, name, query[name]) < oldest:
                words = f"Invalid '{name}':'{query[name]}'. '{name}' must be on or after"
                raise invalid(asking.dialect, name, query[name], f"{words} {written(oldest)}.")

    def _span(self, request: web.Request) -> tuple[datetime, datetime]:
        now, dialect, query = self._asking.world.clock(), self._asking.dialect, request.query
        start, end = query.get("start_time"), query.get("end_time")
        return (
            moment(dialect, "start_time", start) if start else now - REACH,
            moment(dialect, "end_time", end) if end else now,
        )


def _floor(at: datetime, step: timedelta) -> datetime:
    seconds = step.total_seconds()
    return datetime.fromtimestamp(at.timestamp() // seconds * seconds, at.tzinfo)
