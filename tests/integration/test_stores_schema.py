"""Migrations, and the row-level security that keeps workspaces apart."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from procrastinate.schema import SchemaManager
from sqlalchemy import create_engine, insert, select, text, update
from sqlalchemy.exc import ProgrammingError

from assistant.errors import SettingsError, StoreUnavailable
from assistant.storage import migrations
from assistant.storage.database import Database, Door
from assistant.storage.schema import METADATA, WORKSPACE
from assistant.storage.urls import for_sqlalchemy

pytestmark = pytest.mark.integration

NOT_OURS = ("alembic_version", "procrastinate_")


@pytest.fixture
def fresh_url(database_url: str) -> str:
    """An empty database on the same server."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS fresh")
        connection.execute("CREATE DATABASE fresh")
    return database_url.replace("/engage?", "/fresh?")


async def test_migrations_go_up_on_an_empty_database_and_again_do_nothing(fresh_url: str) -> None:
    migrations.migrate(fresh_url)
    migrations.migrate(fresh_url)
    with psycopg.connect(fresh_url) as connection:
        versions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    assert versions == [(migrations.steps()[0],)]


async def test_a_database_that_misses_a_migration_is_refused_a_newer_one_is_not(
    fresh_url: str,
) -> None:
    """While a newer version takes over, the older one goes on."""
    database = Database(fresh_url)
    with pytest.raises(SettingsError, match="engage migrate"):
        await database.check_schema()
    migrations.migrate(fresh_url)
    await database.check_schema()
    for revision, fits in (("0001", False), ("9999", True)):
        with psycopg.connect(fresh_url) as connection:
            connection.execute("UPDATE alembic_version SET version_num = %s", (revision,))
        if fits:
            await database.check_schema()
        else:
            with pytest.raises(SettingsError, match="engage migrate"):
                await database.check_schema()
    await database.close()


async def test_a_table_of_an_older_version_is_worded(database: Database) -> None:
    """Whichever part of the program meets it first, before `check_schema` has looked."""
    with pytest.raises(SettingsError, match="engage migrate"):
        async with database.workspace("T1") as connection:
            await connection.execute(text("SELECT of_a_newer_version FROM workspace"))


async def test_schema_and_migrations_agree(database_url: str) -> None:
    engine = create_engine(for_sqlalchemy(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_name": lambda name, kind, _: (
                    kind != "table" or not name.startswith(NOT_OURS)
                ),
            },
        )
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_the_job_queues_schema_is_the_installed_librarys() -> None:
    """A new version of the library with another schema needs a new migration."""
    ours = Path(migrations.__path__[0]) / "procrastinate_3_10.sql"
    assert ours.read_text(encoding="utf-8") == SchemaManager.get_schema()


