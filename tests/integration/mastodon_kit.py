"""Servers of Mastodon's language in tests, and connections to them as the program makes them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.platforms.http import Door, make_client
from assistant.platforms.limits import Limits
from assistant.platforms.mastodon import Mastodon
from assistant.platforms.mastodon_signing import MastodonFactory
from assistant.platforms.reading import Patience, Reader
from assistant.ports import Credential
from tests.doubles.mastodon import Account as Person
from tests.doubles.mastodon import Flavour, MastodonServer


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Kit:
    """One server, with what the program reaches it by."""

    server: MastodonServer
    reader: Reader
    door: Door
    factory: MastodonFactory

    def ref(self, person: Person) -> AccountRef:
        return AccountRef(Platform.MASTODON, self.server.handle(person))

    async def signed_in(self, person: Person, *scopes: str) -> Mastodon:
        """Connected as people connect: with an access token, of these scopes or of all."""
        token = self.server.token(person, *scopes)
        profile, credential = await self.factory.sign_in(self.ref(person), token, None)

        async def keep(_: Credential) -> None:
            """Nobody asks for it later."""

        account = Account(
            "a1", "T1", self.ref(person), profile.native_id, profile.name, profile.url, now()
        )
        return self.factory.signed_in(account, credential, keep)


@asynccontextmanager
async def kit(
    flavour: Flavour | str = "mastodon", *, limit: int = 30_000, patience: Patience | None = None
) -> AsyncIterator[Kit]:
    """A server of a make, and everything to reach it."""
    async with MastodonServer(flavour, limit=limit) as server:
        door = Door.make([], f"http://{server.host}")
        async with make_client(door) as client:
            reader = Reader(client, Limits(now), patience=patience or Patience(attempts=1))
            yield Kit(server, reader, door, MastodonFactory(reader, door, now))
