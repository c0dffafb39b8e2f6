"""What holding a text against its grounds takes, whether it is a reply or a post."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from assistant.agent.offline.fact_finding import touches
from assistant.agent.sentences import Sentences
from assistant.community.authenticity import Finding, Grounds, Level
from assistant.community.authenticity.review import review
from assistant.community.brand import BrandFact
from assistant.community.drafts import Confidence
from assistant.community.fabrications import Fabricated
from assistant.community.plain_text import cleaned

LONGEST_SPAN = 60

FEWEST_WORDS = 4
"""Of a sentence that counts as somebody's; shorter ones are everybody's."""

COPIED = frozenset({"figure", "date", "link", "handle"})
LEADS_AWAY = frozenset({"link", "handle"})
"""Not even where a stranger wrote it first: whoever repeats it vouches for it."""

CANNOT_STAY = COPIED | {"invented_experience", "promise", "claimed_deed"}

_WORD = re.compile(r"\w+")
_RANK = {Confidence.LOW: 0, Confidence.MEDIUM: 1, Confidence.HIGH: 2}


@dataclass(frozen=True, slots=True)
class Rests(ABC):
    """What a text may rest on: the facts it cites, and more."""

    facts: tuple[BrandFact, ...]

    @abstractmethod
    def open_ends(self, text: str) -> list[Finding]:
        """What in a text rests on nothing that we know ourselves."""

    def with_silent_facts(self, text: str, facts: Sequence[BrandFact]) -> Self:
        """With those facts cited, too, that the text rests on without saying so."""
        rests, open_ends = self, len(self.open_ends(text))
        for fact in facts:
            if not open_ends:
                break
            if fact in rests.facts or not touches(text, fact):
                continue
            more = replace(rests, facts=(*rests.facts, fact))
            if (left := len(more.open_ends(text))) < open_ends:
                rests, open_ends = more, left
        return rests


def blocked(text: str, grounds: Grounds) -> list[Finding]:
    """What in a text cannot go out with these grounds alone."""
    return [each for each in review(text, grounds) if each.level is Level.BLOCK]


def at_most(said: Confidence, *, low: bool, add: bool) -> Confidence:
    """How sure a text is, at most as sure as its model said.

    Args:
        low: it was cut, repeats somebody, or rests on nothing.
        add: a person has something to check.
    """
    most = Confidence.LOW if low else Confidence.MEDIUM if add else Confidence.HIGH
    return min(said, most, key=_RANK.__getitem__)


def sifted(text: str, found: Sequence[Finding | Fabricated]) -> Iterator[tuple[str, Sequence[str]]]:
    """The sentences of a text, each with why it cannot stay, for people; nothing where it can.

    Args:
        found: in the whole text.
    """
    for start, piece in pieces(text):
        inside = (each for each in found if start <= each.start < start + len(piece))
        yield piece, [f"A sentence was left out. {each.reason}" for each in inside]


def repeats(text: str, words: str) -> bool:
    """Whether a sentence of a text is somebody's, word for word.

    Args:
        words: theirs, `plain`.
    """
    said = (plain(piece) for _, piece in pieces(text))
    return any(len(each.split()) >= FEWEST_WORDS and each in words for each in said)


def plain(text: str) -> str:
    """The words alone, to be compared."""
    return " ".join(_WORD.findall(cleaned(text).casefold()))


def named(text: str, finding: Finding) -> str:
    """What a person is to check."""
    return f"Check “{span(text, finding)}”. {finding.reason}"


def span(text: str, finding: Finding | Fabricated) -> str:
    """The words of a finding, cut where they are many."""
    words = text[finding.start : finding.end]
    return words if len(words) <= LONGEST_SPAN else f"{words[: LONGEST_SPAN - 1]}…"


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """The sentences with the white space after them, and where each begins."""
    cut, at = Sentences(), 0
    for piece in [*cut.feed(text), *cut.flush()]:
        yield at, piece
        at += len(piece)
