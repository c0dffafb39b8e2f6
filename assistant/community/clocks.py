"""Business time: how much of it lies between two moments, and when a target runs out.

A zone change of the clock is met by turning each opening into UTC first: a Sunday that loses an
hour has an hour less of round-the-clock service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from assistant.community.calendar_words import WEEKDAYS
from assistant.community.periods import local_day, midnight, wall_clock
from assistant.errors import InvalidInput

_DAY = 24 * 60
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")

Spans = tuple[tuple[int, int], ...]
"""When a day is open: half-open spans of minutes since local midnight, in order, apart."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When a team is there.

    Attributes:
        zone: IANA name.
        week: seven days from Monday, each with any number of spans.
        country: ISO 3166 code whose public holidays are closed; None for none.
        region: subdivision of the country as the `holidays` package names it.
        closed: further closed days.
    """

    zone: str
    week: tuple[Spans, Spans, Spans, Spans, Spans, Spans, Spans]
    country: str | None = None
    region: str | None = None
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not any(self.week):
            raise InvalidInput("Business hours need at least one open hour in the week.")
        for spans in self.week:
            edges = [minute for span in spans for minute in span]
            empty = any(opens == closes for opens, closes in spans)
            if empty or edges != sorted(edges) or not all(0 <= edge <= _DAY for edge in edges):
                raise InvalidInput(
                    "Business hours of a day must be in order and must not overlap, "
                    "for example 08:00-12:00, 13:30-18:00."
                )
        if self.country is not None:
            holidays_of(self.country, self.region, 2026)  # any year: the names must be known

    @classmethod
    def read(
        cls,
        zone: str,
        week: Mapping[str, str],
        *,
        country: str | None = None,
        region: str | None = None,
        closed: frozenset[date] = frozenset(),
    ) -> Hours:
        """Read days as people write them: {"Monday": "08:00-12:00, 13:30-18:00"}.

        Days that are not named are closed; 24:00 is the end of a day.

        Raises:
            InvalidInput: what cannot be read, and hours that overlap or never open.
        """
        days = tuple(_spans(week.get(day, "")) for day in WEEKDAYS)
        if unknown := week.keys() - set(WEEKDAYS):
            raise InvalidInput(f"{min(unknown)} is not a weekday. Write Monday, Tuesday and so on.")
        mo, tu, we, th, fr, sa, su = days
        return cls(zone, (mo, tu, we, th, fr, sa, su), country, region, closed)

    def is_closed(self, day: date) -> bool:
        """Whether a local day is a holiday or closed by the team."""
        if day in self.closed:
            return True
        return self.country is not None and day in holidays_of(self.country, self.region, day.year)


def always(zone: str = "UTC") -> Hours:
    """Round the clock, every day: business time is then plain time."""
    day: Spans = ((0, _DAY),)
    return Hours(zone, (day, day, day, day, day, day, day))


def business_time(start: datetime, end: datetime, hours: Hours) -> timedelta:
    """How much open time lies in [start, end).

    Args:
        start: aware.
        end: aware, not before `start`.
        hours: when it is open.
    """
    total = timedelta()
    for opens, closes in _openings(start, hours):
        if opens >= end:
            break
        total += min(closes, end) - opens
    return total


def due_at(start: datetime, target: timedelta, hours: Hours) -> datetime:
    """The first moment by which `target` of open time has passed since `start`, in UTC.

    Friday 16:30 plus one hour at Monday to Friday 9-17 is Monday 09:30. A target of zero is due
    at `start`.

    Args:
        start: aware.
        target: not negative.
        hours: when it is open.
    """
    left = target
    moment = start.astimezone(UTC)
    if left:
        for opens, closes in _openings(start, hours):
            moment = min(closes, opens + left)
            left -= moment - opens
            if not left:
                break
    return moment


def _openings(start: datetime, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
    """Stretches from `start` on in which it is open, in UTC, in order, apart, without end."""
    day = local_day(start, hours.zone)
    reached = start.astimezone(UTC)
    while True:
        for opens, closes in _open_on(day, hours):
            if closes > max(opens, reached):  # a clock change can turn a short span around
                yield max(opens, reached), closes
                reached = closes
        day += timedelta(days=1)


@lru_cache(maxsize=4096)
def _open_on(day: date, hours: Hours) -> tuple[tuple[datetime, datetime], ...]:
    if hours.is_closed(day):
        return ()
    return tuple(
        (_moment(day, opens, hours.zone), _moment(day, closes, hours.zone))
        for opens, closes in hours.week[day.weekday()]
    )


def _moment(day: date, minute: int, zone: str) -> datetime:
    if minute == _DAY:
        return midnight(day + timedelta(days=1), zone)
    return wall_clock(day, minute, zone)


def _spans(text: str) -> Spans:
    spans = []
    for piece in filter(None, (part.strip() for part in text.split(","))):
        match = _SPAN.fullmatch(piece)
        if match is None:
            raise InvalidInput(f'Write business hours like "09:00-17:00", not "{piece[:40]}".')
        from_hour, from_minute, to_hour, to_minute = (int(part) for part in match.groups())
        spans.append((from_hour * 60 + from_minute, to_hour * 60 + to_minute))
    return tuple(spans)


@lru_cache(maxsize=512)
def holidays_of(country: str, region: str | None, year: int) -> frozenset[date]:
    """Public holidays of a country (and region) in a year.

    Raises:
        InvalidInput: unknown country or region.
    """
    from holidays import country_holidays  # noqa: PLC0415 - slow to import, rarely needed

    try:
        return frozenset(country_holidays(country, subdiv=region, years=year))
    except (NotImplementedError, KeyError):
        place = f"{country}-{region}" if region else country
        raise InvalidInput(
            f'Engage knows no holidays of "{place[:20]}". Use a country code such as DE or US.'
        ) from None
