"""The words of a day and a time, in English and German, taken apart; which moment that is says
`scheduling`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta

from assistant.community.patterns import late
from assistant.errors import InvalidInput

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

UNCLEAR = (
    "I cannot read that as a day and a time. Write it like tomorrow 9:30, Fri 14:00 or "
    "27 Nov 09:00."
)
WHICH_TIME = "At which time? Write it like tomorrow 9:30, Fri 14:00 or 27 Nov 09:00."
SLASHES = "Dates with slashes can be read in two ways. Write 3 Nov or 2026-11-03."
WHICH_NEXT = (
    "“Next” can be meant in two ways here. Please write the date, for example 27 Nov 09:00."
)
NO_SUCH_TIME = "There is no such time of day. Write it like 9:30 or 14:00."

_DAYS = (
    ("monday", "mon", "montag", "mo"),
    ("tuesday", "tues", "tue", "dienstag", "di"),
    ("wednesday", "wed", "mittwoch", "mi"),
    ("thursday", "thurs", "thur", "thu", "donnerstag", "do"),
    ("friday", "fri", "freitag", "fr"),
    ("saturday", "sat", "samstag", "sonnabend", "sa"),
    ("sunday", "sun", "sonntag", "so"),
)
_MONTHS = (
    ("january", "jan", "januar", "jänner"),
    ("february", "feb", "februar"),
    ("march", "mar", "märz", "maerz", "mrz", "mär"),
    ("april", "apr"),
    ("may", "mai"),
    ("june", "jun", "juni"),
    ("july", "jul", "juli"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct", "oktober", "okt"),
    ("november", "nov"),
    ("december", "dec", "dezember", "dez"),
)
_AWAY = {"today": 0, "heute": 0, "tomorrow": 1, "morgen": 1, "übermorgen": 2, "uebermorgen": 2}
_SPANS = {
    "minutes": ("minutes", "minute", "mins", "min", "minuten"),
    "hours": ("hours", "hour", "hrs", "h", "stunden", "stunde"),
    "days": ("days", "day", "tagen", "tag"),
    "weeks": ("weeks", "week", "wochen", "woche"),
}

_WEEKDAY = {word: number for number, words in enumerate(_DAYS) for word in words}
_MONTH = {word: number for number, words in enumerate(_MONTHS, 1) for word in words}
_SPAN = {word: unit for unit, words in _SPANS.items() for word in words}


def _any_of(words: dict[str, int] | dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_CLOCKS = (
    late(r"(?<![\d.:])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<half>[ap])\.?m\b\.?"),
    late(r"(?<![\d.:])(?P<hour>\d{1,2})(?::|\.(?=\d\d ?uhr)|h)(?P<minute>\d{2})(?: ?uhr)?\b"),
    late(r"(?<![\d.:])(?P<hour>\d{1,2}) ?(?:uhr|o'?clock|h)\b"),
    late(r"(?:\bat|\bum|@) ?(?P<hour>\d{1,2})\b(?![.:])"),
)
_NOON = late(r"\b(?:noon|midday|mittags?)\b")
_DATES = (
    late(r"(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})\b"),
    late(r"\b(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>\d{4})?"),
    late(
        rf"\b(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?(?: of)? ?(?P<month>{_any_of(_MONTH)})\b\.?"
        rf"(?: (?P<year>\d{{4}})\b)?"
    ),
    late(
        rf"\b(?P<month>{_any_of(_MONTH)})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b"
        rf"(?: (?P<year>\d{{4}})\b)?"
    ),
)
_AFTER = late(rf"\bin (?P<many>\d{{1,4}}|an?|einer|einem) ?(?P<unit>{_any_of(_SPAN)})\b")
_ON = late(rf"\b(?P<weekday>{_any_of(_WEEKDAY)})\b\.?")
_FILLING = {"at", "on", "um", "am", "der", "den", "the", "of", "uhr", "@", "this", "diesen", "-"}
_NEXT = late(r"\b(?:next|nächste[nrms]?|naechste[nrms]?)\b")
_TWO_DAYS = late(r"\bday after tomorrow\b")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote. `after` is a span from now, and nothing else is there then; `days` are
    counted from today; `weekday` begins with 0 for Monday.
    """

    clock: time | None = None
    after: timedelta | None = None
    days: int | None = None
    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None

    @property
    def names_a_day(self) -> bool:
        """Whether it is more than a time of day."""
        return (self.days, self.weekday, self.day) != (None, None, None)


def read(text: str) -> Said:
    """Take the words apart. Raises InvalidInput with one sentence for people."""
    left = _Left(_TWO_DAYS.sub("übermorgen", " ".join(text.casefold().replace(",", " ").split())))
    if re.search(r"\d{1,2}/\d{1,2}", left.text):
        raise InvalidInput(SLASHES)
    if _NEXT.search(left.text):
        raise InvalidInput(WHICH_NEXT)
    days, after = _span(left)
    day, month, year = _date(left)
    clock = _clock(left)
    weekday, away = _named_day(left)
    if left.words():
        raise InvalidInput(UNCLEAR)
    days = away if days is None else days
    if after is not None:
        if clock is not None or days is not None or weekday is not None or day is not None:
            raise InvalidInput(UNCLEAR)
        return Said(after=after)
    if days is not None and (weekday is not None or day is not None):
        raise InvalidInput(UNCLEAR)
    if clock is None:
        named = (days, weekday, day) != (None, None, None)
        raise InvalidInput(WHICH_TIME if named else UNCLEAR)
    return Said(clock, None, days, weekday, day, month, year)


class _Left:
    """What is not understood yet."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take(
        self, forms: Iterator[re.Pattern[str]] | tuple[re.Pattern[str], ...]
    ) -> dict[str, str]:
        """The parts of the first form that is there, which is taken out; {} for none."""
        for form in forms:
            if found := form.search(self.text):
                self.text = f"{self.text[: found.start()]} {self.text[found.end() :]}"
                return {"": found[0], **{k: v for k, v in found.groupdict().items() if v}}
        return {}

    def words(self) -> list[str]:
        return [word for word in self.text.split() if word.strip(".") not in {*_FILLING, ""}]


def _span(left: _Left) -> tuple[int | None, timedelta | None]:
    """Days from today, or a span from this moment."""
    found = left.take((_AFTER,))
    if not found:
        return None, None
    many = int(found["many"]) if found["many"].isdecimal() else 1
    unit = _SPAN[found["unit"]]
    if unit in {"days", "weeks"}:
        return many * (7 if unit == "weeks" else 1), None
    return None, timedelta(**{unit: many})


def _date(left: _Left) -> tuple[int | None, int | None, int | None]:
    found = left.take(_DATES)
    if not found:
        return None, None, None
    month = int(found["number"]) if "number" in found else _MONTH[found["month"]]
    return int(found["day"]), month, int(found["year"]) if "year" in found else None


def _clock(left: _Left) -> time | None:
    found = left.take(_CLOCKS)
    if not found:
        return time(12) if left.take((_NOON,)) else None
    hour, half = int(found["hour"]), found.get("half")
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - of half a day
            raise InvalidInput(NO_SUCH_TIME)
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(found.get("minute", "0")))
    except ValueError:
        raise InvalidInput(NO_SUCH_TIME) from None


def _named_day(left: _Left) -> tuple[int | None, int | None]:
    """A weekday, and days from today."""
    weekday = left.take((_ON,))
    away = left.take((re.compile(rf"\b(?:{_any_of(_AWAY)})\b"),))
    return (
        _WEEKDAY[weekday["weekday"]] if weekday else None,
        _AWAY[away[""]] if away else None,
    )
