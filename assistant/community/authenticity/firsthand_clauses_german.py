"""German clauses without an "ich" or "wir": what a desk's reply is made of tells of no event.

The same idea as `firsthand_clauses`: what happened is marked unless the reader has a part in it, or
it is a desk's matter.
"""

from __future__ import annotations

import re

from assistant.community.authenticity.firsthand_words import Words
from assistant.community.authenticity.tokens import Line, Token

Clause = tuple[Token, ...]

PARTICIPLE = re.compile(
    r"(?:\w*ge\w{2,}(?:t|en)|(?:be|ver|er|ent|emp|zer|miss|unter|über)\w{2,}(?:t|en)|\w{2,}iert)"
)
PREFIX = re.compile(
    r"^(?:zurück|weiter|zu|auf|ab|an|aus|ein|nach|um|vor|weg|raus|rein|los|fest|frei|bereit|dazu)(?=ge)"
)
"""What stands before a participle and leaves its kind as it is."""
_PLAIN = re.compile(r"\w*ge\w{2,}(?:t|en)|\w+iert")
"""Participles that are no present form as well ("bevor es erscheint")."""
_DEPENDS = frozenset(
    (
        "bevor", "wenn", "weil", "dass", "ob", "damit", "sobald", "falls", "wie", "was", "wo",
        "die", "der", "das", "den", "welche", "und", "um", "bis", "da",
    )
)  # fmt: skip
_AT = frozenset(("im", "in", "am", "an", "auf", "mit", "vor", "beim", "vom", "zum", "zur", "nach"))
_FROM = frozenset(("aus", "vom", "im"))
_SHORT = 3
"""Words that a clause with a bare participle has at least, when it tells of something."""
_LONG = 6
"""Words that a sentence without a verb has at least, when it tells of something."""


