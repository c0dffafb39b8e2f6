"""Period words into periods: "this week", "letzten 7 Tage", "since Monday", "3-9 Nov".

Words of other languages become our plain English ones first (`calendar_words`), then one table of
patterns decides. Spelling must be right: whoever asks may correct typos before.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from assistant.community.calendar_words import FILLERS, MONTHS, PLAIN, WEEKDAYS
from assistant.community.date_words import first_and_last
from assistant.community.periods import Period, add_months, local_day, midnight
from assistant.errors import InvalidInput

EXAMPLES = "“this week”, “last 30 days”, “since Monday”, “in October” or “3-9 Nov”"

_MOST_DAYS = 3700
_PAST = {"day": 1, "week": 7, "month": 30, "year": 365}
_SHORT_UNITS = {"h": " hours", "d": " days", "w": " weeks"}
_MONTH_STEPS = {"month": 1, "quarter": 3, "year": 12}


def parse_period(words: str, zone: str, now: datetime) -> Period:
    """Read what a person calls a period.

    "Last week" is the calendar week before this one (Monday first); "the last 7 days" are today
    and the six local days before. A period that is not over ends now.

    Args:
        words: English or German, in any case; dates as 2026-11-03..2026-11-09, 3-9 Nov, Nov 3-9,
            3.11.-9.11. (both ends included; without a year the latest that has begun).
        zone: IANA zone whose midnights bound it.
        now: aware.

    Raises:
        InvalidInput: not understood, reversed, in the future, or too long ago.
    """
    text = plain(words)
    asked = _Asked(zone, now.astimezone(UTC))
    try:
        period = _read(asked, text)
    except (ValueError, OverflowError):  # a date that no calendar has
        period = None
    if period is None:
        shown = textwrap.shorten(words, 40, placeholder="...")
        raise InvalidInput(f"Engage does not know the period “{shown}”. Try {EXAMPLES}.")
    return period


def plain(words: str) -> str:
    """The words in plain lower-case English, without fillers: "In den letzten 7 Tagen" ->
    "last 7 days".
    """
    text = re.sub(r"[–—−]", "-", words.lower())
    text = re.sub(r"(?<=\d{4}-\d\d-\d\d)/", " to ", text)
    text = re.sub(r"\.\.+|(?<=\s)-(?=\s)", " to ", text)
    text = re.sub(r"[?!,;\"'()]|(?<=\d)(?:st|nd|rd|th)\b", " ", text)
    text = re.sub(r"(?<=[a-zäöü])\.", " ", text)
    text = re.sub(r"(?<=\d)([hdw])\b", lambda match: _SHORT_UNITS[match[1]], text)
    tokens = [PLAIN.get(token, token) for token in text.split()]
    return " ".join(token for token in tokens if token not in FILLERS)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The moment and place of asking."""

    zone: str
    now: datetime

    @property
    def today(self) -> date:
        return local_day(self.now, self.zone)

    def span(self, first: date, last: date, name: str | None = None) -> Period:
        """Whole local days, both included, up to now at most."""
        if first > last:
            raise InvalidInput(
                f"That period ends before it begins. Write the earlier day first, for example "
                f"{last:%Y-%m-%d}..{first:%Y-%m-%d}."
            )
        if first > self.today:
            raise InvalidInput(f"That period has not begun yet. Try {EXAMPLES}.")
        end = min(midnight(last + timedelta(days=1), self.zone), self.now)
        return Period(midnight(first, self.zone), end, name, self.zone)


def _read(asked: _Asked, text: str) -> Period | None:
    for pattern, make in _TABLE:
        match = pattern.fullmatch(text)
        if match:
            return make(asked, match)
    days = first_and_last(text, asked.today)
    return asked.span(*days) if days else None


# -- one function a pattern -------------------------------------------------------------------


def _day(asked: _Asked, match: re.Match[str]) -> Period:
    back = {"today": 0, "yesterday": 1}.get(match[0], 2)
    day = asked.today - timedelta(days=back)
    return asked.span(day, day, match[0] if back < 2 else None)  # noqa: PLR2004 - days


def _calendar(asked: _Asked, match: re.Match[str]) -> Period:
    back, unit = int(match["which"] == "last"), match["unit"]
    name = f"{match['which'] or 'this'} {unit}"
    if unit == "day":
        return asked.span(asked.today - timedelta(days=back), asked.today - timedelta(days=back))
    if unit == "week":
        monday = asked.today - timedelta(days=asked.today.weekday() + 7 * back)
        return asked.span(monday, monday + timedelta(days=6), name)
    months = _MONTH_STEPS[unit]
    into = (asked.today.month - 1) % months
    first = add_months(asked.today.replace(day=1), -into - months * back)
    return asked.span(first, add_months(first, months) - timedelta(days=1), name)


def _weekend(asked: _Asked, match: re.Match[str]) -> Period:
    saturday = asked.today - timedelta(days=(asked.today.weekday() - 5) % 7)
    if match["which"] == "this" and saturday + timedelta(days=1) < asked.today:
        saturday += timedelta(days=7)
    if match["which"] == "last" and asked.today <= saturday + timedelta(days=1):
        saturday -= timedelta(days=7)
    over = saturday + timedelta(days=1) < asked.today
    name = "last weekend" if over else "this weekend"
    return asked.span(saturday, saturday + timedelta(days=1), name)


