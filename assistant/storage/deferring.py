"""Jobs that a change causes: put into the queue in the change's own transaction, so that they are
there exactly when it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.ports.work import QUEUE, Job

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

# By the library's own function. What waits already is left out: it refuses all or none.
_EACH = text("""
SELECT procrastinate_defer_jobs_v1(array_agg(ROW(
    :queue, :job, 0, mark, mark, args, CAST(:at AS timestamptz))::procrastinate_job_to_defer_v1))
FROM json_to_recordset(CAST(:wanted AS json)) AS each (mark text, args jsonb)
WHERE NOT EXISTS (SELECT FROM procrastinate_jobs
    WHERE queueing_lock = mark AND status = 'todo')
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


async def put_studio(connection: AsyncConnection, workspace_id: str, studio_id: str) -> None:
    """Have the chat show a studio as it is after this transaction."""
    mark = f"studio:{studio_id}"
    await put(
        connection,
        Job.SHOW_STUDIO,
        lock=mark,
        once=mark,
        workspace_id=workspace_id,
        studio_id=studio_id,
    )


async def put_each(
    connection: AsyncConnection,
    job: Job,
    wanted: Sequence[tuple[str, Mapping[str, str]]],
    *,
    at: datetime | None = None,
) -> None:
    """Put a job into the queue for each mark of which none waits, in one statement.

    Args:
        connection: of any transaction of `Database`.
        job: what to do.
        wanted: marks with the ids the work is called with; a mark is the job's lock, too.
        at: not before, aware; None: as soon as a worker is free.
    """
    await connection.execute(*for_each(job, wanted, at=at))


def for_each(
    job: Job, wanted: Sequence[tuple[str, Mapping[str, str]]], *, at: datetime | None = None
) -> tuple[TextClause, dict[str, object]]:
    """The statement of `put_each`, and its values."""
    rows = [{"mark": mark, "args": dict(ids)} for mark, ids in wanted]
    return _EACH, {"job": job.value, "queue": QUEUE, "wanted": json.dumps(rows), "at": at}
