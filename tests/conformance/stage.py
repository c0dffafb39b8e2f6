"""What a platform brings to the conformance suite: people who act, and connections that read."""

from __future__ import annotations

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
    """A post somebody made: its native id, its link, when, by whom, and the peer's own handle."""

    id: str
    link: str
    at: datetime
    author_id: str
    text: str
    native: Any


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
        open_to_strangers: whether public posts can be read without signing in.
        gone_id: an id of the right form that nobody has.
        told: kinds whose own times a signed-in connection lists.
    """

    factory: Factory
    open_to_strangers: bool
    gone_id: str
    told: frozenset[Kind]

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
