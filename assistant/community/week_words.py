"""A week of business hours as people write it: one line for each open day or row of days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby

from assistant.community.calendar_words import WEEKDAYS
from assistant.errors import InvalidInput

_LINE = re.compile(
    r"(?P<first>[a-z]+)\.?(?:\s*(?:-|to)\s*(?P<last>[a-z]+)\.?)?\s*:?\s+(?P<hours>\d.*|closed)",
    re.IGNORECASE,
)
_SHORTEST = 2
"""Letters of a day's name: "Mo" is Monday and nothing else."""

PROBLEM = (
    'Write one line for each open day or row of days, such as "Monday-Friday 09:00-12:00, '
    '13:30-18:00".'
)


def read_week(text: str) -> dict[str, str]:
    """From weekdays to their hours, as written: `BusinessHours.week`. Closed days are left out.

    Raises:
        InvalidInput: a line that says something else, or a day that comes twice.
    """
    week: dict[str, str] = {}
    closed: set[str] = set()
    for line in text.replace("\N{EN DASH}", "-").splitlines():
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None:
            raise InvalidInput(PROBLEM)
        for day in _row(_day(found["first"]), _day(found["last"] or found["first"])):
            if day in week or day in closed:
                raise InvalidInput(f"{day} comes twice. Write all its hours on one line.")
            if found["hours"].lower() == "closed":
                closed.add(day)
            else:
                week[day] = found["hours"]
    return {day: week[day] for day in WEEKDAYS if day in week}


def write_week(week: Mapping[str, str]) -> str:
    """The same as text, days in a row with equal hours on one line; read back it is the same."""
    lines = []
    for hours, group in groupby(WEEKDAYS, key=week.get):
        days = list(group)
        if hours:
            row = days[0] if len(days) == 1 else f"{days[0]}-{days[-1]}"
            lines.append(f"{row} {hours}")
    return "\n".join(lines)


def _day(name: str) -> str:
    found = [day for day in WEEKDAYS if day.lower().startswith(name.lower())]
    if len(name) < _SHORTEST or len(found) != 1:
        raise InvalidInput(PROBLEM)
    return found[0]


def _row(first: str, last: str) -> list[str]:
    """The days from one to another, over the end of the week where need be."""
    begin = WEEKDAYS.index(first)
    count = (WEEKDAYS.index(last) - begin) % len(WEEKDAYS) + 1
    return [WEEKDAYS[(begin + at) % len(WEEKDAYS)] for at in range(count)]
