"""Period words in English and German, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assistant.community.period_words import parse_period
from assistant.community.periods import Period
from assistant.community.wording import words
from assistant.errors import InvalidInput

BERLIN = "Europe/Berlin"
WEDNESDAY = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)  # 11:30 in Berlin


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("today", "today (18 Nov)"),
        ("yesterday", "yesterday (17 Nov)"),
        ("day before yesterday", "16 Nov"),
        ("this week", "this week (16-18 Nov)"),
        ("This week?", "this week (16-18 Nov)"),
        ("week to date", "this week (16-18 Nov)"),
        ("last week", "last week (9-15 Nov)"),
        ("this month", "this month (1-18 Nov)"),
        ("last month", "last month (1-31 Oct)"),
        ("last quarter", "last quarter (1 Jul - 30 Sept)"),
        ("this year", "this year (1 Jan - 18 Nov)"),
        ("the last 7 days", "the last 7 days (12-18 Nov)"),
        ("past 7 days", "the last 7 days (12-18 Nov)"),
        ("7 days", "the last 7 days (12-18 Nov)"),
        ("past week", "the last 7 days (12-18 Nov)"),
        ("past month", "the last 30 days (20 Oct - 18 Nov)"),
        ("last two weeks", "the last 2 weeks (5-18 Nov)"),
        ("last 3 months", "the last 3 months (19 Aug - 18 Nov)"),
        ("last 24 hours", "the last 24 hours (17-18 Nov)"),
        ("on Monday", "Monday (16 Nov)"),
        ("wednesday", "Wednesday (18 Nov)"),
        ("last wednesday", "Wednesday (11 Nov)"),
        ("weekend", "last weekend (14-15 Nov)"),
        ("last weekend", "last weekend (14-15 Nov)"),
        ("last day", "17 Nov"),
        ("week 50", "8-14 Dec 2025"),
        ("since Monday", "since Monday (16-18 Nov)"),
        ("since 1 Oct", "1 Oct - 18 Nov"),
        ("since October", "since October (1 Oct - 18 Nov)"),
        ("this Monday", "Monday (16 Nov)"),
        ("this week so far", "this week (16-18 Nov)"),
        ("7d", "the last 7 days (12-18 Nov)"),
        ("last 24h", "the last 24 hours (17-18 Nov)"),
        ("Q3", "1 Jul - 30 Sept"),
        ("Q4 2025", "1 Oct - 31 Dec 2025"),
        ("in October", "October (1-31 Oct)"),
        ("in december", "December (1-31 Dec 2025)"),
        ("October 2025", "October (1-31 Oct 2025)"),
        ("last november", "November (1-30 Nov 2025)"),
        ("2025", "1 Jan - 31 Dec 2025"),
        ("week 46", "9-15 Nov"),
        ("week of 3 Nov", "2-8 Nov"),
        ("2026-11-03..2026-11-09", "3-9 Nov"),
        ("2026-11-03 to 2026-11-09", "3-9 Nov"),
        ("2026-11-03/2026-11-09", "3-9 Nov"),
        ("2026-11-03", "3 Nov"),
        ("3-9 Nov", "3-9 Nov"),
        ("3 – 9 November 2026", "3-9 Nov"),
        ("Nov 3-9", "3-9 Nov"),
        ("from Nov. 3rd to Nov 9th", "3-9 Nov"),
        ("between 3 and 9 November", "3-9 Nov"),
        ("28 Oct - 3 Nov", "28 Oct - 3 Nov"),
        ("28 Dec - 3 Jan", "28 Dec 2025 - 3 Jan 2026"),
        ("1-30 Nov", "1-18 Nov"),
        ("heute", "today (18 Nov)"),
        ("gestern", "yesterday (17 Nov)"),
        ("diese Woche", "this week (16-18 Nov)"),
        ("letzte Woche", "last week (9-15 Nov)"),
        ("in den letzten 7 Tagen", "the last 7 days (12-18 Nov)"),
        ("letzten drei Wochen", "the last 3 weeks (29 Oct - 18 Nov)"),
        ("letzten Monat", "last month (1-31 Oct)"),
        ("seit Montag", "since Monday (16-18 Nov)"),
        ("im Oktober", "October (1-31 Oct)"),
        ("vom 3. bis 9. November", "3-9 Nov"),
        ("3.11.-9.11.", "3-9 Nov"),
        ("3.11.2026 bis 9.11.2026", "3-9 Nov"),
        ("KW 46", "9-15 Nov"),
    ],
)
def test_period_words_are_read(asked: str, read: str) -> None:
    assert read == words(parse_period(asked, BERLIN, WEDNESDAY), now=WEDNESDAY)


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("", "does not know the period"),
        ("whenever", "does not know the period"),
        ("30 Feb", "does not know the period"),
        ("2026-13-01", "does not know the period"),
        ("last 0 days", "does not know the period"),
        ("week of whenever", "does not know the period"),
        ("since whenever", "does not know the period"),
        ("week 60", "does not know the period"),
        ("9" * 5000 + " days", "does not know the period"),
        ("last 99999 days", "cannot look back that far"),
        ("9-3 Nov", "ends before it begins"),
        ("2026-11-09..2026-11-03", "ends before it begins"),
        ("9 Nov - 3 Oct", "ends before it begins"),
        ("tomorrow", "has not begun"),
        ("next week", "has not begun"),
        ("nächste Woche", "has not begun"),
        ("this weekend", "has not begun"),
        ("2027", "has not begun"),
        ("2026-11-20..2026-11-25", "has not begun"),
        ("11/3", "two ways"),
        ("11/03/2026", "two ways"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_short_text(asked: str, part: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_period(asked, BERLIN, WEDNESDAY)

    assert part in refused.value.problem
    assert len(refused.value.problem) < 200


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("this weekend", "this weekend (21-22 Nov)"),
        ("weekend", "this weekend (21-22 Nov)"),
        ("last weekend", "last weekend (14-15 Nov)"),
        ("sunday", "Sunday (22 Nov)"),
        ("last sunday", "Sunday (15 Nov)"),
        ("this week", "this week (16-22 Nov)"),
    ],
)
def test_on_a_sunday_the_weekend_is_this_one(asked: str, read: str) -> None:
    sunday = datetime(2026, 11, 22, 12, tzinfo=UTC)

    assert read == words(parse_period(asked, BERLIN, sunday), now=sunday)


def test_periods_are_bounded_by_midnights_of_the_zone_and_by_now() -> None:
    week = parse_period("this week", BERLIN, WEDNESDAY)
    last = parse_period("last week", "America/New_York", WEDNESDAY)

    assert week == Period(datetime(2026, 11, 15, 23, tzinfo=UTC), WEDNESDAY, "this week", BERLIN)
    assert last.start == datetime(2026, 11, 9, 5, tzinfo=UTC)
    assert last.end == datetime(2026, 11, 16, 5, tzinfo=UTC)


def test_the_zone_decides_what_today_is() -> None:
    """At 23:30 UTC it is already tomorrow in Berlin."""
    late = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)

    assert parse_period("today", BERLIN, late).first_day == date(2026, 11, 19)
    assert parse_period("today", "UTC", late).first_day == date(2026, 11, 18)
