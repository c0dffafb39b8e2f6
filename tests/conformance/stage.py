"""What a platform brings to the conformance suite: people who act, and connections that read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from assistant.community.accounts import AccountRef
from assistant.community.posts import Kind
from assistant.platforms.connections import Factory
from assistant.ports import SocialPlatform


@dataclass(frozen=True)
class Made:
    """A post somebody made: its native id, its link, when, by whom, and the peer's own handle.

    `at` is as exact as the platform keeps it; `parent_id` is the post it really hangs on, which is
    not always the one that was answered; None for a post of its own.
    """

    id: str
    link: str
    at: datetime
    author_id: str
    text: str
    native: Any
    parent_id: str | None = None


class OneByOne(ABC):
    """Somebody who writes one post after the other."""

    @abstractmethod
    async def post(self, text: str, *, at: datetime | None = None) -> Made:
        """Write a post of one's own."""

    async def post_many(self, texts: Sequence[str], times: Sequence[datetime]) -> list[Made]:
        return [await self.post(text, at=at) for text, at in zip(texts, times, strict=True)]


@dataclass(frozen=True)
class Able:
    """What a platform can, where platforms differ. What it cannot is asserted, too: the suite holds
    that it is refused as the port says, and never told as 0 or as nothing.

    Attributes:
        strangers: public posts can be read without signing in.
        told: kinds whose own times a signed-in connection lists.
        names: kinds whose people it lists, with times or without; InvalidInput for others.
        counted: kinds it counts beside a post; None for others.
        impressions: it has such a number at all.
        seen: how often a new post was seen, as it tells a signed-in author; None where it has no
            such number, or not yet.
        levels: of comments under a post; None for any. A deeper one hangs on the last level.
        search: it has one.
        finds_own: our own posts are among what it finds.
        elsewhere: our account can answer and repost what others posted in their own place.
        lists_replies: our replies stand among our posts.
        threads: our own posts can go on under one another.
    """

    strangers: bool = True
    told: frozenset[Kind] = frozenset(Kind)
    names: frozenset[Kind] = frozenset({Kind.LIKE, Kind.REPOST})
    counted: frozenset[Kind] = frozenset({Kind.LIKE, Kind.REPLY, Kind.REPOST})
    impressions: bool = False
    seen: int | None = None
    levels: int | None = None
    search: bool = True
    finds_own: bool = True
    elsewhere: bool = True
    lists_replies: bool = True
    threads: bool = True


class Actor(Protocol):
    """Somebody on the platform, acting through the platform's own ways."""

    id: str
    handle: str

    async def post(self, text: str, *, at: datetime | None = None) -> Made: ...

    async def post_many(self, texts: Sequence[str], times: Sequence[datetime]) -> list[Made]: ...

    async def reply(self, to: Made, text: str, *, at: datetime | None = None) -> Made: ...

    async def mention(self, whom: Actor, text: str) -> Made:
        """A post that names somebody."""
        ...

    async def like(self, post: Made) -> None: ...

    async def repost(self, post: Made) -> None: ...

    async def quote(self, post: Made, text: str) -> Made: ...

    async def delete(self, post: Made) -> None: ...


class Stage(Protocol):
    """One platform, or one make of server, put together as the program does it.

    Attributes:
        factory: makes the connections.
        gone_id: an id of the right form that nobody has.
    """

    factory: Factory
    gone_id: str
    able: Able

    async def person(self, name: str) -> Actor: ...

    async def settle(self) -> None:
        """Return when everything done so far can be read."""
        ...

    async def secret(self, person: Actor) -> str:
        """What the person signs in to Engage with."""
        ...

    def ref(self, person: Actor) -> AccountRef: ...

    def stranger(self) -> SocialPlatform: ...

    async def connect(self, person: Actor) -> SocialPlatform: ...


def ago(**span: float) -> datetime:
    """A moment in the past, to the millisecond: finer no platform keeps."""
    moment = datetime.now(UTC) - timedelta(**span)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
