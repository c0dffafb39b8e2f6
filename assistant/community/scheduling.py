"""When a post is to go out: a day and a time as people choose or type them, in their zone.

Wall clocks leave an hour out in spring and say one twice in autumn. A time that does not exist is
never moved in silence, and of one that comes twice the first is meant, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.community.scheduling_words import WEEKDAYS, Said, read
from assistant.errors import InvalidInput

FARTHEST = timedelta(days=366)
"""A post is planned a year ahead at most."""

TOO_FAR = "That is more than a year away. Please choose a time within a year from now."
NOT_CHOSEN = "Please choose a day and a time, for example 27 Nov 2026 and 09:00."

_A_DAY = 24 * 60
_MARGIN = timedelta(days=2)
"""Days that are farther off than this are told apart without any zone."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class SendTime:
    """A moment to send at.

    Attributes:
        at: UTC.
        note: a sentence where there is something to know about it; "" without.
    """

    at: datetime
    note: str = ""


def chosen(day: str | None, clock: str | None, zone: str, now: datetime) -> SendTime:
    """From a date picker ("2026-11-27") and a time picker ("09:30").

    Args:
        zone: an IANA name.
        now: aware.

    Raises:
        InvalidInput: with one sentence for people.
    """
    try:
        return at_wall(date.fromisoformat(day or ""), time.fromisoformat(clock or ""), zone, now)
    except ValueError:
        raise InvalidInput(NOT_CHOSEN) from None


def typed(text: str, zone: str, now: datetime) -> SendTime:
    """From words: "tomorrow 9:30", "Fri 14:00", "27 Nov 09:00", "morgen um 9", "in 2 hours".

    Without a day it is the next such time; a weekday is the coming one, today included while the
    time is ahead. Args and errors as `chosen`.
    """
    said = read(text)
    if said.after is not None:
        return _within_a_year(now.astimezone(UTC) + said.after, zone, now)
    assert said.clock is not None  # `read` found a time, or a span, or raised
    here = now.astimezone(ZoneInfo(zone))
    day = _day(said, here.date())
    ahead = said.clock > here.time().replace(tzinfo=None)
    if said.weekday is not None and said.day is None and day == here.date() and not ahead:
        day += timedelta(days=7)
    if not said.names_a_day and not ahead:
        day += timedelta(days=1)
    return at_wall(day, said.clock, zone, now)


def at_wall(day: date, clock: time, zone: str, now: datetime) -> SendTime:
    """What clocks on the wall show. Args and errors as `chosen`."""
    where = ZoneInfo(zone)
    wall = datetime.combine(day, clock.replace(tzinfo=None, second=0, microsecond=0))
    off = day - now.astimezone(where).date()
    if off > FARTHEST + _MARGIN:
        raise InvalidInput(TOO_FAR)
    if off < -_MARGIN:
        raise InvalidInput(_over(f"{_named(wall)}, {wall:%H:%M}", zone, now))
    first, second = (wall.replace(tzinfo=where, fold=fold).astimezone(UTC) for fold in (0, 1))
    if not _exists(wall, where):
        raise InvalidInput(
            f"There is no {wall:%H:%M} on {_named(wall)} in {zone}: the clocks go forward then. "
            f"The next time there is {_next(wall, where):%H:%M}."
        )
    found = _within_a_year(first, zone, now)
    if second == first:
        return found
    twice = (
        f"It is {wall:%H:%M} twice that night, since the clocks go back. The post goes out at the "
        f"first."
    )
    return SendTime(found.at, twice)


def check_time(at: datetime, zone: str, now: datetime) -> None:
    """Raises InvalidInput for a moment that is over or too far away."""
    _within_a_year(at, zone, now)


def said_in(at: datetime, zone: str) -> str:
    """A moment as people in a zone say it: "Fri 27 Nov 2026, 09:00"."""
    here = at.astimezone(ZoneInfo(zone))
    return f"{_named(here)}, {here:%H:%M}"


def _day(said: Said, today: date) -> date:
    if said.day is None:
        if said.weekday is not None:
            return today + timedelta(days=(said.weekday - today.weekday()) % 7)
        return today + timedelta(days=said.days or 0)
    year = said.year or today.year
    found = _date(year, said.month or today.month, said.day)
    if said.year is None and found < today:
        found = _date(year + 1, found.month, found.day)
    if said.weekday is not None and said.weekday != found.weekday():
        raise InvalidInput(
            f"{found.day} {_MONTHS[found.month - 1]} {found.year} is a "
            f"{WEEKDAYS[found.weekday()]}. Which day is meant?"
        )
    return found


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        name = _MONTHS[month - 1] if 1 <= month <= len(_MONTHS) else f"month {month}"
        raise InvalidInput(f"There is no {day} {name} {year}. Please choose another day.") from None


def _within_a_year(at: datetime, zone: str, now: datetime) -> SendTime:
    if at <= now:
        raise InvalidInput(_over(said_in(at, zone), zone, now))
    if at - now > FARTHEST:
        raise InvalidInput(TOO_FAR)
    return SendTime(at)


def _over(said: str, zone: str, now: datetime) -> str:
    return (
        f"{said} is over already (it is {said_in(now, zone)} in {zone}). Please choose a later "
        f"time."
    )


def _exists(wall: datetime, where: ZoneInfo) -> bool:
    there = wall.replace(tzinfo=where).astimezone(UTC).astimezone(where)
    return there.replace(tzinfo=None) == wall


def _next(wall: datetime, where: ZoneInfo) -> datetime:
    """The first time after one that does not exist. No clock ever left out more than a day."""
    later = (wall + timedelta(minutes=minutes) for minutes in range(1, _A_DAY + 1))
    return next(each for each in later if _exists(each, where))


def _named(day: datetime) -> str:
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1]} {day.year}"
