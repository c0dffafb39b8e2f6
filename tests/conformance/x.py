"""X's stage: our double, in both of its dialects. Everybody acts on the double's own state."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import cast

from assistant.community.accounts import AccountRef, Platform
from assistant.community.posts import Kind
from assistant.ports import SocialPlatform
from tests.conformance.stage import Able, Actor, Made, OneByOne
from tests.doubles.x import Post, User, XServer
from tests.integration.x_kit import Kit, kit


class XActor(OneByOne):
    """Somebody on X."""

    def __init__(self, x: XServer, user: User) -> None:
        self.user = user
        self.id = user.id
        self.handle = user.username
        self._world = x.world

    def _made(self, post: Post) -> Made:
        at = post.created_at.replace(microsecond=post.created_at.microsecond // 1000 * 1000)
        link = f"https://x.com/{self.handle}/status/{post.id}"
        parent = post.reply_to.id if post.reply_to else None
        return Made(post.id, link, at, self.id, post.text, post, parent)

    async def post(self, text: str, *, at: datetime | None = None) -> Made:
        return self._made(self._world.post(self.user, text, at=at))

    async def reply(self, to: Made, text: str, *, at: datetime | None = None) -> Made:
        return self._made(self._world.reply(self.user, to.native, text, at=at))

    async def mention(self, whom: Actor, text: str) -> Made:
        return await self.post(f"@{whom.handle} {text}")

    async def like(self, post: Made) -> None:
        self._world.like(self.user, post.native)

    async def repost(self, post: Made) -> None:
        self._world.repost(self.user, post.native)

    async def quote(self, post: Made, text: str) -> Made:
        return self._made(self._world.quote(self.user, post.native, text))

    async def delete(self, post: Made) -> None:
        self._world.delete(post.native)


class XStage:
    """See `Stage`."""

    able = Able(
        strangers=False,
        told=frozenset({Kind.REPLY, Kind.QUOTE, Kind.MENTION}),
        impressions=True,
        seen=0,
        finds_own=False,
    )
    gone_id = "1"

    def __init__(self, place: Kit) -> None:
        self.factory = place.factory
        self._place = place

    async def person(self, name: str) -> Actor:
        return XActor(self._place.x, self._place.x.world.join(name))

    async def settle(self) -> None:
        """X knows at once what was done there."""

    async def secret(self, person: Actor) -> str:
        return self._place.secret(cast("XActor", person).user)

    def ref(self, person: Actor) -> AccountRef:
        return AccountRef(Platform.X, person.handle)

    def stranger(self) -> SocialPlatform:
        return self.factory.anonymous()

    async def connect(self, person: Actor) -> SocialPlatform:
        return await self._place.signed_in(cast("XActor", person).user)


@asynccontextmanager
async def x_stage(dialect: str) -> AsyncIterator[XStage]:
    """X as it spells its names in one dialect; our side begins with `tweet`, and finds out."""
    async with kit(dialect) as place:
        yield XStage(place)
