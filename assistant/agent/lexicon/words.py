"""Words of a text, and the phrases found in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters: `text` folded for looking up, `raw` as written."""

    text: str
    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a text: what it means, and its words from `first` to `last` (inclusive).

    "period week 0" has the kind "period" and the detail "week 0"; "up" has no detail.
    """

    kind: str
    detail: str
    first: int
    last: int
    start: int
    end: int


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Lower case without accents: "Fünf" -> "funf", "Größe" -> "grosse"."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))


def words_of(text: str) -> list[Word]:
    """The words of a text; hyphens, apostrophes and digits part them."""
    return [Word(fold(m[0]), m[0], m.start(), m.end()) for m in _LETTERS.finditer(text)]


def phrase(text: str) -> tuple[str, ...]:
    """A phrase as it is looked up: "don't" -> ("don", "t")."""
    return tuple(word.text for word in words_of(text))
