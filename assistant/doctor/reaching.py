"""The way that checks take to platforms: the program's own, asked once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from assistant.platforms.http import Door, make_client
from assistant.platforms.limits import Limits
from assistant.platforms.reading import Patience, Reader
from assistant.settings import Settings


@asynccontextmanager
async def reader(settings: Settings) -> AsyncIterator[Reader]:
    """Reads from X and Meta where the settings say they are."""
    door = Door.make((settings.x_api_url, settings.graph_api_url), settings.allow_hosts)
    client = await asyncio.to_thread(make_client, door)  # it reads whom TLS trusts
    async with client:
        yield Reader(client, Limits(lambda: datetime.now(UTC)), patience=Patience(attempts=1))
