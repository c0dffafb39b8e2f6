"""Figures in a short text: prices, shares, spans of time, times of day, dates and plain numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant.community.reading import fold


class Kind(StrEnum):
    """What a figure counts."""

    PLAIN = "plain"
    MONEY = "money"
    SHARE = "share"
    SPAN = "span"
    """A span of time; the value is in minutes, months and years have 30.4 and 365 days."""
    CLOCK = "clock"
    """A time of day; the value is in minutes after midnight."""
    DATE = "date"
    """Day and month; the value is month * 100 + day."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure: its place, what it counts, its value, and the number as written.

    `half_day` marks a time that may be of the morning or of the evening ("at 6").
    """

    start: int
    end: int
    kind: Kind
    value: float
    number: float
    half_day: bool = False


_HOUR = 60.0
_DAY = 24 * _HOUR
_CENT = 0.005
"""Prices closer than this are the same."""
_WORDS = {
    **dict.fromkeys(("one", "ein", "eine", "einen", "einem", "einer", "a", "an"), 1.0),
    **dict.fromkeys(("two", "zwei"), 2.0),
    **dict.fromkeys(("three", "drei"), 3.0),
    **dict.fromkeys(("four", "vier"), 4.0),
    **dict.fromkeys(("five", "fünf"), 5.0),
    **dict.fromkeys(("six", "sechs"), 6.0),
    **dict.fromkeys(("seven", "sieben"), 7.0),
    **dict.fromkeys(("eight", "acht"), 8.0),
    **dict.fromkeys(("nine", "neun"), 9.0),
    **dict.fromkeys(("ten", "zehn"), 10.0),
    **dict.fromkeys(("eleven", "elf"), 11.0),
    **dict.fromkeys(("twelve", "zwölf"), 12.0),
    **dict.fromkeys(("fourteen", "vierzehn"), 14.0),
    **dict.fromkeys(("fifteen", "fünfzehn"), 15.0),
    **dict.fromkeys(("twenty", "zwanzig"), 20.0),
    **dict.fromkeys(("thirty", "dreißig", "dreissig"), 30.0),
    **dict.fromkeys(("forty", "vierzig"), 40.0),
    **dict.fromkeys(("fifty", "fünfzig"), 50.0),
    **dict.fromkeys(("sixty", "sechzig"), 60.0),
    **dict.fromkeys(("ninety", "neunzig"), 90.0),
    **dict.fromkeys(("hundred", "hundert"), 100.0),
}
_SPANS = (
    (r"min(?:ute)?s?|minuten?|minutos?|minuti", 1.0),
    (r"hours?|hrs?|stunden?|std|heures?|horas?|ore|uur|h", _HOUR),
    (r"(?:(?:business|working|werk|arbeits) ?-?)?(?:days?|tag(?:e[ns]?)?)|jours?|d[ií]as?", _DAY),
    (r"weeks?|wks?|wochen?|semaines?|semanas?|settiman[ae]|weken", 7 * _DAY),
    (r"months?|monaten?|monate?s?|mois|mes(?:es)?|mesi|maanden", 30.4 * _DAY),
    (r"years?|yrs?|jahren?|jahre?s?|ans|años?|anni|anos|jaar", 365 * _DAY),
)  # fmt: skip
_MONTHS = {
    name: at + 1
    for at, names in enumerate(
        ("january jan januar", "february feb februar", "march mar märz maerz", "april apr",
         "may mai", "june jun juni", "july jul juli", "august aug", "september sept sep",
         "october oct oktober okt", "november nov", "december dec dezember dez")
    )
    for name in names.split()
}  # fmt: skip

_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:[.,’]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?"
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_TO = " ?(?:-|to|bis|or|oder) ?"
_SPAN = "|".join(f"(?P<u{at}>{names})" for at, (names, _) in enumerate(_SPANS))
_MASKED = re.compile(
    r"https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]+@\S+|[@#][\w.]+|(?<![a-z\d.-])(?:[a-z\d-]+\.)+[a-z]{2,}/\S*|<3+|(?<!\w):3|8-?\)"
    r"|(?m:^ *\d{1,2}[.)] )|(?:step|option|part|point|schritt|teil|punkt) \d{1,2}(?!\w)"
    r"|[^\W\d]-\d+|\d\ufe0f\u20e3"
)
_CURRENCY = r"[€$£¥]|(?:eur(?:os?)?|usd|dollars?|gbp|pounds?|quid|chf|franken|cents?|pence)\b"
_FIND = re.compile(
    rf"(?<![\w.,/])(?:"
    rf"(?P<money>(?:[€$£¥]|(?:eur|usd|gbp|chf) ) ?(?P<mn>{_NUMBER})"
    rf"|(?P<mn2>{_NUMBER}) ?(?:{_CURRENCY}))"
    rf"|(?P<share>(?P<sn>{_NUMBER}|(?:{_WORD})(?= p))"
    rf" ?(?:%|percent\b|per cent\b|prozent\b|por ciento\b|pour ?cent\b))"
    rf"|(?P<clock>(?P<ch>[01]?\d|2[0-4])(?:[:h](?P<cm>[0-5]\d)(?: ?(?P<half>[ap]\.?m\b\.?|uhr))?"
    rf"|(?:\.(?P<cm2>[0-5]\d))? ?(?P<half2>[ap]\.?m\b\.?|uhr|o’clock)))"
    rf"|(?P<date>(?P<dd>\d{{1,2}})(?:st|nd|rd|th|\.)?(?: of)? (?P<dm>{_MONTH})\b"
    rf"|(?P<dm2>{_MONTH})\.? (?P<dd2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])"
    rf"|(?P<dd3>[0-3]?\d)\.(?P<dm3>0[1-9]|1[0-2])\.(?:\d{{2,4}})?"
    rf"|\d{{4}}-(?P<dm4>\d\d)-(?P<dd4>\d\d))"
    rf"|(?P<span>(?:(?P<n>{_NUMBER})(?: ?-? ?|{_TO}(?P<to>{_NUMBER}|{_WORD})[ -]?)"
    rf"|(?P<w>{_WORD})(?:[ -]|{_TO}(?P<tw>{_NUMBER}|{_WORD})[ -]))(?:{_SPAN})\b)"
    rf"|(?P<hours>(?P<h1>[01]?\d|2[0-4]) ?- ?(?P<h2>[01]?\d|2[0-4])(?: uhr)?(?!\d|[.,:]\d|[/%€$-]))"
    rf"|(?P<plain>{_NUMBER}))(?!\w*\d)"
)


@lru_cache(maxsize=512)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The figures of a text, from left to right. Digits in links, handles and hashtags are none."""
    folded = fold(text)
    masked = _MASKED.sub(lambda found: "_" * len(found[0]), folded)
    return tuple(each for found in _FIND.finditer(masked) for each in _read(found))


