"""When a workspace's weekly note is due, by its own clock.

An hour that a clock change skips becomes the next one that there is; one that comes twice is its
first coming. No calendar week (Monday to Sunday) has two notes, whatever is changed meanwhile.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from assistant.community.calendar_words import WEEKDAYS
from assistant.community.periods import Period, local_day, midnight, wall_clock
from assistant.community.settings import WorkspaceSettings

WEEK = timedelta(days=7)
DAY = timedelta(days=1)

EARLIEST = timedelta(minutes=60)
LATEST = timedelta(minutes=10)
"""A note is written between `EARLIEST` and `LATEST` before it is due."""

LATE = timedelta(minutes=15)
"""From then on a note says that it should have been there earlier."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One note to come.

    Attributes:
        week: the local date of its day: its key, in ISO form.
        due_at: when it is to be in its channel, UTC.
    """

    week: date
    due_at: datetime

    def write_at(self, workspace_id: str) -> datetime:
        """When to write it: spread over the time before, so that workspaces of one zone do not
        come at one moment; the same for one workspace every week.
        """
        seconds = int((EARLIEST - LATEST).total_seconds())
        return (
            self.due_at - EARLIEST + timedelta(seconds=zlib.crc32(workspace_id.encode()) % seconds)
        )


def appointment(settings: WorkspaceSettings, day: date) -> Appointment:
    """The note of one local date."""
    return Appointment(day, wall_clock(day, settings.note_hour * 60, settings.zone))


def next_note(settings: WorkspaceSettings, now: datetime, last: date | None = None) -> Appointment:
    """The first note that is due after `now`. Reads the zone from disk, the first time.

    Args:
        now: aware.
        last: the day of the last note that was brought; its calendar week has none any more.
    """
    today = local_day(now, settings.zone)
    day = today + (WEEKDAYS.index(settings.note_day) - today.weekday()) % 7 * DAY
    while appointment(settings, day).due_at <= now or (last and _same_week(day, last)):
        day += WEEK
    return appointment(settings, day)


def is_of(settings: WorkspaceSettings, week: date) -> bool:
    """Whether a date is the settings' day of the week."""
    return WEEKDAYS[week.weekday()] == settings.note_day


def covered(week: date, zone: str) -> Period:
    """What a note of that day tells of: the seven whole local days before it."""
    name = "last week" if week.weekday() == 0 else "the last 7 days"
    return Period(midnight(week - WEEK, zone), midnight(week, zone), name, zone)


def weeks_before(period: Period, count: int) -> tuple[Period, ...]:
    """As many equal stretches of the same weekdays before it, the latest first."""
    first = period.first_day
    bounds = [midnight(first - at * WEEK, period.zone) for at in range(count + 1)]
    return tuple(Period(start, end, None, period.zone) for end, start in pairwise(bounds))


def day_is_over(week: date, zone: str, now: datetime) -> bool:
    """Whether a note of that day is not made up for any more."""
    return now >= midnight(week + DAY, zone)


def _same_week(one: date, other: date) -> bool:
    return one.isocalendar()[:2] == other.isocalendar()[:2]
