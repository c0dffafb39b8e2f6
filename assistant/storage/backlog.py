"""How much waits, over all workspaces: counts and ages for whoever runs Engage, through one door
that shows no words.
"""

from __future__ import annotations

from sqlalchemy import text

from assistant.ports.observing import Backlog
from assistant.storage.database import Database, Door

_ACCOUNTS = text("""
SELECT coalesce(trouble, 'none') AS state, count(*) AS n,
    max(CASE WHEN coalesce(trouble, '') NOT IN ('ReconnectNeeded', 'SignInSealed')
        THEN extract(epoch FROM now() - coalesce(synced_at, connected_at)) ELSE 0 END) AS age_s
FROM account JOIN workspace USING (workspace_id)
WHERE disconnected_at IS NULL AND removed_at IS NULL
GROUP BY 1
""")

_RUNS = text("""
SELECT state, count(*) AS n, max(extract(epoch FROM now() - asked_at)) AS age_s
FROM run WHERE state IN ('asked', 'answering') GROUP BY 1
""")

_JOBS = text("""
SELECT CASE status WHEN 'todo' THEN 'waiting' WHEN 'doing' THEN 'running' ELSE 'failed' END
        AS state,
    count(*) AS n,
    max(CASE WHEN status = 'todo' THEN extract(epoch FROM now() - coalesce(scheduled_at,
        (SELECT max(at) FROM procrastinate_events WHERE job_id = procrastinate_jobs.id)))
        ELSE 0 END) AS age_s
FROM procrastinate_jobs
WHERE status IN ('doing', 'failed') OR status = 'todo' AND coalesce(scheduled_at, now()) <= now()
GROUP BY 1
""")


class PostgresBacklog:
    """What waits."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self) -> Backlog:
        """As it is now. Raises StoreUnavailable."""
        async with self._database.across(Door.BACKLOG) as connection:
            found = [
                (await connection.execute(statement)).all()
                for statement in (_ACCOUNTS, _RUNS, _JOBS)
            ]
        counts = [{row.state: int(row.n) for row in rows} for rows in found]
        ages = [max((float(row.age_s or 0) for row in rows), default=0.0) for rows in found]
        accounts, runs, jobs = zip(counts, (max(0.0, age) for age in ages), strict=True)
        return Backlog(*accounts, *runs, *jobs)
