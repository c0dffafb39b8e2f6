"""`ports.notes.Notes` in PostgreSQL: when the note of each workspace is due, and what was written.

What comes due over all workspaces goes into the queue in one statement: ten thousand of them share
their Monday morning.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb
from sqlalchemy import TextClause, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from assistant.community.inbox import CardPlace
from assistant.errors import NotFound
from assistant.ports.notes import KeptNote, NoteState, Plan
from assistant.ports.work import Job
from assistant.storage.database import Database, Door
from assistant.storage.deferring import for_each, put_each
from assistant.storage.run_sql import HELD
from assistant.storage.schema import ALERT, NOTE, NOTE_PLAN, WORKSPACE
from assistant.storage.texts import id_at, storable

_GET = text("SELECT * FROM note WHERE week = :week")
_LAST = text("SELECT * FROM note WHERE state = 'sent' ORDER BY week DESC LIMIT 1")
_LAST_BEFORE = text("SELECT * FROM note WHERE week < :before ORDER BY week DESC LIMIT 1")

_TAKE = text(f"""
UPDATE note SET owner = :owner,
    lease_until = clock_timestamp() + make_interval(secs => :lease_s)
WHERE week = :week AND state <> 'sent' AND (owner = :owner OR NOT coalesce({HELD}, false))
RETURNING week
""")  # noqa: S608 - our own words
_SENT = text("""
UPDATE note SET state = 'sent', place_channel = :channel_id, place_ts = :ts, sent_at = :at
WHERE week = :week AND state <> 'sent' RETURNING week
""")
_MISSED = text("""
UPDATE note SET state = 'missed', problem = :problem
WHERE week = :week AND state <> 'sent' RETURNING week
""")

# Two who look at the same time share what is due between them.
_MOVE = text("""
WITH due AS (
    SELECT workspace_id FROM note_plan JOIN workspace USING (workspace_id)
    WHERE next_at <= :now ORDER BY next_at LIMIT :most FOR UPDATE OF note_plan SKIP LOCKED
)
UPDATE note_plan SET next_at = :again_at FROM due
WHERE note_plan.workspace_id = due.workspace_id
RETURNING note_plan.workspace_id, note_plan.week
""")


_ADD = text("""
INSERT INTO note (workspace_id, week, due_at, written_at, body, state, place_channel, place_ts,
    sent_at, problem)
VALUES (:workspace_id, :week, :due_at, :written_at, :body, :state, :place_channel, :place_ts,
    :sent_at, :problem)
ON CONFLICT DO NOTHING RETURNING week
""")

_PLAN = text("""
INSERT INTO note_plan (workspace_id, next_at, week, settings_version)
VALUES (:workspace_id, :next_at, :week, :settings_version)
ON CONFLICT (workspace_id) DO UPDATE SET next_at = excluded.next_at, week = excluded.week,
    settings_version = excluded.settings_version
