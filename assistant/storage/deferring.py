"""Jobs that a change causes: put into the queue in the change's own transaction, so that they are
there exactly when it is.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.ports.work import Job

# Held until our change is there, so that no worker looks before: locked rows are not fetched. One
# that waits to be tried again comes at once, since somebody waits to see what they did.
_HOLD = text("""
WITH held AS (
    UPDATE procrastinate_jobs
    SET scheduled_at = CASE WHEN scheduled_at < CAST(:at AS timestamptz) THEN scheduled_at
        ELSE CAST(:at AS timestamptz) END
    WHERE queueing_lock = :once AND status = 'todo' RETURNING id, queue_name
)
SELECT pg_notify('procrastinate_queue_v1#' || queue_name,
    json_build_object('type', 'job_inserted', 'job_id', id)::text) FROM held
""")


async def put(
    connection: AsyncConnection,
    job: Job,
    *,
    lock: str | None = None,
    once: str | None = None,
    at: datetime | None = None,
    **ids: str,
) -> None:
    """Put a job into the queue when the transaction of this connection commits.

    Args:
        connection: of `Database.workspace`.
        job: what to do.
        lock: jobs of the same lock run one after another.
        once: of jobs with this mark at most one waits. One that waits already will do, since it
            begins after this transaction has ended.
        at: not before, aware; None: as soon as a worker is free.
        ids: what the work is called with.

    Raises:
        StoreUnavailable: the queue cannot be reached.
    """
    options = {"lock": lock, "queueing_lock": once, "schedule_at": at}
    from assistant.storage.job_insert import inserted  # noqa: PLC0415 - see there

    while not await inserted(connection, job, options, ids):
        held = await connection.execute(_HOLD, {"once": once, "at": at})
        if held.first() is not None:
            return


async def put_card(connection: AsyncConnection, workspace_id: str, item_id: str) -> None:
    """Have the chat show an item as it is after this transaction."""
    mark = f"card:{item_id}"
    await put(
        connection,
        Job.SHOW_CARD,
        lock=mark,
        once=mark,
        workspace_id=workspace_id,
        item_id=item_id,
    )
