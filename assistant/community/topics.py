"""What people keep asking: like questions of different people, put together by their words.

A group needs two people at least; one person who asks three times is one person. "Nothing keeps
coming up" is an answer, and an empty result says it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.community.content_words import content_words

FEWEST_PEOPLE = 2
"""Below that, somebody asked; nothing keeps coming up."""

MOST_QUOTES = 3
NOTHING = "Nothing keeps coming up in the last 28 days."

_ASKED_THIS = "people asked this in the last 28 days."

_COMPARED = 12
"""Questions of a group that a further one is held against: more tell nothing new."""

_SHARED = 2
"""Words two questions must share, unless they have fewer in all."""
_ALIKE = 0.34
"""Share of the shorter question's words that both must hold."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it was asked. `url` is "" where the platform shows none."""

    person_id: str
    handle: str
    text: str
    url: str
    at: datetime
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions that ask much the same.

    Attributes:
        words: that most of them share, the most frequent first.
        people: different people who asked.
        quotes: up to three of the questions, the latest first, of different people.
        questions: how many there are in all.
    """

    words: tuple[str, ...]
    people: int
    quotes: tuple[Asked, ...]
    questions: int

    @property
    def said(self) -> str:
        """How many asked, in words for people."""
        return f"{self.people} {_ASKED_THIS}"

    @property
    def sample(self) -> str:
        """The latest question."""
        return self.quotes[0].text


def in_their_words(about: str) -> bool:
    """Whether a studio's topic is a question of readers, by the words beside it (`Topic.said`)."""
    return about.endswith(_ASKED_THIS)


def topics(asked: Iterable[Asked], *, common: Sequence[str] = ()) -> tuple[Topic, ...]:
    """Group questions, the one that most people asked first; of equals, the latest.

    Args:
        asked: questions of the stretch that is looked at, in any order.
        common: texts whose words say nothing here: the names of the brand.
    """
    idle = frozenset(word for text in common for word in content_words(text))
    read = [(each, content_words(each.text) - idle) for each in asked]
    open_ones = [(each, words) for each, words in read if words]
    groups: list[list[tuple[Asked, frozenset[str]]]] = []
    for each, words in sorted(open_ones, key=lambda one: (-len(one[1]), one[0].at)):
        fits = [_fit(words, group) for group in groups]
        if fits and max(fits) > 0:
            groups[fits.index(max(fits))].append((each, words))
        else:
            groups.append([(each, words)])
    made = [_topic(group) for group in groups]
    kept = [each for each in made if each.people >= FEWEST_PEOPLE]
    return tuple(sorted(kept, key=lambda each: (-each.people, -each.quotes[0].at.timestamp())))


def _fit(words: frozenset[str], group: Sequence[tuple[Asked, frozenset[str]]]) -> float:
    """How well a question fits a group: the mean of its likeness to the questions that came last;
    0 where it is unlike most of them.
    """
    likeness = [_like(words, other) for _, other in group[-_COMPARED:]]
    alike = [each for each in likeness if each > 0]
    return sum(likeness) / len(likeness) if len(alike) * 2 > len(likeness) else 0.0


def _like(one: frozenset[str], two: frozenset[str]) -> float:
    shared = len(one & two)
    shorter = min(len(one), len(two))
    if shared < min(_SHARED, shorter) or shared / shorter < _ALIKE:
        return 0.0
    return shared / shorter


def _topic(group: Sequence[tuple[Asked, frozenset[str]]]) -> Topic:
    counted = Counter(word for _, words in group for word in words)
    shared = [word for word, n in counted.most_common() if n * 2 > len(group)]
    latest: dict[str, Asked] = {}
    for each, _ in sorted(group, key=lambda one: one[0].at, reverse=True):
        latest.setdefault(each.person_id, each)
    quotes = tuple(latest.values())[:MOST_QUOTES]
    return Topic(tuple(shared), len(latest), quotes, len(group))
