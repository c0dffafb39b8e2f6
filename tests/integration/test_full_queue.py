"""A queue that fills at once, as on a Monday morning: a job is found without reading all others."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from assistant.storage.queue import JobQueue

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("database")]

MANY = 3_000
ENOUGH = 50
LOOKS = 3
"""How often all of it may be read meanwhile; a worker that starts does once."""

FILL = """
INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, scheduled_at, args)
SELECT 'default', 'note', mark || n, mark || n, at, json_build_object('name', n::text)::jsonb
FROM generate_series(1, %(many)s) n,
    (VALUES ('now', NULL), ('then', now() + interval '1 hour')) each (mark, at)
ORDER BY at NULLS FIRST, n
"""
AS_NEW = """
TRUNCATE procrastinate_jobs CASCADE;
DELETE FROM pg_statistic WHERE starelid = 'procrastinate_jobs'::regclass
"""
"""Other tests' jobs may have been analyzed; this is about a queue without statistics."""

READ = """
SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables
WHERE relname = 'procrastinate_jobs'
"""
SESSIONS = """
SELECT array_agg(pid) FROM pg_stat_activity WHERE datname = current_database()
"""
SAME_LOCK = """
EXPLAIN SELECT FROM procrastinate_jobs WHERE lock = 'now7'
    AND (status = 'doing' OR (status = 'todo' AND id < 7))
"""


async def test_a_job_is_found_without_reading_all_that_wait(database_url: str) -> None:
    done: list[str] = []
    enough = asyncio.Event()

    async def note(name: str) -> None:
        done.append(name)
        if len(done) == ENOUGH:
            enough.set()

    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(AS_NEW)
        connection.execute(FILL, {"many": MANY})
        before, sessions = _read(connection), _sessions(connection)
        queue = await JobQueue(database_url).open()
        queue.register("note", note)
        worker = asyncio.create_task(queue.work())
        async with asyncio.timeout(60):
            await enough.wait()
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        await queue.close()
        async with asyncio.timeout(30):  # a session tells what it has read when it ends
            while _sessions(connection) - sessions:  # noqa: ASYNC110 - elsewhere
                await asyncio.sleep(0.02)
        assert _read(connection) - before <= LOOKS * 2 * MANY
    assert done == [str(n) for n in range(1, len(done) + 1)]


def test_whom_a_job_waits_for_is_found_by_its_lock(database_url: str) -> None:
    """As the library asks it before each fetch (`procrastinate_fetch_job_v2`)."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(FILL, {"many": MANY})
        plan = connection.execute(SAME_LOCK).fetchall()
    assert any("engage_jobs_by_lock" in line for (line,) in plan), plan


def _sessions(connection: psycopg.Connection) -> set[int]:
    row = connection.execute(SESSIONS).fetchone()
    assert row is not None
    return set(row[0])


def _read(connection: psycopg.Connection) -> int:
    connection.execute("SELECT pg_stat_force_next_flush()")
    row = connection.execute(READ).fetchone()
    assert row is not None
    return int(row[0])
