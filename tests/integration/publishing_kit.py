"""Publishers put together for tests, and the sentences of a conversation to reply to."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx2

from assistant.community.accounts import Account
from assistant.platforms.bluesky_publishing import BlueskyPublisher
from assistant.platforms.bluesky_signing import BlueskyFactory
from assistant.platforms.limits import Limits
from assistant.platforms.reading import Patience, Reader
from assistant.ports import Credential
from tests.integration.connecting import as_account, now, ref_of
from tests.integration.people import Person

ONCE = Patience(attempts=1)


@dataclass
class Writer:
    """An account that Engage writes for."""

    account: Account
    publisher: BlueskyPublisher
    kept: list[Credential] = field(default_factory=list)


def factory_of(client: httpx2.AsyncClient, service: str, *, total_s: float = 20) -> BlueskyFactory:
    """Bluesky's factory, reading what it needs from one server."""
    reader = Reader(client, Limits(now), patience=ONCE, total_s=total_s)
    return BlueskyFactory(reader, now, public_url=service, service_url=service)


async def writer(factory: BlueskyFactory, person: Person) -> Writer:
    """Signed in with an app password, as people do."""
    ref = ref_of(person)
    profile, credential = await factory.sign_in(ref, await person.app_password(), None)
    kept: list[Credential] = []

    async def keep(changed: Credential) -> None:
        kept.append(changed)

    account = as_account(ref, profile)
    connection = factory.signed_in(account, credential, keep)  # type: ignore[arg-type]
    return Writer(account, await factory.publisher(account, connection), kept)
