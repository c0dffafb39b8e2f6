"""German: who is spoken of, and whether what is said of them is a desk's to say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from assistant.community.authenticity.firsthand_asides_german import GermanAsides
from assistant.community.authenticity.firsthand_clauses_german import (
    PARTICIPLE,
    PREFIX,
    Clause,
    GermanClauses,
)
from assistant.community.authenticity.firsthand_verbs_german import GermanVerbs
from assistant.community.authenticity.firsthand_words import Words, words
from assistant.community.authenticity.tokens import Line, Token

_NEGATIVE = frozenset(("nicht", "nie", "kein", "keine", "keinen", "niemals", "weder"))
_SUBJECTS = frozenset(
    ("du", "ihr", "sie", "das", "es", "der", "die", "er", "unser", "unsere", "ein", "eine")
)
_PASSIVE = frozenset(
    ("hat", "habt", "hast", "ist", "wird", "werden", "wurde", "wurden", "du", "ihr")
)
_WE = frozenset(("ich", "wir"))
_JOINS = frozenset(("und", "aber", "denn", "sondern"))
_AHEAD = 5
_YEAR = 4
"""Digits of a year: what "we" did in it is a house's history."""

Span = tuple[int, int]


class German:
    """Marks clauses of a sentence."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._clauses = GermanClauses(words)
        self._verbs = GermanVerbs(words)
        self._asides = GermanAsides(words, self._clauses)

    def marks(self, line: Line) -> Iterator[Span]:
        """Places that tell of somebody's life."""
        if self._clauses.fragment(line):
            yield line.tokens[0].start, line.tokens[-1].end
        yield from self._asides.marks(line)
        for at, clause in enumerate(_clauses(line)):
            told = any(self._ours(part, asks=line.asks) for part in self._parts(clause))
            told = told or self._people(clause) or self._unnamed(line, clause)
            fared = not line.asks and self._things(clause)
            told = told or self._clauses.tells(line, clause) or self._asides.tells(line, clause)
            if told or fared or (at == 0 and self._dropped(clause)):
                yield clause[0].start, clause[-1].end
        for found in self._words.idioms.finditer(line.sentence.text):
            yield line.sentence.start + found.start(), line.sentence.start + found.end()

    def _ours(self, clause: Clause, *, asks: bool) -> bool:
        words = [each.word for each in clause]
        at = next((place for place, word in enumerate(words) if word in _WE), None)
        if at is None or (asks and at == 1):
            return False
        known = set(words)
        if known & self._words["body"] and not known & self._words["reader"]:
            return True
        if self._verbs.kin(clause) and not known & self._words["reader"]:
            return True
        if known & (self._words["modal"] | self._words["modal_past"]):
            return self._verbs.modal(clause, at)
        if known & self._words["perfect"]:
            small = [each.word for n, each in enumerate(clause) if not each.capital or n == 0]
            return not self._had_part(words, small) or not self._is_said(clause)
        return bool(known & self._words["life"]) or self._verbs.present(clause, at)

    def _parts(self, clause: Clause) -> Iterator[Clause]:
        """What an "und" joins, each with the "wir" of the whole: "wir waren da und mussten"."""
        who = next((each for each in clause if each.word in _WE), None)
        start = 0
        for at in range(1, len(clause)):
            if clause[at - 1].word in _JOINS and self._verbs.goes_on(clause[at]):
                yield self._with(who, clause[start : at - 1])
                start = at
        yield self._with(who, clause[start:])

    def _with(self, who: Token | None, part: Clause) -> Clause:
        if who is None or not _WE.isdisjoint(each.word for each in part):
            return part
        return (who, *part)

    def _unnamed(self, line: Line, clause: Clause) -> bool:
        """Whether it tells of somebody who is left out, or whom something befell."""
        if line.asks or not self._words["reader"].isdisjoint(each.word for each in clause):
            return False
        return self._verbs.upon_us(clause) or self._verbs.telegram(
            clause, then=self._clauses.then(line, clause)
        )

    def _had_part(self, words: list[str], small: list[str]) -> bool:
        """Whether what "we have done" is a desk's to say; `small` are no nouns."""
        done = [word for word in small if PARTICIPLE.fullmatch(word) and word not in _WE]
        known = set(words)
        if done and known & _NEGATIVE and known & self._words["untried"]:
            return True
        if known & self._words["life"]:
            return False
        if "wir" in known and any(word.isdigit() and len(word) == _YEAR for word in words):
            return True
        light = any(word in self._words["light"] for word in done)
        if any({word, PREFIX.sub("", word)} & self._words["participles"] for word in done):
            return not light or bool(known & self._words["business"]) or not self._touches(known)
        return self._had(words, known, done=bool(done))

    def _had(self, words: list[str], known: set[str], *, done: bool) -> bool:
        """Whether "we were" and "we had", or a double infinitive, go with a desk's matter."""
        let = words[-1] == "lassen" and not done
        if let or known & {"war", "waren", "hatte", "hatten"}:
            was = self._words["was"] if known & {"war", "waren"} else frozenset[str]()
            return bool(known & (was | self._words["business"]))
        if not done and "ich" in known and known & {"hab", "habe"}:
            has = self._words["business"] | self._words["ich_has"]
            return bool(known & has)
        return not done or not known & {"hab", "habe", "haben", "bin", "sind"}

    def _is_said(self, clause: Clause) -> bool:
        """Whether what "ich bin" or "wir sind" goes on with is a desk's to say."""
        words = [each.word for each in clause]
        if {"bin", "sind"}.isdisjoint(words) or any(PARTICIPLE.fullmatch(each) for each in words):
            return True
        known = self._words["are"] | self._words["business"] | self._words["was"]
        known = known - self._words["nearby"] if "ich" in words else known
        return not known.isdisjoint(words) or any(each.isdigit() for each in words)

    def _touches(self, known: set[str]) -> bool:
        return bool(known & self._words["personal"])

    def _people(self, clause: Clause) -> bool:
        """Whether somebody of the house or of a family does what no desk would tell of them."""
        for at, each in enumerate(clause):
            near = self._verbs.near(each)
            if not near and each.word not in self._words["people"]:
                continue
            of_us = self._words["of_us"] | (self._words["article"] if near else frozenset())
            words = [other.word for other in clause]
            if not {"sind", "ist", "dürfen", "können"}.isdisjoint(words[max(0, at - 3) : at]):
                continue
            if of_us.isdisjoint(words[max(0, at - 3) : at]):
                continue
            ahead = clause[at + 1 : at + 1 + _AHEAD]
            strange = bool(self._clauses.strangers(clause)) and _WE.isdisjoint(words)
            ends = next((n for n in range(at + 1, len(words)) if words[n] in _JOINS), len(words))
            known = not self._words["people_do"].isdisjoint(words[at + 1 : ends])
            known = known or self._verbs.at_work(clause[at + 1 : ends])
            if self._verbs.of_a_family(each):
                known = not self._words["rules"].isdisjoint(words)
            if self._verbs.does(ahead) and (strange or not known) and _WE.isdisjoint(words):
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
