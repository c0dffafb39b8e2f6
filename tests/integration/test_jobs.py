"""Background work keeps accounts fresh, once each, and without those that cannot be read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import psycopg
import pytest

from assistant.bootstrap import Desk, open_desk
from assistant.community.accounts import Account, AccountRef
from assistant.errors import StoreUnavailable
from assistant.jobs import give_back_sign_ins, make_queue, put_accounts, put_workspaces
from assistant.ports.signing_in import UnderWay
from assistant.ports.work import Job
from assistant.responding import Responding
from assistant.settings import Settings
from assistant.storage.queue import JobQueue
from tests.integration.inbox_house import NotedCards
from tests.managing import People

pytestmark = pytest.mark.integration

WORKSPACE = "T1"


@pytest.fixture
async def desk(database_url: str, redis_url: str, emptied: None) -> AsyncIterator[Desk]:
    settings = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "ENGAGE_SECRET_KEY": "k" * 40,
    }
    async with open_desk(Settings.from_env(settings)) as desk:
        await desk.workspaces.ensure(WORKSPACE, "One")
        yield desk


@pytest.fixture
async def queue(desk: Desk) -> AsyncIterator[JobQueue]:
    queue = await make_queue(desk).open()
    yield queue
    await queue.close()


async def connect(desk: Desk, handle: str) -> Account:
    return await desk.connecting.sign_in(WORKSPACE, AccountRef.parse(f"sample:{handle}"), "any")


async def until_read(desk: Desk, account: Account) -> Account:
    async with asyncio.timeout(60):
        while True:
            stored = await desk.accounts.get(account.workspace_id, account.id)
            if stored.synced_at:
                return stored
            await asyncio.sleep(0.1)


async def test_a_connected_account_is_read_in_the_background(desk: Desk, queue: JobQueue):
    account = await connect(desk, "harbourlight.coffee")
    await put_accounts(desk, queue)
    working = asyncio.create_task(queue.work())

    stored = await until_read(desk, account)

    working.cancel()
    await asyncio.wait({working})
    assert stored.trouble is None
    assert await desk.records.history_starts(WORKSPACE, account.id)


async def test_an_account_that_must_be_reconnected_is_left_alone(desk: Desk, queue: JobQueue):
    good = await connect(desk, "harbourlight.coffee")
    lost = await connect(desk, "harbourlight.help")
    await desk.accounts.mark_synced(WORKSPACE, lost.id, desk.clock(), "ReconnectNeeded")
    await put_accounts(desk, queue)
    await put_accounts(desk, queue)
    working = asyncio.create_task(queue.work())

    await until_read(desk, good)

    working.cancel()
    await asyncio.wait({working})
    assert (await desk.accounts.get(WORKSPACE, lost.id)).synced_at is None


async def test_each_night_old_records_go_and_workspaces_that_left(
    desk: Desk, queue: JobQueue, database_url: str
):
    """A workspace that left a month ago is erased; one that left yesterday rests."""
    with psycopg.connect(database_url) as connection:
        for name, days in (("GONE", 31), ("RESTS", 1)):
            await desk.workspaces.ensure(name, name)
            removed = desk.clock() - timedelta(days=days)
            connection.execute(
                "UPDATE workspace SET removed_at = %s WHERE workspace_id = %s", (removed, name)
            )
        connection.execute(
            "INSERT INTO act VALUES (%s, gen_random_uuid(), 'U1', 'connect', '', %s)",
            (WORKSPACE, desk.clock() - timedelta(days=600)),
        )
    await put_workspaces(desk, queue)
    await put_workspaces(desk, queue)
    working = asyncio.create_task(queue.work())

    async with asyncio.timeout(60):
        while await desk.keeping.left() or await desk.acts.latest(WORKSPACE, limit=1):  # noqa: ASYNC110
            await asyncio.sleep(0.1)

    working.cancel()
    await asyncio.wait({working})
    with psycopg.connect(database_url) as connection:
        names = connection.execute("SELECT name FROM workspace ORDER BY 1").fetchall()
    assert names == [("One",), ("RESTS",)]


async def test_the_accounts_of_a_removed_workspace_rest_until_it_is_back(
    desk: Desk, queue: JobQueue
):
    resting = await connect(desk, "harbourlight.coffee")
    await desk.workspaces.ensure("T2", "Two")
    other = await desk.connecting.sign_in("T2", AccountRef.parse("sample:harbourlight.help"), "any")
    await desk.installed.remove(WORKSPACE, desk.clock())
    await put_accounts(desk, queue)
    working = asyncio.create_task(queue.work())
    await until_read(desk, other)
    assert (await desk.accounts.get(WORKSPACE, resting.id)).synced_at is None

    await desk.workspaces.ensure(WORKSPACE, "One")
    await put_accounts(desk, queue)

    assert (await until_read(desk, resting)).trouble is None
    working.cancel()
    await asyncio.wait({working})


async def test_sign_ins_left_lying_are_cleared_away(desk: Desk):
    """Those that are still under way stay."""
    kept = desk.stores.sign_ins
    for key, minutes in (("late", -1), ("in time", 5)):
        until = desk.clock() + timedelta(minutes=minutes)
        await kept.keep(WORKSPACE, key, UnderWay("U1", {}), until=until)

    await give_back_sign_ins(desk)

    assert await kept.expired(WORKSPACE) == []
    assert await kept.look(WORKSPACE, "in time") == UnderWay("U1", {})


async def test_a_card_is_still_to_be_drawn_after_an_outage_of_three_hours(desk: Desk):
    """Nobody else looks after a card on which a draft alone has changed: no item is behind then."""
    stores = desk.stores
    cards = Responding(desk, People()).with_cards(NotedCards(stores.inbox, stores.preferences))
    task = make_queue(desk, cards)._app.tasks[Job.SHOW_CARD.value]
    assert task.retry_strategy
    waited, attempts = timedelta(0), 0
    while waited < timedelta(hours=3):
        failed = Mock(attempts=attempts)
        again = task.retry_strategy.get_retry_decision(exception=StoreUnavailable("x"), job=failed)
        assert again is not None, f"given up after {waited}"
        assert again.retry_at
        waited += again.retry_at - datetime.now(UTC)
        attempts += 1
