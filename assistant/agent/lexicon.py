"""What words mean to the gate, in the languages it knows.

A language is a table: a meaning ("up", "number", "period week 0") and the phrases that carry it.
A text is read once, longest phrase first, so "no one" hides "one" and "at the same time" hides
"the same". The meaning "plain" exists for that alone: phrases that say nothing, but hold a word
that would. Rules look at meanings and never at words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = re.compile(r"[^\W\d_]+")
_ROW = re.compile(r"^(\S[^:\n]*):((?:.|\n(?=[ \t]))*)", re.MULTILINE)

PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters: `text` folded for looking up, `raw` as written."""

    text: str
    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a text: its meaning, and the words from `first` to `last` (inclusive)."""

    meaning: str
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Language:
    """One language: `meanings` by phrase, and `common` words, by which it is recognised."""

    code: str
    common: frozenset[str]
    meanings: Mapping[tuple[str, ...], str]

    def knows(self, word: str) -> bool:
        """Whether the word is one of this language's."""
        return word in self.common


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
    """A phrase as it is looked up."""
    return tuple(word.text for word in words_of(text))


def language(code: str, *, common: str, table: str, more: Mapping[str, str]) -> Language:
    """Read a language from its table.

    Args:
        code: ISO 639-1.
        common: frequent words that mean nothing to the gate, parted by white space.
        table: rows "meaning: phrase, phrase"; a row goes on in indented lines.
        more: further phrases by meaning, parted by commas (the numbers that code has made).
    """
    rows = [(m[1].strip(), m[2]) for m in _ROW.finditer(table)] + list(more.items())
    meanings: dict[tuple[str, ...], str] = {}
    for meaning, phrases in rows:
        for each in phrases.split(","):
            if key := phrase(each):
                meanings.setdefault(key, meaning)
    singles = {key[0] for key in meanings if len(key) == 1}
    return Language(code, frozenset(fold(word) for word in common.split()) | singles, meanings)


class Lexicon:
    """Several languages in one look-up.

    A phrase of another language than the text's counts, too ("we got zwölf replies"), unless its
    words are ordinary ones in the text's language ("once" is eleven in Spanish).
    """

    def __init__(self, languages: Iterable[Language]) -> None:
        self.languages = tuple(languages)
        self._rows: dict[str, list[tuple[tuple[str, ...], str, Language]]] = {}
        for each in self.languages:
            for key, meaning in each.meanings.items():
                self._rows.setdefault(key[0], []).append((key, meaning, each))
        for rows in self._rows.values():
            rows.sort(key=lambda row: -len(row[0]))

    def language_of(self, words: list[Word]) -> tuple[Language, int]:
        """The language that knows most of the words, and how many it knows."""
        known = [(sum(word.text in each.common for word in words), each) for each in self.languages]
        best = max(known, key=lambda pair: pair[0])
        return best[1], best[0]

    def read(self, words: list[Word], spoken: Language) -> Iterator[Hit]:
        """The phrases in a run of words, each word used once, longest phrases first."""
        texts = [word.text for word in words]
        at = 0
        while at < len(words):
            found = self._longest(texts, at, spoken)
            if found is None:
                at += 1
                continue
            length, meaning = found
            last = at + length - 1
            if meaning != PLAIN:
                yield Hit(meaning, at, last, words[at].start, words[last].end)
            at += length

    def _longest(self, texts: list[str], at: int, spoken: Language) -> tuple[int, str] | None:
        foreign: tuple[int, str] | None = None
        for key, meaning, of in self._rows.get(texts[at], ()):
            if len(key) > 1 and tuple(texts[at : at + len(key)]) != key:
                continue
            if of is spoken:
                return len(key), meaning
            if foreign is None and not any(spoken.knows(word) for word in key):
                foreign = len(key), meaning
        return foreign