def _rolling(asked: _Asked, match: re.Match[str]) -> Period:
    unit, count = match["unit"].removesuffix("s"), int(match["count"] or 1)
    if count > _MOST_DAYS:
        raise InvalidInput(f"Engage cannot look back that far. Try {EXAMPLES}.")
    name = f"the last {count} {unit}s"
    if unit == "hour":
        name = name if count > 1 else "the last hour"
        return Period(asked.now - timedelta(hours=count), asked.now, name, asked.zone)
    if unit in _MONTH_STEPS and match["count"]:
        first = add_months(asked.today, -count * _MONTH_STEPS[unit]) + timedelta(days=1)
    else:
        first = asked.today - timedelta(days=count * _PAST[unit] - 1)
    days = (asked.today - first).days + 1
    if count == 1:
        name = "today" if days == 1 else f"the last {days} days"
    return asked.span(first, asked.today, name)


def _weekday(asked: _Asked, match: re.Match[str]) -> Period:
    number = [name.lower() for name in WEEKDAYS].index(match["day"])
    back = (asked.today.weekday() - number) % 7
    if match["which"] == "last" and back == 0:
        back = 7
    day = asked.today - timedelta(days=back)
    return asked.span(day, day, WEEKDAYS[number])


def _month(asked: _Asked, match: re.Match[str]) -> Period:
    number = [name.lower() for name in MONTHS].index(match["month"]) + 1
    today, over = asked.today, match["which"] == "last"
    year = int(match["year"] or today.year - (number > today.month - over))
    first = date(year, number, 1)
    return asked.span(first, add_months(first, 1) - timedelta(days=1), MONTHS[number - 1])


def _year(asked: _Asked, match: re.Match[str]) -> Period:
    year = int(match[0])
    return asked.span(date(year, 1, 1), date(year, 12, 31))


def _quarter(asked: _Asked, match: re.Match[str]) -> Period:
    today, month = asked.today, int(match["number"]) * 3 - 2
    year = int(match["year"] or today.year - (month > today.month))
    first = date(year, month, 1)
    return asked.span(first, add_months(first, 3) - timedelta(days=1))


def _week_number(asked: _Asked, match: re.Match[str]) -> Period:
    today = asked.today
    year = int(match["year"] or today.isocalendar().year)
    monday = date.fromisocalendar(year, int(match["week"]), 1)
    if not match["year"] and monday > today:
        monday = date.fromisocalendar(year - 1, int(match["week"]), 1)
    return asked.span(monday, monday + timedelta(days=6))


def _week_of(asked: _Asked, match: re.Match[str]) -> Period | None:
    days = first_and_last(match["date"], asked.today)
    if days is None:
        return None
    monday = days[0] - timedelta(days=days[0].weekday())
    return asked.span(monday, monday + timedelta(days=6))


def _since(asked: _Asked, match: re.Match[str]) -> Period | None:
    begun = _read(asked, match["what"])
    if begun is None:
        return None
    name = f"since {begun.name}" if begun.name and not begun.name.startswith("the ") else None
    return replace(begun, end=asked.now, name=name)


def _ahead(_asked: _Asked, _match: re.Match[str]) -> Period:
    raise InvalidInput(f"That period has not begun yet. Try {EXAMPLES}.")


_MONTH = "|".join(name.lower() for name in MONTHS)
_WEEKDAY = "|".join(name.lower() for name in WEEKDAYS)

_UNIT = "(?:hour|day|week|month|quarter|year)"

_TABLE: tuple[tuple[re.Pattern[str], Callable[[_Asked, re.Match[str]], Period | None]], ...] = (
    (re.compile(r"today|yesterday|day before yesterday|vorgestern"), _day),
    (re.compile(r"(?P<which>this|last) (?P<unit>day|week|month|quarter|year)"), _calendar),
    (re.compile(r"(?:(?P<which>this|last) )?weekend"), _weekend),
    (re.compile(r"(?P<unit>week|month|quarter|year) to date(?P<which>)"), _calendar),
    (re.compile(rf"(?:last |past )?(?P<count>[1-9]\d*) (?P<unit>{_UNIT}s?)"), _rolling),
    (re.compile(r"past(?P<count>) (?P<unit>hour|day|week|month|year)"), _rolling),
    (re.compile(rf"(?:(?P<which>this|last) )?(?P<day>{_WEEKDAY})s?"), _weekday),
    (re.compile(rf"(?:(?P<which>this|last) )?(?P<month>{_MONTH})(?: (?P<year>\d{{4}}))?"), _month),
    (re.compile(r"\d{4}"), _year),
    (re.compile(r"q(?P<number>[1-4])(?: (?P<year>\d{4}))?"), _quarter),
    (re.compile(r"week (?P<week>\d{1,2})(?: (?P<year>\d{4}))?"), _week_number),
    (re.compile(r"week (?P<date>.+)"), _week_of),
    (re.compile(r"since (?P<what>.+)"), _since),
    (re.compile(r"tomorrow|next .*"), _ahead),
)
