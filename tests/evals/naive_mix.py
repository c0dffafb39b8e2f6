"""What posts are for, the plain way: the random community sells with one sentence only.

Written from the sentences of `community/metrics.py` alone: no rule, rollup or store of Engage is
used here, so that a figure in an answer can be held against a second opinion.
"""

from __future__ import annotations

from assistant.community.posts import Post
from tests.evals.naive_look import Look, Share, share
from tests.evals.random_community import SALE


def promotion_share(look: Look) -> Share | None:
    return share(promoting(look), len(_month(look)))


def promoting(look: Look) -> int:
    return sum(SALE in post.text for post in _month(look))


def responding(look: Look) -> int:
    return sum(post.parent_id is not None for post in _month(look))


def giving(look: Look) -> int:
    return len(_month(look)) - promoting(look) - responding(look)


def _month(look: Look) -> list[Post]:
    """What we wrote in the 28 days that end with the window, until the moment it is judged at."""
    days = look.back(28)
    every = days.written(replies=False) + days.written(replies=True)
    return [post for post in every if post.created_at <= look.as_of]
