"""When a post goes out: what people choose and type, in zones that change their clocks."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.scheduling import (
    FARTHEST,
    NOT_CHOSEN,
    TOO_FAR,
    at_wall,
    chosen,
    said_in,
    typed,
)
from assistant.community.scheduling_words import (
    NO_SUCH_TIME,
    SLASHES,
    UNCLEAR,
    WHICH_NEXT,
    WHICH_TIME,
)
from assistant.errors import InvalidInput

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # Monday, 10:00 in Berlin
OVER = (
    "{} is over already (it is Mon 23 Nov 2026, 10:00 in Europe/Berlin). Please choose a later "
    "time."
)
ZONES = (
    BERLIN,
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",  # half an hour
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "America/Santiago",  # at midnight
    "Atlantic/Azores",
    "UTC",
)


def problem(text: str, *, now: datetime = NOW, zone: str = BERLIN) -> str:
    with pytest.raises(InvalidInput) as refused:
        typed(text, zone, now)
    return refused.value.problem


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("tomorrow 9:30", "2026-11-24 09:30"),
        ("Tomorrow, at 9:30", "2026-11-24 09:30"),
        ("tomorrow at 9", "2026-11-24 09:00"),
        ("tomorrow 9am", "2026-11-24 09:00"),
        ("tomorrow 12 a.m.", "2026-11-24 00:00"),
        ("tomorrow 12:15 pm", "2026-11-24 12:15"),
        ("tomorrow noon", "2026-11-24 12:00"),
        ("9:30 tomorrow", "2026-11-24 09:30"),
        ("day after tomorrow 9:30", "2026-11-25 09:30"),
        ("Fri 14:00", "2026-11-27 14:00"),
        ("on Friday at 2 pm", "2026-11-27 14:00"),
        ("this Friday 14:00", "2026-11-27 14:00"),
        ("Mon 14:00", "2026-11-23 14:00"),
        ("Mon 09:00", "2026-11-30 09:00"),
        ("27 Nov 09:00", "2026-11-27 09:00"),
        ("Fri 27 Nov, 09:00", "2026-11-27 09:00"),
        ("Nov 27th at 9am", "2026-11-27 09:00"),
        ("27th of November 2026 09:00", "2026-11-27 09:00"),
        ("3 Jan 09:00", "2027-01-03 09:00"),
        ("2026-12-24 18:00", "2026-12-24 18:00"),
        ("14:00", "2026-11-23 14:00"),
        ("today 23:59", "2026-11-23 23:59"),
        ("9:00", "2026-11-24 09:00"),
        ("in 2 hours", "2026-11-23 12:00"),
        ("in an hour", "2026-11-23 11:00"),
        ("in 90 minutes", "2026-11-23 11:30"),
        ("in 3 days 9:00", "2026-11-26 09:00"),
        ("in 2 weeks at 9", "2026-12-07 09:00"),
        ("morgen 9:30", "2026-11-24 09:30"),
        ("morgen um 9 Uhr", "2026-11-24 09:00"),
        ("morgen um 9", "2026-11-24 09:00"),
        ("übermorgen 9.30 Uhr", "2026-11-25 09:30"),
        ("Fr 14 Uhr", "2026-11-27 14:00"),
        ("am Freitag um 14:00", "2026-11-27 14:00"),
        ("am 27. November um 9 Uhr", "2026-11-27 09:00"),
        ("27.11. 9:00", "2026-11-27 09:00"),
        ("27.11.2026 um 9:00 Uhr", "2026-11-27 09:00"),
        ("1. März 9h30", "2027-03-01 09:30"),
        ("in 2 Stunden", "2026-11-23 12:00"),
        ("in einer Stunde", "2026-11-23 11:00"),
        ("in 3 Tagen um 9 Uhr", "2026-11-26 09:00"),
        ("heute mittag", "2026-11-23 12:00"),
    ],
)
def test_what_people_type(text: str, wall: str) -> None:
    found = typed(text, BERLIN, NOW)
    assert found.at.astimezone(ZoneInfo(BERLIN)).strftime("%Y-%m-%d %H:%M") == wall
    assert found.note == ""
    assert typed(f"  {text.upper()} ", BERLIN, NOW) == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", UNCLEAR),
        ("soon", UNCLEAR),
        ("🙂", UNCLEAR),
        ("tomorrow 9:30 and then again", UNCLEAR),
        ("tomorrow Fri 9:30", UNCLEAR),
        ("in 2 hours 9:30", UNCLEAR),
        ("9" * 10_000, UNCLEAR),
        ("tomorrow", WHICH_TIME),
        ("27 Nov", WHICH_TIME),
        ("Freitag", WHICH_TIME),
        ("3/4 9:00", SLASHES),
        ("next Friday 9:00", WHICH_NEXT),
        ("nächsten Freitag 9:00", WHICH_NEXT),
        ("tomorrow 25:00", NO_SUCH_TIME),
        ("tomorrow 9:75", NO_SUCH_TIME),
        ("tomorrow 13 pm", NO_SUCH_TIME),
        ("31 Feb 9:00", "There is no 31 Feb 2026. Please choose another day."),
        ("29 Feb 9:00", "There is no 29 Feb 2026. Please choose another day."),
        ("27.13. 9:00", "There is no 27 month 13 2026. Please choose another day."),
        ("Sat 27 Nov 9:00", "27 Nov 2026 is a Friday. Which day is meant?"),
        ("27 Nov 2028 9:00", TOO_FAR),
        ("in 9000 hours", TOO_FAR),
        ("9999-12-31 23:59", TOO_FAR),
        ("today 9:00", OVER.format("Mon 23 Nov 2026, 09:00")),
        ("0001-01-01 0:00", OVER.format("Mon 1 Jan 1, 00:00")),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_sentence(text: str, says: str) -> None:
    assert problem(text) == says


def test_a_date_without_a_year_is_the_next_one() -> None:
    december = datetime(2026, 12, 30, 9, tzinfo=UTC)
    assert typed("2 Jan 09:00", BERLIN, december).at.year == 2027
    assert typed("30 Dec 23:00", BERLIN, december).at.year == 2026


def test_pickers_say_the_same() -> None:
    assert chosen("2026-11-27", "09:00", BERLIN, NOW) == typed("27 Nov 09:00", BERLIN, NOW)
    for day, clock in ((None, "09:00"), ("2026-11-27", None), ("27 Nov", "9"), ("", "")):
        with pytest.raises(InvalidInput) as refused:
            chosen(day, clock, BERLIN, NOW)
        assert refused.value.problem == NOT_CHOSEN


def test_a_time_that_spring_leaves_out_is_told_with_the_next_one() -> None:
    assert problem("28 Mar 2027 02:30") == (
        "There is no 02:30 on Sun 28 Mar 2027 in Europe/Berlin: the clocks go forward then. The "
        "next time there is 03:00."
    )
    assert typed("28 Mar 2027 03:00", BERLIN, NOW).at == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_a_time_that_autumn_says_twice_is_the_first_and_that_is_said() -> None:
    found = typed("31 Oct 2027 02:30", BERLIN, NOW)
    assert found.at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert found.note == (
        "It is 02:30 twice that night, since the clocks go back. The post goes out at the first."
    )


def test_a_clock_that_comes_a_second_time_is_ahead_while_it_is() -> None:
    """At 02:45 by summer time 02:30 was; it comes once more, and the first one is over."""
    now = datetime(2027, 10, 31, 0, 45, tzinfo=UTC)
    with pytest.raises(InvalidInput, match="over already"):
        chosen("2027-10-31", "02:30", BERLIN, now)


def check(wall: datetime, zone: str) -> str:
    """One time on the wall: it is itself, comes twice, or does not exist."""
    where, now = ZoneInfo(zone), datetime(2026, 11, 20, tzinfo=UTC)
    real = moments(wall, where)
    try:
        found = at_wall(wall.date(), wall.time(), zone, now)
    except InvalidInput as refused:
        problem = refused.problem
    else:
        assert found.at == min(real)
        assert bool(found.note) == (len(real) == 2)
        return "twice" if found.note else "once"
    assert not real
    says = re.search(r"There is no (\d\d:\d\d) .* next time there is (\d\d:\d\d)\.$", problem)
    assert says
    assert says[1] == f"{wall:%H:%M}"
    while not moments(wall, where):
        wall += timedelta(minutes=1)
    assert says[2] == f"{wall:%H:%M}"
    return "never"


def moments(wall: datetime, where: ZoneInfo) -> set[datetime]:
    """When clocks in a zone show a time."""
    meant = {wall.replace(tzinfo=where, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return {each for each in meant if each.astimezone(where).replace(tzinfo=None) == wall}


@given(zone=st.sampled_from(ZONES), minutes=st.integers(0, 360 * 24 * 60))
def test_any_minute_of_a_year_is_itself(zone: str, minutes: int) -> None:
    assert check(datetime(2026, 11, 22) + timedelta(minutes=minutes), zone)  # noqa: DTZ001


@pytest.mark.parametrize("zone", ZONES)
def test_around_every_change_of_the_clocks_each_minute_is_as_they_show_it(zone: str) -> None:
    where = ZoneInfo(zone)
    hours = [datetime(2026, 11, 22, tzinfo=UTC) + timedelta(hours=n) for n in range(360 * 24)]
    local = [each.astimezone(where) for each in hours]
    changes = [
        one.replace(tzinfo=None)
        for one, other in pairwise(local)
        if one.utcoffset() != other.utcoffset()
    ]
    seen = {
        check(change + timedelta(minutes=minutes), zone)
        for change in changes
        for minutes in range(-120, 240)
    }
    assert seen == ({"once", "twice", "never"} if changes else set())
    assert bool(changes) == (zone not in {"UTC", "Asia/Kolkata"})


@given(
    zone=st.sampled_from(ZONES),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001
    day=st.dates(date(1, 1, 1), date(9999, 12, 31)) | st.dates(date(2025, 6, 1), date(2029, 1, 1)),
    clock=st.times(),
)
def test_it_is_never_in_the_past_nor_too_far(
    zone: str, now: datetime, day: date, clock: time
) -> None:
    here = now.replace(tzinfo=UTC)
    try:
        found = at_wall(day, clock, zone, here)
    except InvalidInput:
        return
    assert here < found.at <= here + FARTHEST


@given(text=st.text() | st.from_regex(r"(in|am|on|at|um|)\s?\d{0,4}[ .:/h]?\d{0,4}\s?\w{0,9}"))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    try:
        found = typed(text, BERLIN, NOW)
    except InvalidInput:
        return
    assert NOW < found.at <= NOW + FARTHEST


def test_a_moment_is_said_as_the_zone_sees_it() -> None:
    assert said_in(NOW, BERLIN) == "Mon 23 Nov 2026, 10:00"
    assert said_in(NOW, "Pacific/Auckland") == "Mon 23 Nov 2026, 22:00"
