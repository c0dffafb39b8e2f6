"""A sweep where each thing read is paid for: it reads what is cheap, and the rest where it changed.

Own posts and mentions of us cost least, and a thing read twice on a day is paid for once. So our
posts of a month are listed once a day, older ones looked up as their age makes them due; replies
come with the mentions of us; and a thread or its quotes are listed only where a counter moved.
What somebody removed is found by `desk.clearing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assistant.community.activity import OwnPost
from assistant.community.periods import Period
from assistant.community.polling import is_due
from assistant.community.posts import Counts, Interaction, Kind, Post
from assistant.desk.sweeping import Found, Sweep
from assistant.ports import Progress

LISTED = timedelta(days=30)
"""Our posts of this age are listed once a UTC day, for their counters."""
PROFILE = timedelta(days=1)


class SparingSweep(Sweep):
    """See `Sweep`. `fresh_after` is of no account here: what is new costs the same as ever."""

    _shown: dict[str, Post]
    """Our posts that this sweep listed."""
    _since: datetime
    """All of ours that are younger should have been among them."""

    async def run(self, since: datetime, progress: Progress | None) -> None:
        """See `Sweep`."""
        self._shown = {}
        self._since = self._until(since)
        await super().run(since, progress)

    async def _read_profile(self) -> None:
        lately = Period(self._now - PROFILE, self._now + timedelta(minutes=1))
        if not await self._records.snapshots(*self._at, "followers", lately):
            await super()._read_profile()

    async def _keep_listed(self, posts: tuple[Post, ...]) -> None:
        self._shown |= {post.id: post for post in posts}
        await super()._keep_listed(posts)

    def _until(self, since: datetime) -> datetime:
        mark = self._account.synced_at
        if mark and mark.astimezone(UTC).date() < self._now.astimezone(UTC).date():
            return max(since, min(self._now - LISTED, super()._until(since)))
        return super()._until(since)

    async def _look_up(self, stored: Sequence[OwnPost]) -> Mapping[str, Post]:
        """Those that the listing should have brought, and older ones that are due."""
        known = {each.post.id: each.post for each in stored} | self._shown
        asked = [each for each in stored if each.post.id not in self._shown and self._is_due(each)]
        found = await self._connection.lookup([each.post.id for each in asked]) if asked else {}
        gone = frozenset(each.post.id for each in asked) - found.keys()
        await self._apply(self._batch(posts=tuple(found.values()), gone=gone))
        current = {**known, **found}
        return {each.post.id: current[each.post.id] for each in stored if each.post.id not in gone}

    def _is_due(self, each: OwnPost) -> bool:
        if each.post.created_at >= self._since:
            return True
        return is_due(each.post.created_at, each.checked_at, self._now)

    def _wants_look(self, each: OwnPost, now: Post) -> bool:  # noqa: ARG002
        """Every post whose counters are new; what is listed for it, the counters decide."""
        return each.post.id in self._shown or is_due(
            each.post.created_at, each.checked_at, self._now
        )

    def _mentioned(
        self, fresh: Iterable[Interaction], own: Mapping[str, OwnPost]
    ) -> tuple[Interaction, ...]:
        """All of them: in our threads they are replies."""
        return tuple(
            replace(each, kind=Kind.REPLY) if _is_reply(each, own) else each for each in fresh
        )

    async def _deleted(self, found: Found) -> set[str]:  # noqa: ARG002
        """Looking each missing reply up would cost most of all: `desk.clearing` does it cheaper."""
        return set()

    def _changed(self, each: OwnPost, counts: Counts) -> Iterable[Kind]:
        before = self._before.get(each.post.id, Counts(likes=0, reposts=0, quotes=0))
        moved = {
            Kind.LIKE: before.likes != counts.likes,
            Kind.REPOST: before.reposts != counts.reposts,
            Kind.QUOTE: before.quotes != counts.quotes,
        }
        return (kind for kind in super()._changed(each, counts) if moved[kind])

    def _talked_about(self, top: OwnPost, counts: Counts) -> bool:
        if top.post.id not in self._before or top.checked_at is None:
            return super()._talked_about(top, counts)
        return self._moved(top.post.id, counts)


def _is_reply(each: Interaction, own: Mapping[str, OwnPost]) -> bool:
    return each.kind is Kind.MENTION and (each.post_id in own or each.parent_id in own)
