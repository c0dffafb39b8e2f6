"""The Bluesky adapter put together for tests, as `bootstrap` does for the program."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx2

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.platforms.bluesky import Bluesky
from assistant.platforms.bluesky_signing import BlueskyFactory
from assistant.platforms.limits import Limits
from assistant.platforms.reading import Patience, Reader
from assistant.ports import Credential
from tests.integration.people import Person

QUICK = Patience(attempts=3, first_s=0.01, longest_s=2.0)


def now() -> datetime:
    return datetime.now(UTC)


def make_factory(
    client: httpx2.AsyncClient, *, public_url: str, service_url: str, total_s: float = 20
) -> BlueskyFactory:
    reader = Reader(client, Limits(now), patience=QUICK, total_s=total_s)
    return BlueskyFactory(reader, now, public_url=public_url, service_url=service_url)


def ref_of(person: Person) -> AccountRef:
    return AccountRef(Platform.BLUESKY, person.handle)


def as_account(ref: AccountRef, profile: Profile) -> Account:
    return Account("a1", "T1", ref, profile.native_id, profile.name, profile.url, now())


async def signed_in(factory: BlueskyFactory, person: Person) -> Bluesky:
    """Sign in as people do: with an app password."""
    ref = ref_of(person)
    profile, credential = await factory.sign_in(ref, await person.app_password(), None)

    async def keep(_: Credential) -> None:
        """Nobody asks for it later."""

    return factory.signed_in(as_account(ref, profile), credential, keep)
