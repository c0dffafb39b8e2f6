"""A rush of comments: what is one, what is not, and how often chance makes one."""

from __future__ import annotations

import random
from bisect import bisect_left
from datetime import UTC, datetime, timedelta

import pytest

from assistant.community.alerts import WEEKS, Surge, beside, is_surge, said, stretch, tail

MONDAY = datetime(2026, 11, 16, 16, 30, tzinfo=UTC)
WEEK, HOUR = timedelta(weeks=1), timedelta(hours=1)
BY_DAY = [0.1] * 7 + [0.6] * 2 + [1.5] * 13 + [0.6] * 2
"""How much of a day's talk falls into each hour."""

A_YEAR = 4
"""Alerts of one kind that a year of equal weeks may have: one in three months."""


def usual(each: int) -> list[datetime]:
    """So many comments in the same hours of every week before."""
    return [
        MONDAY - week * WEEK - timedelta(minutes=10 * number)
        for week in range(1, WEEKS + 1)
        for number in range(each)
    ]


def rush(count: int) -> list[datetime]:
    return [MONDAY - timedelta(minutes=2 * number + 1) for number in range(count)]


def test_many_more_than_ever_are_told_with_what_is_usual() -> None:
    found = beside(Surge.COMMENTS, usual(3) + rush(23), stretch(MONDAY, "UTC"), WEEKS)

    assert is_surge(found)
    assert said(found, "bluesky:acme.example", "UTC") == (
        "23 comments on bluesky:acme.example since 14:00; in the eight Mondays before there were "
        "2 in the same hours."
    )


@pytest.mark.parametrize(
    ("moments", "weeks"),
    [
        (usual(3) + rush(9), WEEKS),  # too few to meet about
        (usual(12) + rush(17), WEEKS),  # not half as many again
        (usual(3) + rush(23), 3),  # nobody knows yet what is usual
        (usual(0), WEEKS),
    ],
)
def test_what_is_no_rush(moments: list[datetime], weeks: int) -> None:
    assert not is_surge(beside(Surge.COMMENTS, moments, stretch(MONDAY, "UTC"), weeks))


def test_a_launch_as_in_other_weeks_is_no_news() -> None:
    """Twenty came on a Thursday a month ago: that many on a Monday are no rush."""
    launch = [MONDAY - 4 * WEEK + timedelta(days=3, minutes=number) for number in range(20)]

    found = beside(Surge.COMMENTS, launch + rush(20), stretch(MONDAY, "UTC"), WEEKS)

    assert found.most == 20
    assert not is_surge(found)


def test_hours_begin_by_the_zone_s_clock() -> None:
    assert stretch(MONDAY, "Asia/Kolkata").start == datetime(2026, 11, 16, 14, 30, tzinfo=UTC)


def test_the_tail_is_that_of_a_negative_binomial() -> None:
    """Two events in one stretch before: a third of a geometric's tail, summed by hand."""
    assert tail(0, 2.0, 1.0) == 1.0
    assert tail(1, 1.0, 1.0) == pytest.approx(0.5)
    assert tail(3, 1.0, 1.0) == pytest.approx(0.125)


@pytest.mark.parametrize(("a_day", "burst"), [(20, 1), (20, 3)])
def test_a_year_of_equal_weeks_has_hardly_an_alert(a_day: int, burst: int) -> None:
    """Comments by day and night, alone or in bursts under one post; looked at every hour."""
    alerts = [year(random.Random(seed), a_day, burst) for seed in range(2)]

    assert sum(alerts) / len(alerts) <= A_YEAR


def year(dice: random.Random, a_day: float, burst: int) -> int:
    """How many alerts a year of equal weeks has."""
    start = datetime(2025, 1, 6, tzinfo=UTC)
    moments = sorted(talk(dice, start, 60, a_day, burst))
    alerts, now, told = 0, start + WEEKS * WEEK + timedelta(minutes=59), start
    while now < start + 60 * WEEK:
        hours = stretch(now, "UTC")
        first, end = bisect_left(moments, hours.start), bisect_left(moments, hours.end)
        week_ago = [bisect_left(moments, each - WEEK) for each in (hours.start, hours.end)]
        many = end - first >= 10 and end - first > 1.5 * (week_ago[1] - week_ago[0])
        if many and now - told >= timedelta(days=1):  # otherwise it is none anyway
            since = bisect_left(moments, hours.start - WEEKS * WEEK)
            if is_surge(beside(Surge.COMMENTS, moments[since:end], hours, WEEKS)):
                alerts, told = alerts + 1, now
        now += HOUR
    return alerts


def talk(
    dice: random.Random, start: datetime, weeks: int, a_day: float, burst: int
) -> list[datetime]:
    """When comments came: threads come independently, comments of one within half an hour."""
    made = []
    for hour in range(weeks * 7 * 24):
        rate = a_day / burst * BY_DAY[hour % 24] / sum(BY_DAY)
        at = dice.expovariate(rate)
        while at < 1:
            size = 1 if burst == 1 else 1 + int(dice.expovariate(1 / (burst - 1)))
            first = start + (hour + at) * HOUR
            made += [first + dice.random() * HOUR / 2 for _ in range(size)]
            at += dice.expovariate(rate)
    return made
