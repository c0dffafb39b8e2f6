"""German asides that tell of somebody's life in passing; see `firsthand_asides`.

Crowds ("bei uns trägt keiner mehr eine andere"), what stands alone for a thing of one's own
("meiner steht im Flur"), questions that want no answer, and what is said without a verb.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.community.authenticity.firsthand_clauses_german import Clause, GermanClauses
from assistant.community.authenticity.firsthand_words import Words
from assistant.community.authenticity.tokens import Line, Token

_WE = frozenset(("ich", "wir"))
_SHORT = 4
"""Words that a sentence without a verb has at least, when it tells of something."""
_HERE = frozenset(("hier", "uns", "mir", "da"))
_OF_ME = (("von", "mir"), ("hinter", "mir"), ("neben", "mir"), ("vor", "mir"), ("unter", "mir"))
_HALF = frozenset(("halbe", "halben", "halbes"))
_AWAY = frozenset(("krank", "weg", "urlaub", "wird", "werden", "sind"))

Span = tuple[int, int]


class GermanAsides:
    """Reads what no clause with an "ich" or "wir" of its own tells."""

    def __init__(self, words: Words, clauses: GermanClauses) -> None:
        self._words = words
        self._clauses = clauses
        self._verbs = words["perfect"] | words["modal"] | words["modal_past"] | words["finite"]
        self._verbs |= words["passive"] | words["had"] | words["narrative"]
        self._kin_ends = tuple(words["kin_end"])
        self._service = words["people_do"] | words["modal"] | words["passive"]

    def marks(self, line: Line) -> Iterator[Span]:
        """Places in a sentence that tell of somebody by the way."""
        if self._told_without_verb(line):
            yield line.tokens[0].start, line.tokens[-1].end

    def tells(self, line: Line, clause: Clause) -> bool:
        """Whether a clause tells of a crowd of ours, of mine and ours, or asks for no answer."""
        words = [each.word for each in clause]
        if not self._words["reader"].isdisjoint(words):
            return False
        if line.asks:
            return self._wants_no_answer(clause, words)
        of_us = self._crowd(words) or self._kin(clause, words) or self._left_out(clause, words)
        return of_us or self._own(clause, words) or self._impersonal(clause, words)

    def _wants_no_answer(self, clause: Clause, words: list[str]) -> bool:
        """What "we" did, put as a question that no desk would ask: "haben wir geschrien?"."""
        if _WE.isdisjoint(words):
            return False
        return bool(self._clauses.strangers(clause)) and not self._words["perfect"].isdisjoint(
            words
        )

    def _crowd(self, words: list[str]) -> bool:
        """All or none of the house: "alle im Lager haben einen auf"."""
        at = next((n for n, each in enumerate(words) if each in self._words["crowd"]), None)
        if at is None or self._words["ours_here"].isdisjoint(words):
            return False
        if not self._words["states"].isdisjoint(words):
            return True
        if not _HALF.isdisjoint(words):
            return _AWAY.isdisjoint(words)
        gone = "mehr" in words and not {"keiner", "niemand", "keine"}.isdisjoint(words)
        return gone or self._service.isdisjoint(words)

    def _kin(self, clause: Clause, words: list[str]) -> bool:
        """A grandmother without an article, and what is smelt in a place of ours."""
        kin = any(each.word in self._words["kin_bare"] and each.capital for each in clause[:1])
        sensed = not self._words["sense_now"].isdisjoint(words)
        here = not self._words["ours_here"].isdisjoint(words)
        if len(words) > 2 and clause[1].capital and words[0] in self._words["article"]:  # noqa: PLR2004
            house = words[1] in self._words["houses"] and words[2].endswith(("t", "te", "en"))
            if house and words[2] not in self._service | self._verbs:
                return True
        return (kin and len(words) > 1) or (sensed and here)

    def _kin_word(self, token: Token) -> bool:
        return token.capital and token.word.endswith(self._kin_ends)

    def _left_out(self, clause: Clause, words: list[str]) -> bool:
        """A present without its "ich": "Sitze gerade selbst am Fenster"."""
        plain = clause[0].capital and words[0].endswith("e") and len(words) > 2  # noqa: PLR2004
        return plain and words[1] in self._words["busy"] and _WE.isdisjoint(words)

    def _own(self, clause: Clause, words: list[str]) -> bool:
        """What stands alone for a thing of one's own, and "bei mir" of what no desk does."""
        for at, each in enumerate(words[:-1]):
            small = not clause[at + 1].capital
            if each in self._words["alone"] and small and words[at + 1] in self._verbs:
                return True
            if each in ("meins", "meinem", "meiner") and small and at and words[at - 1] == "bei":
                return True
        mine = ("bei", "mir") in pairwise(words) and _WE.isdisjoint(words)
        if mine and self._words["to_me"].isdisjoint(words):
            return True
        return any(pair in pairwise(words) for pair in _OF_ME)

    def _impersonal(self, clause: Clause, words: list[str]) -> bool:
        """A passive without a subject: "hier wird schon seit acht gewippt"."""
        by = not self._words["passive"].isdisjoint(words) and not _HERE.isdisjoint(words[:2])
        return by and bool(self._clauses.strangers(clause))

    def _told_without_verb(self, line: Line) -> bool:
        """A sentence without a verb that counts and tells how it turned out."""
        words = [each.word for each in line.tokens]
        known = self._verbs | self._words["people_do"] | self._words["reader"]
        if line.asks or len(words) < _SHORT or not known.isdisjoint(words):
            return False
        if words[0] in self._words["body"] or any(map(self._kin_word, line.tokens)):
            return not self._clauses.verbal(line.tokens)
        counted = words[0] in self._words["counts"] or words[0].isdigit()
        if counted and words[0] != "kein":
            return not self._words["outcome"].isdisjoint(words[1:])
        return not self._words["states"].isdisjoint(words)
