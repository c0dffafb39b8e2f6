"""A year of time travel: in six zones, with their clock changes both ways, on the real PostgreSQL.

Nothing happens between two moments that the desk itself has planned, so the clock leaps from one to
the next as a worker that ticks each minute would find them.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.community.calendar_words import WEEKDAYS
from assistant.storage.database import Database
from tests.integration.noting import HeldTime, NoteHouse
from tests.noting_kit import MemoryHerald

pytestmark = [pytest.mark.integration, pytest.mark.timeout(400)]

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
YEAR = timedelta(weeks=52)
MINUTE = timedelta(minutes=1)

ZONES = {
    "Berlin": ("Europe/Berlin", "Monday", 9),
    "NewYork": ("America/New_York", "Sunday", 2),  # skipped on 8 March, twice on 1 November
    "Auckland": ("Pacific/Auckland", "Sunday", 2),  # skipped in September, twice in April
    "LordHowe": ("Australia/Lord_Howe", "Sunday", 2),  # changes by half an hour
    "Cairo": ("Africa/Cairo", "Friday", 0),  # its midnight of 24 April is skipped
    "Kolkata": ("Asia/Kolkata", "Wednesday", 23),
}


async def test_fifty_two_notes_each_at_their_hour(database: Database, database_url: str) -> None:
    house = NoteHouse(database, database_url, HeldTime(START))
    for name, (zone, day, hour) in ZONES.items():
        await house.add(name, zone=zone, note_day=day, note_hour=hour)
    herald = MemoryHerald()
    worker = house.worker(herald, "one")
    brought: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    ahead: list[timedelta] = []

    while house.clock.now < START + YEAR:
        await worker.tick()
        for job in house.jobs():
            before = len(herald.posted)
            await (worker.write if job[0] == "note.write" else worker.send)(*job[1:])
            house.done(*job)
            for note in herald.posted[before:]:
                brought[note.workspace_id].append((note.week, house.clock.now))
                ahead.append(note.due_at - note.written_at)
        moment = house.next_moment()
        assert moment is not None
        house.clock.now = max(house.clock.now + MINUTE, moment)
    house.close()

    for name, (zone, day, hour) in ZONES.items():
        weeks = [week for week, _ in brought[name]]
        assert len(weeks) == len(set(weeks)) == 52, name
        assert {WEEKDAYS[datetime.fromisoformat(week).weekday()] for week in weeks} == {day}
        for week, at in brought[name]:
            assert at == _hour_of(week, hour, zone), (name, week)
    assert min(ahead) >= timedelta(minutes=9)
    assert max(ahead) <= timedelta(minutes=61)


def _hour_of(week: str, hour: int, zone: str) -> datetime:
    """The first moment of a local day whose clock shows the hour or, where it is skipped, more."""
    day = datetime.fromisoformat(week).date()
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    while True:
        local = at.astimezone(ZoneInfo(zone))
        if local.date() == day and local.hour >= hour:
            return at
        at += timedelta(minutes=30)
