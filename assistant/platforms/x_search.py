"""Searching X, as far as the money goes: the last seven days, newest first.

A page costs what it brings, so most searches are read to their end from the first, small page. Who
wants to read on has X count first, which costs as little as one post: words that are in far too
many posts are refused before they eat up the month. Without a token of the app some of X's specs
let people have it counted (2.167), some do not (2.159): then the pages read so far tell how fast
such posts come.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from assistant.community.costs import PRICES, Paid, Use
from assistant.community.posts import Page, Post
from assistant.errors import AccessRefused, InvalidInput
from assistant.platforms.x_answers import Answer, Price
from assistant.platforms.x_api import XApi
from assistant.platforms.x_dialects import Want
from assistant.platforms.x_paging import Turn
from assistant.platforms.x_parse import read_posts
from assistant.platforms.x_query import query_for
from assistant.ports import Clock

MOST = 2_000
"""Posts of seven days that one search may find and still be read on: $30 with their authors."""
SURE = 30
"""Posts read from whose times it is told how many there are: a handful may be a burst."""
WEEK = timedelta(days=7)
"""How far X's search goes back."""
_KEPT = 200

TOO_MANY = (
    "About {count:,} posts of the last seven days say that: too many to pay for. Search for "
    "something rarer, for example two words that stand together."
)
TOO_FAST = (
    "Posts that say that come so fast that a week would bring about {count:,}: too many to pay "
    "for. Search for something rarer, for example two words that stand together."
)

log = structlog.get_logger(__name__)


class Search:
    """Searches as one account.

    Args:
        handle: our own, without the @.
        app: counts; None where Engage has no token of its own for X.
    """

    def __init__(self, api: XApi, handle: str, clock: Clock, app: XApi | None = None) -> None:
        self._api = api
        self._handle = handle
        self._clock = clock
        self._counter: XApi | None = app or api
        self._as_app = app is not None
        self._read: OrderedDict[_Asked, _Read] = OrderedDict()

    async def page(self, words: str, turn: Turn) -> Page[Post]:
        """One page. Raises InvalidInput for words that X cannot look for, or finds too often."""
        query = query_for(words, self._handle)
        read = self._known((query, self._clock().date()))
        if turn.token:
            await self._look_ahead(query, read)
        if (count := read.count(self._clock())) > MOST:
            said = TOO_FAST if read.counted is None else TOO_MANY
            raise InvalidInput(said.format(count=count))
        answer = await self._api.get(
            "tweets/search/recent",
            want=Want.POSTS,
            price=Price(Paid.POST_READ, Paid.USER_READ, turn.size),
            query=query,
            max_results=turn.size,
            next_token=turn.token,
            sort_order="recency",
        )
        following = turn.then(answer.next_token)
        posts = sorted(read_posts(answer), key=lambda post: post.created_at, reverse=True)
        if read.counted is None:
            read.times |= {post.id: post.created_at for post in posts}
        return Page(tuple(posts), following.cursor if following else None)

    def _known(self, asked: _Asked) -> _Read:
        read = self._read.setdefault(asked, _Read())
        self._read.move_to_end(asked)
        while len(self._read) > _KEPT:
            self._read.popitem(last=False)
        return read

    async def _look_ahead(self, query: str, read: _Read) -> None:
        """Have it counted once a day, by whoever is let."""
        if read.counted is not None or self._counter is None:
            return
        try:
            read.counted = await self._count(self._counter, query)
        except AccessRefused:
            if self._as_app:
                raise
            self._counter = None
            log.info("x.uncounted", account=self._api.account)

    async def _count(self, counter: XApi, query: str) -> int:
        async with self._api.held(PRICES[Paid.COUNTS].micro, Use.READING):
            answer = await counter.get("tweets/counts/recent", query=query, granularity="day")
            if self._api.meter:
                # every count is paid for, also the same one twice a day
                await self._api.meter.charge(Paid.COUNTS, [f"count:{secrets.token_hex(8)}"])
        return _total(answer)


_Asked = tuple[str, date]
"""A query and the day of asking, UTC."""


@dataclass(slots=True)
class _Read:
    """What is known of one query on one day: X's count, and the times of the posts read."""

    counted: int | None = None
    times: dict[str, datetime] = field(default_factory=dict)

    def count(self, now: datetime) -> int:
        """How many X finds, as far as that is known; 0 while it is not."""
        if self.counted is not None or len(self.times) < SURE:
            return self.counted or 0
        passed = max(now - min(self.times.values()), timedelta(seconds=1))
        return round(len(self.times) * (WEEK / passed))


def _total(answer: Answer) -> int:
    """How many in all; the sum of its days where X does not say."""
    for name in ("total_tweet_count", "total_post_count"):
        if (told := _number(answer.meta, name)) is not None:
            return told
    days = (
        _number(each, name)
        for each in answer.items
        if isinstance(each, Mapping)
        for name in ("tweet_count", "post_count")
    )
    return sum(each for each in days if each is not None)


def _number(source: Mapping[str, Any], name: str) -> int | None:
    value = source.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value[:12])
    return value if isinstance(value, int) and not isinstance(value, bool) else None
