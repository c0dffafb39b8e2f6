"""Whether more comments or complaints come in than ever at that time: sparingly.

The hours up to now stand beside the same hours of the week in up to eight weeks before. Given what
came then, and with the account's average as two weeks more, the count of equal hours follows a
negative binomial (the prediction of a Poisson rate with a Gamma before it): an alert needs a tail
of `TAIL`, a fixed least number, and half as many again as any such stretch of those weeks held,
whatever the hour: so usual launch days are no news.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from assistant.community.calendar_words import WEEKDAYS
from assistant.community.periods import Period, local_day, wall_clock

HOURS = 3
"""The stretch that is looked at: the hour that goes on and the two before it."""

WEEKS = 8
FEWEST_WEEKS = 4
"""Known whole before anything is said: a new account has no usual yet."""

TAIL = 1e-5
AVERAGE_WEEKS = 2.0

ABOVE = 1.5
"""So many times more than any stretch of the earlier weeks: comments come in bursts, and the most
of eight weeks is beaten by chance now and then.
"""

COUNTED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")


class Surge(StrEnum):
    """What there may be too much of. The values are stored: never rename one."""

    COMMENTS = "comments"
    COMPLAINTS = "complaints"


FEWEST = {Surge.COMMENTS: 10, Surge.COMPLAINTS: 5}
"""Fewer than so many need no meeting, however rare they are."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What came in so far, and at the same time in the weeks before.

    Attributes:
        since: when the stretch began, UTC.
        before: of each earlier week, the latest first.
        most: in any stretch of that length in those weeks.
        average: of all of them.
    """

    surge: Surge
    since: datetime
    count: int
    before: tuple[int, ...]
    most: int
    average: float


def stretch(now: datetime, zone: str) -> Period:
    """The hours up to now: they begin on a full hour of the zone's clock."""
    day, hour = local_day(now, zone), _wall_hour(now, zone)
    return Period(wall_clock(day, 60 * hour, zone) - timedelta(hours=HOURS - 1), now, None, zone)


def beside(surge: Surge, moments: Sequence[datetime], now: Period, weeks: int) -> Beside:
    """Count what came in these hours, and before.

    Args:
        moments: when each came, of the stretch and of `weeks` weeks before it, in any order.
        now: of `stretch`.
        weeks: how many earlier ones are known whole.
    """
    week, length = timedelta(days=7), timedelta(hours=HOURS)
    ordered = sorted(moments)

    def within(start: datetime, end: datetime) -> int:
        return bisect_left(ordered, end) - bisect_left(ordered, start)

    counted = within(now.start, now.end)
    before = tuple(within(now.start - at * week, now.end - at * week) for at in range(1, weeks + 1))
    begins = now.start - weeks * week
    earlier = ordered[bisect_left(ordered, begins) : bisect_left(ordered, now.start)]
    stretches = weeks * week / (now.end - now.start) if now.end > now.start else 1
    return Beside(
        surge, now.start, counted, before, _most(earlier, length), len(earlier) / stretches
    )


def is_surge(found: Beside) -> bool:
    """Whether it is worth telling."""
    if len(found.before) < FEWEST_WEEKS or found.count < FEWEST[found.surge]:
        return False
    if found.count <= ABOVE * found.most:
        return False
    shape = sum(found.before) + AVERAGE_WEEKS * found.average + 0.5
    return tail(found.count, shape, len(found.before) + AVERAGE_WEEKS) < TAIL


def tail(count: int, shape: float, weeks: float) -> float:
    """How often chance brings `count` or more: the negative binomial that follows from `shape`
    events in `weeks` equal stretches.
    """
    p = weeks / (weeks + 1)
    below = sum(
        math.exp(
            math.lgamma(k + shape)
            - math.lgamma(k + 1)
            - math.lgamma(shape)
            + shape * math.log(p)
            + k * math.log1p(-p)
        )
        for k in range(count)
    )
    return max(0.0, 1 - below)


def said(found: Beside, account: str, zone: str) -> str:
    """The alert with its baseline: "23 comments since 14:00; in the eight Mondays before ..."."""
    low, high = min(found.before), max(found.before)
    usual = str(low) if low == high else f"{low} to {high}"
    day = WEEKDAYS[local_day(found.since, zone).weekday()]
    clock = f"{_wall_hour(found.since, zone):02d}:00"
    return (
        f"{found.count} {found.surge.value} on {account} since {clock}; in the "
        f"{COUNTED[len(found.before)]} {day}s before there were {usual} in the same hours."
    )


def _most(moments: Sequence[datetime], length: timedelta) -> int:
    """The most of them within any stretch of a length."""
    most = first = 0
    for last, each in enumerate(moments):
        while each - moments[first] >= length:
            first += 1
        most = max(most, last - first + 1)
    return most


def _wall_hour(moment: datetime, zone: str) -> int:
    return moment.astimezone(ZoneInfo(zone)).hour
