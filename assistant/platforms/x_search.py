"""Searching X, as far as the money goes: the last seven days, newest first.

A page costs what it brings, so most searches are read to their end from the first, small page. Who
wants to read on has X count first, which costs as little as one post: words that are in far too
many posts are refused before they eat up the month.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from typing import Any

from assistant.community.costs import Paid
from assistant.community.posts import Page, Post
from assistant.errors import InvalidInput
from assistant.platforms.x_answers import Answer, Price
from assistant.platforms.x_api import XApi
from assistant.platforms.x_dialects import Want
from assistant.platforms.x_paging import Turn
from assistant.platforms.x_parse import read_posts
from assistant.platforms.x_query import query_for
from assistant.ports import Clock

MOST = 2_000
"""Posts of seven days that one search may find and still be read on: $30 with their authors."""
_KEPT = 200


class Search:
    """Searches as one account.

    Args:
        handle: our own, without the @.
        app: counts; None where Engage has no token of its own for X. Then nothing is counted.
    """

    def __init__(self, api: XApi, handle: str, clock: Clock, app: XApi | None = None) -> None:
        self._api = api
        self._handle = handle
        self._clock = clock
        self._app = app
        self._counted: OrderedDict[tuple[str, date], int] = OrderedDict()

    async def page(self, words: str, turn: Turn) -> Page[Post]:
        """One page. Raises InvalidInput for words that X cannot look for, or finds too often."""
        query = query_for(words, self._handle)
        await self._look_ahead(query, turn)
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
        return Page(tuple(posts), following.cursor if following else None)

    async def _look_ahead(self, query: str, turn: Turn) -> None:
        today = (query, self._clock().date())
        if turn.token and self._app and today not in self._counted:
            self._counted[today] = await self._count(self._app, query)
            while len(self._counted) > _KEPT:
                self._counted.popitem(last=False)
        count = self._counted.get(today, 0)
        if count > MOST:
            raise InvalidInput(
                f"About {count:,} posts of the last seven days say that: too many to pay for. "
                f"Search for something rarer, for example two words that stand together."
            )

    async def _count(self, app: XApi, query: str) -> int:
        meter = self._api.meter
        if meter:
            await meter.allow(Paid.COUNTS, 1)
        answer = await app.get("tweets/counts/recent", query=query, granularity="day")
        if meter:
            # every count is paid for, also the same one twice a day
            await meter.charge(Paid.COUNTS, [f"count:{secrets.token_hex(8)}"])
        return _total(answer)


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
