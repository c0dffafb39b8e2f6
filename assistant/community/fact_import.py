"""From what people have already written to brand facts: Markdown, CSV, or a page of theirs.

A fact is one thing, said once: a paragraph, a point of a list, a row. What cannot become one is
told by its line, and nothing is cut to fit.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from assistant.community.fact_fields import FactFields, read_fact
from assistant.community.markdown import Passage, passages
from assistant.community.plain_text import cleaned
from assistant.errors import InvalidFields, InvalidInput

LONGEST_TEXT = 200_000
"""Characters of one import."""
MOST_AT_ONCE = 500
"""Facts of one import."""

TOO_MUCH = f"This is more than {LONGEST_TEXT:,} characters. Import it in parts."
NOTHING_IN_IT = "There is nothing in it that could become a fact."
NO_HEADING = "There is no heading above this, so it has no title."
TABLE = "A table cannot be read here. Import it as CSV, or write it as a list."
HEADER = (
    "Begin with a line that names the columns: title, text, and if you like source and valid_until."
)
TOO_MANY = f"One import takes at most {MOST_AT_ONCE} facts. What follows was left out."

_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("title", "titel", "name", "question", "frage"), "title"),
        **dict.fromkeys(("text", "fact", "answer", "fakt", "antwort"), "text"),
        **dict.fromkeys(("source", "quelle", "link", "url"), "source"),
        **dict.fromkeys(("valid_until", "valid until", "until", "gültig bis"), "valid_until"),
    }
)
_ROW = re.compile(r"\s*\|.*\|\s*")
_SOURCE = re.compile(r"(?:source|quelle):\s*(.+)", re.IGNORECASE)
_UNTIL = re.compile(r"(?:valid until|gültig bis):\s*(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read: the line it begins in, counted from 1, and a sentence."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What an import brings, in order."""

    facts: tuple[FactFields, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Raw:
    """A fact to be checked."""

    line: int
    title: str
    text: str
    source: str
    until: str = ""


def read_markdown(text: str, source: str, today: date) -> Reading:
    """Headings become titles; each paragraph and each point of a list under one is a fact.

    A line "Source: ..." or "Valid until: 2026-12-31" in a paragraph is taken as that.

    Args:
        source: for facts that name none of their own.

    Raises:
        InvalidInput: it is too long, or there is nothing in it.
    """
    problems: list[Problem] = []
    found: list[_Raw] = []
    for each in passages(_sized(text)):
        if _ROW.fullmatch(each.text.splitlines()[0]):
            problems.append(Problem(each.line, TABLE))
        elif not each.heading:
            problems.append(Problem(each.line, NO_HEADING))
        else:
            found.append(_with_own_source(each, source))
    return _checked(found, problems, today)


def read_csv(text: str, source: str, today: date) -> Reading:
    """A row is a fact: columns title, text, source, valid_until by name, in any order.

    The delimiter is found out: comma, semicolon, tab or bar.

    Raises:
        InvalidInput: it is too long, its columns are not named, or there is nothing in it.
    """
    sound = _sized(text).removeprefix("\ufeff")
    rows = csv.reader(io.StringIO(sound, newline=""), delimiter=_delimiter(sound), strict=True)
    found: list[_Raw] = []
    line = 1
    try:
        columns = [_COLUMNS.get(name.strip().lower(), "") for name in next(rows, [])]
        if not {"title", "text"} <= set(columns):
            raise InvalidInput(HEADER)
        line = rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                found.append(_from_row(dict(zip(columns, row, strict=False)), source, line))
            line = rows.line_num + 1
    except csv.Error:
        broken = "This line cannot be read. Is there a quotation mark without its other half?"
        return _checked(found, [Problem(line, broken)], today)
    return _checked(found, [], today)


def from_page(url: str, title: str, found: Iterable[Passage], today: date) -> Reading:
    """What a page offers as facts, for a person to choose from. Its address is their source.

    Nothing hidden is taken over. What is too long for a fact is among the problems.

    Args:
        title: of the page, for passages without a heading.
    """
    raws = (
        _Raw(each.line, cleaned(each.heading or title), cleaned(each.text), url) for each in found
    )
    unlike = {(raw.title, raw.text): raw for raw in raws}
    return _checked(unlike.values(), [], today)


# -- pieces -------------------------------------------------------------------------------------


def _sized(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(TOO_MUCH)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _checked(raws: Iterable[_Raw], problems: Iterable[Problem], today: date) -> Reading:
    facts: list[FactFields] = []
    told = list(problems)
    for raw in raws:
        try:
            fact = read_fact(raw.title, raw.text, raw.source, raw.until, today)
        except InvalidFields as error:
            told += [Problem(raw.line, sentence) for sentence in error.fields.values()]
            continue
        if len(facts) == MOST_AT_ONCE:
            told.append(Problem(raw.line, TOO_MANY))
            break
        facts.append(replace(fact, line=raw.line))
    if not facts and not told:
        raise InvalidInput(NOTHING_IN_IT)
    return Reading(tuple(facts), tuple(sorted(told, key=lambda each: each.line)))


def _delimiter(text: str) -> str:
    """By the line that names the columns: nothing else in a file is as regular."""
    header = text.partition("\n")[0]
    return max(",;\t|", key=header.count)


def _from_row(row: Mapping[str, str], source: str, line: int) -> _Raw:
    return _Raw(
        line,
        row.get("title", ""),
        row.get("text", ""),
        row.get("source", "").strip() or source,
        row.get("valid_until", ""),
    )


def _with_own_source(passage: Passage, source: str) -> _Raw:
    kept: list[str] = []
    until = ""
    for line in passage.text.splitlines():
        if match := _SOURCE.fullmatch(line.strip()):
            source = match[1]
        elif match := _UNTIL.fullmatch(line.strip()):
            until = match[1]
        else:
            kept.append(line.strip())
    return _Raw(passage.line, passage.heading, " ".join(kept), source, until)