RETURNING week
""")


class PostgresNotes:
    """Notes of workspaces, and when each is due next."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def plan(
        self, workspace_id: str, next_at: datetime | None, week: str = "", settings_version: int = 0
    ) -> None:
        """Note when the workspace's next note is to be written, and of which week; None: never by
        itself. A workspace whose settings have another version by now is unplanned again.
        """
        plan = _plan(workspace_id, Plan(next_at, week, settings_version))
        try:
            await self._database.plain.change(workspace_id, (_PLAN, plan))
        except psycopg.IntegrityError:
            raise NotFound("workspace", workspace_id) from None

    async def unplanned(self, *, limit: int = 500) -> Sequence[str]:
        """Living workspaces without a plan, over all: new ones, and those whose settings have
        another version than the one they were planned with.
        """
        its = NOTE_PLAN.c.workspace_id == WORKSPACE.c.workspace_id
        old = NOTE_PLAN.c.settings_version != WORKSPACE.c.version
        found = select(WORKSPACE.c.workspace_id).outerjoin(NOTE_PLAN, its)
        found = found.where(or_(NOTE_PLAN.c.workspace_id.is_(None), old))
        first = found.order_by(WORKSPACE.c.workspace_id).limit(limit)
        async with self._database.across(Door.NOTES) as connection:
            return (await connection.execute(first)).scalars().all()

    async def due(
        self, now: datetime, again_at: datetime, *, limit: int = 10_000
    ) -> Sequence[tuple[str, str]]:
        """(workspace, week) over all workspaces whose plan lies at or before `now`, with a
        `Job.WRITE_NOTE` put into the queue for each where none waits. Each plan moves to
        `again_at`, until whoever wrote plans the next.
        """
        at = {"now": now, "again_at": again_at, "most": limit}
        async with self._database.across(Door.NOTES) as connection:
            found = (await connection.execute(_MOVE, at)).all()
            due = [(row.workspace_id, row.week) for row in found]
            await put_each(connection, Job.WRITE_NOTE, [_job("note-write", *each) for each in due])
        return due

    async def write(self, note: KeptNote, then: Plan | None = None) -> bool:
        """Store a note that was written; False where that week has one already. One that is to be
        sent has its `Job.NOTE` in the queue for `due_at` from the same transaction on; `then` is
        noted in it, in either case.
        """
        try:
            async with self._database.plain.transaction(note.workspace_id) as run:
                if then is not None:
                    await run(_PLAN, _plan(note.workspace_id, then))
                new = await (await run(_ADD, _values(note))).fetchone() is not None
                if new and note.state is NoteState.WRITTEN:
                    job = _job("note", note.workspace_id, note.week)
                    await run(*for_each(Job.NOTE, [job], at=note.due_at))
        except psycopg.IntegrityError:
            raise NotFound("workspace", note.workspace_id) from None
        return new

    async def get(self, workspace_id: str, week: str) -> KeptNote | None:
        """The note of that week; None where none was written."""
        return await self._one(workspace_id, _GET, week=week)

    async def last(self, workspace_id: str, *, before: str | None = None) -> KeptNote | None:
        """The latest that was sent; None before the first. With `before`, a week: the latest of any
        state of an earlier week.
        """
        if before is None:
            return await self._one(workspace_id, _LAST)
        return await self._one(workspace_id, _LAST_BEFORE, before=before)

    async def take(self, workspace_id: str, week: str, owner: str, lease_s: float) -> bool:
        """Take a note for one worker for so long (at most five minutes), by the database's clock;
        False while another holds it, or when it was sent. The same owner may take it again.
        """
        wanted = {"week": week, "owner": owner, "lease_s": lease_s}
        (taken,) = await self._database.plain.change(workspace_id, (_TAKE, wanted))
        return bool(taken)

    async def sent(self, workspace_id: str, week: str, place: CardPlace, at: datetime) -> None:
        """Note that it stands in its channel."""
        there = {"week": week, "channel_id": place.channel_id, "ts": place.ts, "at": at}
        await self._database.plain.change(workspace_id, (_SENT, there))

    async def missed(self, workspace_id: str, week: str, problem: str) -> None:
        """Give it up, and say why; one that was sent stays so."""
        why = {"week": week, "problem": storable(problem)}
        await self._database.plain.change(workspace_id, (_MISSED, why))

    async def unsent(self, before: datetime, *, limit: int = 500) -> Sequence[tuple[str, str]]:
        """(workspace, week) over all workspaces: written, due before then and not sent, with a
        `Job.NOTE` put into the queue for each where none waits.
        """
        house = WORKSPACE.c.workspace_id == NOTE.c.workspace_id
        left = select(NOTE.c.workspace_id, NOTE.c.week).join(WORKSPACE, house)
        left = left.where(NOTE.c.state == NoteState.WRITTEN.value, NOTE.c.due_at < before)
        oldest = left.order_by(NOTE.c.due_at, NOTE.c.workspace_id).limit(limit)
        async with self._database.across(Door.NOTES) as connection:
            found = [(row.workspace_id, row.week) for row in await connection.execute(oldest)]
            await put_each(connection, Job.NOTE, [_job("note", *each) for each in found])
        return found

    async def alerted(
        self, workspace_id: str, account_id: str, kind: str, at: datetime, quiet_s: float
    ) -> bool:
        """Note that an alert is told. False where one of this kind was told less than `quiet_s`
        seconds before.

        Raises:
            NotFound: no such account in this workspace.
        """
        keys = {"workspace_id": workspace_id, "account_id": id_at(account_id), "kind": kind}
        quiet = ALERT.c.at <= at - func.make_interval(0, 0, 0, 0, 0, 0, quiet_s)
        told = insert(ALERT).values(**keys, at=at)
        told = told.on_conflict_do_update(index_elements=[*keys], set_={"at": at}, where=quiet)
        try:
            async with self._database.workspace(workspace_id) as connection:
                return (await connection.execute(told.returning(ALERT.c.at))).first() is not None
        except IntegrityError:
            raise NotFound("account", account_id) from None

    async def _one(
        self, workspace_id: str, statement: TextClause, **values: object
    ) -> KeptNote | None:
        (rows,) = await self._database.plain.named(workspace_id, (statement, values))
        return _of(rows[0]) if rows else None


def _plan(workspace_id: str, plan: Plan) -> dict[str, object]:
    at = {"workspace_id": workspace_id, "next_at": plan.next_at, "week": plan.week}
    return {**at, "settings_version": plan.settings_version}


def _job(kind: str, workspace_id: str, week: str) -> tuple[str, dict[str, str]]:
    """The mark and the ids of a note's job: one waits for each workspace and week."""
    return f"{kind}:{workspace_id}:{week}", {"workspace_id": workspace_id, "week": week}


def _values(note: KeptNote) -> dict[str, object]:
    place = note.place
    return {
        "workspace_id": note.workspace_id,
        "week": note.week,
        "due_at": note.due_at,
        "written_at": note.written_at,
        "body": Jsonb(dict(note.body)),
        "state": note.state.value,
        "place_channel": place and place.channel_id,
        "place_ts": place and place.ts,
        "sent_at": note.sent_at,
        "problem": storable(note.problem),
    }


def _of(row: Any) -> KeptNote:
    return KeptNote(
        workspace_id=row.workspace_id,
        week=row.week,
        due_at=row.due_at,
        written_at=row.written_at,
        body=row.body,
        state=NoteState(row.state),
        place=CardPlace(row.place_channel, row.place_ts) if row.place_ts else None,
        sent_at=row.sent_at,
        problem=row.problem,
    )
