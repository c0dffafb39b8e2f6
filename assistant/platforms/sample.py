"""Labelled demo data behind the platform port: a made-up coffee roaster and its community.

The community runs with the clock: what has not happened yet is not shown, and tomorrow brings new
posts. Profile names say "(sample)" and links lead to a host that cannot exist.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import TypeVar

from assistant.community.accounts import Platform, Profile
from assistant.community.posts import Author, Interaction, Kind, Page, Post, Thread
from assistant.errors import InvalidInput, NotFound, SignInNeeded
from assistant.platforms.sample_days import Day
from assistant.platforms.sample_missed import overlook
from assistant.platforms.sample_untagged import overhear
from assistant.platforms.sample_world import BRANDS, HISTORY, SITE, Mark, World
from assistant.ports import Capabilities, Clock

HANDLES = tuple(brand.author.handle for brand in BRANDS)
"""The two accounts of the sample, without the platform's name."""

_LINK = re.compile(re.escape(SITE) + r"/@[^/\s]+/([0-9]{6}[a-z][0-9]+)/?")
_SIGNED_IN = Capabilities(frozenset(Kind), mentions=True, search=True, impressions=False)
_STRANGER = replace(_SIGNED_IN, tells=frozenset(Kind) - {Kind.MENTION}, mentions=False)
T = TypeVar("T")


class SampleCommunity:
    """The community itself, shared by the connections of both accounts.

    Args:
        clock: decides what has happened yet; the past reaches five months back from the first
            look at it.
        seed: another seed is another community.
    """

    def __init__(self, clock: Clock, seed: int = 7) -> None:
        self._clock = clock
        self._seed = seed
        self._world: World | None = None
        self._written_to: date | None = None

    def now(self) -> tuple[World, datetime]:
        """The community, written up to today, and the time it is."""
        now = self._clock().astimezone(UTC)
        if self._world is None:
            self._world = World(self._seed, (now - HISTORY).date())
            self._written_to = self._world.start - timedelta(days=1)
        if self._written_to is not None and self._written_to < now.date():
            self._write(self._world, self._written_to + timedelta(days=1), now.date())
        return self._world, now

    def _write(self, world: World, first: date, last: date) -> None:
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            for brand in BRANDS:
                Day(world, brand, date.fromordinal(ordinal)).write()
            overhear(world, date.fromordinal(ordinal))
            overlook(world, date.fromordinal(ordinal))
        world.settle()
        self._written_to = last


