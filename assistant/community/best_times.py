"""The part of the week in which posts did better than usual, with the doubt that small n asks for.

For each post y = log(1 + engagements) minus the median of the posts before it, so that growth over
time does not look like a good hour. A slot's mean is shrunk towards zero, n * mean / (n + 8), and a
slot with fewer than five posts says nothing. This finds what went along with good hours, not what
made them: teams choose what to post when.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median
from zoneinfo import ZoneInfo

from assistant.community.activity import OwnPost
from assistant.community.best_posts import RIPE
from assistant.community.engagement import engagements_of, posts_of
from assistant.community.measures import Measure
from assistant.community.noun_phrases import hour_of_week
from assistant.community.rows import Rows

SHRINK = 8
"""k of the shrinkage: as if each slot had eight more posts of exactly usual success."""

FEWEST = 5
"""Posts a slot needs."""

SLOT_HOURS = 4
"""Hours in a slot: six slots a day, 42 a week."""

_MEMORY = 20
"""How many posts before it a post is compared with, and at least five of them."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot of the week.

    `hour` is hours since Monday 0:00 in the account's zone; `effect` the shrunk effect on
    log(1 + engagements); `n` how many posts it rests on.
    """

    hour: int
    effect: float
    n: int


def slots(posts: Sequence[OwnPost], zone: str) -> list[Slot]:
    """All slots with at least five posts, the best first.

    Args:
        posts: ripe posts in any order.
        zone: IANA zone of the hours.
    """
    found: defaultdict[int, list[float]] = defaultdict(list)
    recent: deque[float] = deque(maxlen=_MEMORY)
    for own in sorted(posts, key=lambda own: own.post.created_at):
        y = math.log1p(engagements_of(own))
        if len(recent) >= FEWEST:
            found[_slot_of(own.post.created_at, zone)].append(y - median(recent))
        recent.append(y)
    made = (
        Slot(hour, len(ys) * fmean(ys) / (len(ys) + SHRINK), len(ys))
        for hour, ys in found.items()
        if len(ys) >= FEWEST
    )
    return sorted(made, key=lambda slot: (-slot.effect, slot.hour))


def best_time(rows: Rows) -> Measure:
    """The best slot; no data unless two slots have five posts and one is better than usual."""
    ripe = [own for own in posts_of(rows) if rows.as_of - own.post.created_at >= RIPE]
    ranked = slots(ripe, rows.period.zone)
    if len(ranked) < 2:  # noqa: PLR2004 - the best of one is no choice
        why = f"there is not enough data: two parts of the week need {FEWEST} posts each"
    elif ranked[0].effect <= 0:
        why = "no part of the week did better than usual"
    else:
        return Measure("best_time", ranked[0].hour, n=ranked[0].n)
    return Measure("best_time", None, n=len(ripe), missing=why)


def _slot_of(at: datetime, zone: str) -> int:
    local = at.astimezone(ZoneInfo(zone))
    return local.weekday() * 24 + local.hour // SLOT_HOURS * SLOT_HOURS


# -- as advice -------------------------------------------------------------------------------

CLOSE = 0.1
"""Two slots whose effects are no further apart (in log(1 + engagements), so about a tenth) are as
good as each other, as far as anybody can tell."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """When to post.

    Attributes:
        slot: the best one; None while there is not enough data, and `why` says so then.
        rival: another that is nearly as good; `advice` says then how to find out which is better.
        why: one sentence for people, in any case.
    """

    slot: Slot | None
    why: str
    rival: Slot | None = None
    advice: str = ""


def suggest(rows: Rows) -> Suggestion:
    """The best part of the week with the doubt that belongs to it, for whoever chooses a time.

    Args:
        rows: with `OWN_POSTS` of 90 days or so.
    """
    told = best_time(rows)
    if told.value is None:
        return Suggestion(None, f"No best time can be told: {told.missing}.")
    ripe = [own for own in posts_of(rows) if rows.as_of - own.post.created_at >= RIPE]
    first, *others = slots(ripe, rows.period.zone)
    why = (
        f"Posts on {hour_of_week(first.hour)} did better than usual, over {first.n} posts. "
        "That went together; it need not be why."
    )
    rival = next((each for each in others if first.effect - each.effect <= CLOSE), None)
    if rival is None or rival.effect <= 0:
        return Suggestion(first, why)
    advice = (
        f"{hour_of_week(rival.hour)} did nearly as well. To find out which is better, let chance "
        "choose between the two for one post in five."
    )
    return Suggestion(first, why, rival, advice)
