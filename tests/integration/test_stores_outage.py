"""PostgreSQL comes back after a while: whoever asks next is served, however long it was away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from assistant.errors import StoreUnavailable
from assistant.storage.database import Database
from tests.integration.outages import OutageStores, outage_stores

pytestmark = pytest.mark.integration

AWAY_S = 7.5
"""Waits that double (1, 2, 4, 8 s) would have the next try long after this."""
SOON_S = 3.0
ONE = "SELECT 1"


@pytest.fixture(scope="module")
def stores() -> Iterator[OutageStores]:
    with outage_stores() as stores:
        yield stores


async def test_the_first_write_after_a_long_outage_is_taken(stores: OutageStores) -> None:
    database = Database(stores.environment["DATABASE_URL"])
    await database.quick.rows(ONE, {}, again=ONE)
    await stores.stop_postgres()
    loop = asyncio.get_running_loop()
    until = loop.time() + AWAY_S
    refused = 0
    while loop.time() < until:
        with pytest.raises(StoreUnavailable):
            await database.quick.rows(ONE, {}, again=ONE)
        refused += 1
    await stores.start_postgres()

    async with asyncio.timeout(SOON_S):
        while True:
            try:
                assert await database.quick.rows(ONE, {}, again=ONE) == [(1,)]
            except StoreUnavailable:
                continue
            break
    assert refused > 2
    await database.close()
