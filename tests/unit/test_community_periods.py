"""Periods: their baselines, their words after a noun, and local days through clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.community.period_words import parse_period
from assistant.community.periods import Period, add_months, before, midnight, wall_clock
from assistant.community.wording import within, words

BERLIN = "Europe/Berlin"
WEDNESDAY = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)  # 11:30 in Berlin
QUICK = settings(max_examples=60, deadline=None, derandomize=True)

ZONES = ("UTC", BERLIN, "America/New_York", "Asia/Kolkata", "Africa/Cairo", "Australia/Lord_Howe")
PHRASES = (
    *("today", "yesterday", "this week", "last week", "this month", "last month", "last 7 days"),
    *("last 3 weeks", "last 2 months", "monday", "since friday", "since last month", "in october"),
    *("this year", "last quarter", "past 24 hours", "weekend", "1 feb - 1 mar", "since yesterday"),
)

moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=UTC)
)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("today", "yesterday by the same time (17 Nov)"),
        ("yesterday", "the day before (16 Nov)"),
        ("this week", "the same part of last week (9-11 Nov)"),
        ("last week", "the week before (2-8 Nov)"),
        ("this month", "the same part of last month (1-18 Oct)"),
        ("last month", "the month before (1-30 Sept)"),
        ("last 7 days", "the 7 days before (5-11 Nov)"),
        ("last 24 hours", "the 24 hours before (16-17 Nov)"),
        ("since Monday", "the same stretch a week earlier (9-11 Nov)"),
        ("since last week", "the 10 days before (30 Oct - 8 Nov)"),
        ("monday", "the Monday before (9 Nov)"),
        ("last weekend", "the weekend before (7-8 Nov)"),
        ("in October", "September (1-30 Sept)"),
        ("november", "the same part of October (1-18 Oct)"),
        ("3-9 Nov", "the 7 days before (27 Oct - 2 Nov)"),
        ("9 Nov", "the day before (8 Nov)"),
        ("this year", "the same part of last year (1 Jan - 18 Nov 2025)"),
    ],
)
def test_baselines_are_named_for_what_they_are(asked: str, read: str) -> None:
    period = parse_period(asked, BERLIN, WEDNESDAY)

    assert read == words(before(period), now=WEDNESDAY)


@QUICK
@given(st.sampled_from(PHRASES), st.sampled_from(ZONES), moments)
def test_a_baseline_ends_where_its_period_begins_or_earlier(
    asked: str, zone: str, now: datetime
) -> None:
    period = parse_period(asked, zone, now)
    earlier = before(period)

    assert period.start <= period.end <= now
    assert earlier.start <= earlier.end <= period.start


@QUICK
@given(st.sampled_from(ZONES), moments)
def test_this_week_is_compared_at_the_same_maturity(zone: str, now: datetime) -> None:
    """Monday to the same weekday and wall time, whatever the clock did in between."""
    week = parse_period("this week", zone, now)
    earlier = before(week)
    here, there = (moment.astimezone(ZoneInfo(zone)) for moment in (week.end, earlier.end))
    skipped = there.utcoffset() != (there - timedelta(hours=2)).utcoffset()

    assert midnight(earlier.first_day, zone) == earlier.start
    assert week.first_day - earlier.first_day == timedelta(days=7)
    if not skipped and not here.fold:
        assert here.replace(tzinfo=None) - there.replace(tzinfo=None) == timedelta(days=7)


@pytest.mark.parametrize(
    ("now", "hours", "hours_before"),
    [
        (datetime(2026, 4, 1, 10, tzinfo=UTC), 60, 59),  # clocks went forward on 29 March
        (datetime(2026, 10, 28, 11, tzinfo=UTC), 60, 61),  # and back on 25 October
    ],
)
def test_a_week_with_a_clock_change_lies_outside_the_compared_part(
    now: datetime, hours: int, hours_before: int
) -> None:
    """The change falls on Sunday: Monday to Wednesday noon has 60 hours in both weeks."""
    week = parse_period("this week", BERLIN, now)
    full = before(
        Period(
            week.start, midnight(week.first_day + timedelta(days=7), BERLIN), "this week", BERLIN
        )
    )

    assert week.length == before(week).length == timedelta(hours=hours)
    assert full.length == timedelta(hours=168 + hours_before - hours)


def test_a_longer_month_is_compared_with_the_whole_shorter_one() -> None:
    march = parse_period("this month", "UTC", datetime(2026, 3, 31, 12, tzinfo=UTC))
    february = before(march)

    assert words(february) == "the month before (1-28 Feb)"
    assert february.end == march.start


def test_midnights_that_a_clock_change_skips_or_repeats() -> None:
    """In Cairo the day of 24 April 2026 began at 01:00; in Havana 1 November began twice."""
    assert midnight(date(2026, 4, 24), "Africa/Cairo") == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert midnight(date(2026, 11, 1), "America/Havana") == datetime(2026, 11, 1, 4, tzinfo=UTC)
    assert wall_clock(date(2026, 3, 29), 150, BERLIN) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 5, 31), -12, date(2025, 5, 31)),
    ],
)
def test_months_are_added_by_the_calendar(day: date, months: int, then: date) -> None:
    assert then == add_months(day, months)


@pytest.mark.parametrize(
    ("asked", "language", "read"),
    [
        ("this week", "en", "this week (16-18 Nov)"),
        ("last 7 days", "en", "in the last 7 days (12-18 Nov)"),
        ("monday", "en", "on Monday (16 Nov)"),
        ("in october", "en", "in October (1-31 Oct)"),
        ("3-9 Nov", "en", "(3-9 Nov)"),
        ("9 Nov", "en", "on 9 Nov"),
        ("9 Nov 2025", "en", "on 9 Nov 2025"),
        ("3-9 Nov", "en-US", "(Nov 3 - 9)"),
        ("3-9 Nov", "de", "(3-9 Nov)"),
        ("3-9 Nov", "not a tag", "(3-9 Nov)"),
    ],
)
def test_periods_follow_a_noun(asked: str, language: str, read: str) -> None:
    period = parse_period(asked, BERLIN, WEDNESDAY)

    assert read == within(period, now=WEDNESDAY, language=language)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("the same part of last week", "in the same part of last week (9 Nov)"),
        ("the day before", "on the day before (9 Nov)"),
        ("the Monday before", "on the Monday before (9 Nov)"),
        ("the 7 days before", "in the 7 days before (9 Nov)"),
        ("yesterday by the same time", "yesterday by the same time (9 Nov)"),
    ],
)
def test_baselines_follow_a_number(name: str, read: str) -> None:
    day = Period(
        midnight(date(2026, 11, 9), BERLIN), midnight(date(2026, 11, 10), BERLIN), name, BERLIN
    )

    assert read == within(day)
