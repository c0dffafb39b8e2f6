"""Notes: planned, due at one minute by the thousand, written and sent once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from assistant.community.inbox import CardPlace
from assistant.errors import NotFound
from assistant.ports.notes import NoteState
from assistant.storage.database import Database
from assistant.storage.notes import PostgresNotes
from assistant.storage.workspaces import PostgresWorkspaces
from tests.integration.giving import note
from tests.integration.responding import HOUR, NOW, account_in, forget_jobs, jobs

pytestmark = pytest.mark.integration

WEEK, AGAIN = "2026-11-23", NOW + timedelta(minutes=10)
MANY = 10_000


@pytest.fixture
async def notes(database: Database) -> PostgresNotes:
    for each in ("T1", "T2", "T3"):
        await PostgresWorkspaces(database).ensure(each, each)
    return PostgresNotes(database)


async def test_a_plan_holds_until_the_settings_change(
    notes: PostgresNotes, database: Database
) -> None:
    assert await notes.unplanned() == ["T1", "T2", "T3"]
    assert await notes.unplanned(limit=1) == ["T1"]
    for each in ("T1", "T2"):
        await notes.plan(each, NOW + HOUR, WEEK, 1)
    assert await notes.unplanned() == ["T3"]
    await notes.plan("T3", None, "", 1)
    assert await notes.unplanned() == []
    async with database.workspace("T2") as connection:
        await connection.exec_driver_sql("UPDATE workspace SET version = 2")
    assert await notes.unplanned() == ["T2"]
    async with database.workspace("T2") as connection:
        await connection.exec_driver_sql("UPDATE workspace SET removed_at = now()")
    assert await notes.unplanned() == []
    with pytest.raises(NotFound):
        await notes.plan("T9", NOW)


async def test_what_is_due_has_its_job_once_and_comes_again_if_nobody_plans(
    notes: PostgresNotes, database: Database, database_url: str
) -> None:
    await notes.plan("T1", NOW, WEEK)
    await notes.plan("T2", NOW + HOUR, WEEK)
    await notes.plan("T3", None, WEEK)
    assert await notes.due(NOW, AGAIN) == [("T1", WEEK)]
    write = ("note.write", {"workspace_id": "T1", "week": WEEK}, f"note-write:T1:{WEEK}")
    assert jobs(database_url) == [write]
    assert await notes.due(NOW, AGAIN) == []
    assert await notes.due(AGAIN, AGAIN + HOUR) == [("T1", WEEK)]
    assert jobs(database_url) == [write], "one waits already"
    async with database.workspace("T2") as connection:
        await connection.exec_driver_sql("UPDATE workspace SET removed_at = now()")
    assert await notes.due(NOW + 2 * HOUR, NOW + 9 * HOUR) == [("T1", WEEK)]


async def test_ten_thousand_that_are_due_at_one_minute_are_in_the_queue_at_once(
    notes: PostgresNotes, database_url: str
) -> None:
    """Each once, also when two processes look at the same time. `bench/notes` times it."""
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "INSERT INTO workspace (workspace_id, name) "
            "SELECT 'W' || n, '' FROM generate_series(1, %s) n",
            (MANY,),
        )
        connection.execute(
            "INSERT INTO note_plan SELECT workspace_id, %s, %s, 1 FROM workspace "
            "WHERE workspace_id LIKE 'W%%'",
            (NOW, WEEK),
        )
    halves = await asyncio.gather(*(notes.due(NOW, AGAIN) for _ in range(2)))
    rest = await notes.due(NOW, AGAIN)
    found = [*halves[0], *halves[1], *rest]
    assert (len(found), len(set(found))) == (MANY, MANY)
    waiting = jobs(database_url)
    assert len(waiting) == len({mark for *_, mark in waiting}) == MANY
    assert {name for name, *_ in waiting} == {"note.write"}
    assert await notes.due(NOW, AGAIN) == []


async def test_a_note_is_written_once_and_its_job_waits_for_its_moment(
    notes: PostgresNotes, database_url: str
) -> None:
    made = note("T1", WEEK)
    kept = await asyncio.gather(*(notes.write(made) for _ in range(3)))
    assert sum(kept) == 1
    assert await notes.get("T1", WEEK) == made
    assert await notes.get("T2", WEEK) is None
    with psycopg.connect(database_url) as connection:
        found = connection.execute("SELECT scheduled_at, lock FROM procrastinate_jobs").fetchall()
    assert found == [(made.due_at, f"note:T1:{WEEK}")]
    forget_jobs(database_url)
    assert await notes.write(note("T2", WEEK, state=NoteState.MISSED, problem="No channel."))
    assert jobs(database_url) == []
    with pytest.raises(NotFound):
        await notes.write(note("T9", WEEK))


async def test_one_worker_takes_a_note_until_it_was_sent(notes: PostgresNotes) -> None:
    await notes.write(note("T1", WEEK))
    assert await notes.take("T1", WEEK, "one", 60)
    assert await notes.take("T1", WEEK, "one", 60)
    assert not await notes.take("T1", WEEK, "two", 60)
    assert await notes.take("T1", WEEK, "one", -1)
    assert await notes.take("T1", WEEK, "two", 60)
    await notes.sent("T1", WEEK, CardPlace("C1", "1.5"), NOW)
    assert not await notes.take("T1", WEEK, "two", 60)
    await notes.missed("T1", WEEK, "too late to matter")
    sent = await notes.get("T1", WEEK)
    assert sent
    there = (NoteState.SENT, CardPlace("C1", "1.5"), NOW, "")
    assert (sent.state, sent.place, sent.sent_at, sent.problem) == there
    assert not await notes.take("T1", "2026-11-30", "one", 60)


async def test_what_was_not_sent_is_found_and_put_into_the_queue_again(
    notes: PostgresNotes, database_url: str
) -> None:
    for each in ("T1", "T2"):
        await notes.write(note(each, WEEK))
    await notes.write(note("T3", WEEK, due_at=NOW + 9 * HOUR))
    await notes.missed("T2", WEEK, "The channel is archived.")
    forget_jobs(database_url)
    assert await notes.unsent(NOW) == []
    for _ in range(2):
        assert await notes.unsent(NOW + 2 * HOUR) == [("T1", WEEK)]
    ids = {"workspace_id": "T1", "week": WEEK}
    assert jobs(database_url) == [("note.send", ids, f"note:T1:{WEEK}")]


async def test_the_last_note_is_the_latest_sent_or_the_one_of_the_week_before(
    notes: PostgresNotes,
) -> None:
    weeks = ["2026-11-09", "2026-11-16", "2026-11-23"]
    assert await notes.last("T1") is None
    for each in weeks:
        await notes.write(note("T1", each))
    for each in weeks[:1]:
        await notes.sent("T1", each, CardPlace("C1", "1"), NOW)
    latest, before = await notes.last("T1"), await notes.last("T1", before=weeks[2])
    assert (latest and latest.week, before and before.week) == (weeks[0], weeks[1])


async def test_an_alert_is_quiet_for_a_while(notes: PostgresNotes, database: Database) -> None:
    account = await account_in(database)

    async def told(at: object, kind: str = "rush") -> bool:
        return await notes.alerted("T1", account.id, kind, at, 3600)  # type: ignore[arg-type]

    assert await told(NOW)
    assert not await told(NOW + HOUR / 2)
    assert await told(NOW + HOUR / 2, "complaints")
    assert await told(NOW + HOUR)
    assert sum(await asyncio.gather(*(told(NOW + 9 * HOUR) for _ in range(4)))) == 1
    with pytest.raises(NotFound):
        await notes.alerted("T1", replace(account, id="no id").id, "rush", NOW, 1)
