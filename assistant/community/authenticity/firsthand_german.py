"""German: who is spoken of, and whether what is said of them is a desk's to say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from assistant.community.authenticity.firsthand_clauses_german import (
    PARTICIPLE,
    PREFIX,
    Clause,
    GermanClauses,
)
from assistant.community.authenticity.firsthand_words import Words, words
from assistant.community.authenticity.tokens import Line

_NEGATIVE = frozenset(("nicht", "nie", "kein", "keine", "keinen", "niemals", "weder"))
_SUBJECTS = frozenset(
    ("du", "ihr", "sie", "das", "es", "der", "die", "er", "unser", "unsere", "ein", "eine")
)
_PASSIVE = frozenset(
    ("hat", "habt", "hast", "ist", "wird", "werden", "wurde", "wurden", "du", "ihr")
)
_WE = frozenset(("ich", "wir"))
_AHEAD = 5

Span = tuple[int, int]


class German:
    """Marks clauses of a sentence."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._clauses = GermanClauses(words)

    def marks(self, line: Line) -> Iterator[Span]:
        """Places that tell of somebody's life."""
        if self._clauses.fragment(line):
            yield line.tokens[0].start, line.tokens[-1].end
        for at, clause in enumerate(_clauses(line)):
            told = self._ours(clause, asks=line.asks) or self._people(clause)
            fared = not line.asks and self._things(clause)
            told = told or self._clauses.tells(line, clause)
            if told or fared or (at == 0 and self._dropped(clause)):
                yield clause[0].start, clause[-1].end
        for found in self._words.idioms.finditer(line.sentence.text):
            yield line.sentence.start + found.start(), line.sentence.start + found.end()

    def _ours(self, clause: Clause, *, asks: bool) -> bool:
        words = [each.word for each in clause]
        at = next((place for place, word in enumerate(words) if word in _WE), None)
        if at is None or (asks and at == 1) or "wenn" in words or "falls" in words:
            return False
        known = set(words)
        if known & self._words["modal"]:
            return False
        if known & self._words["perfect"]:
            return not self._had_part(words)
        return not self._present(words, at)

    def _had_part(self, words: list[str]) -> bool:
        """Whether what "we have done" is a desk's to say."""
        done = [word for word in words if PARTICIPLE.fullmatch(word) and word not in _WE]
        known = set(words)
        if done and known & _NEGATIVE and known & self._words["untried"]:
            return True
        if known & self._words["life"]:
            return False
        done = [PREFIX.sub("", word) if word not in self._words["light"] else word for word in done]
        if any(word in self._words["participles"] for word in done):
            light = any(word in self._words["light"] for word in done)
            return not light or bool(known & self._words["business"]) or not self._touches(known)
        if known & {"war", "waren", "hatte", "hatten"}:
            return bool(known & (self._words["was"] | self._words["business"]))
        return not done or not known & {"hab", "habe", "haben", "bin", "sind"}

    def _touches(self, known: set[str]) -> bool:
        return bool(known & self._words["personal"])

    def _present(self, words: list[str], at: int) -> bool:
        """Whether one of the words that can be its verb is known, or none looks like one."""
        beside = [
            words[place] for place in (at - 1, at + 1, len(words) - 1) if 0 <= place < len(words)
        ]
        if set(words) & self._words["life"]:
            return False
        if words[at] == "ich":
            return True  # the list of honesty rules denies by default there
        verbs = [word for word in beside if word.endswith(("en", "ern", "eln")) and word not in _WE]
        return not verbs or any(word in self._words["present"] for word in verbs)

    def _people(self, clause: Clause) -> bool:
        words = [each.word for each in clause]
        for at, word in enumerate(words):
            if (
                word not in self._words["people"]
                or not set(words[max(0, at - 3) : at]) & self._words["of_us"]
            ):
                continue
            ahead = words[at + 1 : at + 1 + _AHEAD]
            told = [each for each in ahead[:2] if each.endswith(("t", "te", "ten", "en"))]
            if told and not set(ahead) & self._words["people_do"]:
                return True
        return False

    def _things(self, clause: Clause) -> bool:
        words = {each.word for each in clause}
        return not words & self._words["unsure"] and bool(words & self._words["performed"])

    def _dropped(self, clause: Clause) -> bool:
        """Find "Hab es am Sonntag probiert", "Ausprobiert und für gut befunden"."""
        words = [each.word for each in clause]
        if set(words) & _WE:
            return False
        own = words[0] in ("hab", "habe", "bin") and words[1:2] != ["ich"]
        if own or (words[0] in self._words["dropped"] and not _SUBJECTS & set(words[1:2])):
            return not set(words) & self._words["participles"] or bool(
                set(words) & (self._words["untried"] | self._words["life"])
            )
        tried = {words[0], words[-1]} & self._words["untried"]
        helped = set(words) & (self._words["perfect"] | _PASSIVE | _NEGATIVE)
        return bool(tried) and not helped


def _clauses(line: Line) -> Iterator[Clause]:
    start = 0
    for at in range(1, len(line.tokens) + 1):
        if at == len(line.tokens) or line.tokens[at].edge:
            yield line.tokens[start:at]
            start = at


@lru_cache(maxsize=1)
def german() -> German:
    """The one reader of German."""
    return German(words("de"))
