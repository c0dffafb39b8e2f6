"""Runs of words that our latest replies hold, too: people notice an answer from a mill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.community.authenticity.findings import Finding, Level
from assistant.community.reading import Reading, read

_RUN = 6
"""Words in a row that two replies hardly share by chance."""
_LONG = 9
"""A run that stands for itself, even where one reply alone holds it."""


def repeated(reading: Reading, recent: Sequence[str]) -> Iterator[Finding]:
    """The runs of at least six words that one of the replies holds, each as long as it goes."""
    words = reading.words
    if len(words) < _RUN or not recent:
        return
    known = [_runs(text) for text in recent if text != reading.text]
    whole = sum(text == reading.text for text in recent)
    if whole:
        yield _finding(words[0][1], words[-1][2], whole, len(recent), Level.WARN)
        return
    keys = _keys(reading)
    at = 0
    while at < len(keys):
        holding = [runs for runs in known if keys[at] in runs]
        last = at
        while holding and last + 1 < len(keys):
            further = [runs for runs in holding if keys[last + 1] in runs]
            if not further:
                break
            holding, last = further, last + 1
        if holding:
            length = last - at + _RUN
            level = Level.WARN if length >= _LONG or len(holding) > 1 else Level.NOTE
            yield _finding(
                words[at][1], words[last + _RUN - 1][2], len(holding), len(recent), level
            )
        at = last + _RUN if holding else at + 1


def _keys(reading: Reading) -> list[tuple[str, ...]]:
    words = [word for word, _, _ in reading.words]
    return [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]


@lru_cache(maxsize=2048)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_keys(read(text)))


def _finding(start: int, end: int, times: int, of: int, level: Level) -> Finding:
    reason = f"These words stand in {times} of your last {of} replies, too."
    return Finding(start, end, "sameness", level, reason, "Say it for this person alone.")
