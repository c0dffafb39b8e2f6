"""Where the stores are. Imports no store, so that servers of ours can get up while those load."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from assistant.settings import Settings
from assistant.storage.embedded import EmbeddedStores, start_embedded


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the stores are. `embedded` says that PostgreSQL is ours, and so its schema, too."""

    database_url: str
    redis_url: str
    embedded: bool


@asynccontextmanager
async def addresses(settings: Settings) -> AsyncIterator[Addresses]:
    """Where the stores are; those that no setting names are started under the data folder.

    The last process to leave stops what was started.

    Raises:
        SettingsError: the data folder cannot be used.
        StoreUnavailable: a server did not start.
    """
    database_url = settings.database_url and settings.database_url.get_secret_value()
    redis_url = settings.redis_url and settings.redis_url.get_secret_value()
    embedded: EmbeddedStores | None = None
    if not (database_url and redis_url):
        embedded = await start_embedded(
            settings.data_dir, postgres=not database_url, valkey=not redis_url
        )
    try:
        own_database, own_redis = (
            (embedded.database_url, embedded.redis_url) if embedded else (None, None)
        )
        yield Addresses(
            database_url or own_database or "",
            redis_url or own_redis or "",
            embedded=own_database is not None,
        )
    finally:
        if embedded:
            await asyncio.to_thread(embedded.stop)
