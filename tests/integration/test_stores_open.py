"""All stores of a process, opened from its settings and closed again."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.storage.addresses import addresses
from assistant.storage.embedded import EmbeddedStores
from assistant.storage.stores import open_stores

pytestmark = pytest.mark.integration

KEY = "k" * 40


def clock() -> datetime:
    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


async def test_nothing_set_means_servers_schema_and_key_of_our_own(data_folder: Path) -> None:
    settings = Settings.from_env({"ENGAGE_DATA_DIR": str(data_folder)})
    async with open_stores(settings, clock) as first, open_stores(settings, clock) as second:
        assert first.addresses == second.addresses
        assert first.addresses.embedded
        await first.workspaces.ensure("T1", "One")
        assert (await second.workspaces.get("T1")).name == "One"
        assert await first.once.first("T1", "x", 60)
        assert not await second.once.first("T1", "x", 60)
        assert stat.S_IMODE((data_folder / "secret.key").stat().st_mode) == 0o600
    assert not (data_folder / "postgres" / "postmaster.pid").exists()
    async with open_stores(settings, clock) as again:
        assert (await again.workspaces.get("T1")).name == "One"


async def test_set_addresses_are_used_and_nothing_is_started(
    data_folder: Path, database_url: str, redis_url: str, emptied: None
) -> None:
    env = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "ENGAGE_SECRET_KEY": KEY,
        "ENGAGE_DATA_DIR": str(data_folder),
    }
    async with open_stores(Settings.from_env(env), clock) as stores:
        assert not stores.addresses.embedded
        assert (await stores.workspaces.ensure("T1", "One")).id == "T1"
        assert await stores.budget.left("T1") == 2_000_000
    assert not (data_folder / "start.lock").exists()


async def test_one_set_address_starts_the_other_server_only(
    data_folder: Path, database_url: str
) -> None:
    env = {"DATABASE_URL": database_url, "ENGAGE_DATA_DIR": str(data_folder)}
    async with addresses(Settings.from_env(env)) as where:
        assert (where.database_url, where.embedded) == (database_url, False)
        assert where.redis_url.startswith("unix://")
    assert not (data_folder / "postgres").exists()


async def test_a_database_of_others_needs_a_key(
    data_folder: Path, database_url: str, redis_url: str
) -> None:
    env = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "ENGAGE_DATA_DIR": str(data_folder),
    }
    with pytest.raises(SettingsError, match="ENGAGE_SECRET_KEY"):
        async with open_stores(Settings.from_env(env), clock):
            pass


async def test_what_fails_half_way_leaves_nothing_running(data_folder: Path) -> None:
    env = {"ENGAGE_DATA_DIR": str(data_folder), "ENGAGE_SECRET_KEY": "short"}
    with pytest.raises(SettingsError, match="ENGAGE_SECRET_KEY"):
        async with open_stores(Settings.from_env(env), clock):
            pass
    assert not (data_folder / "postgres" / "postmaster.pid").exists()
    assert not (data_folder / "valkey" / "valkey.pid").exists()


def test_a_folder_that_cannot_be_used_is_said_and_nothing_left_running(data_folder: Path) -> None:
    data_folder.mkdir()
    (data_folder / "valkey").write_text("a file where a folder should be")
    with pytest.raises(SettingsError, match="ENGAGE_DATA_DIR"):
        EmbeddedStores(data_folder).start()
    assert (data_folder / "postgres" / "PG_VERSION").exists()
    assert not (data_folder / "postgres" / "postmaster.pid").exists()
