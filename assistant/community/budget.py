"""Promotion's share of what we post, against what the account allows itself.

Share = posts and replies of the last 28 days that promote, divided by all posts and replies of the
last 28 days. Replies are counted, because answering and joining are what most of a good mix is
made of; a thread counts once; posts that Engage is unsure of count as no promotion, and are shown
apart. The usual limit of 20 % is the rule of thumb that 80/20 names; others ask for 10 to 33 %.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.community.measures import Measure, counted, nothing, share
from assistant.community.mix import Function
from assistant.community.own_mix import Labelled
from assistant.community.responses import Policy
from assistant.community.rows import Rows
from assistant.community.statistics import wilson

FEWEST = 5
"""Posts from which on a share is held against the limit. With fewer a single promotion is a quarter
or more of them, and would always be too much: then only a second one in a row is held."""

GIVING = (Function.RESPOND, Function.JOIN, Function.SHARE)
"""What may be missing; the first of them wins where two are equally rare."""

NONE_WRITTEN = "we wrote nothing in those 28 days"


@dataclass(frozen=True, slots=True)
class Budget:
    """How much promotion there was, and how much more fits.

    Attributes:
        promoted, posts: counts over 28 days, replies included.
        share: None where nothing was written; `low` and `high` are the ends of its 95 % interval
            (Wilson).
        limit: the most it may be, a fraction.
        room: promotions that still fit if they were posted now; None while it is too early to say.
        missing: the function to give more of; None while too little is known.
        unsure: posts that no rule and nobody could tell; part of `posts`.
        in_a_row: whether the latest post by itself (no reply) promoted.
    """

    promoted: int
    posts: int
    share: float | None
    low: float | None
    high: float | None
    limit: float
    room: int | None
    missing: Function | None
    unsure: int = 0
    in_a_row: bool = False

    @property
    def early(self) -> bool:
        """Whether there are too few posts to hold a share against the limit."""
        return self.posts < FEWEST


def budget(posts: Sequence[Labelled], limit: float) -> Budget:
    """Count.

    Args:
        posts: of 28 days, the newest first.
        limit: 0 to 1.
    """
    counts = Counter(each.label.function for each in posts)
    promoted, n = counts[Function.PROMOTE], len(posts)
    interval = wilson(promoted, n) if n else None
    own = [each for each in posts if each.post.parent_id is None]
    early = n < FEWEST
    return Budget(
        promoted=promoted,
        posts=n,
        share=promoted / n if n else None,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        limit=limit,
        room=None if early else _room(promoted, n, limit),
        missing=None if early else min(GIVING, key=lambda each: counts[each]),
        unsure=counts[None],
        in_a_row=bool(own) and own[0].label.function is Function.PROMOTE,
    )


def held(now: Budget) -> str | None:
    """Why one more promotion is held, in a sentence for people; None while it fits."""
    if now.early:
        if not now.in_a_row:
            return None
        return (
            f"This would be the second post in a row that promotes. With {_posts(now.posts)} in 28 "
            "days it is too early for a share; something that gives first would be better."
        )
    if now.room:
        return None
    limit = f"{now.limit:.0%}".replace("%", " %")
    after = f"{now.promoted + 1} of {now.posts + 1}"
    instead = f" {PROPOSALS[now.missing]}" if now.missing else ""
    return (
        f"With this one {after} posts and replies of the last 28 days would promote; the limit is "
        f"{limit}.{instead}"
    )


PROPOSALS = {
    Function.RESPOND: "What is missing most is answering: somebody may be waiting for a reply.",
    Function.JOIN: "What is missing most is joining in: look for a conversation to take part in.",
    Function.SHARE: "What is missing most is giving: something useful, or the work of others.",
}
"""What to do instead, by the function that is rarest."""


def _room(promoted: int, n: int, limit: float) -> int:
    """The most k with (promoted + k) / (n + k) <= limit, 0 or more."""
    if limit >= 1:
        return n
    # A billionth against rounding: 1 of 5 is a fifth.
    return max(0, int((limit * n - promoted) / (1 - limit) + 1e-9))


def _posts(n: int) -> str:
    return "one post" if n == 1 else f"{n or 'no'} posts"


# -- as metrics ------------------------------------------------------------------------------


def promotion_share(rows: Rows, policy: Policy) -> Measure:
    """The share over the 28 days that end with the period; `most` is the account's limit."""
    found = labels_of(rows)
    promoted = sum(each.label.function is Function.PROMOTE for each in found)
    told = share("promotion_share", promoted, len(found), none=NONE_WRITTEN)
    return told.up_to(policy.promotion)


def of_function(metric: str, function: Function | None, rows: Rows) -> Measure:
    """How many of them have one function; None for those that are unsure."""
    found = labels_of(rows)
    if not found:
        return nothing(metric, NONE_WRITTEN)
    return counted(metric, sum(each.label.function is function for each in found), n=len(found))


def labels_of(rows: Rows) -> list[Labelled]:
    """What was written over the 28 days by the moment of judging, the newest first."""
    assert rows.own_mix is not None
    return [each for each in rows.own_mix if each.post.created_at <= rows.as_of]
