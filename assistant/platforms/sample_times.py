"""When things happen in the sample community. All times UTC."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from random import Random

SATURDAY = 5
"""`weekday()` of the first day of the weekend."""

_OPENS, _CLOSES = 7, 19  # hours of the desk
_EVENING, _MORNING = 23, 5  # most people sleep in between


def later(rng: Random, after: datetime, hours: float) -> datetime:
    """Some time after, about `hours`, within six days; most people sleep at night."""
    late = rng.random() < 0.15  # noqa: PLR2004 - those who read on the weekend what they missed
    wait = min(rng.expovariate(1 / (hours * (5 if late else 1))), 130.0)
    at = after + timedelta(seconds=60 + int(wait * 3600))
    asleep = at.hour >= _EVENING or at.hour < _MORNING
    if asleep and rng.random() < 0.8:  # noqa: PLR2004 - the others live elsewhere
        at += timedelta(seconds=int((7 + rng.random() * 2) * 3600))
    return at


def answered_at(rng: Random, asked_at: datetime) -> datetime:
    """When the desk answers: about an hour later in its hours, else after the next opening."""
    wait = timedelta(minutes=4 + min(rng.lognormvariate(math.log(50), 1.0), 1500.0))
    start = asked_at
    if not _is_open(asked_at) and rng.random() < 0.6:  # noqa: PLR2004 - some look at night
        start = _next_opening(asked_at)
    return (start + wait).replace(microsecond=0)


def _is_open(at: datetime) -> bool:
    return at.weekday() < SATURDAY and _OPENS <= at.hour < _CLOSES


def _next_opening(at: datetime) -> datetime:
    day = at if at.hour < _OPENS else at + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day.replace(hour=_OPENS, minute=0, second=0)
