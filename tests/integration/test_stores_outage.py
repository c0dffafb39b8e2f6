"""PostgreSQL comes back after a while: whoever asks next is served, however long it was away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import psycopg
import pytest

from assistant.errors import StoreUnavailable
from assistant.storage.database import Database
from assistant.storage.queue import JobQueue
from tests.integration.outages import OutageStores, outage_stores

pytestmark = pytest.mark.integration

AWAY_S = 7.5
"""Waits that double (1, 2, 4, 8 s) would have the next try long after this."""
SOON_S = 3.0
ONE = "SELECT 1"
END_OTHERS = """
SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


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


async def test_who_asks_after_the_server_ended_its_connections_notices_nothing(
    stores: OutageStores,
) -> None:
    database = Database(stores.environment["DATABASE_URL"])
    queue = await JobQueue(stores.environment["DATABASE_URL"]).open()
    await database.standing()
    await queue.defer("none", queue="other", id="1")
    with psycopg.connect(stores.environment["DATABASE_URL"], autocommit=True) as admin:
        (count,) = admin.execute(END_OTHERS).fetchone() or (0,)

    assert count >= 2
    assert (await database.standing()).role == "engage_app"
    assert await queue.defer("none", queue="other", id="2")

    await queue.close()
    await database.close()