class SamplePlatform:
    """One connection to the sample community.

    Args:
        community: where everything happens.
        handle: the account it is signed in as, one of `HANDLES`; None for a stranger, who is told
            everything but mentions: nobody could say whose.
        page_size: items a page.
    """

    platform = Platform.SAMPLE

    def __init__(
        self, community: SampleCommunity, handle: str | None = None, *, page_size: int = 50
    ) -> None:
        self._community = community
        self._handle = handle
        self._page_size = page_size

    @property
    def capabilities(self) -> Capabilities:
        """Everything but impressions, for whoever is signed in."""
        return _SIGNED_IN if self._handle else _STRANGER

    async def profile(self, actor: str) -> Profile:
        """Look up a handle or native id. Raises NotFound."""
        world, now = self._community.now()
        return world.profile(_author(world, actor), now)

    async def posts(self, actor: str, *, cursor: str | None = None) -> Page[Post]:
        """Posts and replies by `actor`, newest first. Raises NotFound."""
        world, now = self._community.now()
        author = _author(world, actor)
        return self._posts(world, world.by_author.get(author.id, ()), now, cursor)

    async def lookup(self, ids: Sequence[str]) -> Mapping[str, Post]:
        """Posts by native id; unknown ones, and those still to come, are absent."""
        world, now = self._community.now()
        found = [world.posts[id_] for id_ in ids if id_ in world.posts]
        return {post.id: world.seen(post, now) for post in found if post.created_at <= now}

    async def resolve(self, url: str) -> str:
        """The native id behind a link of the sample. Raises InvalidInput for any other text."""
        match = _LINK.fullmatch(url.strip())
        if not match:
            raise InvalidInput(
                "That is not a link to a post of the sample community. Copy one from an answer."
            )
        return f"sample:post/{match[1]}"

    async def thread(self, post_id: str) -> Thread:
        """Everything under a post, at any depth. Raises NotFound."""
        world, now = self._community.now()
        top = _existing(world, post_id, now)
        inside = world.threads.get(top.root_id or top.id, [])
        wanted = {top.id}
        below = []
        for post in sorted(inside, key=_post_key):
            if post.parent_id in wanted:
                wanted.add(post.id)
                below.append(post)
        told = tuple(world.seen(post, now) for post in below if post.created_at <= now)
        return Thread(world.seen(top, now), told, complete=True)

    async def likes(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:
        """Likes of a post, newest first. Raises NotFound."""
        return self._marks(Kind.LIKE, post_id, cursor)

    async def reposts(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:
        """Reposts of a post, newest first. Raises NotFound."""
        return self._marks(Kind.REPOST, post_id, cursor)

    async def quotes(self, post_id: str, *, cursor: str | None = None) -> Page[Post]:
        """Posts that quote a post, newest first. Raises NotFound."""
        world, now = self._community.now()
        _existing(world, post_id, now)
        return self._posts(world, world.quotes.get(post_id, ()), now, cursor)

    async def mentions(self, *, cursor: str | None = None) -> Page[Interaction]:
        """Posts that name the signed-in account, newest first. Raises SignInNeeded."""
        if self._handle is None:
            raise SignInNeeded(self.platform)
        world, now = self._community.now()
        me = _author(world, self._handle)
        page = self._posts(world, world.mentions.get(me.id, ()), now, cursor)
        return Page(tuple(_mention(post) for post in page.items), page.cursor)

    async def search(self, words: str, *, cursor: str | None = None) -> Page[Post]:
        """Posts by anybody that hold every one of the words, newest first."""
        world, now = self._community.now()
        wanted = words.casefold().split()
        hits = [
            post
            for post in world.posts.values()
            if wanted and all(word in post.text.casefold() for word in wanted)
        ]
        return self._posts(world, hits, now, cursor)

    async def close(self) -> None:
        """Nothing to close: the community lives in memory."""

    def _posts(
        self, world: World, posts: Iterable[Post], now: datetime, cursor: str | None
    ) -> Page[Post]:
        """A page of those that exist already, with the counters they show now."""
        existing = (post for post in posts if post.created_at <= now)
        page = self._page(existing, _post_key, cursor)
        return Page(tuple(world.seen(post, now) for post in page.items), page.cursor)

    def _marks(self, kind: Kind, post_id: str, cursor: str | None) -> Page[Interaction]:
        world, now = self._community.now()
        post = _existing(world, post_id, now)
        shelf = world.likes if kind is Kind.LIKE else world.reposts
        given = [
            _interaction(kind, post, mark) for mark in shelf.get(post.id, ()) if mark.at <= now
        ]
        return self._page(given, _mark_key, cursor)

    def _page(
        self, items: Iterable[T], key: Callable[[T], tuple[datetime, str]], cursor: str | None
    ) -> Page[T]:
        """Newest first, after the item the cursor names; new arrivals shift nothing."""
        keyed = sorted(((key(item), item) for item in items), key=itemgetter(0), reverse=True)
        if cursor:
            at, _, item_id = cursor.partition(" ")
            mark = (datetime.fromisoformat(at), item_id)
            keyed = [(place, item) for place, item in keyed if place < mark]
        shown = keyed[: self._page_size]
        more = len(keyed) > len(shown)
        after = f"{shown[-1][0][0].isoformat()} {shown[-1][0][1]}" if more else None
        return Page(tuple(item for _, item in shown), after)


def _author(world: World, actor: str) -> Author:
    """Somebody by handle or id; people exist from the first day they wrote on."""
    wanted = actor.strip().removeprefix("@").casefold()
    for brand in BRANDS:
        if wanted in (brand.author.handle, brand.author.id):
            return brand.author
    written = world.by_author.get(actor) or world.by_author.get(f"sample:person/{wanted}")
    if not written:
        raise NotFound("account", actor, tuple(f"sample:{handle}" for handle in HANDLES))
    return written[0].author


def _existing(world: World, post_id: str, now: datetime) -> Post:
    post = world.posts.get(post_id)
    if post is None or post.created_at > now:
        raise NotFound("post", post_id)
    return post


def _interaction(kind: Kind, post: Post, mark: Mark) -> Interaction:
    tail = post.id.removeprefix("sample:post/")
    return Interaction(
        id=f"sample:{kind}/{tail}/{mark.author.handle}",
        kind=kind,
        author=mark.author,
        created_at=mark.at,
        post_id=post.id,
    )


def _mention(post: Post) -> Interaction:
    return Interaction(
        id=post.id,
        kind=Kind.MENTION,
        author=post.author,
        created_at=post.created_at,
        post_id=None,
        parent_id=post.parent_id,
        text=post.text,
        url=post.url,
        language=post.language,
    )


def _post_key(post: Post) -> tuple[datetime, str]:
    return post.created_at, post.id


def _mark_key(mark: Interaction) -> tuple[datetime, str]:
    return mark.created_at, mark.id
