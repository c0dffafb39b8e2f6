"""Settings, managers and acts in PostgreSQL: compare-and-set, and one transaction with the act."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from assistant.community.accounts import AccountRef, Platform, Profile
from assistant.community.rights import Act
from assistant.community.settings import AccountSettings, WorkspaceSettings, change
from assistant.errors import EditConflict, NotFound
from assistant.ports import Deed, InstalledApp, ManagedBy, Manager
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.acts import PostgresActs
from assistant.storage.database import Database
from assistant.storage.installations import PostgresInstalledApps
from assistant.storage.managers import PostgresManagers
from assistant.storage.preferences import PostgresPreferences
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces

pytestmark = pytest.mark.integration

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
VAULT = Vault(["k" * 40])
OFFICE = {"week": {"Monday": "09:00-12:00, 13:00-17:00"}, "country": "DE", "region": "BY"}


def deed(act: Act = Act.CHANGE_SETTINGS, subject: str = "", minutes: int = 0) -> Deed:
    return Deed(act, "U1", NOON + timedelta(minutes=minutes), subject, {"n": [1, None]})


@pytest.fixture
async def preferences(database: Database) -> PostgresPreferences:
    for each in ("T1", "T2"):
        await PostgresWorkspaces(database).ensure(each, each)
    return PostgresPreferences(database)


@pytest.fixture
async def account_id(database: Database, preferences: PostgresPreferences) -> str:
    accounts = PostgresAccounts(database, VAULT, lambda: NOON)
    profile = Profile("did:plc:acme", "acme.example", "Acme", "https://acme", 5, 6, 7)
    return (
        await accounts.add("T1", AccountRef(Platform.BLUESKY, "acme.example"), profile, None)
    ).id


async def test_a_new_workspace_and_account_have_the_defaults(
    preferences: PostgresPreferences, account_id: str
) -> None:
    workspace = await preferences.of_workspace("T1")
    account = await preferences.of_account("T1", account_id)

    assert (workspace.settings, workspace.version) == (WorkspaceSettings(), 1)
    assert (account.settings, account.version) == (AccountSettings(), 1)
    assert workspace.chosen | account.chosen == frozenset()
    assert await preferences.of_accounts("T1") == {account_id: account}


async def test_settings_of_a_workspace_come_back_as_kept(
    preferences: PostgresPreferences, database: Database
) -> None:
    fields = {
        "zone": "Asia/Tokyo",
        "quiet_from": "22:00",
        "quiet_to": "06:00",
        "daily_tokens": 5000,
    }
    settings = change(WorkspaceSettings(), fields)
    kept = await preferences.keep_workspace("T1", settings, version=1, deed=deed())

    assert (kept.settings, kept.version, kept.chosen) == (settings, 2, frozenset(fields))
    assert await preferences.of_workspace("T1") == kept
    assert [deed()] == [*await PostgresActs(database).latest("T1", limit=9)]
    assert (await PostgresWorkspaces(database).get("T1")).zone == "Asia/Tokyo"
    assert [each.zone for each in await PostgresWorkspaces(database).all()] == ["Asia/Tokyo", "UTC"]


async def test_settings_of_an_account_come_back_as_kept(
    preferences: PostgresPreferences, account_id: str
) -> None:
    fields = {"hours": OFFICE, "counted_in": "business", "approver_ids": ["U1", "U2"]}
    settings = change(AccountSettings(), fields)
    kept = await preferences.keep_account("T1", account_id, settings, version=1, deed=deed())

    assert (kept.settings, kept.version, kept.chosen) == (settings, 2, frozenset(fields))
    assert await preferences.of_account("T1", account_id) == kept


async def test_an_edit_made_from_an_older_version_is_refused_and_changes_nothing(
    preferences: PostgresPreferences, account_id: str, database: Database
) -> None:
    first = WorkspaceSettings(note_hour=8)
    await preferences.keep_workspace("T1", first, version=1, deed=deed())
    with pytest.raises(EditConflict) as conflict:
        await preferences.keep_workspace(
            "T1", WorkspaceSettings(note_hour=7), version=1, deed=deed()
        )
    await preferences.keep_account(
        "T1", account_id, AccountSettings(promo_percent=1), version=1, deed=deed()
    )
    with pytest.raises(EditConflict) as again:
        await preferences.keep_account("T1", account_id, AccountSettings(), version=1, deed=deed())

    assert conflict.value.current == await preferences.of_workspace("T1")
    assert (await preferences.of_workspace("T1")).settings == first
    assert again.value.current == await preferences.of_account("T1", account_id)
    assert len(await PostgresActs(database).latest("T1", limit=9)) == 2


async def test_of_many_managers_at_the_same_moment_one_wins(
    preferences: PostgresPreferences, database: Database
) -> None:
    edits = [
        preferences.keep_workspace(
            "T1", WorkspaceSettings(note_hour=hour), version=1, deed=deed(minutes=hour)
        )
        for hour in range(8)
    ]
    outcomes = await asyncio.gather(*edits, return_exceptions=True)
    won = [each for each in outcomes if not isinstance(each, BaseException)]

    assert len(won) == 1
    assert {EditConflict} == {type(each) for each in outcomes if isinstance(each, BaseException)}
    assert await preferences.of_workspace("T1") == won[0]
    assert len(await PostgresActs(database).latest("T1", limit=9)) == 1


async def test_what_nobody_chose_keeps_following_its_default(
    preferences: PostgresPreferences, database_url: str
) -> None:
    await preferences.keep_workspace("T1", WorkspaceSettings(note_hour=8), version=1, deed=deed())
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT settings FROM workspace ORDER BY 1").fetchall()

    assert rows == [({},), ({"note_hour": 8},)]


async def test_settings_of_a_later_version_of_engage_do_no_harm(
    preferences: PostgresPreferences, database_url: str
) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute('UPDATE workspace SET settings = \'{"moon": 1, "note_hour": 8}\'')

    assert (await preferences.of_workspace("T1")).settings == WorkspaceSettings(note_hour=8)


async def test_the_first_zone_is_found_once(preferences: PostgresPreferences) -> None:
    assert await preferences.find_zone("T1", "Europe/Berlin") == "Europe/Berlin"
    assert await preferences.find_zone("T1", "Asia/Tokyo") == "Europe/Berlin"
    found = await preferences.of_workspace("T1")

    assert (found.settings.zone, found.version, found.chosen) == ("Europe/Berlin", 1, frozenset())
    with pytest.raises(NotFound):
        await preferences.find_zone("T9", "Asia/Tokyo")


async def test_a_zone_that_somebody_chose_is_never_found_anew(
    preferences: PostgresPreferences,
) -> None:
    """Who saved the settings with UTC in them meant it."""
    await preferences.keep_workspace("T1", WorkspaceSettings(note_hour=8), version=1, deed=deed())

    assert await preferences.find_zone("T1", "Asia/Tokyo") == "UTC"


async def test_managers_are_named_once_and_taken_off_once(
    preferences: PostgresPreferences, database: Database
) -> None:
    managers = PostgresManagers(database)
    naming, unnaming = deed(Act.NAME_MANAGER, "U2"), deed(Act.UNNAME_MANAGER, "U2", 5)

    assert await managers.name("T1", "U2", naming)
    assert not await managers.name("T1", "U2", naming)
    assert await managers.of("T1") == ManagedBy(None, (Manager("U2", "U1", NOON),))
    assert await managers.unname("T1", "U2", unnaming)
    assert not await managers.unname("T1", "U2", unnaming)
    assert await managers.of("T1") == ManagedBy(None, ())
    assert [unnaming, naming] == [*await PostgresActs(database).latest("T1", limit=9)]


async def test_the_installer_is_known_from_the_installation(
    preferences: PostgresPreferences, database: Database
) -> None:
    app = InstalledApp("T1", "xoxb", "A1", "B1", "U0", "U7", frozenset({"chat:write"}), NOON)
    await PostgresInstalledApps(database, VAULT).keep(app, name="One", zone=None)

    assert (await PostgresManagers(database).of("T1")).installer_id == "U7"
    assert (await PostgresManagers(database).of("T2")).installer_id is None


async def test_acts_come_in_pages_the_newest_first(
    preferences: PostgresPreferences, database: Database, database_url: str
) -> None:
    acts = PostgresActs(database)
    done = [deed(Act.CONNECT, f"account-{number}", number) for number in range(5)]
    for each in done:
        await acts.append("T1", each)
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "INSERT INTO act VALUES ('T1', gen_random_uuid(), 'U1', 'an act of tomorrow', '', now())"
        )

    page = await acts.latest("T1", limit=2)
    assert [*page] == [done[4], done[3]]
    assert [*await acts.latest("T1", limit=9, before=page[-1].at)] == [done[2], done[1], done[0]]


async def test_acts_cannot_be_changed(preferences: PostgresPreferences, database: Database) -> None:
    await PostgresActs(database).append("T1", deed())
    with pytest.raises(Exception, match="permission denied"):
        async with database.workspace("T1") as connection:
            await connection.exec_driver_sql("UPDATE act SET person_id = 'U9'")


@pytest.mark.parametrize("workspace_id", ["T2", "T9"])
async def test_another_workspace_reaches_none_of_it(
    preferences: PostgresPreferences, account_id: str, database: Database, workspace_id: str
) -> None:
    managers, acts = PostgresManagers(database), PostgresActs(database)
    await managers.name("T1", "U2", deed(Act.NAME_MANAGER))

    assert await preferences.of_accounts(workspace_id) == {}
    assert (await managers.of(workspace_id)).named == ()
    assert not await managers.unname(workspace_id, "U2", deed(Act.UNNAME_MANAGER))
    assert await acts.latest(workspace_id, limit=9) == []
    with pytest.raises(NotFound):
        await preferences.of_account(workspace_id, account_id)
    with pytest.raises(NotFound):
        await preferences.keep_account(
            workspace_id, account_id, AccountSettings(), version=1, deed=deed()
        )
    assert [each.person_id for each in (await managers.of("T1")).named] == ["U2"]


@pytest.mark.parametrize("unknown", ["", "no-uuid", "00000000-0000-4000-8000-00000000dead"])
async def test_unknown_accounts_are_not_found(
    preferences: PostgresPreferences, unknown: str
) -> None:
    with pytest.raises(NotFound):
        await preferences.of_account("T1", unknown)
    with pytest.raises(NotFound):
        await preferences.keep_account("T1", unknown, AccountSettings(), version=1, deed=deed())
