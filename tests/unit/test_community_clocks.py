"""Business time: split shifts, holidays, zones, clock changes; due dates as its inverse."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.community.calendar_words import WEEKDAYS
from assistant.community.clocks import Hours, always, business_time, due_at
from assistant.errors import InvalidInput

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
QUICK = settings(max_examples=40, deadline=None, derandomize=True)

OFFICE = Hours.read("Europe/Berlin", dict.fromkeys(WEEKDAYS[:5], "09:00-17:00"))
SPLIT = Hours.read("Europe/Berlin", dict.fromkeys(WEEKDAYS[:5], "08:00-12:00, 13:30-18:00"))
BAVARIA = Hours.read(
    "Europe/Berlin",
    dict.fromkeys(WEEKDAYS[:5], "09:00-17:00"),
    country="DE",
    region="BY",
    closed=frozenset({date(2026, 11, 19)}),
)
NIGHT = Hours.read(
    "America/New_York", {"Sunday": "00:00-06:00, 22:00-24:00", "Monday": "0:00-2:30"}
)

moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=UTC, microsecond=0)
)
lengths = st.integers(0, 40 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
hours = st.sampled_from([OFFICE, SPLIT, BAVARIA, NIGHT, always("Europe/Berlin")])


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("opened", "start", "target", "due"),
    [
        (OFFICE, "2026-11-20 16:30", HOUR, "2026-11-23 09:30"),  # Friday to Monday
        (OFFICE, "2026-11-20 16:30", HOUR / 2, "2026-11-20 17:00"),
        (OFFICE, "2026-11-18 16:00", 4 * HOUR, "2026-11-19 12:00"),
        (OFFICE, "2026-11-21 03:00", 4 * HOUR, "2026-11-23 13:00"),  # Saturday night
        (OFFICE, "2026-11-18 10:00", timedelta(), "2026-11-18 10:00"),
        (SPLIT, "2026-11-18 11:00", 4 * HOUR, "2026-11-18 16:30"),  # over the noon break
        (SPLIT, "2026-11-18 12:30", HOUR, "2026-11-18 14:30"),
        (BAVARIA, "2026-11-18 16:30", HOUR, "2026-11-20 09:30"),  # a day of our own closed
        (BAVARIA, "2026-12-24 16:00", 2 * HOUR, "2026-12-28 10:00"),  # Christmas, a weekend
        (BAVARIA, "2026-08-14 16:00", 2 * HOUR, "2026-08-17 10:00"),  # Assumption is a Saturday
        (always("Europe/Berlin"), "2026-10-25 01:00", 4 * HOUR, "2026-10-25 04:00"),  # 25 h day
        (always("Europe/Berlin"), "2026-03-29 01:00", 4 * HOUR, "2026-03-29 06:00"),  # 23 h day
    ],
)
def test_targets_run_out_to_the_minute(
    opened: Hours, start: str, target: timedelta, due: str
) -> None:
    assert local(due).astimezone(UTC) == due_at(local(start), target, opened)


@pytest.mark.parametrize(
    ("opened", "start", "end", "between"),
    [
        (OFFICE, "2026-11-20 16:30", "2026-11-23 09:30", HOUR),
        (OFFICE, "2026-11-20 18:00", "2026-11-22 23:00", timedelta()),
        (OFFICE, "2026-11-16 00:00", "2026-11-23 00:00", 40 * HOUR),
        (SPLIT, "2026-11-16 00:00", "2026-11-23 00:00", 42.5 * HOUR),
        (
            BAVARIA,
            "2026-12-21 00:00",
            "2027-01-04 00:00",
            64 * HOUR,
        ),  # 25 Dec and 1 Jan are Fridays
        (always("Europe/Berlin"), "2026-10-25 00:00", "2026-10-26 00:00", 25 * HOUR),
        (always("Europe/Berlin"), "2026-03-29 00:00", "2026-03-30 00:00", 23 * HOUR),
    ],
)
def test_open_time_is_what_lies_inside_the_hours(
    opened: Hours, start: str, end: str, between: timedelta
) -> None:
    assert between == business_time(local(start), local(end), opened)


@QUICK
@given(hours, moments, lengths, lengths)
def test_business_time_adds_up(
    opened: Hours, start: datetime, first: timedelta, second: timedelta
) -> None:
    middle, end = start + first, start + first + second
    parts = business_time(start, middle, opened) + business_time(middle, end, opened)

    assert parts == business_time(start, end, opened)
    assert timedelta() <= parts <= end - start


@QUICK
@given(hours, moments, st.integers(0, 60 * 60).map(lambda minutes: timedelta(minutes=minutes)))
def test_due_at_is_the_first_moment_with_that_much_business_time(
    opened: Hours, start: datetime, target: timedelta
) -> None:
    due = due_at(start, target, opened)

    assert target == business_time(start, due, opened)
    if target:
        assert business_time(start, due - timedelta(seconds=1), opened) < target


@QUICK
@given(moments, lengths)
def test_round_the_clock_is_plain_time(start: datetime, length: timedelta) -> None:
    assert length == business_time(start, start + length, always("Australia/Lord_Howe"))


def test_hours_inside_a_skipped_hour_never_count_twice() -> None:
    """Berlin has no 02:00 to 03:00 on 29 March 2026; the spans there must not overlap after it."""
    opened = Hours.read("Europe/Berlin", {"Sunday": "02:15-03:10, 03:10-04:00"})

    counted = business_time(local("2026-03-29 00:00"), local("2026-03-30 00:00"), opened)

    assert timedelta() < counted <= HOUR


@pytest.mark.parametrize(
    ("week", "part"),
    [
        ({}, "at least one open hour"),
        ({"Monday": "17:00-09:00"}, "in order"),
        ({"Monday": "09:00-09:00"}, "in order"),
        ({"Monday": "09:00-13:00, 12:00-17:00"}, "must not overlap"),
        ({"Monday": "09:00-25:00"}, "in order"),
        ({"Monday": "nine to five"}, "like"),
        ({"Moonday": "09:00-17:00"}, "not a weekday"),
    ],
)
def test_hours_that_make_no_sense_are_refused(week: dict[str, str], part: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Hours.read("UTC", week)

    assert part in refused.value.problem


@pytest.mark.parametrize(("country", "region"), [("XX", None), ("DE", "QQ")])
def test_unknown_holidays_are_refused(country: str, region: str | None) -> None:
    with pytest.raises(InvalidInput, match="knows no holidays"):
        Hours.read("UTC", {"Monday": "09:00-17:00"}, country=country, region=region)
