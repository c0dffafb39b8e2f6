"""Finds thousands of phrases in a text in one walk over its words.

Alternations of regular expressions try every phrase at every place; here a phrase is looked up by
one of its words, so that a post takes tenths of a millisecond.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.community.triage_words import fold


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found: its meaning, its first word and the one after its last."""

    meaning: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """One phrase, with the place of the word by which it is looked up."""

    meaning: str
    tests: tuple[Callable[[str], object], ...]
    key_at: int


class Phrases:
    """Phrases by their meanings, in the form of the tables ("kauf*" and "*" stand for any rest and
    any word).
    """

    def __init__(self, lists: Iterable[tuple[str, str]]) -> None:
        self._whole: defaultdict[str, list[_Phrase]] = defaultdict(list)
        self._begun: defaultdict[str, list[_Phrase]] = defaultdict(list)
        for meaning, phrase in lists:
            self._add(meaning, [_folded(word) for word in phrase.replace("-", " ").split()])

    def find(self, words: Sequence[str]) -> list[Hit]:
        """Every phrase in a text of folded words, the earliest and of those the longest first."""
        found = {
            Hit(phrase.meaning, first, first + len(phrase.tests))
            for at, word in enumerate(words)
            for phrase in self._candidates(word)
            if (first := at - phrase.key_at) >= 0
            and first + len(phrase.tests) <= len(words)
            and all(test(words[first + n]) for n, test in enumerate(phrase.tests))
        }
        return sorted(found, key=lambda hit: (hit.first, -hit.end, hit.meaning))

    def _candidates(self, word: str) -> list[_Phrase]:
        found = list(self._whole.get(word, ()))
        for length in range(1, len(word) + 1):
            found += self._begun.get(word[:length], ())
        return found

    def _add(self, meaning: str, words: Sequence[str]) -> None:
        at = min(range(len(words)), key=lambda n: (words[n] == "*", "*" in words[n], n))
        phrase = _Phrase(meaning, tuple(map(_test, words)), at)
        begins, star, _ = words[at].partition("*")
        (self._begun if star else self._whole)[begins].append(phrase)


def _folded(word: str) -> str:
    return "*".join(fold(piece).text.strip() for piece in word.split("*"))


def _test(word: str) -> Callable[[str], object]:
    if word == "*":
        return bool
    if "*" not in word:
        return word.__eq__
    return re.compile(r"\w*".join(map(re.escape, word.split("*")))).fullmatch
