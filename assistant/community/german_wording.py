"""Figures of a weekly note in German: numbers, dates, shares and changes, as `wording`,
`noun_phrases` and `change_phrases` say them in English. Ranges take a plain hyphen.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_interval, format_skeleton

from assistant.community import wording
from assistant.community.facts import Direction
from assistant.community.measures import Measure
from assistant.community.noun_phrases import SMALL
from assistant.community.periods import Period, local_day
from assistant.community.scorecard import CHECKS
from assistant.community.surprises import Judged

WEEKDAYS = (
    "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag",
)  # fmt: skip

NAMES = MappingProxyType(
    {
        "answered_in_target": "rechtzeitige Antworten",
        "conversation_share": "Anteil der Gespräche",
        "replies": "Antworten von anderen",
        "returning_share": "wiederkehrende Menschen",
        "listen": "Zuhören",
        "promotion_share": "Anteil der Werbung",
        "checks_ok": "erreichte Ziele",
    }
)
"""What a note's measures are called."""

_SHARES = MappingProxyType(
    {
        "answered_in_target": ("Kommentar", "Kommentaren", "innerhalb von {target} beantwortet"),
        "conversation_share": ("Reaktion", "Reaktionen", "als Antwort oder Zitat"),
        "returning_share": ("Menschen", "Menschen", "wiedergekommen"),
        "listen": ("Erwähnung", "Erwähnungen", "ohne Markierung entschieden"),
        "promotion_share": ("Beitrag oder Antwort", "Beiträgen und Antworten", "mit Werbung"),
    }
)
_PERIODS = MappingProxyType(
    {"last week": "in der letzten Woche", "the last 7 days": "in den letzten 7 Tagen"}
)
_LEADS: MappingProxyType[Direction | None, str] = MappingProxyType(
    {
        "up": "mehr als",
        "down": "weniger als",
        "same": "etwa wie",
        "unclear": "nach",
        None: "nach",
    }
)
_GERMAN = Locale("de")
_SWAPPED = str.maketrans(",.", ".,")


def number(value: float) -> str:
    """1234.5 -> "1.234,5"."""
    return wording.number(value).translate(_SWAPPED)


def percent(share: float) -> str:
    """0.032 -> "3,2 %"; rounded as in English."""
    said = wording.percent(share).translate(_SWAPPED)
    return said.replace("under", "unter").replace("over", "über")


def duration(length: timedelta) -> str:
    """How long somebody has, as it follows "innerhalb von"."""
    said = wording.duration(length).replace("days", "Tagen").replace("day", "Tag")
    return said.replace(" h", " Std.").replace(" min", " Min.")


def dates(period: Period, *, now: datetime | None = None) -> str:
    """The days of a period: "16.-22. Nov."; with the year as in English."""
    first, last = period.first_day, period.last_day
    years = {first.year, last.year}
    if now is not None:
        years.add(local_day(now, period.zone).year)
    return _between(first, last, "MMMd" if len(years) == 1 else "yMMMd")


def within(period: Period, *, now: datetime | None = None) -> str:
    """The same as it follows a noun: "in der letzten Woche (16.-22. Nov.)"."""
    name = _PERIODS.get(period.name or "")
    shown = dates(period, now=now)
    return f"{name} ({shown})" if name else f"({shown})"


def named(period: str) -> str:
    """A period by its name alone: "in der letzten Woche"."""
    return _PERIODS.get(period, "in dieser Zeit")


def moment(at: datetime, zone: str) -> str:
    """A moment as people say it: "Di. 17. Nov., 14:02"."""
    return f"{dated(local_day(at, zone))}, {at.astimezone(ZoneInfo(zone)):%H:%M}"


def dated(day: date) -> str:
    """A day as people say it: "Di. 17. Nov."."""
    return f"{WEEKDAYS[day.weekday()][:2]}. {_between(day, day, 'MMMd')}"


def phrase(measure: Measure) -> str:
    """A measure of a note that has a value: "17 von 20 Kommentaren ... beantwortet (85 %)"."""
    at_least = "mindestens " if measure.at_least else ""
    if measure.metric == "checks_ok":
        known = "" if measure.n == len(CHECKS) else "messbaren "
        goals = "Ziel" if measure.n == 1 else "Zielen"
        return f"{bare(measure)} von {number(measure.n or 0)} {known}{goals} erreicht"
    if measure.hits is not None:
        of_posts = " bei Beiträgen, die erschienen sind" if measure.of_posts else ""
        return at_least + _share(measure, with_things=True) + of_posts
    one = measure.value == 1
    return f"{at_least}{bare(measure)} {'Antwort' if one else 'Antworten'} von anderen"


def bare(measure: Measure) -> str:
    """The number alone: "7", "14 von 20 (70 %)"."""
    if measure.hits is not None:
        return _share(measure)
    return number(measure.value) if isinstance(measure.value, int | float) else "-"


def changed(judged: Judged, period: Period, before: Period | None) -> str:
    """A measure beside the weeks before: "12 Antworten ..., mehr als 3 bis 7 pro Woche in ...".

    Args:
        before: the weeks it stands beside; None where there are none.
    """
    history = judged.history
    said = f"{phrase(history.now)} {within(period)}"
    if before is None or not history.before or judged.direction is None:
        return said
    weeks = len(history.before)
    when = f"in der Woche davor ({dates(before)})"
    if weeks > 1:
        when = f"in den {weeks} Wochen davor ({dates(before)})"
    return f"{said}, {_LEADS[judged.direction]} {_then(judged)} {when}{_doubt(judged)}"


def _then(judged: Judged) -> str:
    history = judged.history
    if history.now.hits is not None:
        hits, n = history.pooled
        return _of(hits, n)
    low, high = history.range
    weekly = " pro Woche" if len(history.before) > 1 else ""
    return f"{number(low)}{weekly}" if low == high else f"{number(low)} bis {number(high)}{weekly}"


def _doubt(judged: Judged) -> str:
    if judged.direction != "unclear":
        return ""
    history = judged.history
    sizes = [history.now.n or 0, history.pooled[1]]
    if history.now.hits is None:
        counts = (history.now.value, *(each.value for each in history.before[:1]))
        sizes = [int(each) for each in counts if isinstance(each, int | float)]
    few = min(sizes) < SMALL
    return f", zu {'wenig' if few else 'nah beieinander'}, um eine Veränderung zu erkennen"


def _share(measure: Measure, *, with_things: bool = False) -> str:
    hits, n = measure.hits or 0, measure.n or 0
    if not with_things:
        return _of(hits, n)
    one, many, done = _SHARES[measure.metric]
    target = duration(measure.within) if measure.within else "der Frist"
    target += " Geschäftszeit" if measure.within and measure.in_hours else ""
    return _of(hits, n, f" {one if n == 1 else many} {done.format(target=target)}")


def _of(hits: int, n: int, things: str = "") -> str:
    part = percent(hits / n) if n else "-"
    of = f"{number(n)}{things}"
    return f"{number(hits)} von {of} ({part})" if n < SMALL else f"{part} von {of}"


@lru_cache(maxsize=1024)
def _between(first: date, last: date, skeleton: str) -> str:
    if first == last:
        return format_skeleton(skeleton, first, locale=_GERMAN)
    shown = format_interval(first, last, skeleton, locale=_GERMAN)
    return shown.replace("\N{THIN SPACE}", "").replace("\N{EN DASH}", "-")
