"""Mastodon's stage: our double in each of its makes. People act on the server's own state, as if
from another server; that `Mastodon.py` can do the same is shown in its own test.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import cast

from assistant.community.accounts import AccountRef, Platform
from assistant.community.posts import Kind
from assistant.ports import SocialPlatform
from tests.conformance.stage import Able, Actor, Made, OneByOne
from tests.doubles.mastodon import Account, MastodonServer, Status
from tests.integration.mastodon_kit import Kit, kit


class MastodonActor(OneByOne):
    """Somebody on the server, or known there from elsewhere."""

    def __init__(self, server: MastodonServer, account: Account) -> None:
        self.account = account
        self.handle = server.handle(account)
        self.id = self.handle.removeprefix("@").lower()
        self._server = server

    def _made(self, status: Status) -> Made:
        at = status.created_at.replace(microsecond=status.created_at.microsecond // 1000 * 1000)
        link = f"{self._server.url}/@{self.account.acct}/{status.id}"
        text = status.text
        parent = f"{self._server.host}/{status.parent.id}" if status.parent else None
        return Made(f"{self._server.host}/{status.id}", link, at, self.id, text, status, parent)

    async def post(self, text: str, *, at: datetime | None = None) -> Made:
        return self._made(self._server.world.post(self.account, text, at=at))

    async def reply(self, to: Made, text: str, *, at: datetime | None = None) -> Made:
        return self._made(self._server.world.reply(self.account, to.native, text, at=at))

    async def mention(self, whom: Actor, text: str) -> Made:
        return await self.post(f"{whom.handle} {text}")

    async def like(self, post: Made) -> None:
        self._server.world.favourite(self.account, post.native)

    async def repost(self, post: Made) -> None:
        self._server.world.boost(self.account, post.native)

    async def quote(self, post: Made, text: str) -> Made:
        return self._made(self._server.world.post(self.account, text, quote_of=post.native))

    async def delete(self, post: Made) -> None:
        self._server.world.delete(post.native)


class MastodonStage:
    """See `Stage`."""

    def __init__(self, place: Kit) -> None:
        flavour = place.server.flavour
        self.factory = place.factory
        self.gone_id = f"{place.server.host}/1"
        quotes = {Kind.QUOTE} if flavour.quotes else set()
        self.able = Able(
            strangers=bool(flavour.strangers - {"people"}),
            told=frozenset({Kind.REPLY, Kind.MENTION} | quotes),
        )
        self._place = place
        self._people = 0

    async def person(self, name: str) -> Actor:
        """The first lives here, the others elsewhere."""
        self._people += 1
        domain = None if self._people == 1 else "elsewhere.example"
        server = self._place.server
        return MastodonActor(server, server.world.join(name, domain))

    async def settle(self) -> None:
        """A server knows at once what was done there."""

    async def secret(self, person: Actor) -> str:
        return self._place.server.token(cast("MastodonActor", person).account)

    def ref(self, person: Actor) -> AccountRef:
        return AccountRef(Platform.MASTODON, person.handle)

    def stranger(self) -> SocialPlatform:
        return self.factory.anonymous()

    async def connect(self, person: Actor) -> SocialPlatform:
        return await self._place.signed_in(cast("MastodonActor", person).account)


@asynccontextmanager
async def mastodon_stage(flavour: str) -> AsyncIterator[MastodonStage]:
    """One make of server."""
    async with kit(flavour) as place:
        yield MastodonStage(place)
