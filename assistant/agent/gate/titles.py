"""Titles: words by which an answer tells one post from another, taken from the post itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.agent.evidence import Evidence
from assistant.agent.lexicon import Hit, Word, words_of

TITLED = frozenset({"weekday", "month", "short", "clock", "metric", "best", "worst"})
"""What may stand in a title without a claim: a title holds no number and no change."""

_OPENS = re.compile(
    r"\b(?:post|question|one|thread|story|announcement|reminder|note|call|photo|picture|poll|recipe"
    r"|tip|invitation|beitrag|frage|billet|question|publication)s?\s(?:about|on|with|over|zu|über|sur)\s",
    re.IGNORECASE,
)
_LONGEST = 6
_BETWEEN = frozenset({"the", "a", "an", "at", "in", "on", "of", "for", "and", "your", "our", "to"})


def titled(plain: str, words: list[Word], evidence: Evidence) -> Iterator[tuple[int, int]]:
    """Where words stand that a post at hand holds: "your question about Sundays at the café"."""
    if not evidence.quotes:
        return
    texts = [{word.text for word in words_of(each.text)} for each in evidence.quotes.values()]
    for found in _OPENS.finditer(plain):
        following = [word for word in words if word.start >= found.end()][:_LONGEST]
        ends = [_end(following, text) for text in texts]
        if (end := max(ends)) > found.end():
            yield found.end(), end


def _end(words: list[Word], text: set[str]) -> int:
    """Where the words from the first on end that a text holds."""
    end = 0
    for word in words:
        if word.text in text:
            end = word.end
        elif word.text not in _BETWEEN:
            break
    return end


def is_title(hit: Hit, spans: list[tuple[int, int]]) -> bool:
    """Whether a phrase lies in a title."""
    return hit.kind in TITLED and any(start <= hit.start < end for start, end in spans)
