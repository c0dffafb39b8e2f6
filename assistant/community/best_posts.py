"""Which posts did best, and which did least."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from assistant.community.activity import OwnPost
from assistant.community.engagement import engagements_of, posts_of
from assistant.community.measures import Measure
from assistant.community.posts import Post
from assistant.community.rows import Rows

RIPE = timedelta(hours=72)
"""A post younger than this is still collecting, and is never called weak. Nearly all of a
post's engagements come in its first three days."""


@dataclass(frozen=True, slots=True)
class RankedPost:
    """A post of ours with its engagements so far."""

    post: Post
    measure: Measure


def best(rows: Rows, most: int = 3) -> list[RankedPost]:
    """The posts of the period with the most engagements, best first; none without engagements."""
    ranked = sorted(posts_of(rows), key=_best_first)
    return [_ranked(own) for own in ranked[:most] if engagements_of(own)]


def weakest(rows: Rows, most: int = 3) -> list[RankedPost]:
    """The ripe posts of the period with the fewest engagements, weakest first.

    With fewer than twice as many ripe posts as asked for, only the weaker half is returned, so
    that no post is among the best and the weakest at once.
    """
    ripe = [own for own in posts_of(rows) if rows.as_of - own.post.created_at >= RIPE]
    ranked = sorted(ripe, key=_best_first, reverse=True)
    return [_ranked(own) for own in ranked[: min(most, len(ranked) // 2)]]


def _best_first(own: OwnPost) -> tuple[int, float, str]:
    return -engagements_of(own), -own.post.created_at.timestamp(), own.post.id


def _ranked(own: OwnPost) -> RankedPost:
    count = engagements_of(own)
    return RankedPost(own.post, Measure("post_engagements", count, at_least=own.cut))
