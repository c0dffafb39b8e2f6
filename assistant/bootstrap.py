"""Puts the desk together: the only place that names adapters and registers jobs."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from pydantic import SecretStr

from assistant.agent.limits import Limits as RunLimits
from assistant.agent.loop import Agent
from assistant.agent.models import ModelConfig, Models
from assistant.community.accounts import Platform
from assistant.desk.answering import Answering
from assistant.desk.connecting import Connecting
from assistant.desk.syncing import Syncing
from assistant.errors import SettingsError
from assistant.logs import quiet
from assistant.platforms.bluesky_signing import BlueskyFactory
from assistant.platforms.connections import Connections, Factory
from assistant.platforms.http import Door, make_client
from assistant.platforms.limits import Limits as RateLimits
from assistant.platforms.reading import Reader
from assistant.platforms.sample_connecting import SampleFactory
from assistant.ports import (
    Accounts,
    Buckets,
    Budget,
    Clock,
    Conversations,
    Directory,
    Once,
    Records,
    Runs,
    Workspaces,
)
from assistant.settings import Settings
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.buckets import RedisBuckets
from assistant.storage.conversations import RedisConversations
from assistant.storage.database import Database
from assistant.storage.embedded import start_embedded
from assistant.storage.migrations import migrate
from assistant.storage.records import PostgresRecords
from assistant.storage.redis import RedisBudget, RedisOnce, open_redis
from assistant.storage.runs import PostgresRuns
from assistant.storage.vault import Vault, key_in
from assistant.storage.workspaces import PostgresWorkspaces


@dataclass(frozen=True, slots=True)
class Stores:
    """Where the stores are, and how to reach them."""

    database_url: str
    database: Database
    redis_url: str
    vault: Vault


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk, open. What it holds is closed when the block of `open_desk` ends."""

    settings: Settings
    stores: Stores
    clock: Clock
    workspaces: Workspaces
    accounts: Accounts
    records: Records
    runs: Runs
    conversations: Conversations
    budget: Budget
    once: Once
    buckets: Buckets
    connections: Connections
    connecting: Connecting
    syncing: Syncing
    models: Models
    new_id: Callable[[], str]

    def answering(self, directory: Directory) -> Answering:
        """The use case that answers, for people whom `directory` knows."""
        limits = RunLimits(seconds=self.settings.run_seconds)
        return Answering(
            agent=Agent(models=self.models, limits=limits, clock=self.clock),
            runs=self.runs,
            conversations=self.conversations,
            accounts=self.accounts,
            records=self.records,
            freshener=self.syncing,
            connections=self.connections,
            budget=self.budget,
            directory=directory,
            clock=self.clock,
            worker_id=f"{socket.gethostname()}:{os.getpid()}:{uuid4()}",
            run_seconds=self.settings.run_seconds,
        )


def now() -> datetime:
    """The time, aware UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A new id of ours."""
    return str(uuid4())


@asynccontextmanager
async def open_stores(settings: Settings) -> AsyncIterator[Stores]:
    """Reach the stores; start embedded ones and bring their schema up to date.

    Raises:
        SettingsError: an address or key that cannot be used.
        StoreUnavailable: a store that does not answer.
    """
    wants_postgres, wants_valkey = settings.database_url is None, settings.redis_url is None
    async with AsyncExitStack() as stack:
        database_url, redis_url = _secret(settings.database_url), _secret(settings.redis_url)
        if wants_postgres or wants_valkey:
            embedded = await start_embedded(
                settings.data_dir, postgres=wants_postgres, valkey=wants_valkey
            )
            stack.push_async_callback(asyncio.to_thread, embedded.stop)
            database_url = database_url or embedded.database_url
            redis_url = redis_url or embedded.redis_url
        assert database_url is not None  # given, or started above
        assert redis_url is not None
        if wants_postgres:
            await asyncio.to_thread(migrate, database_url)
        database = Database(database_url)
        stack.push_async_callback(database.close)
        yield Stores(
            database_url,
            database,
            redis_url,
            Vault.parse(await asyncio.to_thread(secret_key, settings)),
        )


def secret_key(settings: Settings) -> str:
    """The key of the vault. Blocks.

    Raises:
        SettingsError: there is none, and the database is not ours alone.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    if settings.database_url is not None:
        raise SettingsError(("ENGAGE_SECRET_KEY is missing (needed with DATABASE_URL).",))
    return key_in(Path(settings.data_dir))


@asynccontextmanager
async def open_desk(settings: Settings, *, clock: Clock = now) -> AsyncIterator[Desk]:
    """Open everything the use cases need, and close it in the end.

    Raises:
        SettingsError: settings that cannot work.
        StoreUnavailable: a store that does not answer.
    """
    quiet(settings.log_level)
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(open_stores(settings))
        redis = open_redis(stores.redis_url)
        stack.push_async_callback(redis.aclose)
        accounts = PostgresAccounts(stores.database, stores.vault, clock)
        records = PostgresRecords(stores.database)
        client = make_client(_door(settings))
        stack.push_async_callback(client.aclose)
        connections = Connections(
            _factories(settings, Reader(client, RateLimits(clock)), clock), accounts
        )
        stack.push_async_callback(connections.close)
        models = Models(
            ModelConfig(settings.model, settings.openai_api_key, settings.openai_base_url)
        )
        stack.push_async_callback(models.close)
        yield Desk(
            settings=settings,
            stores=stores,
            clock=clock,
            workspaces=PostgresWorkspaces(stores.database),
            accounts=accounts,
            records=records,
            runs=PostgresRuns(stores.database, stores.vault, clock),
            conversations=RedisConversations(redis),
            budget=RedisBudget(redis, clock, settings.daily_tokens),
            once=RedisOnce(redis),
            buckets=RedisBuckets(redis, clock),
            connections=connections,
            connecting=Connecting(accounts, connections),
            syncing=Syncing(accounts, records, connections, clock),
            models=models,
            new_id=new_id,
        )


def _factories(settings: Settings, reader: Reader, clock: Clock) -> dict[Platform, Factory]:
    return {
        Platform.BLUESKY: BlueskyFactory(
            reader,
            clock,
            public_url=settings.bluesky_public_url,
            service_url=settings.bluesky_service_url,
        ),
        Platform.SAMPLE: SampleFactory(clock),
    }


def _door(settings: Settings) -> Door:
    named = (settings.bluesky_public_url, settings.bluesky_service_url)
    return Door.make(named, settings.allow_hosts)


def _secret(given: SecretStr | None) -> str | None:
    return given.get_secret_value() if given else None


async def migrate_database(settings: Settings) -> None:
    """Bring the database to this version's schema."""
    async with open_stores(settings) as stores:
        await asyncio.to_thread(migrate, stores.database_url)
