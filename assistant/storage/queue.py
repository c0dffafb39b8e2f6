"""Durable work: procrastinate on the same PostgreSQL as everything else.

A job can be deferred in the transaction of the change that causes it, and is then there exactly
when the change is. Its arguments are ids. Every job may run more than once: after a crash it is
started again, so it must do no harm when repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Self

import procrastinate
import psycopg
import structlog
from procrastinate.exceptions import (
    AlreadyEnqueued,
    ConnectorException,
    JobAborted,
    UniqueViolation,
)
from procrastinate.jobs import Job, Status
from procrastinate.manager import QUEUEING_LOCK_CONSTRAINT, JobManager
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.errors import StoreUnavailable
from assistant.ports.work import DEFAULT
from assistant.storage.connection import POOL_WAIT_S, SOCKET_ARGS, TRIES_S, check, prepare
from assistant.storage.urls import for_psycopg

log = structlog.get_logger(__name__)

Work = Callable[..., Coroutine[Any, Any, object]]
"""What a job does: awaits, takes ids by keyword; what it returns is for others."""

STALLED_S = 30
"""A worker beats every 10 s; one that missed three beats is dead and its jobs start again."""
RECONNECT_S = 2.0
FAILED_KEPT_HOURS = 30 * 24
LONGEST_WAIT_S = 600

_NEXT_FIRST = "SET enable_sort = off; SET enable_bitmapscan = off"
"""A queue that fills at once has no statistics yet: PostgreSQL would read and sort all of it for
each job. So it goes by the index that is in order already."""


class JobQueue:
    """Jobs by name.

    Args:
        url: `postgresql://...`, migrated.
        concurrency: jobs this process runs at once.
    """

    def __init__(self, url: str, *, concurrency: int = 4) -> None:
        self._concurrency = concurrency
        self._queues = {DEFAULT}
        self._app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(
                conninfo=for_psycopg(url),
                pool_factory=_pool,
                kwargs=dict(SOCKET_ARGS),
                configure=_prepare,
                min_size=1,
                max_size=concurrency + 3,  # beside the jobs: fetching, beating, deferring
                timeout=POOL_WAIT_S,
                reconnect_timeout=TRIES_S,
            )
        )
        self._app.job_manager = _Jobs(self._app.connector)
        self.every("queue.restart_stalled", "* * * * *", self._restart_stalled)
        self.every("queue.forget_failed", "17 3 * * *", self._forget_failed)

    def register(self, name: str, work: Work, *, queue: str = DEFAULT, tries: int = 5) -> None:
        """Say what a job of this name does.

        Args:
            work: called with the ids the job was deferred with.
            queue: where it waits. A process takes up jobs of the queues it registered one of.
            tries: how often it is started when it raises; waits grow from 10 s to 10 minutes.
                A job cut off by the end of its worker starts again without using one up.
        """
        self._queues.add(queue)
        self._app.task(name=name, queue=queue, retry=_Again(tries))(work)

    def every(
        self, name: str, cron: str, work: Callable[[], Awaitable[object]], *, queue: str = DEFAULT
    ) -> None:
        """Do something by the clock (UTC), once for all workers; missed times are not made up."""

        async def tick(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
            await work()

        # No lock: a worker that dies in the job that restarts jobs would hold it for ever.
        self._queues.add(queue)
        task = self._app.task(name=name, queue=queue, queueing_lock=name)(tick)
        self._app.periodic(cron=cron)(task)

    async def open(self) -> Self:
        """Connect. Raises StoreUnavailable."""
        opened = False
        try:
            async with _errors(), asyncio.timeout(POOL_WAIT_S):
                await self._app.open_async()
            opened = True
        except TimeoutError:
            raise StoreUnavailable("PostgreSQL") from None
        finally:
            if not opened:
                # Also when cancelled: the pool would go on trying and keep the program from ending.
                await self.close()
        return self

    async def close(self) -> None:
        """Disconnect."""
        await self._app.close_async()

    async def defer(
        self,
        name: str,
        /,
        *,
        connection: AsyncConnection | None = None,
        lock: str | None = None,
        once: str | None = None,
        at: datetime | None = None,
        queue: str | None = None,
        **ids: str,
    ) -> bool:
        """Put a job into the queue.

        Args:
            queue: where it waits; None for that of its registration, which must be known then.
            connection: of `Database.workspace`: the job is there when its transaction commits,
                and not when it does not. None: it is there at once.
            lock: jobs of the same lock run one after another.
            once: of jobs with this mark at most one waits in the queue.
            at: not before, aware; None: as soon as a worker is free.
            ids: what the work is called with.

        Returns:
            False when a job marked `once` was waiting already.

        Raises:
            StoreUnavailable: the queue cannot be reached.
        """
        options: dict[str, Any] = {"lock": lock, "queueing_lock": once, "schedule_at": at}
        if queue is not None:
            options |= {"queue": queue}
        known = queue is None
        try:
            async with _errors():
                if connection is None:
                    job = self._app.configure_task(name, allow_unknown=not known, **options)
                    await job.defer_async(**ids)
                    return True
                # A refused mark aborts the transaction; the savepoint keeps the rest of it.
                async with connection.begin_nested():
                    raw = await connection.get_raw_connection()
                    job = self._app.configure_task(
                        name, allow_unknown=not known, connection=raw.driver_connection, **options
                    )
                    await job.defer_async(**ids)
        except AlreadyEnqueued:
            return False
        return True

    async def work(self, *, drain_s: float = 20.0) -> None:
        """Run jobs until cancelled; then those going have `drain_s` seconds to end.

        What has not ended by then is cut off and starts again elsewhere. An outage of the
        database is waited out.
        """
        while True:
            try:
                await self._app.run_worker_async(
                    queues=sorted(self._queues),
                    concurrency=self._concurrency,
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=drain_s,
                    stalled_worker_timeout=STALLED_S,
                    delete_jobs="successful",
                )
            except ConnectorException:
                log.warning("queue.unreachable")
            _stop_if_cancelled()
            await asyncio.sleep(RECONNECT_S)

    async def _restart_stalled(self) -> None:
        for job in await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S):
            log.warning("job.restarted", job_id=job.id, job=job.task_name)
            await self._app.job_manager.retry_job(job)

    async def _forget_failed(self) -> None:
        await self._app.job_manager.delete_old_jobs(
            FAILED_KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )


async def _prepare(connection: psycopg.AsyncConnection[Any]) -> None:
    """Each statement of the library is a whole transaction: none is begun and ended around it."""
    await prepare(connection)
    await connection.set_autocommit(True)
    await connection.execute(_NEXT_FIRST)


def _pool(**options: Any) -> AsyncConnectionPool:
    """The library would ask the server before each statement whether it is there."""
    return AsyncConnectionPool(**{**options, "check": check})


class _Jobs(JobManager):
    async def retry_job(self, job: Job, *args: Any, **options: Any) -> None:
        """Let it start again; where another of its mark waits meanwhile, leave the work to that.

        The library's own way is to leave the job as if it were running: it would keep its lock, and
        everything that waits for it, until the process ends.
        """
        try:
            await super().retry_job(job, *args, **options)
        except UniqueViolation as error:
            if error.constraint_name != QUEUEING_LOCK_CONSTRAINT:
                raise
            await self.finish_job(job, Status.FAILED, delete_job=True)


class _Again(BaseRetryStrategy):
    def __init__(self, tries: int) -> None:
        self._tries = tries

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, asyncio.CancelledError | JobAborted):
            return RetryDecision()
        if job.attempts + 1 >= self._tries:
            return None
        return RetryDecision(retry_in={"seconds": min(10 * 4**job.attempts, LONGEST_WAIT_S)})


def _stop_if_cancelled() -> None:
    """Being cancelled during an outage ends in the outage's error, and must still end."""
    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError


@asynccontextmanager
async def _errors() -> AsyncIterator[None]:
    try:
        yield
    except ConnectorException as error:
        raise StoreUnavailable("PostgreSQL") from error
