"""Stretches of time: half-open UTC intervals that carry the words people use for them.

Days begin at local midnight. A wall time that a clock change skips is read as if the clock had
not changed yet; one that comes twice is its first coming (PEP 495, fold=0).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from assistant.community.calendar_words import MONTHS, WEEKDAYS

Unit = Literal["hours", "days", "months"]


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open interval [start, end) in aware UTC.

    `name` is how a person calls it ("this week", "the last 7 days"); None where it has only
    dates. `zone` is the IANA zone whose midnights bound it; wording shows its dates in that zone.
    """

    start: datetime
    end: datetime
    name: str | None = None
    zone: str = "UTC"

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start

    @property
    def first_day(self) -> date:
        """The local date on which it begins."""
        return _wall(self.start, self.zone).date()

    @property
    def last_day(self) -> date:
        """The local date of its last moment; `first_day` when it is empty."""
        return max(self.first_day, _wall(self.end - timedelta(microseconds=1), self.zone).date())

    @property
    def days(self) -> int:
        """How many local dates it touches."""
        return (self.last_day - self.first_day).days + 1


def midnight(day: date, zone: str) -> datetime:
    """The moment a local day begins, in UTC; where a clock change skips it, the change itself."""
    return _instant(datetime.combine(day, time()), zone)


def wall_clock(day: date, minute: int, zone: str) -> datetime:
    """The moment of a local day at which the clock shows `minute` minutes since 0:00, in UTC."""
    return _instant(datetime.combine(day, time(*divmod(minute, 60))), zone)


def local_day(moment: datetime, zone: str) -> date:
    """The local date of a moment."""
    return _wall(moment, zone).date()


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# -- what a period is compared with ---------------------------------------------------------

_CALENDAR: MappingProxyType[str, tuple[Unit, int]] = MappingProxyType(
    {
        "week": ("days", 7),
        "weekend": ("days", 7),
        "month": ("months", 1),
        "quarter": ("months", 3),
        "year": ("months", 12),
        **dict.fromkeys(WEEKDAYS, ("days", 7)),
        **dict.fromkeys(MONTHS, ("months", 1)),
    }
)
"""How far back the previous one lies, by the last word of a period's name. Weekdays are compared
with the same weekday, since weeks have a rhythm."""

_NAMES = MappingProxyType({"today": "yesterday by the same time", "yesterday": "the day before"})


def before(period: Period) -> Period:
    """The equal stretch just before, at the same maturity.

    Both ends move back by the same number of local days (calendar months for months, quarters and
    years), so local midnights stay midnights whatever the clock does, and a week that is not over
    is compared with the same part of the week before. Where the earlier month is shorter, its end
    is the end of that month.
    """
    unit, count = _step(period)
    if unit == "hours":
        start, end = period.start - period.length, period.start
    else:
        start = _back(period.start, period.zone, unit, count)
        end = _back(period.end, period.zone, unit, count)
    earlier = Period(start, max(start, end), None, period.zone)
    return Period(earlier.start, earlier.end, _name_before(period, earlier), period.zone)


def _step(period: Period) -> tuple[Unit, int]:
    first, _, last = (period.name or "").rpartition(" ")
    if last in _CALENDAR and (not first.startswith("since") or last in WEEKDAYS):
        return _CALENDAR[last]
    return ("hours", 0) if last in {"hour", "hours"} else ("days", period.days)


def _back(moment: datetime, zone: str, unit: Unit, count: int) -> datetime:
    wall = _wall(moment, zone)
    if unit == "days":
        return _instant(wall - timedelta(days=count), zone)
    day = add_months(wall.date(), -count)
    if day.day < wall.day:  # the earlier month was over by then
        return midnight(day + timedelta(days=1), zone)
    return _instant(datetime.combine(day, wall.time()), zone)


def _name_before(period: Period, earlier: Period) -> str:
    name = period.name or ""
    first, _, last = name.rpartition(" ")
    if name in _NAMES:
        return _NAMES[name]
    if name in MONTHS or first in {"this", "last"}:
        whole = first == "last" or earlier.end == period.start
        if name in MONTHS:
            last = MONTHS[earlier.first_day.month - 1]
            return last if whole else f"the same part of {last}"
        return f"the {last} before" if whole else f"the same part of last {last}"
    if last in WEEKDAYS:  # a day, or everything since then
        return "the same stretch a week earlier" if first else f"the {last} before"
    if last in {"hour", "hours"}:
        return f"{name.replace('last ', '')} before"
    return "the day before" if period.days == 1 else f"the {period.days} days before"


_WHOLE = MappingProxyType(
    {f"this {unit}": f"last {unit}" for unit in ("week", "month", "quarter", "year")}
)


def whole_before(period: Period) -> str | None:
    """What people call the whole one before a week, month, quarter or year that is on its first
    day, and therefore tells next to nothing; None for every other period.
    """
    return _WHOLE.get(period.name or "") if period.days == 1 else None


# -- wall clocks ----------------------------------------------------------------------------


def _wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _instant(wall: datetime, zone: str) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
