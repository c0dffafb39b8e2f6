"""Notices of costs through the real queue: once, with two workers, and after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from assistant.community.costs import Level, Paid, month_of
from assistant.desk.costing import PATIENCE, CostNotices
from assistant.errors import PlatformUnavailable
from assistant.ports.work import QUEUE, Job
from assistant.storage.costs import PostgresCosts
from assistant.storage.database import Database
from assistant.storage.queue import JobQueue
from assistant.storage.workspaces import PostgresWorkspaces

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AT = ("T1", month_of(NOW))
ACCOUNT = "00000000-0000-4000-8000-000000000001"


class Chat:
    """`ports.costs.CostTeller`: what managers were told. It fails while it is `down`."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.down = False

    async def tell_managers(self, workspace_id: str, key: str, sentence: str) -> None:
        if self.down:
            raise PlatformUnavailable("slack")
        assert workspace_id == "T1"
        assert sentence.endswith("settings.")
        self.told.append(key)


class Town:
    """Workers over one database, and a chat."""

    def __init__(self, database: Database, database_url: str) -> None:
        self.costs = PostgresCosts(database)
        self.chat = Chat()
        self._url = database_url
        self._workers: list[tuple[JobQueue, asyncio.Task[None]]] = []
        self.notices = CostNotices(self.costs, self.chat, lambda: NOW)

    async def work(self) -> None:
        """Another worker, with a process of its own for all that it knows."""
        queue = JobQueue(self._url)
        queue.register(Job.COSTS.value, self.notices.tell, queue=QUEUE)
        await queue.open()
        self._workers.append((queue, asyncio.create_task(queue.work())))

    async def told(self, level: Level) -> None:
        """Wait until it was told and noted."""
        async with asyncio.timeout(60):
            while not await self.costs.is_told(*AT, level):  # noqa: ASYNC110 - the database has none
                await asyncio.sleep(0.05)

    async def close(self) -> None:
        for queue, task in self._workers:
            task.cancel()
            await asyncio.wait({task})
            await queue.close()


@pytest.fixture
async def town(shared_database: Database, database_url: str, emptied: None) -> AsyncIterator[Town]:
    await PostgresWorkspaces(shared_database).ensure("T1", "Acme")
    made = Town(shared_database, database_url)
    yield made
    await made.close()


async def test_two_workers_tell_each_level_once(town: Town) -> None:
    await town.work()
    await town.work()
    await town.costs.add("T1", ACCOUNT, Paid.USER_READ, 2_000, NOW)  # 80 % of the usual budget
    await town.told(Level.WARN)
    await town.costs.add("T1", ACCOUNT, Paid.USER_READ, 300, NOW)
    await town.told(Level.STOP)
    await town.costs.add("T1", ACCOUNT, Paid.USER_READ, 1, NOW)
    month = AT[1].isoformat()
    assert town.chat.told == [f"{month}:warn", f"{month}:stop"]


async def test_what_was_noted_before_a_restart_is_told_after_it(town: Town) -> None:
    await town.costs.add("T1", ACCOUNT, Paid.USER_READ, 2_000, NOW)
    await town.work()
    await town.told(Level.WARN)
    assert len(town.chat.told) == 1


async def test_a_chat_that_is_away_is_told_once_it_is_back(town: Town) -> None:
    await town.costs.add("T1", ACCOUNT, Paid.USER_READ, 2_000, NOW - PATIENCE * 2)
    town.chat.down = True
    with pytest.raises(PlatformUnavailable):
        await town.notices.tell("T1", AT[1].isoformat(), "warn")
    town.chat.down = False
    await town.notices.look_after()
    await town.work()
    await town.told(Level.WARN)
    assert len(town.chat.told) == 1
