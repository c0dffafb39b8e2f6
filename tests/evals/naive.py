"""Every metric computed the plain way, straight from raw posts and interactions.

Written from the sentences of `community/metrics.py` alone: no rule, rollup or store of Engage is
used here, so that a figure in an answer can be held against a second opinion.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from assistant.community.posts import Kind
from tests.evals import naive_counts as counts
from tests.evals import naive_mix as mix
from tests.evals import naive_people as who
from tests.evals import naive_waiting as waits
from tests.evals.naive_look import ENGAGING, Look, share


def naive(metric: str, look: Look) -> float | None:
    """One metric; None for no data. Raises KeyError for a metric that has no plain way here."""
    return _WAYS[metric](look)


def size(metric: str, look: Look) -> int | None:
    """How many things a value rests on; None where that is not said."""
    ways: dict[str, Callable[[], int]] = {
        "response_time_median": lambda: len(waits.waiting(look)),
        "response_time_p90": lambda: len(waits.waiting(look)),
        "conversation_depth": lambda: len(who.conversations(look)),
        "engagements_per_post": lambda: len(look.written(replies=False)),
        "typical_engagements": lambda: len(look.written(replies=False)),
        "rate_by_followers": lambda: len(counts.rates(look)),
        "best_time": lambda: len(counts.effects(look).get(counts.best_time(look), ())),
    }
    return ways[metric]() if metric in ways else None


_WAYS: dict[str, Callable[[Look], float | None]] = {
    "posts": lambda look: len(look.written(replies=False)),
    "own_replies": lambda look: len(look.written(replies=True)),
    "replies": counts.count(Kind.REPLY),
    "quotes": counts.count(Kind.QUOTE),
    "mentions": counts.count(Kind.MENTION),
    "likes": counts.count(Kind.LIKE),
    "reposts": counts.count(Kind.REPOST),
    "engagements": counts.count(*ENGAGING),
    "conversation_share": counts.conversation_share,
    "engagements_per_post": counts.per_post,
    "typical_engagements": counts.typical,
    "rate_by_impressions": lambda _look: None,
    "rate_by_followers": counts.rate_by_followers,
    "follower_change": counts.follower_change,
    "best_time": counts.best_time,
    "response_rate": waits.response_rate,
    "answered_in_target": waits.in_target,
    "response_time_median": waits.wait_by(Fraction(1, 2)),
    "response_time_p90": waits.wait_by(Fraction(9, 10)),
    "open_items": waits.open_items,
    "people": lambda look: len(who.people(look)),
    "returning_people": lambda look: len(who.returned(look)),
    "returning_share": lambda look: share(len(who.returned(look)), len(who.people(look))),
    "community_core": lambda look: len(who.regulars(look.back(28))),
    "first_timers": who.first_timers,
    "lapsed_regulars": who.lapsed,
    "concentration": who.concentration,
    "conversation_depth": who.depth,
    "return_rate": who.return_rate,
    "promotion_share": mix.promotion_share,
    "mix_respond": mix.responding,
    "mix_join": lambda _look: 0,
    "mix_share": mix.giving,
    "mix_promote": mix.promoting,
    "mix_unsure": lambda _look: 0,
}
