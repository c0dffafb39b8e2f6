"""Words with their edges: where a clause may begin, and what a verb form may be a form of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.community.reading import Reading, Sentence

_JOINED = frozenset({"", "-", "’", " ", "  "})
"""What may stand between two words of one clause."""
_EMOJI = re.compile("[\u2190-\u21ff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]+")
_CLITICS = ("’ve", "’re", "’ll", "’d", "’m", "’s")
_SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class Token:
    """One word.

    Attributes:
        edge: true where something other than a blank or hyphen stands before it.
        capital: true where it begins with a capital letter, as German nouns do.
    """

    word: str
    start: int
    end: int
    edge: bool
    capital: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence as tokens; `asks` is true where it ends in a question mark."""

    tokens: tuple[Token, ...]
    sentence: Sentence
    asks: bool

    def word(self, at: int) -> str:
        """The word at a place, or "" outside of the sentence."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def clause(self, at: int, most: int) -> list[str]:
        """Up to `most` words from a place on, as far as the clause goes."""
        found: list[str] = []
        for token in self.tokens[at : at + most]:
            if token.edge and found:
                break
            found.append(token.word)
        return found

    def before(self, at: int) -> list[str]:
        """The words of the same clause before a place."""
        start = at
        while start > 0 and not self.tokens[start].edge:
            start -= 1
        return [token.word for token in self.tokens[start:at]]


def lines(reading: Reading) -> Iterator[Line]:
    """The sentences of a text; clitics stand alone ("we", "’ve")."""
    words = iter(reading.words)
    held = next(words, None)
    for sentence in (part for each in reading.sentences for part in _parts(each)):
        tokens: list[Token] = []
        last = sentence.start
        while held is not None and held[1] < sentence.end:
            word, start, end = held
            edge = not tokens or reading.folded[last:start] not in _JOINED
            first = Token(word, start, end, edge, reading.text[start].isupper())
            tokens += _split(first)
            last = end
            held = next(words, None)
        if tokens:
            yield Line(tuple(tokens), sentence, sentence.text.rstrip(' "').endswith("?"))


def _parts(sentence: Sentence) -> Iterator[Sentence]:
    """What emoji part, where people write them for full stops."""
    start = 0
    for found in _EMOJI.finditer(sentence.text):
        if sentence.text[start : found.start()].strip():
            yield _cut(sentence, start, found.start())
            start = found.end()
    if sentence.text[start:].strip() or not start:
        yield _cut(sentence, start, len(sentence.text)) if start else sentence


def _cut(sentence: Sentence, start: int, end: int) -> Sentence:
    """A part of a sentence, without the blanks before it."""
    start = end - len(sentence.text[start:end].lstrip())
    return Sentence(sentence.start + start, sentence.start + end, sentence.text[start:end])


def _split(token: Token) -> list[Token]:
    word = token.word
    for clitic in _CLITICS:
        if word.endswith(clitic) and len(word) > len(clitic):
            cut = token.end - len(clitic)
            return [
                Token(word.removesuffix(clitic), token.start, cut, token.edge, token.capital),
                Token(clitic, cut, token.end, edge=False, capital=False),
            ]
    return [token]


@lru_cache(maxsize=4096)
def stems(word: str) -> frozenset[str]:
    """What an English verb form may be a form of, by its ending alone: itself among them."""
    found = {word}
    for ending in ("s", "es", "d", "ed", "ing"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            stem = word.removesuffix(ending)
            found |= {stem, stem + "e"}
            if stem[-1] == stem[-2]:
                found.add(stem[:-1])
            if stem.endswith("i"):
                found.add(stem[:-1] + "y")
    return frozenset(found)
