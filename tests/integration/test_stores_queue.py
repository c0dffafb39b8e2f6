"""Jobs: there exactly when their cause is, run again after a crash, drained at the end."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import insert, select

from assistant.errors import StoreUnavailable
from assistant.storage.database import Database
from assistant.storage.queue import JobQueue
from assistant.storage.schema import WORKSPACE

pytestmark = pytest.mark.integration


class Seen:
    """Notes what jobs were run with."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.changed = asyncio.Event()

    async def note(self, name: str) -> None:
        self.names.append(name)
        self.changed.set()

    async def until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not done():
                self.changed.clear()
                await self.changed.wait()


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
async def queue(database: Database, database_url: str, seen: Seen) -> AsyncIterator[JobQueue]:
    queue = await JobQueue(database_url).open()
    queue.register("note", seen.note)
    yield queue
    await queue.close()


async def _stop(worker: asyncio.Task[None]) -> None:
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker


def _jobs(database_url: str) -> list[tuple[str, str, int]]:
    with psycopg.connect(database_url) as connection:
        return connection.execute(
            "SELECT task_name, status::text, attempts FROM procrastinate_jobs "
            "WHERE task_name NOT LIKE 'queue.%' ORDER BY id"
        ).fetchall()


async def test_a_job_is_there_exactly_when_its_cause_is(
    queue: JobQueue, database: Database, seen: Seen, database_url: str
) -> None:
    async def undone() -> None:
        async with database.workspace("T1") as connection:
            await connection.execute(insert(WORKSPACE).values(workspace_id="T1", name="x"))
            assert await queue.defer("note", connection=connection, name="undone")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await undone()
    assert _jobs(database_url) == []
    async with database.workspace("T1") as connection:
        await connection.execute(insert(WORKSPACE).values(workspace_id="T1", name="x"))
        assert await queue.defer("note", connection=connection, name="done")
        assert _jobs(database_url) == []  # not before the change itself
    worker = asyncio.create_task(queue.work())
    await seen.until(lambda: seen.names == ["done"])
    await _stop(worker)
    assert _jobs(database_url) == []


async def test_a_mark_holds_one_waiting_job_and_spares_the_transaction(
    queue: JobQueue, database: Database, database_url: str
) -> None:
    assert await queue.defer("note", once="sync:1", name="first")
    assert not await queue.defer("note", once="sync:1", name="second")
    async with database.workspace("T1") as connection:
        await connection.execute(insert(WORKSPACE).values(workspace_id="T1", name="x"))
        assert not await queue.defer("note", connection=connection, once="sync:1", name="third")
        assert await queue.defer("note", connection=connection, once="sync:2", name="other")
    async with database.workspace("T1") as connection:
        assert len((await connection.execute(select(WORKSPACE))).all()) == 1
    assert len(_jobs(database_url)) == 2


async def test_a_job_for_later_waits(queue: JobQueue, seen: Seen, database_url: str) -> None:
    await queue.defer("note", at=datetime.now(UTC) + timedelta(hours=1), name="later")
    await queue.defer("note", name="now")
    worker = asyncio.create_task(queue.work())
    await seen.until(lambda: seen.names == ["now"])
    await _stop(worker)
    assert _jobs(database_url) == [("note", "todo", 0)]


async def test_a_job_that_raises_is_tried_again_later(
    queue: JobQueue, seen: Seen, database_url: str
) -> None:
    async def fail(name: str) -> None:
        await seen.note(name)
        raise StoreUnavailable("Redis")

    queue.register("fail", fail, tries=2)
    await queue.defer("fail", name="x")
    worker = asyncio.create_task(queue.work())
    await seen.until(lambda: seen.names == ["x"])
    await _stop(worker)
    assert _jobs(database_url) == [("fail", "todo", 1)]
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
    worker = asyncio.create_task(queue.work())
    await seen.until(lambda: seen.names == ["x", "x"])
    await _stop(worker)
    assert _jobs(database_url) == [("fail", "failed", 2)]


async def test_a_job_that_fails_while_another_of_its_mark_waits_leaves_the_work_to_that(
    queue: JobQueue, seen: Seen, database_url: str
) -> None:
    """As a card's during an outage of the chat: it must not hold its lock for ever."""

    async def marked(name: str) -> None:
        if not seen.names:
            assert await queue.defer("marked", name=name, lock="card:1", once="card:1")
            await seen.note("failing")
            raise StoreUnavailable("Redis")
        await seen.note(name)

    queue.register("marked", marked)
    await queue.defer("marked", name="x", lock="card:1", once="card:1")
    worker = asyncio.create_task(queue.work())
    await seen.until(lambda: seen.names == ["failing", "x"])
    await _stop(worker)
    assert _jobs(database_url) == []