class GermanClauses:
    """Reads a sentence from comma to comma."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._ours = words["participles"] | words["happened"]
        self._finite = words["perfect"] | words["modal"] | words["present"] | words["finite"]
        self._finite |= words["people_do"]
        self._matter = words["business"] - words["amounts"] - words["staff"]
        self._fixtures = tuple(words["fixtures"])
        self._named = words["reader"] | words["business"] | words["opening"]

    def tells(self, line: Line, clause: Clause) -> bool:
        """Whether it tells of an event or a sensation which the reader has no part in."""
        words = [each.word for each in clause]
        if line.asks or not self._words["reader"].isdisjoint(words) or _of_all(line, clause):
            return False
        if self._felt(words):
            return True
        if not self._words["of_theirs"].isdisjoint(words):
            return False
        if self._is_matter(clause) or self._passive(words) or self._fixture(clause):
            return False
        now = not self._words["finite"].isdisjoint(words) and self._words["had"].isdisjoint(words)
        then = self.then(line, clause) and not self._done(words) and not now
        german = not self._words["german"].isdisjoint(words)
        return then or (german and (self._happened(clause) or self._preterite(clause)))

    def strangers(self, clause: Clause) -> list[str]:
        """Participles of a clause that are no desk's, adjectives left out."""
        return [
            each.word
            for at, each in enumerate(clause)
            if not each.capital
            and (_PLAIN.fullmatch(each.word) or self._closes(clause, at))
            and PARTICIPLE.fullmatch(each.word)
            and not _describes(clause, at)
            and not self._done([each.word])
            and each.word not in self._words["no_verb"] | self._words["no_preterite"]
        ]

    def then(self, line: Line, clause: Clause) -> bool:
        """Whether it names a time of the teller's ("neulich")."""
        first = clause[0].start - line.sentence.start
        text = line.sentence.text[first : clause[-1].end - line.sentence.start]
        return bool(self._words.times.search(text))

    def fragment(self, line: Line) -> bool:
        """Whether a sentence has no verb, and is none of those that a desk says without one."""
        words = [each.word for each in line.tokens]
        if line.asks or not self._named.isdisjoint(words) or not self._finite.isdisjoint(words):
            return False
        past = any(
            each.word in self._words["narrative"] and not each.capital for each in line.tokens
        )
        german = not self._words["german"].isdisjoint(words) and not past
        if words[0] in self._words["fragments"] or not german or self.verbal(line.tokens):
            return False
        if words[0] in self._words["counts"]:
            return len(words) > _SHORT and words[1] in self._words["units"]
        return len(words) >= _LONG and not any(each.isdigit() for each in words)

    def verbal(self, tokens: Clause) -> bool:
        """Whether a word may be a verb: a small one, with no noun after it that it describes."""
        for at, each in enumerate(tokens):
            if (each.capital and at) or each.word in self._words["no_verb"]:
                continue
            declined = each.word.endswith(("en", "e", "ern", "eln"))
            if each.word.endswith("t") or (declined and not _describes(tokens, at)):
                return True
        return False

    def _preterite(self, clause: Clause) -> bool:
        """Find "brannten", "merkte": a small word in -te or -ten that describes no noun."""
        words = {each.word for each in clause}
        known = self._words["no_preterite"] | self._finite
        modal = self._words["modal"] | self._words["modal_past"] | {"lässt", "lassen", "zu"}
        for at, each in enumerate(clause):
            if each.capital or not each.word.endswith(("te", "ten")) or each.word in self._ours:
                continue
            infinitive = at == len(clause) - 1 and not modal.isdisjoint(words)
            most = clause[at - 1].word == "am" or "zu" in each.word
            if each.word not in known and not (infinitive or most or _describes(clause, at)):
                return True
        return False

    def _felt(self, words: list[str]) -> bool:
        """Whether it names a sensation, or how a part of a body was."""
        if not self._words["sensations"].isdisjoint(words):
            return True
        body = not self._words["body"].isdisjoint(words)
        return body and not {"war", "waren", "mir", "mich"}.isdisjoint(words)

    def _was_done(self, words: list[str]) -> bool:
        """What state a thing was in ("war belegt"), and how many there were ("gab es 14")."""
        if words[:3] in (["das", "war", "unser"], ["das", "war", "unsere"]):
            return True
        state = {"war", "waren"} & set(words) and PARTICIPLE.fullmatch(words[-1])
        return bool(state) or ("gab" in words and any(each.isdigit() for each in words))

    def _homely(self, clause: Clause, words: list[str]) -> bool:
        """What people do at home as well, done there: "nach Feierabend mitgenommen"."""
        private = not (self._words["life"] | {"feierabend"}).isdisjoint(words)
        done = [PREFIX.sub("", each.word) for each in clause if PARTICIPLE.fullmatch(each.word)]
        had = not self._words["had"].isdisjoint(words)
        return private and had and not self._words["light"].isdisjoint(done)

    def _is_matter(self, clause: Clause) -> bool:
        """Whether a desk's matter is spoken of, other than as the place where somebody is."""
        return any(
            each.word in self._matter
            and _FROM.isdisjoint(other.word for other in clause[max(0, at - 2) : at])
            for at, each in enumerate(clause)
        )

    def _fixture(self, clause: Clause) -> bool:
        """Whether it tells of a train, an oven or the like, not of what was done in one."""
        return any(
            each.capital
            and each.word.endswith(self._fixtures)
            and _AT.isdisjoint(other.word for other in clause[max(0, at - 2) : at])
            for at, each in enumerate(clause)
        )

    def _passive(self, words: list[str]) -> bool:
        return not self._words["passive"].isdisjoint(words)

    def _done(self, words: list[str]) -> bool:
        """Whether a participle of the desk's is among them."""
        return any(each in self._ours or PREFIX.sub("", each) in self._ours for each in words)

    def _closes(self, clause: Clause, at: int) -> bool:
        """Whether a clause, or a part of it before an "und", ends with a word that is no present
        form: those look the same ("bevor es erscheint", "um es zu verlegen").
        """
        ends = at == len(clause) - 1 or clause[at + 1].word in ("und", "oder", "hat", "habe", "ist")
        had = any(each.word in self._words["had"] for each in clause)
        depends = clause[0].word in _DEPENDS or (at > 0 and clause[at - 1].word == "zu")
        return ends and (had or (clause[at].word.endswith("en") and not depends))

    def _happened(self, clause: Clause) -> bool:
        """Whether a past form, or a participle with its helping verb or with none, is nobody's."""
        words = [each.word for each in clause]
        small = [each.word for at, each in enumerate(clause) if not each.capital or not at]
        if not self._words["narrative"].isdisjoint(small):
            amiss = not self._words["amiss"].isdisjoint(words) or self._was_done(words)
            return not amiss and not self._done(words)
        told = PARTICIPLE.fullmatch(words[-1]) and self._finite.isdisjoint(words)
        if self.strangers(clause) and (told or not self._words["had"].isdisjoint(words)):
            return len(words) >= _SHORT
        if self._homely(clause, words) or not self._words["moved"].isdisjoint(words):
            return True
        done = [each for each in words if PARTICIPLE.fullmatch(each)]
        if not done or self._done(words):
            return False
        if not self._words["had"].isdisjoint(words):
            return True
        bare = self._finite.isdisjoint(words)
        plain = words[-1] == done[-1] and _PLAIN.fullmatch(words[-1])
        return bare and bool(plain) and len(words) >= _SHORT


def _describes(tokens: Clause, at: int) -> bool:
    """Whether a noun, or another word that describes it, stands right after ("trockene Socken")."""
    after = tokens[at + 1 : at + 2]
    return bool(after) and after[0].capital and not after[0].edge


def _of_all(line: Line, clause: Clause) -> bool:
    """Whether a clause says of readers who they are: "an alle, die im Regen standen"."""
    before = line.tokens[: line.tokens.index(clause[0])][-1:]
    relative = clause[0].word in ("die", "der", "denen")
    return relative and bool(before) and before[0].word in ("alle", "allen", "jeden", "jedem")
