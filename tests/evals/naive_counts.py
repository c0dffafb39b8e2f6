"""Counts, rates and the best time, the plain way.

Written from the sentences of `community/metrics.py` alone: no rule, rollup or store of Engage is
used here, so that a figure in an answer can be held against a second opinion.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import fmean, median
from zoneinfo import ZoneInfo

from assistant.community.posts import Kind, Post
from tests.evals.naive_look import ENGAGING, Look, share
from tests.evals.random_community import ZONE, Raw

REACH = timedelta(days=1)


def count(*kinds: Kind) -> Callable[[Look], float | None]:
    return lambda look: len(look.done(kinds))


def conversation_share(look: Look) -> float | None:
    return share(len(look.done((Kind.REPLY, Kind.QUOTE))), len(look.done(ENGAGING)))


def engaged(post: Post, look: Look) -> int:
    """Engagements directly under a post so far."""
    return sum(
        each.post_id == post.id and each.kind in ENGAGING
        for raw in look.raws
        for each in raw.interactions
    )


def per_post(look: Look) -> float | None:
    posts = look.written(replies=False)
    return fmean(engaged(post, look) for post in posts) if posts else None


def typical(look: Look) -> float | None:
    posts = look.written(replies=False)
    return median(engaged(post, look) for post in posts) if posts else None


def rate_by_followers(look: Look) -> float | None:
    each = rates(look)
    return fmean(each) if each else None


def rates(look: Look) -> list[float]:
    found: list[float] = []
    for raw in look.raws:
        for post in look.written(replies=False):
            if post.author.id == raw.us.id:
                count = followers(raw, post.created_at)
                found += [engaged(post, look) / count] if count else []
    return found


def followers(raw: Raw, at: datetime) -> int | None:
    taken, count = min(raw.followers, key=lambda row: abs(row[0] - at))
    return count if abs(taken - at) <= REACH else None


def follower_change(look: Look) -> float | None:
    total = 0
    for raw in look.raws:
        start, end = followers(raw, look.start), followers(raw, min(look.end, look.as_of))
        if start is None or end is None:
            return None
        total += end - start
    return total


def effects(look: Look) -> dict[float | None, list[float]]:
    """Per four-hour part of the week, how its posts did against the posts before them."""
    recent: list[float] = []
    effects: dict[float | None, list[float]] = defaultdict(list)
    for post in sorted(look.written(replies=False), key=lambda post: post.created_at):
        if look.as_of - post.created_at < timedelta(hours=72):
            continue
        score = math.log(1 + engaged(post, look))
        if len(recent) >= 5:
            local = post.created_at.astimezone(ZoneInfo(ZONE))
            effects[local.weekday() * 24 + local.hour - local.hour % 4].append(
                score - median(recent[-20:])
            )
        recent.append(score)
    return {slot: those for slot, those in effects.items() if len(those) >= 5}


def best_time(look: Look) -> float | None:
    """Hours since Monday 0:00 of the part of the week with the best posts."""
    shrunk = {slot: sum(those) / (len(those) + 8) for slot, those in effects(look).items()}
    if len(shrunk) < 2 or max(shrunk.values()) <= 0:
        return None
    return min(shrunk, key=lambda slot: (-shrunk[slot], slot))
