"""How our own posts are ordered for a list."""

from __future__ import annotations

from typing import Literal

from assistant.community.best_posts import RankedPost, best, weakest
from assistant.community.engagement import engagements_of, posts_of
from assistant.community.measures import counted
from assistant.community.rows import Rows

Order = Literal["best", "weakest", "newest"]


def ordered(order: Order, rows: Rows, most: int) -> list[RankedPost]:
    """The first posts of one account; none too young to be called weak among the weakest."""
    if order == "best":
        return best(rows, most)
    if order == "weakest":
        return weakest(rows, most)
    newest = sorted(posts_of(rows), key=lambda own: own.post.created_at, reverse=True)[:most]
    return [
        RankedPost(own.post, counted("post_engagements", engagements_of(own), at_least=own.cut))
        for own in newest
    ]


def place(order: Order, ranked: RankedPost) -> tuple[float, float]:
    """A key that puts the posts of several accounts into one order."""
    count = ranked.measure.value
    engagements = float(count) if isinstance(count, int) else 0.0
    age = -ranked.post.created_at.timestamp()
    return {"best": (-engagements, age), "weakest": (engagements, age), "newest": (age, 0.0)}[order]
