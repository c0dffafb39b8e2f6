"""How the app is installed, in the real database; and tickets, in the real Valkey."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis
from sqlalchemy import select, update

from assistant.errors import NotFound, SealBroken
from assistant.ports import Arrival, InstalledApp
from assistant.storage.database import Database
from assistant.storage.installations import PostgresInstalledApps
from assistant.storage.redis import open_redis
from assistant.storage.schema import INSTALLATION
from assistant.storage.tickets import RedisTickets
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces

pytestmark = pytest.mark.integration

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOKEN = "xoxb-of-acme"
APP = InstalledApp(
    "T1", TOKEN, "A1", "B1", "UBOT", "UANNA", frozenset({"chat:write", "commands"}), NOON
)


@pytest.fixture
def installed(database: Database) -> PostgresInstalledApps:
    return PostgresInstalledApps(database, Vault(["k" * 40]))


async def test_an_installation_comes_back_as_kept(
    installed: PostgresInstalledApps, database: Database
) -> None:
    assert await installed.keep(APP, name="Acme", zone="Europe/Berlin") is Arrival.NEW

    assert await installed.get("T1") == APP
    workspace = await PostgresWorkspaces(database).get("T1")
    assert (workspace.name, workspace.zone) == ("Acme", "Europe/Berlin")


async def test_the_token_is_sealed_and_shows_nowhere(
    installed: PostgresInstalledApps, database: Database
) -> None:
    await installed.keep(APP, name="Acme", zone=None)

    async with database.workspace("T1") as connection:
        row = (await connection.execute(select(INSTALLATION))).one()
    assert TOKEN.encode() not in row.sealed
    assert TOKEN not in repr(APP)


async def test_a_row_moved_to_another_workspace_stays_shut(
    installed: PostgresInstalledApps, database: Database
) -> None:
    await installed.keep(APP, name="Acme", zone=None)
    await installed.keep(replace(APP, workspace_id="T2", token="xoxb-2"), name="Two", zone=None)
    async with database.workspace("T1") as connection:
        stolen = (await connection.execute(select(INSTALLATION.c.sealed))).scalar_one()
    async with database.workspace("T2") as connection:
        await connection.execute(update(INSTALLATION).values(sealed=stolen))

    with pytest.raises(SealBroken):
        await installed.get("T2")


async def test_who_never_installed_is_not_found(installed: PostgresInstalledApps) -> None:
    await installed.keep(APP, name="Acme", zone=None)

    with pytest.raises(NotFound):
        await installed.get("T2")
    with pytest.raises(NotFound):
        await installed.get("")


async def test_installing_again_replaces_the_token_and_keeps_zone_and_installer(
    installed: PostgresInstalledApps, database: Database
) -> None:
    await installed.keep(APP, name="Acme", zone="Europe/Berlin")
    newer = replace(APP, token="xoxb-newer", installer_id="UBERT", scopes=frozenset({"commands"}))

    assert await installed.keep(newer, name="Acme & Co", zone="Asia/Tokyo") is Arrival.AGAIN

    assert await installed.get("T1") == replace(newer, installer_id="UANNA")
    workspace = await PostgresWorkspaces(database).get("T1")
    assert (workspace.name, workspace.zone) == ("Acme & Co", "Europe/Berlin")


async def test_a_revoked_token_is_gone_and_the_workspace_stays(
    installed: PostgresInstalledApps, database: Database
) -> None:
    await installed.keep(APP, name="Acme", zone=None)
    await installed.revoke("T1", NOON + timedelta(hours=1))
    await installed.revoke("T1", NOON + timedelta(hours=2))

    with pytest.raises(NotFound):
        await installed.get("T1")
    assert [each.id for each in await PostgresWorkspaces(database).all()] == ["T1"]
    async with database.workspace("T1") as connection:
        at = (await connection.execute(select(INSTALLATION.c.revoked_at))).scalar_one()
    assert at == NOON + timedelta(hours=1)
    newer = replace(APP, token="xoxb-newer", installer_id="UBERT")
    assert await installed.keep(newer, name="Acme", zone=None) is Arrival.BACK
    assert await installed.get("T1") == newer


async def test_a_removed_workspace_rests_until_it_is_installed_again(
    installed: PostgresInstalledApps, database: Database
) -> None:
    workspaces = PostgresWorkspaces(database)
    await installed.keep(APP, name="Acme", zone=None)
    await installed.keep(replace(APP, workspace_id="T2"), name="Two", zone=None)

    await installed.remove("T1", NOON)

    assert [each.id for each in await workspaces.all()] == ["T2"]
    assert (await installed.get("T2")).workspace_id == "T2"
    assert await installed.keep(APP, name="Acme", zone=None) is Arrival.BACK
    assert [each.id for each in await workspaces.all()] == ["T1", "T2"]


async def test_a_workspace_served_by_its_token_alone_rests_and_comes_back_too(
    installed: PostgresInstalledApps, database: Database
) -> None:
    workspaces = PostgresWorkspaces(database)
    await workspaces.ensure("T1", "Acme")

    await installed.remove("T1", NOON)
    assert await workspaces.all() == []

    await workspaces.ensure("T1", "Acme")
    assert [each.id for each in await workspaces.all()] == ["T1"]


async def test_of_several_who_install_at_once_one_is_new(installed: PostgresInstalledApps) -> None:
    arrivals = await asyncio.gather(
        *(installed.keep(APP, name="Acme", zone="Europe/Berlin") for _ in range(6))
    )

    assert sorted(arrivals) == [Arrival.AGAIN] * 5 + [Arrival.NEW]


@pytest.fixture
async def valkey(redis_url: str, emptied: None) -> AsyncIterator[Redis]:
    """A client as the program opens it."""
    client = open_redis(redis_url)
    yield client
    await client.aclose()


async def test_a_ticket_is_redeemed_once_by_whoever_comes_first(valkey: Redis) -> None:
    tickets = RedisTickets(valkey)
    await tickets.issue("guess-me-not", "browser", 600)

    answers = await asyncio.gather(*(tickets.redeem("guess-me-not") for _ in range(8)))

    assert sorted(map(str, answers)) == ["None"] * 7 + ["browser"]
    assert await tickets.redeem("never issued") is None


async def test_tickets_expire_and_are_no_names_of_keys(valkey: Redis) -> None:
    tickets = RedisTickets(valkey)
    await tickets.issue("guess-me-not", "browser", 600)

    (key,) = await valkey.keys("*")
    assert "guess-me-not" not in key
    assert 590 < await valkey.ttl(key) <= 600
