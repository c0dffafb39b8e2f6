"""Phrases as data and as patterns.

A phrase is a sequence of words in lower case; "*" stands for up to three words in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

_GAP = r"(?: \S+){0,3} "

Table = MappingProxyType[str, tuple[str, ...]]
"""Phrases by what they mean, in an order that counts."""


def phrases(text: str) -> tuple[str, ...]:
    """Phrases from a text with commas between them."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


def words(text: str) -> frozenset[str]:
    """Single words from a text."""
    return frozenset(text.split())


def table(rows: Mapping[str, str]) -> Table:
    """A table from texts with commas between the phrases."""
    return MappingProxyType({name: phrases(text) for name, text in rows.items()})


def words_in(rows: Iterable[Iterable[str]]) -> frozenset[str]:
    """Every single word of some rows."""
    return frozenset(
        word for row in rows for phrase in row for word in phrase.split() if word != "*"
    )


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for phrases; longer ones first, "*" stands for up to three words."""
    ordered = sorted(phrases, key=len, reverse=True)
    each = (re.escape(phrase).replace(r"\ \*\ ", _GAP) for phrase in ordered)
    return re.compile(rf"(?<!\S)(?:{'|'.join(each)})(?!\S)")


def patterns(table: Mapping[str, Iterable[str]]) -> dict[str, re.Pattern[str]]:
    """One pattern per row of a table, in its order."""
    return {name: pattern(phrases) for name, phrases in table.items()}


def has(text: str, words: re.Pattern[str]) -> bool:
    """Whether a phrase stands in the text."""
    return words.search(text) is not None
