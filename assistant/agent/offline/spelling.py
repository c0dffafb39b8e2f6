"""Typos: the nearest known word, and only when it is near and alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from assistant.community.spelling import distance

_SHORTEST = 3
_LONG = 8


def nearest(word: str, targets: Collection[str], known: Collection[str] = ()) -> str:
    """The target that `word` most likely means; `word` itself when none is near and alone, or
    when it is a known word anyhow.

    One edit is forgiven, two from eight letters on; in words of three letters only a letter left
    out or two swapped, and no longer word means one of three ("moon" is not "mon"). People rarely
    miss the first letter, and more often lose or swap letters than hit a wrong one: among equally
    near words those win.
    """
    if word in targets or word in known or len(word) < _SHORTEST or not word.isalpha():
        return word
    most = 2 if len(word) >= _LONG else 1
    near = [
        (edits, each)
        for each in targets
        if abs(len(each) - len(word)) <= most
        and len(each) >= min(len(word), _SHORTEST + 1)
        and (edits := distance(word, each)) <= most
    ]
    if len(word) == _SHORTEST:
        near = [(edits, each) for edits, each in near if _only_lost(word, each)]
    if not near:
        return word
    least = min(edits for edits, _ in near)
    found = [each for edits, each in near if edits == least]
    for better in (
        [each for each in found if each[0] == word[0]],
        [each for each in found if each[0] == word[0] and _only_lost(word, each)],
    ):
        found = better or found
    return found[0] if len(found) == 1 else word


def _only_lost(word: str, target: str) -> bool:
    """Whether every letter of `word` is in the target."""
    return not Counter(word) - Counter(target)
