"""One sweep over one account: our posts first, then everything under each that wants a look.

Whatever is stored and no longer listed is looked up by its id before it counts as deleted: a
server may hide a reply without it being gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import (
    AsyncIterator,
    Iterable,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from assistant.community.accounts import Account
from assistant.community.activity import OwnPost
from assistant.community.given_by_hand import hung
from assistant.community.periods import Period
from assistant.community.polling import is_due
from assistant.community.posts import TALK, Counts, Interaction, Kind, Post
from assistant.community.threads import as_interaction, calls, nearest_own, top_of
from assistant.desk.paging import chunks, pages, together
from assistant.errors import NotFound, SignInNeeded
from assistant.ports import Batch, Progress, Records, SocialPlatform

GROUP = 12
"""Posts whose listings are written in one transaction."""
OVERLAP = timedelta(days=1)
"""Own posts are listed this far behind the mark again: platforms index late."""


@dataclass(slots=True)
class Found:
    """What the listings of one group of posts brought.

    `listed` are the posts whose interactions of a kind were listed; `seen` every id in a listing.
    `posts` are replies of ours that only a thread shows: some platforms list none.
    """

    posts: list[Post] = field(default_factory=list)
    interactions: list[Interaction] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    listed: defaultdict[Kind, set[str]] = field(default_factory=lambda: defaultdict(set))
    gone: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)


class Sweep:
    """One sweep. `now` is its beginning and becomes the mark when it ends well.

    Args:
        account: as stored.
        ours: native ids of all our accounts on the platform; what they write is never counted.
        fresh_after: posts whose listings are older are listed again whatever their age; None
            leaves it to the polling rule.
    """

    def __init__(
        self,
        account: Account,
        connection: SocialPlatform,
        records: Records,
        *,
        ours: frozenset[str],
        now: datetime,
        fresh_after: datetime | None,
    ) -> None:
        self._account = account
        self._at = (account.workspace_id, account.id)
        self._connection = connection
        self._records = records
        self._ours = ours
        self._now = now
        self._fresh_after = fresh_after
        self._tells = connection.capabilities.tells
        self._before: Mapping[str, Counts] = {}
        self._batch = partial(Batch, account_id=account.id, taken_at=now)

    async def run(self, since: datetime, progress: Progress | None) -> None:
        """Sweep everything since `since`. Raises PlatformError; what was written stays."""
        known = await self._records.own_posts(*self._at, Period(since, self._now))
        self._before = {each.post.id: each.post.counts or Counts() for each in known}
        await self._read_profile()
        await self._read_own_posts(since)
        stored = await self._records.own_posts(*self._at, Period(since, self._now))
        current = await self._look_up(stored)
        stored = [each for each in stored if each.post.id in current]
        own = {each.post.id: each for each in stored}
        await self._read_mentions(since, own)
        wanted = [each for each in stored if self._wants_look(each, current[each.post.id])]
        for done, group in chunks(wanted, GROUP):
            if progress and done:
                name = self._account.ref.handle
                await progress(f"{name}: {done} of {len(wanted)} posts looked through")
            await self._look_through(group, own, current)

    # -- our side -------------------------------------------------------------------------

    async def _read_profile(self) -> None:
        profile = await self._connection.profile(self._account.native_id)
        hour = Period(self._now - timedelta(hours=1), self._now + timedelta(minutes=1))
        if profile.followers is None:
            return
        if not await self._records.snapshots(*self._at, "followers", hour):
            await self._apply(self._batch(snapshots={"": {"followers": profile.followers}}))

    async def _read_own_posts(self, since: datetime) -> None:
        until, us = self._until(since), self._account.native_id
        async for page in pages(lambda cursor: self._connection.posts(us, cursor=cursor)):
            posts = tuple(post for post in page.items if post.created_at >= since)
            await self._keep_listed(posts)
            if page.items and page.items[-1].created_at < until:
                return

    async def _keep_listed(self, posts: tuple[Post, ...]) -> None:
        await self._apply(self._batch(posts=posts))

    def _until(self, since: datetime) -> datetime:
        """How far back listings go."""
        mark = self._account.synced_at
        return max(since, mark - OVERLAP) if mark else since

    async def _look_up(self, stored: Sequence[OwnPost]) -> Mapping[str, Post]:
        """Our posts as they are now, by id; those that are gone are noted, and absent."""
        current = await self._connection.lookup([each.post.id for each in stored])
        gone = frozenset(each.post.id for each in stored) - current.keys()
        await self._apply(self._batch(posts=tuple(current.values()), gone=gone))
        return current

    def _wants_look(self, each: OwnPost, now: Post) -> bool:
        if self._moved(each.post.id, now.counts or Counts()):
            return True
        if self._fresh_after and each.checked_at and each.checked_at < self._fresh_after:
            return True
        return is_due(each.post.created_at, each.checked_at, self._now)

    def _moved(self, post_id: str, counts: Counts) -> bool:
        """Whether somebody replied since we looked last, whatever the post's age."""
        before = self._before.get(post_id)
        return before is not None and before.replies != counts.replies

    # -- others' side ---------------------------------------------------------------------

    async def _read_mentions(self, since: datetime, own: dict[str, OwnPost]) -> None:
        if not self._connection.capabilities.mentions:
            return
        until = self._until(since)
        try:
            async for page in pages(lambda cursor: self._connection.mentions(cursor=cursor)):
                fresh = (
                    each
                    for each in page.items
                    if each.created_at >= since and each.author.id not in self._ours
                )
                await self._apply(self._batch(interactions=self._mentioned(fresh, own)))
                if page.items and page.items[-1].created_at < until:
                    return
        except SignInNeeded:
            return  # the capability was true when the sign-in was; the measure says "sign in"

    def _mentioned(
        self, fresh: Iterable[Interaction], own: Mapping[str, OwnPost]
    ) -> tuple[Interaction, ...]:
        """What is kept of mentions: those in our threads are listed there."""
        return tuple(
            each for each in fresh if each.post_id not in own and each.parent_id not in own
        )

    async def _look_through(
        self, group: Sequence[OwnPost], own: dict[str, OwnPost], current: Mapping[str, Post]
    ) -> None:
        found = Found()
        tops = {top_of(each.post, own) for each in group}
        listings = [
            self._list_thread(top, own, found)
            for top in sorted(tops)
            if self._talked_about(own[top], current[top].counts or Counts())
        ]
        for each in group:
            for kind in self._changed(each, current[each.post.id].counts or Counts()):
                listings.append(self._list_kind(kind, each.post.id, own, found))  # noqa: PERF401
        await together(listings)
        await self._apply(
            self._batch(
                posts=tuple(found.posts),
                interactions=tuple(found.interactions),
                gone=frozenset(found.gone | await self._deleted(found)),
                threads_seen=frozenset(found.listed[Kind.REPLY] | {each.post.id for each in group}),
                cut_threads=frozenset(found.cut),
            )
        )

    async def _deleted(self, found: Found) -> set[str]:
        """What is stored and was not listed. Words are looked up first, a server may hide them."""
        deleted: set[str] = set()
        doubtful: set[str] = set()
        for kind, posts in found.listed.items():
            known = await self._records.known_ids(*self._at, sorted(posts), frozenset({kind}))
            (doubtful if kind in TALK else deleted).update(known - found.seen)
        if doubtful:
            doubtful -= (await self._connection.lookup(sorted(doubtful))).keys()
        return deleted | doubtful

    def _changed(self, each: OwnPost, counts: Counts) -> Iterable[Kind]:
        """Kinds whose counter on the platform differs from what is stored."""
        shown = {Kind.LIKE: counts.likes, Kind.REPOST: counts.reposts, Kind.QUOTE: counts.quotes}
        for kind, number in shown.items():
            if kind in self._tells and number != each.by_kind.get(kind, 0):
                yield kind

    def _talked_about(self, top: OwnPost, counts: Counts) -> bool:
        """Whether there is a thread to list under a post."""
        if counts.replies is None or counts.replies > 0:
            return True
        return top.by_kind.get(Kind.REPLY, 0) > 0

    async def _list_thread(self, top: str, own: dict[str, OwnPost], found: Found) -> None:
        try:
            thread = await self._connection.thread(top)
        except NotFound:
            found.gone.add(top)
            return
        posts = {post.id: post for post in (thread.top, *thread.below)}
        covered = {top} | (own.keys() & posts.keys())
        for post in thread.below:
            if post.author.id in self._ours:
                if post.author.id == self._account.native_id and post.id not in own:
                    found.posts.append(hung(post, thread.below, self._account.ref.platform))
                continue
            under = nearest_own(post, posts, covered) or top
            called = calls(post, self._account.native_id, own)
            found.interactions.append(as_interaction(post, Kind.REPLY, under, calls_us=called))
        found.seen |= posts.keys()
        found.listed[Kind.REPLY] |= covered
        if not thread.complete:
            found.cut.add(top)

    async def _list_kind(
        self, kind: Kind, post_id: str, own: dict[str, OwnPost], found: Found
    ) -> None:
        found.listed[kind].add(post_id)
        async for each in self._listed(kind, post_id, own):
            found.seen.add(each.id)
            if each.author.id not in self._ours:
                found.interactions.append(each)

    async def _listed(
        self, kind: Kind, post_id: str, own: dict[str, OwnPost]
    ) -> AsyncIterator[Interaction]:
        if kind is Kind.QUOTE:
            async for quotes in pages(
                lambda cursor: self._connection.quotes(post_id, cursor=cursor)
            ):
                for quote in quotes.items:
                    if quote.root_id in own:
                        continue  # it stands in our thread and counts as a reply there
                    yield as_interaction(quote, Kind.QUOTE, post_id)
            return
        listing = self._connection.likes if kind is Kind.LIKE else self._connection.reposts
        async for page in pages(lambda cursor: listing(post_id, cursor=cursor)):
            for each in page.items:
                yield each

    async def _apply(self, batch: Batch) -> None:
        await self._records.apply(self._account.workspace_id, batch)