async def test_every_table_is_closed_even_to_its_owner(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "SELECT relname, relrowsecurity AND relforcerowsecurity, "
            "(SELECT count(*) FROM pg_policy WHERE polrelid = c.oid AND polname = 'workspace') "
            "FROM pg_class c WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        ).fetchall()
    closed = {name: (forced, policies) for name, forced, policies in rows}
    ours = {name for name in closed if not name.startswith(NOT_OURS)}
    assert set(METADATA.tables) == ours
    assert {(True, 1)} == {closed[name] for name in ours}
    assert all("workspace_id" in table.c for table in METADATA.tables.values())


async def test_a_superuser_login_acts_as_a_role_that_cannot_look_past(database: Database) -> None:
    standing = await database.standing()
    assert standing.role == "engage_app"
    assert not standing.sees_all
    assert standing.version >= 180000


async def _two_workspaces(database: Database) -> None:
    for each in ("T1", "T2"):
        async with database.workspace(each) as connection:
            await connection.execute(insert(WORKSPACE).values(workspace_id=each, name=each))


async def test_a_transaction_sees_its_workspace_only(database: Database) -> None:
    await _two_workspaces(database)
    async with database.workspace("T1") as connection:
        seen = (await connection.execute(select(WORKSPACE.c.workspace_id))).scalars().all()
    assert seen == ["T1"]


@pytest.mark.parametrize("name", ["", "T3", "%", "T1' OR '1'='1"])
async def test_no_or_another_workspace_sees_nothing(database: Database, name: str) -> None:
    await _two_workspaces(database)
    async with database.workspace(name) as connection:
        for table in METADATA.tables.values():
            assert (await connection.execute(select(table))).all() == []


async def test_without_a_workspace_nothing_is_seen(database: Database) -> None:
    await _two_workspaces(database)
    async with database._engine.begin() as connection:
        assert (await connection.execute(select(WORKSPACE))).all() == []


async def test_rows_of_another_workspace_cannot_be_written(database: Database) -> None:
    await _two_workspaces(database)
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with database.workspace("T1") as connection:
            await connection.execute(insert(WORKSPACE).values(workspace_id="T9", name="x"))
    async with database.workspace("T1") as connection:
        changed = await connection.execute(
            update(WORKSPACE).where(WORKSPACE.c.workspace_id == "T2").values(name="taken")
        )
    assert changed.rowcount == 0


async def test_a_door_shows_its_table_only_and_takes_no_writes(database: Database) -> None:
    await _two_workspaces(database)
    async with database.across(Door.WORKSPACES) as connection:
        seen = (await connection.execute(select(WORKSPACE.c.workspace_id))).scalars().all()
        changed = await connection.execute(update(WORKSPACE).values(name="taken"))
    assert {"T1", "T2"} == set(seen)
    assert changed.rowcount == 0
    async with database.across(Door.ABANDONED_RUNS) as connection:
        assert (await connection.execute(select(WORKSPACE))).all() == []


async def test_a_plain_owner_without_the_role_is_held_to_the_same(
    database: Database, database_url: str
) -> None:
    """A database where the login owns the tables and is no superuser: forced means forced."""
    await _two_workspaces(database)
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE ROLE owner_once NOLOGIN")
        connection.execute("ALTER TABLE workspace OWNER TO owner_once")
        connection.execute("SET LOCAL ROLE owner_once")
        assert connection.execute("SELECT * FROM workspace").fetchall() == []
        connection.rollback()


async def test_a_login_without_rights_over_roles_can_migrate_and_work(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS plain")
        connection.execute("DROP ROLE IF EXISTS plain_login")
        connection.execute("CREATE ROLE plain_login LOGIN")
        connection.execute("CREATE DATABASE plain OWNER plain_login")
        connection.execute("GRANT engage_app TO plain_login")
    url = database_url.replace("//postgres@/engage?", "//plain_login@/plain?")
    migrations.migrate(url)
    plain = Database(url, pool_size=1)
    try:
        standing = await plain.standing()
        assert (standing.role, standing.sees_all) == ("plain_login", False)
        await _two_workspaces(plain)
        async with plain.workspace("T1") as connection:
            assert len((await connection.execute(select(WORKSPACE))).all()) == 1
        async with plain.across(Door.WORKSPACES) as connection:
            assert len((await connection.execute(select(WORKSPACE))).all()) == 2
    finally:
        await plain.close()


async def test_errors_never_show_parameters(database: Database) -> None:
    with pytest.raises(ProgrammingError) as caught:
        async with database.workspace("T1") as connection:
            await connection.execute(text("SELECT nonsense(:word)"), {"word": "a-secret"})
    assert "a-secret" not in str(caught.value)


async def test_an_unreachable_server_is_store_unavailable(tmp_path: object) -> None:
    away = Database(f"postgresql://postgres@/engage?host={tmp_path}")
    with pytest.raises(StoreUnavailable) as caught:
        await away.standing()
    assert caught.value.store == "PostgreSQL"
    with pytest.raises(StoreUnavailable):
        migrations.migrate(f"postgresql://postgres@/engage?host={tmp_path}")
    await away.close()


async def test_a_database_that_was_not_migrated_says_so(fresh_url: str) -> None:
    empty = Database(fresh_url)
    with pytest.raises(SettingsError, match="engage migrate"):
        async with empty.workspace("T1") as connection:
            await connection.execute(select(WORKSPACE))
    await empty.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite:///x"])
def test_other_databases_are_refused_in_words(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        Database(url)
