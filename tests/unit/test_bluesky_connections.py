"""One connection for each account and process."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import httpx2
import pytest

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.errors import InvalidInput, PlatformUnavailable
from assistant.platforms.bluesky import Bluesky
from assistant.platforms.bluesky_signing import BlueskyFactory
from assistant.platforms.connections import Connections
from assistant.platforms.http import Door, make_client
from assistant.platforms.limits import Limits
from assistant.platforms.reading import Reader
from assistant.ports import Accounts, Credential
from tests.unit.bluesky_server import ACME, NOW, AppView, Hand, author

REF = AccountRef(Platform.BLUESKY, "acme.test")
ACCOUNT = Account("a1", "T1", REF, ACME, "Acme", "https://bsky.app/profile/acme.test", NOW)
CREDENTIAL = Credential("https://pds.example", ACME, "pass", {"access": "old", "refresh": "r"})


class Stored:
    """The part of `ports.Accounts` that connections use."""

    def __init__(self, credential: Credential | None) -> None:
        self.now = credential
        self.kept: list[tuple[str, str]] = []

    async def credential(self, *_: str) -> Credential | None:
        return self.now

    async def keep_session(
        self, workspace_id: str, account_id: str, credential: Credential
    ) -> None:
        self.kept.append((workspace_id, account_id))
        self.now = credential


def connections(view: AppView, stored: Stored | None = None) -> Connections:
    client = make_client(Door(), transport=httpx2.MockTransport(view))
    factory = BlueskyFactory(
        Reader(client, Limits(Hand())),
        Hand(),
        public_url="https://public.example",
        service_url="https://pds.example",
    )
    return Connections({Platform.BLUESKY: factory}, cast("Accounts | None", stored))


async def test_a_stored_sign_in_is_used_and_its_new_session_kept() -> None:
    tokens = {"accessJwt": "new", "refreshJwt": "r2", "did": ACME}
    view = AppView(getProfile=author(), refreshSession=tokens)
    stored = Stored(replace(CREDENTIAL, session={"refresh": "r"}))
    held = connections(view, stored)
    connection = await held.open(ACCOUNT)
    assert (await connection.profile(ACME)).native_id == ACME
    assert connection.capabilities.mentions
    assert [name for name, _ in view.asked] == ["refreshSession", "getProfile"]
    assert stored.kept == [("T1", "a1")]
    assert stored.now is not None
    assert dict(stored.now.session) == {"access": "new", "refresh": "r2", "did": ACME}
    assert await held.open(ACCOUNT) is connection


async def test_a_new_password_opens_a_new_connection() -> None:
    stored = Stored(CREDENTIAL)
    held = connections(AppView(), stored)
    first = await held.open(ACCOUNT)
    stored.now = replace(CREDENTIAL, secret="another")
    assert await held.open(ACCOUNT) is not first


@pytest.mark.parametrize("stored", [None, Stored(None)])
async def test_without_credentials_it_is_the_strangers_connection(stored: Stored | None) -> None:
    held = connections(AppView(), stored)
    connection = await held.open(ACCOUNT)
    assert isinstance(connection, Bluesky)
    assert not connection.capabilities.mentions
    assert connection is await held.anonymous(Platform.BLUESKY)


async def test_two_workspaces_never_share_a_connection() -> None:
    held = connections(AppView(), Stored(CREDENTIAL))
    other = replace(ACCOUNT, workspace_id="T2")
    assert await held.open(ACCOUNT) is not await held.open(other)


async def test_a_platform_without_an_adapter_is_named() -> None:
    with pytest.raises(InvalidInput, match="cannot read X yet"):
        await connections(AppView()).anonymous(Platform.X)


async def test_closing_forgets_every_connection() -> None:
    held = connections(AppView(), Stored(CREDENTIAL))
    connection, stranger = await held.open(ACCOUNT), await held.anonymous(Platform.BLUESKY)
    await held.close()
    assert await held.open(ACCOUNT) is not connection
    assert await held.anonymous(Platform.BLUESKY) is not stranger


@pytest.mark.parametrize(
    "answer",
    [{}, {"accessJwt": "a", "refreshJwt": "b"}, {"accessJwt": "a", "refreshJwt": "b", "did": "x"},
     {"accessJwt": 1, "refreshJwt": "b", "did": ACME}, [], "tokens"],
)  # fmt: skip
async def test_a_sign_in_without_tokens_is_nonsense(answer: object) -> None:
    with pytest.raises(PlatformUnavailable):
        await connections(AppView(createSession=lambda _: answer)).sign_in(REF, "pass")
