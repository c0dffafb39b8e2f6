"""All stores of one process, opened and closed together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis

from assistant.errors import SettingsError
from assistant.ports import Clock
from assistant.settings import Settings
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.acts import PostgresActs
from assistant.storage.addresses import Addresses, addresses
from assistant.storage.backlog import PostgresBacklog
from assistant.storage.brand import PostgresBrandBook
from assistant.storage.buckets import RedisBuckets
from assistant.storage.clearances import PostgresClearances
from assistant.storage.conversations import RedisConversations
from assistant.storage.costs import PostgresCosts
from assistant.storage.database import Database
from assistant.storage.disconnecting import PostgresDisconnector
from assistant.storage.drafts import PostgresDrafts
from assistant.storage.familiar import PostgresFamiliar
from assistant.storage.inbox import PostgresInbox
from assistant.storage.installations import PostgresInstalledApps
from assistant.storage.labels import PostgresLabels
from assistant.storage.managers import PostgresManagers
from assistant.storage.meters import RedisPaidToday
from assistant.storage.notes import PostgresNotes
from assistant.storage.preferences import PostgresPreferences
from assistant.storage.records import PostgresRecords
from assistant.storage.redis import RedisBudget, RedisOnce, open_redis
from assistant.storage.removal import PostgresRemoval
from assistant.storage.retention import PostgresRetention
from assistant.storage.runs import PostgresRuns
from assistant.storage.seals import PostgresSeals
from assistant.storage.searches import PostgresSearches
from assistant.storage.sign_ins import PostgresRegistrations, PostgresSignIns
from assistant.storage.spotlights import PostgresSpotlights
from assistant.storage.studios import PostgresStudios
from assistant.storage.tickets import RedisTickets
from assistant.storage.vault import Vault, key_in
from assistant.storage.waking import PostgresWakes
from assistant.storage.workspaces import PostgresWorkspaces


@dataclass(frozen=True, slots=True)
class Stores:
    """Every adapter of this package, by the port it implements."""

    addresses: Addresses
    database: Database
    vault: Vault
    redis: Redis
    workspaces: PostgresWorkspaces
    installed: PostgresInstalledApps
    preferences: PostgresPreferences
    managers: PostgresManagers
    acts: PostgresActs
    disconnector: PostgresDisconnector
    retention: PostgresRetention
    removal: PostgresRemoval
    clearances: PostgresClearances
    seals: PostgresSeals
    backlog: PostgresBacklog
    wakes: PostgresWakes
    accounts: PostgresAccounts
    sign_ins: PostgresSignIns
    registrations: PostgresRegistrations
    records: PostgresRecords
    runs: PostgresRuns
    inbox: PostgresInbox
    familiar: PostgresFamiliar
    drafts: PostgresDrafts
    brand: PostgresBrandBook
    searches: PostgresSearches
    studios: PostgresStudios
    labels: PostgresLabels
    spotlights: PostgresSpotlights
    notes: PostgresNotes
    costs: PostgresCosts
    conversations: RedisConversations
    budget: RedisBudget
    once: RedisOnce
    buckets: RedisBuckets
    paid_today: RedisPaidToday
    tickets: RedisTickets


@asynccontextmanager
async def open_stores(
    settings: Settings, clock: Clock, where: Addresses | None = None
) -> AsyncIterator[Stores]:
    """Open everything; an embedded database is brought to this version's schema first.

    Args:
        where: the addresses, for whoever has asked for them already.

    Raises:
        SettingsError: an address, a key or the data folder cannot be used.
        StoreUnavailable: an embedded server did not start.
    """
    async with AsyncExitStack() as stack:
        if where is None:
            where = await stack.enter_async_context(addresses(settings))
        vault = await asyncio.to_thread(_vault, settings, where)
        if where.embedded:
            await asyncio.to_thread(_migrate, where.database_url)
        database = Database(where.database_url)
        stack.push_async_callback(database.close)
        redis = open_redis(where.redis_url)
        stack.push_async_callback(redis.aclose)
        yield _all(settings, clock, where, vault, database, redis)


def _all(  # noqa: PLR0917 - what every store is made of
    settings: Settings,
    clock: Clock,
    where: Addresses,
    vault: Vault,
    database: Database,
    redis: Redis,
) -> Stores:
    return Stores(
        addresses=where,
        database=database,
        vault=vault,
        redis=redis,
        workspaces=PostgresWorkspaces(database),
        installed=PostgresInstalledApps(database, vault),
        preferences=PostgresPreferences(database),
        managers=PostgresManagers(database),
        acts=PostgresActs(database),
        disconnector=PostgresDisconnector(database),
        retention=PostgresRetention(database),
        removal=PostgresRemoval(database),
        clearances=PostgresClearances(database),
        seals=PostgresSeals(database, vault),
        backlog=PostgresBacklog(database),
        wakes=PostgresWakes(database),
        accounts=PostgresAccounts(database, vault, clock),
        sign_ins=PostgresSignIns(database, vault, clock),
        registrations=PostgresRegistrations(database, vault, clock),
        records=PostgresRecords(database),
        runs=PostgresRuns(database, vault, clock),
        inbox=PostgresInbox(database, clock),
        familiar=PostgresFamiliar(database),
        drafts=PostgresDrafts(database),
        brand=PostgresBrandBook(database),
        searches=PostgresSearches(database),
        studios=PostgresStudios(database),
        labels=PostgresLabels(database),
        spotlights=PostgresSpotlights(database),
        notes=PostgresNotes(database),
        costs=PostgresCosts(database),
        conversations=RedisConversations(redis),
        budget=RedisBudget(redis, clock, settings.daily_tokens),
        once=RedisOnce(redis),
        buckets=RedisBuckets(redis, clock),
        paid_today=RedisPaidToday(redis),
        tickets=RedisTickets(redis),
    )


def _vault(settings: Settings, where: Addresses) -> Vault:
    if settings.secret_key:
        return Vault.parse(settings.secret_key.get_secret_value())
    if not where.embedded:
        raise SettingsError(("ENGAGE_SECRET_KEY is missing (needed with DATABASE_URL).",))
    return Vault.parse(key_in(settings.data_dir))


def _migrate(url: str) -> None:
    from assistant.storage.migrations import migrate  # noqa: PLC0415 - Alembic loads in the thread

    migrate(url)