async def test_a_dead_workers_job_of_which_another_waits_goes(
    queue: JobQueue, seen: Seen, database_url: str
) -> None:
    queue.register("marked", seen.note)
    for n in range(2):
        await queue.defer("marked", name=f"x{n}", lock="card:1", once="card:1")
        with psycopg.connect(database_url) as connection:
            connection.execute("SELECT procrastinate_fetch_job_v2(NULL, NULL)")
    await queue.defer("note", name="beside")
    with psycopg.connect(database_url) as connection:
        connection.execute("SELECT procrastinate_fetch_job_v2(NULL, NULL)")
    assert [status for _, status, _ in _jobs(database_url)] == ["doing", "todo", "doing"]
    await queue._restart_stalled()
    assert _jobs(database_url) == [("marked", "todo", 0), ("note", "todo", 1)]


async def test_a_job_that_ends_while_draining_is_done(
    queue: JobQueue, seen: Seen, database_url: str
) -> None:
    finish = asyncio.Event()

    async def long(name: str) -> None:
        await seen.note(name)
        await finish.wait()
        await seen.note("finished")

    queue.register("long", long)
    await queue.defer("long", name="begun")
    worker = asyncio.create_task(queue.work())
    await seen.until(lambda: seen.names == ["begun"])
    worker.cancel()
    await queue.defer("note", name="too late")
    finish.set()
    with pytest.raises(asyncio.CancelledError):
        await worker
    assert seen.names == ["begun", "finished"]
    assert _jobs(database_url) == [("note", "todo", 0)]


async def test_a_job_cut_off_by_the_drain_starts_again(
    queue: JobQueue, seen: Seen, database_url: str
) -> None:
    async def endless(name: str) -> None:
        await seen.note(name)
        await asyncio.Event().wait()

    queue.register("endless", endless, tries=1)
    await queue.defer("endless", name="x")
    worker = asyncio.create_task(queue.work(drain_s=0.05))
    await seen.until(lambda: seen.names == ["x"])
    await _stop(worker)
    assert _jobs(database_url) == [("endless", "todo", 1)]


async def test_jobs_of_a_worker_killed_with_9_start_again(
    queue: JobQueue, seen: Seen, database_url: str
) -> None:
    queue.register("stuck", seen.note)
    await queue.defer("stuck", name="x", lock="account:1")
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.child", "work", database_url,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert child.stdout
    async with asyncio.timeout(60):
        while await child.stdout.readline() != b"working x\n":
            assert not child.stdout.at_eof()
    child.kill()
    await child.communicate()
    assert _jobs(database_url) == [("stuck", "doing", 0)]
    await queue._restart_stalled()
    assert _jobs(database_url) == [("stuck", "doing", 0)]  # its last beat is too young
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'"
        )
    await queue._restart_stalled()
    assert _jobs(database_url) == [("stuck", "todo", 1)]
    worker = asyncio.create_task(queue.work())
    await seen.until(lambda: seen.names == ["x"])
    await _stop(worker)
    assert _jobs(database_url) == []


async def test_the_clock_runs_the_upkeep_by_itself(
    queue: JobQueue, seen: Seen, database_url: str
) -> None:
    upkeep = {
        each.task.name: each.cron for each in queue._app.periodic_registry.periodic_tasks.values()
    }
    assert upkeep == {"queue.restart_stalled": "* * * * *", "queue.forget_failed": "17 3 * * *"}
    queue.every("tick", "* * * * * *", lambda: seen.note("tick"))
    worker = asyncio.create_task(queue.work())
    await seen.until(lambda: seen.names == ["tick", "tick"])
    await _stop(worker)
    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM procrastinate_periodic_defers "
            "WHERE task_name = 'queue.restart_stalled'"
        ).fetchone()
    assert row == (1,)


async def test_an_outage_of_the_database_is_waited_out(
    queue: JobQueue, seen: Seen, database_url: str
) -> None:
    worker = asyncio.create_task(queue.work())
    await queue.defer("note", name="before")
    await seen.until(lambda: seen.names == ["before"])
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    await queue.defer("note", name="after")
    await seen.until(lambda: len(seen.names) > 1)
    await _stop(worker)
    assert seen.names == ["before", "after"]
    assert _jobs(database_url) == []


async def test_an_unreachable_queue_is_store_unavailable(tmp_path: object) -> None:
    queue = JobQueue(f"postgresql://postgres@/engage?host={tmp_path}")
    with pytest.raises(StoreUnavailable):
        async with asyncio.timeout(20):
            await queue.open()
    await queue.close()


async def test_a_queue_that_is_cancelled_while_it_opens_leaves_nothing(database_url: str) -> None:
    """A program that ends at its start, since something else is wrong, really ends."""
    before = asyncio.all_tasks()
    opening = asyncio.create_task(JobQueue(database_url).open())
    while not any("pool" in task.get_name() for task in asyncio.all_tasks() - before):  # noqa: ASYNC110
        await asyncio.sleep(0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening

    assert asyncio.all_tasks() == before
