"""Which ideas of a studio a wish speaks of, and what of it stays as it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.community.drafts import Draft, Wish
from assistant.community.post_briefs import Before
from assistant.community.studio import Image, Studio
from assistant.community.topic_words import wants_one_post, wants_thread
from assistant.desk.studio_views import ALIVE, Idea, ideas_of


@dataclass(frozen=True, slots=True)
class BeforeAll:
    """What stood in a studio before a wish.

    Attributes:
        meant: the ideas it speaks of; () for new ones.
        closed: accounts by idea that get no new draft: what went out, is on its way, or was
            rewritten by a person, unless they mean it now.
        images: of the drafts of each account.
    """

    meant: tuple[Before, ...] = ()
    closed: Mapping[int, frozenset[str]] = field(default_factory=dict)
    images: Mapping[str, tuple[Image, ...]] = field(default_factory=dict)

    def as_thread(self, studio: Studio, wish: Wish) -> bool:
        """Whether it is to be a thread: as was said last, and a thread stays one otherwise."""
        if wants_one_post(wish.instruction):
            return False
        is_one = any(len(posts) > 1 for each in self.meant for _, posts in each.posts)
        return is_one or wants_thread(wish.instruction) or wants_thread(studio.topic)


def before_of(
    studio: Studio, wish: Wish, drafts: Sequence[Draft], rewritten: Collection[str]
) -> BeforeAll:
    """What a wish finds.

    Args:
        drafts: all of the studio, the latest first.
        rewritten: ids of those whose words a person changed.
    """
    ideas = ideas_of(studio, drafts)
    named = next((each for each in drafts if each.id == wish.about), None)
    kept = set(rewritten) - {wish.about}
    closed = {
        idea.n: frozenset(
            each.account_id for each in idea.drafts if each.state not in ALIVE or each.id in kept
        )
        for idea in ideas
    }
    images = {
        each.account_id: each.images
        for idea in ideas
        for each in idea.drafts
        if each.state in ALIVE
    }
    if not wish.instruction and named is None:
        return BeforeAll((), closed, images)
    meant = [idea for idea in ideas if named is None or idea.n == named.idea]
    return BeforeAll(tuple(_told(idea) for idea in meant), closed, images)


def _told(idea: Idea) -> Before:
    return Before(
        idea.n,
        tuple((each.account_id, each.posts) for each in idea.drafts),
        idea.label,
        idea.why,
        tuple(dict.fromkeys(fact for each in idea.drafts for fact in each.facts)),
    )