def backed(quantity: Quantity, texts: Sequence[str]) -> bool:
    """Whether one of the texts names the same figure of the same kind, or the bare number."""
    return any(_same(quantity, other) for text in texts for other in quantities(text))


def _same(one: Quantity, other: Quantity) -> bool:
    if one.kind is other.kind:
        half_day = one.half_day or other.half_day
        apart = abs(one.value - other.value)
        return apart < _CENT or (one.kind is Kind.CLOCK and half_day and apart == 12 * _HOUR)
    if Kind.PLAIN not in (one.kind, other.kind):
        return False
    hours = {each.number % 12 for each in (one, other)}
    return one.number == other.number or (Kind.CLOCK in (one.kind, other.kind) and len(hours) == 1)


def _read(found: re.Match[str]) -> list[Quantity]:
    reader = _READERS.get(found.lastgroup or "")
    if reader:
        return reader(found)
    kind = next((kind for name, kind in _SIMPLE.items() if found[name]), Kind.PLAIN)
    value = _number(next(found[name] for name in _NUMBERS if found[name]))
    return [Quantity(*found.span(), kind, value, value)]


def _date(found: re.Match[str]) -> list[Quantity]:
    day = next(int(found[name]) for name in ("dd", "dd2", "dd3", "dd4") if found[name])
    month = next(found[name] for name in ("dm", "dm2", "dm3", "dm4") if found[name])
    at = _MONTHS.get(month) or int(month)
    return [Quantity(*found.span(), Kind.DATE, at * 100 + day, day)]


def _clock(found: re.Match[str]) -> list[Quantity]:
    hour, half = int(found["ch"]), (found["half"] or found["half2"] or "")
    if half.startswith("p") and hour < 12:  # noqa: PLR2004 - twelve hours to half a day
        hour += 12
    if half.startswith("a") and hour == 12:  # noqa: PLR2004
        hour = 0
    minutes = hour * _HOUR + int(found["cm"] or found["cm2"] or 0)
    open_half = not half.startswith(("a", "p", "u")) and hour <= 12  # noqa: PLR2004
    return [Quantity(*found.span(), Kind.CLOCK, minutes, int(found["ch"]), open_half)]


def _hours(found: re.Match[str]) -> list[Quantity]:
    """Opening hours ("10-18"); where the second number is not the larger one, two numbers."""
    first, last = int(found["h1"]), int(found["h2"])
    if first >= last:
        return [Quantity(*found.span(), Kind.PLAIN, each, each) for each in (first, last)]
    return [
        Quantity(*found.span(), Kind.CLOCK, each * _HOUR, each, each <= 12)  # noqa: PLR2004
        for each in (first, last)
    ]


def _spans(found: re.Match[str]) -> list[Quantity]:
    minutes = next(each for at, (_, each) in enumerate(_SPANS) if found[f"u{at}"])
    numbers = [_number(found[name]) for name in ("n", "to", "w", "tw") if found[name]]
    return [Quantity(*found.span(), Kind.SPAN, each * minutes, each) for each in numbers]


def _number(written: str) -> float:
    if written in _WORDS:
        return _WORDS[written]
    parts = re.split(r"[.,’]", written)
    if len(parts) > 1 and len(parts[-1]) == 3:  # noqa: PLR2004 - thousands come in threes
        return float("".join(parts))
    return float("".join(parts[:-1]) + "." + parts[-1]) if len(parts) > 1 else float(written)


_READERS = {"clock": _clock, "date": _date, "span": _spans, "hours": _hours}
_SIMPLE = {"money": Kind.MONEY, "share": Kind.SHARE}
_NUMBERS = ("mn", "mn2", "sn", "plain")
