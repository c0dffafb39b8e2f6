"""What a brand fact must be before it is kept: each field with its limit, said in one sentence."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from assistant.community.brand import LONGEST_FACT
from assistant.community.plain_text import invisible, normal
from assistant.errors import InvalidFields, InvalidInput

LONGEST_TITLE = 120
LONGEST_SOURCE = 300

NO_TITLE = "Give it a title, so that people find it again."
NO_TEXT = "Write the fact itself."
NO_SOURCE = "Say where it comes from: a link, a document, or who said so."
A_DAY = "Write the last day it holds like 2026-12-31, or leave it empty."
LONG_TITLE = f"Keep the title to {LONGEST_TITLE} characters."
LONG_SOURCE = f"Keep the source to {LONGEST_SOURCE} characters."

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")


@dataclass(frozen=True, slots=True)
class FactFields:
    """A fact as somebody gave it, checked.

    `line` is where it began in what was imported, counted from 1; None elsewhere.
    """

    title: str
    text: str
    source: str
    valid_until: date | None = None
    line: int | None = None


def key_of(fact: FactFields) -> str:
    """Names one proposal of a page, so that a choice can be carried without its text."""
    return hashlib.sha256(f"{fact.title}\0{fact.text}".encode()).hexdigest()[:12]


def read_fact(
    title: str, text: str, source: str, valid_until: str | date | None, today: date
) -> FactFields:
    """Check one fact. Nothing is cut: what is too long is refused.

    Args:
        valid_until: the last day it holds, as typed; None or "" for no end.
        today: in the workspace's zone.

    Raises:
        InvalidFields: one sentence for each field that cannot be used.
    """
    given = {"title": title, "text": text, "source": source}
    kept = {name: normal(value) for name, value in given.items()}
    kept["title"], kept["source"] = (" ".join(kept[name].split()) for name in ("title", "source"))
    problems = {name: _unseen(value) for name, value in kept.items() if invisible(value)}
    problems |= _wrong_lengths(kept)
    last: date | None = None
    try:
        last = _day(valid_until)
        if last is not None and last < today:
            problems["valid_until"] = f"{last.isoformat()} is over: this fact would never be used."
    except InvalidInput as error:
        problems["valid_until"] = error.problem
    if problems:
        raise InvalidFields(problems)
    return FactFields(kept["title"], kept["text"], kept["source"], last)


def _wrong_lengths(kept: dict[str, str]) -> dict[str, str]:
    wrong = {}
    longest = {
        "title": (LONGEST_TITLE, NO_TITLE, LONG_TITLE),
        "text": (LONGEST_FACT, NO_TEXT, _too_long(len(kept["text"]))),
        "source": (LONGEST_SOURCE, NO_SOURCE, LONG_SOURCE),
    }
    for name, (most, empty, long) in longest.items():
        if not kept[name]:
            wrong[name] = empty
        elif len(kept[name]) > most:
            wrong[name] = long
    return wrong


def _too_long(length: int) -> str:
    return (
        f"This has {length:,} characters, and a fact has at most {LONGEST_FACT}: one thing, said "
        f"once. Split it into several."
    )


def _unseen(value: str) -> str:
    return f"This holds something nobody can see ({invisible(value)[0]}). Type it anew."


def _day(given: str | date | None) -> date | None:
    if given is None or isinstance(given, date):
        return given
    said = given.strip()
    if not said:
        return None
    if match := _ISO.fullmatch(said):
        year, month, day = map(int, match.groups())
    elif match := _DOTTED.fullmatch(said):
        day, month, year = map(int, match.groups())
    else:
        raise InvalidInput(A_DAY)
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidInput(A_DAY) from None
