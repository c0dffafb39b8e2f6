"""Sign-ins under way and how servers know Engage: sealed, once, in time; and renewals one by one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.errors import NotFound, PlatformUnavailable, SealBroken
from assistant.ports import Credential
from assistant.ports.signing_in import UnderWay
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.sign_ins import PostgresRegistrations, PostgresSignIns
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces

pytestmark = pytest.mark.integration

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SOON = NOON + timedelta(minutes=10)
VAULT = Vault(["k" * 40])
UNDER_WAY = UnderWay("U1", {"verifier": "a-secret-verifier"})
SIGN_IN = Credential("https://pds", "did:plc:acme", "key", {"access": "0"})


class Hand:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
async def sign_ins(database: Database, clock: Hand) -> PostgresSignIns:
    await PostgresWorkspaces(database).ensure("T1", "One")
    return PostgresSignIns(database, VAULT, clock)


@pytest.fixture
async def accounts(database: Database, clock: Hand) -> PostgresAccounts:
    await PostgresWorkspaces(database).ensure("T1", "One")
    return PostgresAccounts(database, VAULT, clock)


@pytest.fixture
async def account(accounts: PostgresAccounts) -> Account:
    profile = Profile("did:plc:acme", "acme.example", "Acme", "https://acme", 1, 1, 1)
    ref = AccountRef(Platform.BLUESKY, "acme.example")
    return await accounts.add("T1", ref, profile, SIGN_IN)


async def test_looking_leaves_and_taking_takes(sign_ins: PostgresSignIns) -> None:
    await sign_ins.keep("T1", "key", UNDER_WAY, until=SOON)

    assert await sign_ins.look("T1", "key") == UNDER_WAY
    assert await sign_ins.look("T1", "key") == UNDER_WAY
    assert await sign_ins.take("T1", "key") == UNDER_WAY
    assert await sign_ins.take("T1", "key") is None
    assert await sign_ins.look("T1", "key") is None


async def test_of_many_who_take_at_once_one_gets_it(sign_ins: PostgresSignIns) -> None:
    await sign_ins.keep("T1", "key", UNDER_WAY, until=SOON)

    taken = await asyncio.gather(*(sign_ins.take("T1", "key") for _ in range(8)))

    assert [each for each in taken if each] == [UNDER_WAY]


async def test_when_its_time_is_over_it_is_gone(
    sign_ins: PostgresSignIns, clock: Hand, database_url: str
) -> None:
    """Not to be had any more at once; cleared away, once, by who gives it back."""
    await sign_ins.keep("T1", "old", UNDER_WAY, until=SOON)
    clock.at = SOON
    assert await sign_ins.look("T1", "old") is None
    assert await sign_ins.take("T1", "old") is None

    await sign_ins.keep("T1", "new", UNDER_WAY, until=SOON + timedelta(minutes=1))
    assert await sign_ins.expired("T1") == [UNDER_WAY]
    assert await sign_ins.expired("T1") == []

    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM sign_in").fetchone() == (1,)


async def test_neither_key_nor_content_is_stored_in_the_clear(
    sign_ins: PostgresSignIns, database: Database, database_url: str, clock: Hand
) -> None:
    """And who has another key of the vault reads nothing."""
    await sign_ins.keep("T1", "the-ticket", UNDER_WAY, until=SOON)

    with psycopg.connect(database_url) as connection:
        (row,) = connection.execute("SELECT s::text FROM sign_in s").fetchone() or ("",)
    for secret in ("the-ticket", "a-secret-verifier"):
        assert secret not in row
        assert secret.encode().hex() not in row
    stranger = PostgresSignIns(database, Vault(["x" * 40]), clock)
    with pytest.raises(SealBroken):
        await stranger.look("T1", "the-ticket")
    clock.at = SOON
    assert await stranger.expired("T1") == [], "one key lost holds up none of the others"


async def test_a_row_under_another_key_stays_shut(
    sign_ins: PostgresSignIns, database_url: str
) -> None:
    """A ticket of one step cannot be made one of the next by whoever may write to the table."""
    await sign_ins.keep("T1", "one", UNDER_WAY, until=SOON)
    await sign_ins.keep("T1", "two", UnderWay("U1", {}), until=SOON)
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE sign_in SET sealed = (SELECT max(sealed) FROM sign_in)")

    opened = []
    for key in ("one", "two"):
        try:
            opened.append(await sign_ins.look("T1", key))
        except SealBroken:
            continue
    assert len(opened) == 1


async def test_how_a_server_knows_engage_is_kept_and_replaced(
    sign_ins: PostgresSignIns, database: Database, clock: Hand
) -> None:
    registrations = PostgresRegistrations(database, VAULT, clock)
    at = ("T1", "mastodon", "m.example")
    assert await registrations.get(*at) is None

    for client in ("one", "two"):
        await registrations.keep(*at, {"client_id": client})

    assert await registrations.get(*at) == {"client_id": "two"}
    assert await registrations.get("T1", "mastodon", "other.example") is None


async def test_renewals_come_one_after_the_other(
    accounts: PostgresAccounts, account: Account
) -> None:
    """Each sees what the one before stored; nothing is renewed twice."""
    seen: list[str] = []

    async def renewal(stored: Credential) -> Credential:
        access = stored.session["access"]
        seen.append(access)
        await asyncio.sleep(0)
        return replace(stored, session={"access": str(int(access) + 1)})

    await asyncio.gather(*(accounts.renew("T1", account.id, renewal) for _ in range(6)))

    assert seen == [str(number) for number in range(6)]
    kept = await accounts.credential("T1", account.id)
    assert kept == replace(SIGN_IN, session={"access": "6"})


async def test_a_renewal_that_fails_leaves_the_sign_in_and_lets_the_next_try(
    accounts: PostgresAccounts, account: Account
) -> None:
    async def away(_: Credential) -> Credential:
        raise PlatformUnavailable("bluesky")

    async def same(stored: Credential) -> Credential:
        return stored

    with pytest.raises(PlatformUnavailable):
        await accounts.renew("T1", account.id, away)
    assert await accounts.renew("T1", account.id, same) == SIGN_IN


async def test_what_is_not_signed_in_cannot_be_renewed(
    accounts: PostgresAccounts, database_url: str, account: Account
) -> None:
    async def never(_: Credential) -> Credential:
        raise AssertionError("there is nothing to renew")

    with psycopg.connect(database_url) as connection:
        connection.execute("DELETE FROM credential")
    for account_id in (account.id, "nonsense"):
        with pytest.raises(NotFound):
            await accounts.renew("T1", account_id, never)
