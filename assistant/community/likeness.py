"""Whether a draft says again what we said lately: shared words of content, and shared phrases.

Made for 10 to 60 words in English and German. The threshold was measured, see docs/posts.md.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from assistant.community.content_words import content_words, in_order

BACK = timedelta(days=90)
"""How far back own posts are compared with."""

THRESHOLD = 0.38
"""Likeness from which on two posts are about the same thing."""

FEWEST = 2
"""Words of content below which a text is too short to be like another one."""

_SHINGLE = 2
_MOST = 3
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Said:
    """Something of ours that a draft may repeat.

    Attributes:
        at: when it was published, or will be; for a draft that waits, when it was written.
        url: its link; None for what is not published.
        waiting: whether it is a draft that is not published yet.
    """

    text: str
    at: datetime
    url: str | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Similar:
    """What a draft is like, and how much: 0.0 (nothing in common) to 1.0 (the same)."""

    said: Said
    likeness: float


def in_words(found: Similar, zone: str) -> str:
    """What is said beside a draft, with the day in that zone; the link, if any, comes after it."""
    at = found.said.at.astimezone(ZoneInfo(zone))
    day = f"{at.day} {at:%b}"
    begins = textwrap.shorten(found.said.text, _SHOWN, placeholder="…")
    if found.said.waiting:
        return f"This is much like a draft of {day} that waits: “{begins}”"
    return f"This is much like your post of {day}: “{begins}”"


def similar(text: str, others: Iterable[Said]) -> tuple[Similar, ...]:
    """What a text repeats, the likest first, at most three."""
    found = [Similar(each, likeness(text, each.text)) for each in others]
    found = [each for each in found if each.likeness >= THRESHOLD]
    return tuple(sorted(found, key=lambda each: -each.likeness)[:_MOST])


def likeness(one: str, two: str) -> float:
    """How like two posts are, 0.0 to 1.0.

    The mean of two shares: words of content that the shorter one shares with the other, and pairs
    of neighbouring ones. Words alone find the same topic in other words; pairs tell it from posts
    that merely use the words of the trade.
    """
    first, second = content_words(one), content_words(two)
    if min(len(first), len(second)) < FEWEST:
        return 0.0
    return 0.7 * _dice(first, second) + 0.3 * _contained(_pairs(one), _pairs(two))


def _dice(one: frozenset[str], two: frozenset[str]) -> float:
    return 2 * len(one & two) / (len(one) + len(two))


def _contained(one: frozenset[tuple[str, ...]], two: frozenset[tuple[str, ...]]) -> float:
    shorter = min(len(one), len(two))
    return len(one & two) / shorter if shorter else 0.0


@lru_cache(maxsize=1024)
def _pairs(text: str) -> frozenset[tuple[str, ...]]:
    words = in_order(text)
    return frozenset(tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))
