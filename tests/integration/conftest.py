"""A real PostgreSQL and a real Valkey in a folder of their own, emptied after each test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import redis.asyncio

from assistant.community.accounts import AccountRef, Platform, Profile
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.embedded import EmbeddedStores
from assistant.storage.migrations import migrate
from assistant.storage.records import PostgresRecords
from assistant.storage.schema import METADATA
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces
from tests.integration.records_desk import NOW, Desk, DeskMaker

TABLES = (
    *METADATA.tables,
    "procrastinate_jobs",
    "procrastinate_events",
    "procrastinate_workers",
    "procrastinate_periodic_defers",
)
HOLDING = " UNION ALL ".join(
    f"SELECT '{name}', pg_relation_size('{name}') WHERE EXISTS (SELECT FROM {name})"  # noqa: S608
    for name in TABLES
)
COUNT_ANEW = (
    # unlike ALTER SEQUENCE it lets every session keep what it knows of the schema
    "SELECT setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences"
    " WHERE last_value IS NOT NULL"
)
LARGE = 1_000_000
"""Bytes of a table from which on cutting all of them off is faster than deleting rows."""


@pytest.fixture(scope="session")
def stores() -> Iterator[EmbeddedStores]:
    """The servers, running and migrated.

    Not in pytest's own folder: as root its parents are closed to the user PostgreSQL runs as.
    """
    folder = Path(tempfile.mkdtemp(prefix="engage-test-"))
    running = EmbeddedStores(folder).start()
    try:
        assert running.database_url
        with psycopg.connect(running.database_url, autocommit=True) as connection:
            # Tests empty the tables often and lose nothing by a crash of the machine.
            for safety in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(f"ALTER SYSTEM SET {safety} = off")
            connection.execute("SELECT pg_reload_conf()")
        migrate(running.database_url)
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def database_url(stores: EmbeddedStores) -> str:
    assert stores.database_url
    return stores.database_url


@pytest.fixture(scope="session")
def redis_url(stores: EmbeddedStores) -> str:
    assert stores.redis_url
    return stores.redis_url


class Emptying:
    """Leaves nothing in either store. A tenth of what TRUNCATE takes, after a thousand tests."""

    def __init__(self, database_url: str, redis_url: str) -> None:
        self._url = database_url
        self._database = self._connect()
        self._redis = redis.Redis.from_url(redis_url)

    def __call__(self) -> None:
        try:
            self._empty_tables()
        except psycopg.OperationalError:  # a test has ended every connection
            self._database.close()
            self._database = self._connect()
            self._empty_tables()
        self._redis.flushall()

    def _connect(self) -> psycopg.Connection:
        connection = psycopg.connect(self._url, autocommit=True)
        connection.execute("SET session_replication_role = replica")  # in any order
        return connection

    def _empty_tables(self) -> None:
        held = self._database.execute(HOLDING, prepare=True).fetchall()
        if any(size > LARGE for _, size in held):
            self._database.execute(f"TRUNCATE {', '.join(TABLES)} RESTART IDENTITY CASCADE")
        elif held:
            deleted = [f"DELETE FROM {name}" for name, _ in held]  # noqa: S608 - our own names
            self._database.execute("; ".join(deleted))
            self._database.execute(COUNT_ANEW, prepare=True)

    def close(self) -> None:
        self._database.close()
        self._redis.close()


@pytest.fixture(scope="session")
def empty(database_url: str, redis_url: str) -> Iterator[Emptying]:
    """Makes both stores empty, over connections that stay."""
    emptying = Emptying(database_url, redis_url)
    yield emptying
    emptying.close()


@pytest.fixture
def emptied(empty: Emptying) -> Iterator[None]:
    """Whoever uses the stores asks for this one too: both are empty again afterwards."""
    yield
    empty()


@pytest.fixture(scope="session")
async def shared_database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def database(shared_database: Database, emptied: None) -> Database:
    """Migrated, empty, and emptied afterwards."""
    return shared_database


@pytest.fixture(scope="session")
async def shared_redis(redis_url: str) -> AsyncIterator[redis.asyncio.Redis]:
    client = redis.asyncio.Redis.from_url(redis_url)
    yield client
    await client.aclose()


@pytest.fixture
async def valkey(shared_redis: redis.asyncio.Redis, emptied: None) -> redis.asyncio.Redis:
    """A client of the real Valkey, empty, and emptied afterwards."""
    return shared_redis


@pytest.fixture
async def desk_of(database: Database) -> DeskMaker:
    """Makes accounts, each with empty records of its own, in workspace T1."""
    await PostgresWorkspaces(database).ensure("T1", "One")
    accounts = PostgresAccounts(database, Vault(["k" * 40]), lambda: NOW)
    records = PostgresRecords(database)

    async def make() -> Desk:
        native_id = f"did:plc:{uuid4().hex}"
        profile = Profile(native_id, "acme.example", "Acme", "https://acme", 1, 1, 1)
        ref = AccountRef(Platform.BLUESKY, "acme.example")
        return Desk(records, await accounts.add("T1", ref, profile, None))

    return make


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """For servers of one test: where every user may pass, with a space and a quote in its path."""
    home = Path(tempfile.mkdtemp(prefix="engage-test-"))
    home.chmod(0o755)
    data = home / "it's data"
    yield data
    if (data / "postgres" / "postmaster.pid").exists() or (data / "valkey" / "valkey.pid").exists():
        EmbeddedStores(data).start().stop()  # a test that failed left them running
    shutil.rmtree(home)
