"""When notes are due: zones, clock changes, weeks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.community.note_times import (
    EARLIEST,
    LATEST,
    Appointment,
    appointment,
    covered,
    day_is_over,
    next_note,
    weeks_before,
)
from assistant.community.settings import WorkspaceSettings

BERLIN = WorkspaceSettings(zone="Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_next_note_is_on_the_day_at_the_hour_of_the_zone() -> None:
    assert next_note(BERLIN, at("2026-11-18T12:00")).due_at == at("2026-11-23T08:00")
    assert next_note(BERLIN, at("2026-11-23T07:59")).due_at == at("2026-11-23T08:00")
    assert next_note(BERLIN, at("2026-11-23T08:00")).due_at == at("2026-11-30T08:00")


def test_an_hour_that_is_skipped_becomes_the_next_that_there_is() -> None:
    """2:00 to 3:00 on 29 March 2026, a Sunday."""
    settings = WorkspaceSettings(zone="Europe/Berlin", note_day="Sunday", note_hour=2)

    due = appointment(settings, date(2026, 3, 29)).due_at

    assert due == at("2026-03-29T01:00")  # 3:00 in summer time


def test_an_hour_that_comes_twice_is_its_first_coming() -> None:
    settings = WorkspaceSettings(zone="Europe/Berlin", note_day="Sunday", note_hour=2)

    assert appointment(settings, date(2026, 10, 25)).due_at == at("2026-10-25T00:00")


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (date(2026, 11, 23), "2026-12-02T08:00"),  # Monday's was brought: not again on Wednesday
        (date(2026, 11, 22), "2026-11-25T08:00"),  # Sunday's belongs to the calendar week before
        (None, "2026-11-25T08:00"),
    ],
)
def test_no_calendar_week_has_two(last: date | None, due: str) -> None:
    settings = WorkspaceSettings(zone="Europe/Berlin", note_day="Wednesday")

    assert next_note(settings, at("2026-11-24T12:00"), last).due_at == at(due)


def test_it_is_written_ahead_at_its_own_minute_every_week() -> None:
    due = Appointment(date(2026, 11, 23), at("2026-11-23T08:00"))

    moments = [due.write_at(f"T{number}") for number in range(2_000)]

    assert min(moments) >= due.due_at - EARLIEST
    assert max(moments) <= due.due_at - LATEST
    assert len(set(moments)) > 1_000
    assert due.write_at("T1") == moments[1]


def test_it_covers_seven_whole_days_also_where_a_clock_changes() -> None:
    week = covered(date(2026, 3, 30), "Europe/Berlin")

    assert (week.first_day, week.last_day) == (date(2026, 3, 23), date(2026, 3, 29))
    assert week.length == timedelta(days=7) - timedelta(hours=1)
    assert week.name == "last week"
    assert covered(date(2026, 4, 1), "Europe/Berlin").name == "the last 7 days"


def test_earlier_weeks_stand_one_after_another() -> None:
    week = covered(date(2026, 3, 30), "Europe/Berlin")

    earlier = weeks_before(week, 3)

    assert [each.first_day for each in earlier] == [
        date(2026, 3, 16),
        date(2026, 3, 9),
        date(2026, 3, 2),
    ]
    assert earlier[0].end == week.start


def test_a_note_is_made_up_for_until_its_day_is_over() -> None:
    assert not day_is_over(date(2026, 11, 23), "Europe/Berlin", at("2026-11-23T22:59"))
    assert day_is_over(date(2026, 11, 23), "Europe/Berlin", at("2026-11-23T23:00"))
