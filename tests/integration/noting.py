"""A worker of weekly notes on the real PostgreSQL, its time in hand: what ticks and jobs would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg

from assistant.community.settings import WorkspaceSettings
from assistant.desk.noting import Noting
from assistant.desk.permitting import Permitting
from assistant.desk.summarizing import Summarizing
from assistant.ports import Kept
from assistant.ports.notes import Herald
from assistant.storage.database import Database
from assistant.storage.notes import PostgresNotes
from assistant.storage.workspaces import PostgresWorkspaces
from tests.fakes import MemoryAccounts, MemoryConnections, MemoryRecords
from tests.managing import MemoryActs, MemoryManagers, MemoryPreferences, People
from tests.noting_kit import MemoryWaiting


@dataclass
class HeldTime:
    """A clock that somebody moves."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class NoteHouse:
    """Workspaces without accounts, so that a note costs nothing but its way."""

    database: Database
    url: str
    clock: HeldTime
    preferences: MemoryPreferences = field(default_factory=lambda: MemoryPreferences(MemoryActs()))

    _connection: psycopg.Connection[Any] | None = None

    async def add(self, workspace_id: str, **settings: Any) -> None:
        """A workspace whose note goes to channel C1."""
        await PostgresWorkspaces(self.database).ensure(workspace_id, workspace_id)
        chosen = WorkspaceSettings(**{"note_channel_id": "C1", **settings})
        self.preferences.workspaces[workspace_id] = Kept(chosen, 1)

    def worker(self, herald: Herald, worker_id: str) -> Summarizing:
        """One worker; several share the stores."""
        noting = Noting(
            accounts=MemoryAccounts(),
            records=MemoryRecords(),
            connections=MemoryConnections(),  # type: ignore[arg-type]
            inbox=MemoryWaiting(),  # type: ignore[arg-type]
            preferences=self.preferences,
            clock=self.clock,
        )
        permitting = Permitting(
            directory=People(),
            managers=MemoryManagers(MemoryActs()),
            preferences=self.preferences,
        )
        return Summarizing(
            permitting=permitting,
            noting=noting,
            notes=PostgresNotes(self.database),
            preferences=self.preferences,
            herald=herald,
            clock=self.clock,
            worker_id=worker_id,
        )

    def jobs(self) -> list[tuple[str, str, str]]:
        """What waits in the queue and may begin now: (job, workspace, week)."""
        return [
            (name, ids["workspace_id"], ids["week"])
            for name, ids in self._fetch(
                "SELECT task_name, args FROM procrastinate_jobs WHERE status = 'todo' AND "
                "(scheduled_at IS NULL OR scheduled_at <= %s) ORDER BY id",
                self.clock.now,
            )
        ]

    def done(self, job: str, workspace_id: str, week: str) -> None:
        """A job has come to its end."""
        self._connected().execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = %s AND "
            "args->>'workspace_id' = %s AND args->>'week' = %s",
            (job, workspace_id, week),
        )

    def next_moment(self) -> datetime | None:
        """When something is to happen by itself: a plan, or a job that waits for its time."""
        found = self._fetch(
            "SELECT min(at) FROM (SELECT next_at AS at FROM note_plan UNION ALL "
            "SELECT scheduled_at FROM procrastinate_jobs WHERE status = 'todo') each"
        )
        return found[0][0]

    def _fetch(self, sql: str, *given: object) -> list[Any]:
        return self._connected().execute(sql, given).fetchall()

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            self._connection = psycopg.connect(self.url, autocommit=True)
        return self._connection

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
