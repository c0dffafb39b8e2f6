"""How periods, numbers, shares and durations are written for people.

Numbers and dates follow the person's language through Babel; the words around them are English.
Ranges take a plain hyphen.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_interval, format_skeleton
from babel.numbers import format_decimal

from assistant.community.calendar_words import MONTHS, WEEKDAYS
from assistant.community.periods import Period, local_day

_ON = frozenset({"day", "weekend", *WEEKDAYS})


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """The way an English text writes numbers and dates: day first, unless asked for "en-US".

    Args:
        language: a BCP 47 tag. Other languages than English get British forms, since the words
            around the figures are English.
    """
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en", "GB")
    if locale.language != "en" or locale.territory is None:
        return Locale("en", "GB")
    return locale


def words(period: Period, *, now: datetime | None = None, language: str = "en") -> str:
    """What people read for a period: "this week (16-22 Nov)", "3-9 Nov".

    Args:
        period: dates are shown in its zone.
        now: the year is shown when it is not this moment's; None shows it only where the period
            crosses into another year.
        language: a BCP 47 tag, see `locale_of`.
    """
    dates = _dates(period, now, locale_of(language))
    return f"{period.name} ({dates})" if period.name else dates


def within(period: Period, *, now: datetime | None = None, language: str = "en") -> str:
    """The same as it follows a noun: "in the last 7 days (16-22 Nov)", "(3-9 Nov)"."""
    text = words(period, now=now, language=language)
    if period.name is None:
        return f"on {text}" if period.days == 1 else f"({text})"
    return _preposition(period.name) + text


def placed(name: str) -> str:
    """A period's name as it follows a noun: "in the last 7 days", "this week", "on Tuesday"."""
    return _preposition(name) + name


def _preposition(name: str) -> str:
    first, *rest = name.split()
    if first in WEEKDAYS or (first == "the" and rest[0] in _ON):
        return "on "
    return "in " if first == "the" or first in MONTHS else ""


def _dates(period: Period, now: datetime | None, locale: Locale) -> str:
    first, last = period.first_day, period.last_day
    years = {first.year, last.year}
    if now is not None:
        years.add(local_day(now, period.zone).year)
    skeleton = "MMMd" if len(years) == 1 else "yMMMd"
    return _between(first, last, skeleton, locale)


@lru_cache(maxsize=1024)
def _between(first: date, last: date, skeleton: str, locale: Locale) -> str:
    if first == last:
        return format_skeleton(skeleton, first, locale=locale)
    shown = format_interval(first, last, skeleton, locale=locale)
    return shown.replace("\N{THIN SPACE}", " ").replace("\N{EN DASH}", "-")


@lru_cache(maxsize=4096)
def number(value: float, language: str = "en") -> str:
    """1234 -> "1,234"; 8.25 -> "8.3". One decimal at most, halves away from zero.

    Remembered: Babel takes 0.1 ms for each, and the same few come in every text.
    """
    shown = _rounded(value, "0.1")
    return format_decimal(shown, format="#,##0.#", locale=locale_of(language))


def _rounded(value: float, step: str) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(step), ROUND_HALF_UP)


def percent(share: float, language: str = "en") -> str:
    """0.85 -> "85 %", 0.032 -> "3.2 %".

    Whole percents from 10 % on, one decimal below, and wherever rounding would claim all or
    nothing: 199 of 200 is "99.5 %", never "100 %".
    """
    points = round(share * 100, 9)  # 0.07 * 100 is not 7
    whole = int(_rounded(points, "1"))
    coarse = abs(points) >= 10 and (whole != 100 or points == 100)  # noqa: PLR2004 - percents
    if coarse:
        return f"{number(whole, language)} %"
    if 0 < points < 0.1:  # noqa: PLR2004 - below one decimal
        return f"under {number(0.1, language)} %"
    if 99.9 < points < 100:  # noqa: PLR2004 - above one decimal
        return f"over {number(99.9, language)} %"
    return f"{number(points, language)} %"


def duration(length: timedelta) -> str:
    """12000 s -> "3 h 20 min"; from one day on in days and hours; rounded to the last part."""
    minutes = round(length.total_seconds() / 60)
    if minutes == 0:
        return "0 min" if not length else "under 1 min"
    if minutes < 60:  # noqa: PLR2004 - an hour
        return f"{minutes} min"
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days, hours = divmod(round(minutes / 60), 24)
    many = "1 day" if days == 1 else f"{days} days"
    return f"{many} {hours} h" if hours else many
