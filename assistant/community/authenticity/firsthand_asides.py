"""English asides that tell of somebody's life in passing.

Questions that want no answer ("who among us"), colleagues by name, things that stand in somebody's
kitchen, and what is said without a verb ("three years and still in love with it").
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.community.authenticity.firsthand_forms import Forms
from assistant.community.authenticity.firsthand_verbs import Verbs
from assistant.community.authenticity.tokens import Line

_NAMED = 5
"""Words after a name and its "from" in which the verb is looked for."""
_THERE = 8
"""Words after a "there's one" in which a place is looked for."""
_SHORT = 3
"""Words that a sentence without a verb has at least, when it tells of something."""
_US = frozenset(("among", "of", "amongst"))
_WE = frozenset(("i", "we"))
_THINGS = frozenset(("one", "some", "two", "three", "several", "mine", "ours", "always"))
_NONE = frozenset((("not", "a"), ("not", "one"), ("not", "an"), ("without", "a")))
_OURS = frozenset(("our", "my", "one"))
_OPENS = frozenset(("there", "one", "two", "some"))

Span = tuple[int, int]


class Asides:
    """Reads what no clause with a subject and a verb of its own tells."""

    def __init__(self, forms: Forms, verbs: Verbs) -> None:
        self._forms = forms
        self._verbs = verbs
        self._words = words = forms.words
        self._no_verb_after = words["determiners"] | words["prepositions"] | words["counts"]
        self._no_verb_after |= words["yet"]
        self._rule = words["modal"] | words["reader"] | words["admission"]
        self._leads = words["counts"] | {"", "and", "even", "the", "then", "says", "’s"}
        self._service = (words["free"] - words["own_doing"]) | words["asked"] | {"keep"}
        self._asked_for = words["free"] | words["asked"] | words["predicates"]
        self._helpers = (forms.helpers | words["modal"]) - {"not", "never"}
        self._begins = words["adverbs"] | words["starters"]
        self._closed = words["reader"] | words["opening"] | (words["business"] - words["domestic"])

    def marks(self, line: Line) -> Iterator[Span]:
        """Places in a sentence that tell of somebody by the way."""
        if self._wants_no_answer(line) or self._told_without_verb(line) or self._at_it(line):
            yield line.tokens[0].start, line.tokens[-1].end
        for at, token in enumerate(line.tokens):
            end = self._named(line, at) or self._stands(line, at) or self._at_home(line, at)
            if end is not None:
                yield token.start, line.tokens[min(end, len(line.tokens) - 1)].end

    def _wants_no_answer(self, line: Line) -> bool:
        """A question about "us" that no desk would ask: "did we spend all night on it?"."""
        if not line.asks:
            return False
        words = [each.word for each in line.tokens]
        if any(before in _US and word == "us" for before, word in pairwise(words)):
            return True
        for at, word in enumerate(words):
            asked = at > 0 and word in _WE and words[at - 1] in self._words["asking"]
            if asked and not line.tokens[at].edge and not self._asks_for(words, at):
                return True
        return False

    def _asks_for(self, words: list[str], at: int) -> bool:
        """Whether what is asked of "us" is about the reader's matter."""
        if not (self._words["reader"] | self._words["matter"]).isdisjoint(words):
            return True
        verb = next((each for each in words[at + 1 :] if each not in self._words["adverbs"]), "")
        known = self._words["free"] | self._words["asked"]
        return (
            not verb or bool(self._forms.bases(verb) & known) or verb in self._words["predicates"]
        )

    def _told_without_verb(self, line: Line) -> bool:
        """A sentence without a verb that counts, lasts or denies: "eight hikes, not a thread"."""
        words = [each.word for each in line.tokens]
        if line.asks or len(words) < _SHORT:
            return False
        if self._counts_time(words):
            return True
        denied = not _NONE.isdisjoint(pairwise(words)) and words[0] in self._words["counts"]
        if not (self._words["reader"] if denied else self._closed).isdisjoint(words):
            return False
        if any(self._is_verb(words, at) for at in range(len(words))):
            return False
        if words[0] in self._words["counts"] or words[0].isdigit():
            return not self._words["outcome"].isdisjoint(words[1:])
        return not self._words["yet"].isdisjoint(words) and words[0] not in self._words["fragments"]

    def _counts_time(self, words: list[str]) -> bool:
        """How long it has been for the teller: "twenty springs here and it never gets old"."""
        counted = words[0] in self._words["counts"] and words[1] in self._words["units"]
        goes_on = words[2] in ("here", "in", "on", "and")
        return counted and goes_on and self._words["reader"].isdisjoint(words)

    def _at_it(self, line: Line) -> bool:
        """What somebody is busy with, or how they are: "watching it again", "jealous here"."""
        words = [each.word for each in line.tokens]
        first = next((each for each in words if each not in self._begins), "")
        if line.asks or not self._words["reader"].isdisjoint(words):
            return False
        if first in self._words["states"]:
            return True
        bases = self._forms.bases(first)
        if not first.endswith("ing") or first in self._forms.verbs or not bases & self._forms.verbs:
            return False
        verb = any(self._is_verb(words, at) for at in range(len(words)))
        return not verb and not bases & self._service

    def _at_home(self, line: Line, at: int) -> int | None:
        """Somebody of a household as who does something: "grandma approved"."""
        word, before = line.word(at), line.word(at - 1) if not line.tokens[at].edge else ""
        near = not _OURS.isdisjoint(line.before(at)[-3:])
        if word not in self._words["kin"] or line.asks or not (near or before in self._leads):
            return None
        known = (each.word for each in line.tokens)
        ends = at + 1 == len(line.tokens) or line.word(at + 1) == "’s"
        return None if ends or not self._rule.isdisjoint(known) else at

    def _is_verb(self, words: list[str], at: int) -> bool:
        """Whether a word can be the verb of the words before it."""
        word, before = words[at], words[at - 1] if at else ""
        if word in self._helpers:
            return True
        if word in self._forms.helpers or before in self._no_verb_after:
            return False
        return self._forms.finite(word) and at > 0 and word not in self._words["gone"]

    def _named(self, line: Line, at: int) -> int | None:
        """A colleague by name who did something: "Tom from accounts ignored this"."""
        if not line.tokens[at].capital or line.word(at + 1) != "from" or line.word(at) in _WE:
            return None
        if not line.tokens[at].edge and line.word(at - 1) in self._words["prepositions"]:
            return None
        for step in range(at + 3, at + 3 + _NAMED):
            if self._forms.finite(line.word(step)) and not line.tokens[step].edge:
                return self._verbs.marked(line, step, who="they")
        return None

    def _stands(self, line: Line, at: int) -> int | None:
        """A thing in a place of somebody's own: "there's one on the fridge in our kitchen"."""
        if line.word(at) not in _OPENS or not (line.tokens[at].edge or at == 0) or line.asks:
            return None
        ahead = line.clause(at, _THERE)
        if not self._words["reader"].isdisjoint(ahead) or _THINGS.isdisjoint(ahead[:4]):
            return None
        placed = self._words["within"] | {"by", "next", "beside", "inside"}
        return next(
            (
                at + n
                for n, word in enumerate(ahead)
                if word in self._words["indoors"] and not placed.isdisjoint(ahead[:n])
            ),
            None,
        )
