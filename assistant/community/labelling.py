"""Our own posts of a stretch, each with what it is for: people's word first, then the rules.

A thread of our own counts as one post, judged by all of its words. What a person said of one post
holds for later ones with the same words, or nearly the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.community.classifying import classify
from assistant.community.mix import Label
from assistant.community.own_mix import Labelled, OwnMix, Place, Told, Written
from assistant.community.triage_words import fold

ALIKE = 0.85
"""Share of words that two texts have in common from which on they say the same thing."""

_FEWEST_WORDS = 4
"""Shorter texts are the same only to the letter."""


def labelled(mix: OwnMix) -> list[Labelled]:
    """Every post of ours with its label, the newest first."""
    by_id = {each.post_id: each for each in mix.told}
    whole = sorted(_threads(mix.written), key=lambda each: each.post.created_at, reverse=True)
    return [Labelled(each.post, _label(each, mix, by_id.get(each.post.id))) for each in whole]


def told_before(text: str, told: Iterable[Told]) -> Told | None:
    """What a person said last of a text that is the same, or nearly."""
    words = _words(text)
    found = [each for each in told if alike(words, _words(each.text))]
    return max(found, key=lambda each: each.at, default=None)


def alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two texts, as folded words, say nearly the same."""
    if tuple(one) == tuple(other):
        return bool(one)
    mine, theirs = set(one), set(other)
    if min(len(mine), len(theirs)) < _FEWEST_WORDS:
        return False
    return len(mine & theirs) >= ALIKE * len(mine | theirs)


def from_told(told: Told, label: Label, *, same: bool) -> Label:
    """The label that a person's word makes.

    Args:
        label: what the rules say; its value holds where the person said none.
        same: whether they spoke of this very post.
    """
    reason = "a person said so" if same else "a person said so of a post with nearly the same words"
    return Label(told.function, told.value or label.value, reason, told.by)


def _label(written: Written, mix: OwnMix, told: Told | None) -> Label:
    label = classify(written.post, written.place, mix.ours)
    if told is not None:
        return from_told(told, label, same=True)
    if written.place is Place.CALLED:  # "Thank you" to one is no word on the next
        return label
    earlier = told_before(written.post.text, mix.told)
    return from_told(earlier, label, same=False) if earlier else label


def _threads(written: Iterable[Written]) -> list[Written]:
    """With what goes on in a thread of our own put into its first post."""
    known = {each.post.id: each for each in written}
    whole: dict[str, Written] = {}
    for each in sorted(known.values(), key=lambda each: each.post.created_at):
        first = known.get(each.post.root_id or "")
        if each.place is Place.OWN and each.post.parent_id and first and first is not each:
            so_far = whole.get(first.post.id, first)
            text = f"{so_far.post.text}\n{each.post.text}"
            whole[first.post.id] = replace(so_far, post=replace(so_far.post, text=text))
        else:
            whole.setdefault(each.post.id, each)
    return list(whole.values())


@lru_cache(maxsize=2048)
def _words(text: str) -> tuple[str, ...]:
    """Folded words; numbers are all alike ("5 seats left", "3 seats left")."""
    return tuple("0" if word.isdigit() else word for word in fold(text).text.split())
