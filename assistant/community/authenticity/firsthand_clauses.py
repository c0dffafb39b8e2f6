"""English clauses without an "I" or "we": what a desk's reply is made of tells of no event.

A desk thanks, asks, advises, says how things are and will be, and what it did about the matter. A
clause that tells of something else that happened, or what it was like, tells of somebody's life.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.community.authenticity.firsthand_forms import Forms
from assistant.community.authenticity.tokens import Line

_NEAR = 4
"""Words on either side of a verb in which the desk's matter is looked for."""
_FOR_US = frozenset((("for", "me"), ("for", "us"), ("on", "me"), ("on", "us")))
_WAS = frozenset(("was", "were", "wasn’t", "weren’t", "been"))
_PASSIVE = 3
"""Words after a "was" in which its participle is looked for."""
_HAS = frozenset(("has", "have", "’s", "’ve"))
_ALL = frozenset(("everyone", "everybody", "anyone", "anybody", "those", "all"))
_JOINS = frozenset(("and", "but", "so", "because", "or"))
_LONG = 6
"""Words that a sentence without a verb has at least, when it tells of something."""

Span = tuple[int, int]


class Clauses:
    """Reads a sentence from comma to comma."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._words = words = forms.words
        self._matter = (words["business"] | words["house"]) - words["domestic"]
        self._named = words["reader"] | self._matter | words["opening"]
        self._trades = words["events"] | words["trade"] | words["happened"]
        self._bound = words["determiners"] | words["prepositions"] | words["modal"] | words["being"]
        self._goes_on = words["determiners"] | words["prepositions"] | words["adverbs"]
        self._takes = self._goes_on - words["describing"]
        self._lived = words["lived"] | words["performed"]
        self._somebody = words["pronouns"] - words["determiners"]
        self._skipped = words["starters"] | words["adverbs"]

    def marks(self, line: Line) -> Iterator[Span]:
        """Clauses that tell of an event or a sensation which the reader has no part in."""
        if line.asks:
            return
        if self._fragment(line):
            yield line.tokens[0].start, line.tokens[-1].end
        for start, end in _edges(line):
            words = [each.word for each in line.tokens[start:end]]
            if not self._words["reader"].isdisjoint(words):
                continue
            if self._felt(words) or self._then(line, words, start, end) or self._told(words):
                yield line.tokens[start].start, line.tokens[end - 1].end

    def _fragment(self, line: Line) -> bool:
        """Whether a sentence has no verb, and is none of those that a desk says without one."""
        words = [each.word for each in line.tokens]
        if not self._named.isdisjoint(words) or any(map(self._forms.finite, words)):
            return False
        if words[0] in self._words["fragments"] or self._words["english"].isdisjoint(words):
            return False
        if words[0] in self._words["counts"]:
            return words[1] in self._words["units"]
        plain = not any(each.isdigit() or self._forms.gerund(each) for each in words)
        return plain and len(words) >= _LONG

    def _felt(self, words: list[str]) -> bool:
        """Whether it names a sensation, or how a part of a body was."""
        if not self._words["sensations"].isdisjoint(words):
            return True
        if not self._words["body"].isdisjoint(words) and not self._words["was"].isdisjoint(words):
            return True
        opens = words[0] in self._words["body"] - self._words["fragments"]
        return opens and not any(map(self._forms.finite, words))

    def _then(self, line: Line, words: list[str], start: int, end: int) -> bool:
        """Whether it tells of a time of the teller's ("last week"), and no matter of the desk's."""
        first = line.tokens[start].start - line.sentence.start
        text = line.sentence.text[first : line.tokens[end - 1].end - line.sentence.start]
        time = self._words.times.search(text)
        if not time or words[0] in self._words["fragments"]:
            return False
        past = any(self._forms.past(each) or each in self._words["was"] for each in words)
        verb = any(self._forms.finite(each.word) for each in line.tokens)
        if verb and not past and not time[0].startswith(("every", "for")):
            return False
        if not self._words["opening"].isdisjoint(words) and any(map(str.isdigit, words)):
            return False
        known = (self._words["free"] | self._words["happened"]) - {"look"}
        done = any(self._forms.bases(each) & known for each in words if self._forms.past(each))
        suffered = any(one in _WAS and self._forms.past(two) for one, two in pairwise(words))
        return not done and not suffered and self._matter.isdisjoint(words)

    def _told(self, words: list[str]) -> bool:
        """Whether a verb in the past tells of something no desk has to do with."""
        if words[:2] == ["what", "a"] or words[0] == "such":
            return False
        opens = (n for n, each in enumerate(words) if each not in self._skipped)
        first = next((n for n in opens if not words[n].endswith("ly")), 0)
        for at in range(first, len(words)):
            if self._once(words, at):
                return True
            before = words[:at]
            if self._is_to_come(before):
                return False
            theirs = "who" in before and not _ALL.isdisjoint(before)
            if theirs or not self._words["of_theirs"].isdisjoint(before):
                return False
            if self._was(words, at) if words[at] in _WAS else self._happened(words, at, first):
                return True
        return self._to_us(words)

    def _is_to_come(self, before: list[str]) -> bool:
        """Whether it is what one waits for: "until it has rooted"."""
        waits = "until" in before or "once" in before[:1]
        return waits and not _HAS.isdisjoint(before)

    def _once(self, words: list[str], at: int) -> bool:
        """An anecdote, whatever was done: "the team once shipped forty left shoes"."""
        return (
            at > 1
            and words[at - 1] == "once"
            and words[at - 2] not in self._bound
            and self._forms.past(words[at])
        )

    def _was(self, words: list[str], at: int) -> bool:
        """What it was like, where it is no passive: "the second loaf was better"."""
        ahead = words[at + 1 : at + 1 + _PASSIVE]
        passive = any(self._forms.past(each) for each in ahead)
        amiss = not self._words["amiss"].isdisjoint(ahead)
        return (
            at > 0 and bool(ahead) and not passive and not amiss and self._matter.isdisjoint(words)
        )

    def _happened(self, words: list[str], at: int, first: int) -> bool:
        if not self._forms.past(words[at]) or words[at] in self._words["no_event"]:
            return False
        return self._opens(words, at) if at == first else self._narrates(words, at)

    def _opens(self, words: list[str], at: int) -> bool:
        """Whether a clause that begins with a past form leaves out an "I"."""
        bases = self._forms.bases(words[at])
        if bases & self._words["free"]:
            private = bases & self._words["own_doing"] and len(words) - at > _PASSIVE
            return bool(private) and self._matter.isdisjoint(words)
        return words[at] in self._words["narrative"] or _word(words, at + 1) in self._takes

    def _narrates(self, words: list[str], at: int) -> bool:
        """Whether a past form with its subject is a verb, and one that nobody at a desk needs."""
        before, ahead = self._helper(words, at), _word(words, at + 1)
        perfect = before in self._words["having"] and before != "’s"
        if (before in self._bound and not perfect) or self._is_matter(words, at):
            return False
        described = ahead and ahead not in self._goes_on and not ahead.endswith(("ed", "ing"))
        if perfect and described and not self._forms.bases(words[at]) & self._lived:
            return False
        if perfect or before in self._somebody or words[at] in self._words["narrative"]:
            return True
        joined = max((n for n in range(at) if words[n] in _JOINS), default=-1)
        joins = min((n for n in range(at + 1, len(words)) if words[n] in _JOINS), default=None)
        others = words[joined + 1 : at] + words[at + 1 : joins]
        follows = not ahead or ahead in self._goes_on or ahead.endswith("ing")
        return follows and not any(self._forms.finite(each) for each in others)

    def _helper(self, words: list[str], at: int) -> str:
        """The word before a verb and its adverbs."""
        back = at - 1
        while back > 0 and (words[back] in self._words["adverbs"] or words[back].endswith("ly")):
            back -= 1
        return words[back]

    def _is_matter(self, words: list[str], at: int) -> bool:
        bases = self._forms.bases(words[at])
        moved = bases & self._words["moves"] and _word(words, at + 1) in self._words["ways"]
        if moved or bases & (self._words["free"] | self._words["rises"]):
            return True
        near = words[max(0, at - _NEAR) : at + _NEAR + 1]
        known = self._matter | self._words["makers"]
        return bool(bases & self._trades) and not known.isdisjoint(near)

    def _to_us(self, words: list[str]) -> bool:
        """What was good or bad for us ("perfectly doable for us"), or did something to me."""
        past = [each for each in words if self._forms.past(each) or each in self._words["was"]]
        pairs = set(pairwise(words))
        mine = {(each, "me") for each in past if not self._forms.bases(each) & self._words["free"]}
        return bool(past) and not pairs.isdisjoint(_FOR_US | mine)


def _word(words: list[str], at: int) -> str:
    return words[at] if at < len(words) else ""


def _edges(line: Line) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(line.tokens) + 1):
        if at == len(line.tokens) or line.tokens[at].edge:
            yield start, at
            start = at
