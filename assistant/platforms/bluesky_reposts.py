"""When a repost was made: Bluesky lists who reposted a post, but not when.

The time stands in the reposter's own feed, beside the repost. One page of it dates all reposts by
that person it holds, so people who repost often cost one call, not one for each.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

import structlog

from assistant.errors import SignInNeeded
from assistant.platforms.bluesky_parse import Seen, each, listing, next_cursor
from assistant.platforms.bluesky_record import at
from assistant.platforms.bluesky_xrpc import Xrpc, XrpcRefused
from assistant.ports import Clock

log = structlog.get_logger(__name__)

CALL = "app.bsky.feed.getAuthorFeed"
PAGES = 5
"""Of a hundred entries each, looked through for one repost; then it stays without a time."""
PEOPLE = 2000
"""Whose reposts are remembered at most."""
FRESH = timedelta(minutes=10)
"""How long a remembered feed dates reposts; a repost taken back and made again is dated anew."""


class RepostTimes:
    """Dates reposts. Remembers the feeds it has read for a while."""

    def __init__(self, xrpc: Xrpc, clock: Clock) -> None:
        self._xrpc = xrpc
        self._clock = clock
        self._known: OrderedDict[str, tuple[datetime, dict[str, datetime]]] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def of(self, person: str, post_id: str, published_at: datetime) -> datetime | None:
        """When `person` (a DID) reposted the post.

        Args:
            published_at: the post's own time; older feed entries are not looked at.

        Returns:
            None when it stands too far down in that person's feed, or the feed is closed to us.
        """
        # one reading of a feed serves all who wait for it
        async with self._locks.setdefault(person, asyncio.Lock()):
            now = self._clock()
            read_at, times = self._known.get(person, (now, {}))
            if post_id not in times or now - read_at >= FRESH:
                times = await self._read(person, post_id, published_at)
                self._remember(person, now, times)
        if post_id not in times:
            log.info("bluesky.repost_undated", person_id=person, post_id=post_id)
        return times.get(post_id)

    def _remember(self, person: str, now: datetime, times: dict[str, datetime]) -> None:
        self._known[person] = (now, times)
        self._known.move_to_end(person)
        if len(self._known) > PEOPLE:
            self._known.popitem(last=False)

    async def _read(self, person: str, post_id: str, published_at: datetime) -> dict[str, datetime]:
        times: dict[str, datetime] = {}
        cursor: str | None = None
        for _ in range(PAGES):
            try:
                # this filter leaves out replies, so that a page reaches further back
                answer = await self._xrpc.get(
                    CALL, actor=person, filter="posts_no_replies", limit=100, cursor=cursor
                )
            except (XrpcRefused, SignInNeeded):
                return times  # blocked between them and us, or gone
            oldest = _note(listing(answer, "feed", CALL), times)
            cursor = next_cursor(answer, cursor)
            if post_id in times or cursor is None or (oldest and oldest < published_at):
                break
        return times


def _note(entries: Sequence[Any], times: dict[str, datetime]) -> datetime | None:
    """Note the reposts on a page. Returns the time of its last entry."""
    last: datetime | None = None
    for entry in entries:
        post, reason = at(entry, "post"), at(entry, "reason")
        is_repost = at(reason, "$type") == "app.bsky.feed.defs#reasonRepost"
        for when in each(Seen, [reason if is_repost else post], lambda view: view.indexed_at):
            last = when
            if is_repost:
                times[str(at(post, "uri"))] = when
    return last
