"""Dates people write into dates: one day or two ("3-9 nov", "2026-11-03 to 2026-11-09")."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from assistant.community.calendar_words import MONTHS, PLAIN
from assistant.errors import InvalidInput

_HALF_YEAR = 183
_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_SHORT = {word: _NUMBERS[name] for word, name in PLAIN.items() if name in _NUMBERS}
_MONTH = "|".join(sorted(_NUMBERS | _SHORT, key=len, reverse=True))

_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>\d{4})?"),
    re.compile(rf"(?P<day>\d{{1,2}})\.?(?: ?(?P<month>{_MONTH})(?: (?P<year>\d{{4}}))?)?"),
    re.compile(rf"(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?: (?P<year>\d{{4}}))?"),
)
_ISO = re.compile(r"\d{4}-\d")
_SLASHED = re.compile(r"\d{1,2}/\d{1,2}")


@dataclass(frozen=True, slots=True)
class _Part:
    """A date of which some parts may be left to the other end of the range."""

    day: int
    month: int | None
    year: int | None


def first_and_last(text: str, today: date) -> tuple[date, date] | None:
    """Read one date, or two with "to" or a hyphen between, both included.

    A month or year that stands at one end holds for both. Without any year it is the latest one in
    which the first day is not after today.

    Args:
        text: in plain English, see `period_words.plain`.
        today: the local date of asking.

    Returns:
        None for anything that is not a date; the days may be reversed.

    Raises:
        InvalidInput: numbers with slashes, which people read in two ways.
        ValueError: a day that the month does not have.
    """
    if _SLASHED.search(text):
        raise InvalidInput("Dates with slashes can be read in two ways. Write 3 Nov or 2026-11-03.")
    between = r" to " if _ISO.search(text) else r" to |-"
    parts = [_part(piece.strip()) for piece in re.split(between, text)]
    if len(parts) > 2 or parts[0] is None or parts[-1] is None:  # noqa: PLR2004 - two ends
        return None
    first, last = parts[0], parts[-1]
    month = first.month or last.month
    if month is None:
        return None
    first = replace(first, month=month, year=first.year or last.year)
    last = replace(last, month=last.month or month, year=last.year or first.year)
    return _dated(first, last, today)


def _part(text: str) -> _Part | None:
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            found = match.groupdict()
            name, year = found.get("month"), found.get("year")
            number = found.get("number") or (name and (_NUMBERS | _SHORT)[name])
            return _Part(
                int(found["day"]), int(number) if number else None, int(year) if year else None
            )
    return None


def _dated(first: _Part, last: _Part, today: date) -> tuple[date, date]:
    assert first.month is not None
    assert last.month is not None
    if first.year is not None and last.year is not None:
        begin = date(first.year, first.month, first.day)
        return begin, date(last.year, last.month, last.day)
    begin = date(today.year, first.month, first.day)
    if begin > today:
        begin = date(today.year - 1, first.month, first.day)
    end = date(begin.year, last.month, last.day)
    over = date(begin.year + 1, last.month, last.day)
    crosses = end < begin and (over - begin).days < _HALF_YEAR
    return begin, over if crosses else end
