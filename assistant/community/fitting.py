"""Fit a text to its platform: into one post, or into the posts of a thread."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.community.studio import MOST_POSTS

Count = Callable[[str], int]

_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[\"'”’»)]*(?=\s)|\n{2,}|\Z)", re.DOTALL)


def fitted(
    posts: Sequence[str], count: Count, most: int, *, thread: bool
) -> tuple[tuple[str, ...], int]:
    """The posts as they can go out, and by how much the longest of them is still too long.

    Args:
        posts: at least one.
        count: length of a text in the platform's units.
        most: the longest post, in the same.
        thread: whether a text that does not fit may become several posts. Otherwise it stays whole,
            for a person to shorten.
    """
    if not thread:
        whole = "\n\n".join(posts)
        return (whole,), max(0, count(whole) - most)
    made = [piece for post in posts for piece in _cut(post, count, most)]
    if len(made) > MOST_POSTS:
        made = [*made[: MOST_POSTS - 1], " ".join(made[MOST_POSTS - 1 :])]
    return tuple(made), max(0, *(count(post) - most for post in made))


def _cut(text: str, count: Count, most: int) -> list[str]:
    """Whole sentences, as many as fit into each post."""
    if count(text) <= most:
        return [text]
    made: list[str] = []
    for sentence in (found[0].strip() for found in _SENTENCE.finditer(text)):
        longer = f"{made[-1]} {sentence}" if made else sentence
        if made and count(longer) <= most:
            made[-1] = longer
        else:
            made.append(sentence)
    return made
