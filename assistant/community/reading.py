"""A text made ready for rules: folded letter by letter, so that every place stays the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_APOSTROPHES = dict.fromkeys(map(ord, "'`´‘’ʼ′＇"), "’")
_BLANKS = dict.fromkeys(map(ord, "\t\r\x0b\x0c\xa0\u2009\u202f\u3000"), " ")
_QUOTES = dict.fromkeys(map(ord, "“”„«»‟＂"), '"')
_DASHES = dict.fromkeys(map(ord, "‐‑‒–−"), "-")
_TABLE = _APOSTROPHES | _BLANKS | _QUOTES | _DASHES

_SENTENCE = re.compile(r"[^\s.!?…][^.!?…\n]*(?:[.!?…](?=\w)[^.!?…\n]*)*[.!?…]*")
_WORD = re.compile(r"[^\W_]+(?:’[^\W_]+)*")


def fold(text: str) -> str:
    """Lower case, one kind of apostrophe, quote, hyphen and blank; as long as the text itself."""
    lowered = text.lower()
    if len(lowered) != len(text):
        # A few letters grow when lowered (İ): those stay as they are.
        lowered = "".join(low if len(low := each.lower()) == 1 else each for each in text)
    return lowered.translate(_TABLE)


def one_apostrophe(text: str) -> str:
    """The text with one kind of apostrophe: keyboards write "we'll", phones “we’ll”."""
    return text.translate(_APOSTROPHES)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its place and its folded text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as rules read it. `words` are (folded word, start, end)."""

    text: str
    folded: str
    sentences: tuple[Sentence, ...]
    words: tuple[tuple[str, int, int], ...]

    def sentence_at(self, place: int) -> Sentence:
        """The sentence a place is in, or the last one before it; the whole text without any."""
        before = [each for each in self.sentences if each.start <= place]
        return before[-1] if before else Sentence(0, len(self.text), self.folded)


@lru_cache(maxsize=512)
def read(text: str) -> Reading:
    """Read a text once; facts and recent replies come again and again."""
    folded = fold(text)
    sentences = tuple(
        Sentence(found.start(), found.end(), found[0]) for found in _SENTENCE.finditer(folded)
    )
    words = tuple((found[0], found.start(), found.end()) for found in _WORD.finditer(folded))
    return Reading(text, folded, sentences, words)
