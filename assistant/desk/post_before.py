"""Which ideas of a studio a wish speaks of, and what of it stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.community.drafts import Draft, Wish
from assistant.community.post_briefs import Before
from assistant.community.studio import Studio
from assistant.community.topic_words import wants_one_post, wants_thread
from assistant.desk.studio_views import ALIVE, Idea, ideas_of


@dataclass(frozen=True, slots=True)
class BeforeAll:
    """What stood in a studio before a wish.

    Attributes:
        meant: the ideas it speaks of; () for new ones.
        closed: accounts by idea that get no new draft.
    """

    meant: tuple[Before, ...]
    closed: Mapping[int, frozenset[str]]

    def as_thread(self, studio: Studio, wish: Wish) -> bool:
        """Whether it is to be a thread: as was said last, and a thread stays one otherwise."""
        if wants_one_post(wish.instruction):
            return False
        is_one = any(len(posts) > 1 for each in self.meant for _, posts in each.posts)
        return is_one or wants_thread(wish.instruction) or wants_thread(studio.topic)


def before_of(studio: Studio, wish: Wish, drafts: Sequence[Draft]) -> BeforeAll:
    """What a wish finds.

    Args:
        drafts: all of the studio, the latest first.
    """
    ideas = ideas_of(studio, drafts)
    named = next((each for each in drafts if each.id == wish.about), None)
    closed = {
        idea.n: frozenset(each.account_id for each in idea.drafts if _settled(each, wish))
        for idea in ideas
    }
    if not wish.instruction and named is None:
        return BeforeAll((), closed)
    meant = [idea for idea in ideas if named is None or idea.n == named.idea]
    return BeforeAll(tuple(_told(idea) for idea in meant), closed)


def _told(idea: Idea) -> Before:
    return Before(
        idea.n,
        tuple((each.account_id, each.posts) for each in idea.drafts),
        idea.label,
        idea.why,
        tuple(dict.fromkeys(fact for each in idea.drafts for fact in each.facts)),
    )


def _settled(draft: Draft, wish: Wish) -> bool:
    """Whether a new draft must not take its place: it went out, or a person rewrote it and nobody
    means it now.
    """
    if draft.state not in ALIVE:
        return True
    return draft.id != wish.about and draft.text != draft.original
