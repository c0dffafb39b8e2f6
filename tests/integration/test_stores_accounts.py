"""Accounts and their sign-ins: kept sealed, reconnected without losing history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from assistant.community.accounts import AccountRef, Platform, Profile
from assistant.errors import NotFound, SealBroken
from assistant.ports import Credential, Workspace
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces

pytestmark = pytest.mark.integration

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
REF = AccountRef(Platform.BLUESKY, "acme.example")
PROFILE = Profile("did:plc:acme", "acme.example", "Acme\x00", "https://acme", 5, 6, 7)
SIGN_IN = Credential("https://pds", "acme.example", "app-password", {"access": "token-of-theirs"})
OLD, NEW = "o" * 40, "n" * 40


@pytest.fixture
async def accounts(database: Database) -> PostgresAccounts:
    for each in ("T1", "T2"):
        await PostgresWorkspaces(database).ensure(each, each)
    return PostgresAccounts(database, Vault([OLD]), lambda: NOON)


async def test_workspaces_are_made_once_and_renamed(database: Database) -> None:
    workspaces = PostgresWorkspaces(database)
    made = await workspaces.ensure("T1", "One")
    assert made == Workspace("T1", "One", "UTC", "en")
    await workspaces.ensure("T2", "Two")
    assert await workspaces.ensure("T1", "Uno") == Workspace("T1", "Uno")
    assert await workspaces.get("T1") == Workspace("T1", "Uno")
    assert [each.id for each in await workspaces.all()] == ["T1", "T2"]
    with pytest.raises(NotFound):
        await workspaces.get("T3")


async def test_an_account_comes_back_as_connected(accounts: PostgresAccounts) -> None:
    added = await accounts.add("T1", REF, PROFILE, None)
    assert (added.ref, added.native_id, added.name) == (REF, "did:plc:acme", "Acme")
    assert (added.signed_in, added.synced_at, added.trouble) == (False, None, None)
    assert added.connected_at == NOON
    assert await accounts.get("T1", added.id) == added
    assert await accounts.all("T1") == [added]
    assert await accounts.credential("T1", added.id) is None


async def test_reconnecting_keeps_the_account_and_replaces_the_sign_in(
    accounts: PostgresAccounts,
) -> None:
    older = Credential("https://pds", "acme.example", "older-password", {})
    first = await accounts.add("T1", REF, PROFILE, older)
    await accounts.mark_synced("T1", first.id, NOON, None)
    await accounts.mark_synced("T1", first.id, NOON, "ReconnectNeeded")
    renamed = AccountRef(Platform.BLUESKY, "acme.new")
    again = await accounts.add("T1", renamed, PROFILE, SIGN_IN)
    assert (again.id, again.ref, again.signed_in) == (first.id, renamed, True)
    assert (again.synced_at, again.trouble) == (NOON, None)
    assert await accounts.credential("T1", again.id) == SIGN_IN


async def test_the_first_sign_in_has_everything_read_again(accounts: PostgresAccounts) -> None:
    """Mentions were hidden until then: a mark from before would count them as none."""
    looked_at = await accounts.add("T1", REF, PROFILE, None)
    await accounts.mark_synced("T1", looked_at.id, NOON, None)
    signed_in = await accounts.add("T1", REF, PROFILE, SIGN_IN)
    assert (signed_in.id, signed_in.signed_in, signed_in.synced_at) == (looked_at.id, True, None)


async def test_looking_without_signing_in_never_loses_a_sign_in(
    accounts: PostgresAccounts,
) -> None:
    signed_in = await accounts.add("T1", REF, PROFILE, SIGN_IN)
    await accounts.mark_synced("T1", signed_in.id, NOON, "ReconnectNeeded")
    looked = await accounts.add("T1", REF, PROFILE, None)
    assert (looked.signed_in, looked.trouble) == (True, "ReconnectNeeded")
    assert await accounts.credential("T1", signed_in.id) == SIGN_IN


async def test_a_renewed_session_is_kept(accounts: PostgresAccounts) -> None:
    account = await accounts.add("T1", REF, PROFILE, SIGN_IN)
    renewed = Credential("https://pds", "acme.example", "app-password", {"access": "newer"})
    await accounts.keep_session("T1", account.id, renewed)
    assert await accounts.credential("T1", account.id) == renewed
    with pytest.raises(NotFound):
        await accounts.keep_session("T1", str(uuid4()), renewed)


async def test_the_mark_of_the_last_sweep_never_moves_back(accounts: PostgresAccounts) -> None:
    account = await accounts.add("T1", REF, PROFILE, None)
    await accounts.mark_synced("T1", account.id, NOON, None)
    await accounts.mark_synced("T1", account.id, NOON - timedelta(hours=1), None)
    await accounts.mark_synced("T1", account.id, NOON + timedelta(hours=1), "RateLimited")
    stored = await accounts.get("T1", account.id)
    assert (stored.synced_at, stored.trouble) == (NOON, "RateLimited")


async def test_a_sign_in_is_never_stored_in_the_clear(
    accounts: PostgresAccounts, database_url: str
) -> None:
    await accounts.add("T1", REF, PROFILE, SIGN_IN)
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT sealed FROM credential").fetchone()
    assert row is not None
    for word in (b"app-password", b"token-of-theirs", b"acme.example"):
        assert word not in row[0]


async def test_a_sign_in_copied_to_another_account_stays_shut(
    accounts: PostgresAccounts, database_url: str
) -> None:
    mine = await accounts.add("T1", REF, PROFILE, SIGN_IN)
    theirs = await accounts.add("T2", REF, PROFILE, SIGN_IN)
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "UPDATE credential SET sealed = (SELECT sealed FROM credential WHERE account_id = %s)",
            (mine.id,),
        )
    assert await accounts.credential("T1", mine.id) == SIGN_IN
    with pytest.raises(SealBroken):
        await accounts.credential("T2", theirs.id)


async def test_a_new_key_takes_over_while_the_old_one_still_opens(
    accounts: PostgresAccounts, database: Database
) -> None:
    account = await accounts.add("T1", REF, PROFILE, SIGN_IN)
    rotating = PostgresAccounts(database, Vault([NEW, OLD]), lambda: NOON)
    stored = await rotating.credential("T1", account.id)
    assert stored == SIGN_IN
    await rotating.keep_session("T1", account.id, stored)
    after = PostgresAccounts(database, Vault([NEW]), lambda: NOON)
    assert await after.credential("T1", account.id) == SIGN_IN
    with pytest.raises(SealBroken):
        await accounts.credential("T1", account.id)


async def test_another_workspace_sees_and_changes_nothing(accounts: PostgresAccounts) -> None:
    account = await accounts.add("T1", REF, PROFILE, SIGN_IN)
    assert await accounts.all("T2") == []
    assert await accounts.credential("T2", account.id) is None
    for work in [
        lambda: accounts.get("T2", account.id),
        lambda: accounts.keep_session("T2", account.id, SIGN_IN),
        lambda: accounts.mark_synced("T2", account.id, NOON, None),
    ]:
        with pytest.raises(NotFound):
            await work()
    assert (await accounts.get("T1", account.id)).synced_at is None


@pytest.mark.parametrize("account_id", ["", "no-uuid", "3f2a91c0-0000-4000-8000-000000000000"])
async def test_unknown_ids_are_not_found(accounts: PostgresAccounts, account_id: str) -> None:
    for work in [
        lambda: accounts.get("T1", account_id),
        lambda: accounts.mark_synced("T1", account_id, NOON, None),
        lambda: accounts.keep_session("T1", account_id, SIGN_IN),
    ]:
        with pytest.raises(NotFound):
            await work()
    assert await accounts.credential("T1", account_id) is None
