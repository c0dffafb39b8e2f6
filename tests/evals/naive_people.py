"""People and conversations, the plain way.

Written from the sentences of `community/metrics.py` alone: no rule, rollup or store of Engage is
used here, so that a figure in an answer can be held against a second opinion.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import datetime, time
from statistics import median
from zoneinfo import ZoneInfo

from assistant.community.posts import Kind
from tests.evals.naive_look import DAY, Look, share
from tests.evals.random_community import ZONE


def people(look: Look) -> set[str]:
    return {each.author.id for each in look.done()}


def returned(look: Look) -> set[str]:
    zone = ZoneInfo(ZONE)
    first = look.start.astimezone(zone).date() - 4 * look.days() * DAY
    before = Look(look.raws, datetime.combine(first, time(), zone), look.start, look.as_of)
    return people(look) & people(before)


def regulars(look: Look) -> set[str]:
    days = defaultdict(set)
    for each in look.done():
        days[each.author.id].add(each.created_at.date())
    return {person for person, dates in days.items() if len(dates) >= 3}


def lapsed(look: Look) -> float:
    since = look.back(28)
    return len(regulars(look.back(28, until=since.start)) - people(since))


def first_timers(look: Look) -> float:
    earlier = {
        each.author.id
        for raw in look.raws
        for each in raw.interactions
        if each.created_at < look.start
    }
    return len(people(look) - earlier)


def concentration(look: Look) -> float | None:
    said = Counter(e.author.id for e in look.done((Kind.REPLY, Kind.QUOTE, Kind.MENTION)))
    if len(said) < 10:
        return None
    most = sorted(said.values(), reverse=True)[: math.ceil(len(said) / 10)]
    return share(sum(most), said.total())


def conversations(look: Look) -> list[list[tuple[datetime, str]]]:
    """Threads in which we answered somebody in the window, whole, oldest message first."""
    joined = []
    for raw in look.raws:
        roots = {post.root_id for post in look.written(replies=True) if post.author.id == raw.us.id}
        under = {post.id: post.root_id or post.id for post in raw.posts}
        for root in roots - {None}:
            ours = [(p.created_at, p.author.id) for p in raw.posts if (p.root_id or p.id) == root]
            theirs = [
                (each.created_at, each.author.id)
                for each in raw.interactions
                if each.kind is Kind.REPLY and under.get(each.post_id or "") == root
            ]
            joined.append(sorted(ours + theirs))
    return joined


def depth(look: Look) -> float | None:
    threads = conversations(look)
    return median(len(thread) for thread in threads) if threads else None


def return_rate(look: Look) -> float | None:
    threads = conversations(look)
    us = {raw.us.id for raw in look.raws}
    back = 0
    for thread in threads:
        authors = [author for _, author in thread]
        answer = next(i for i, a in enumerate(authors) if a in us and set(authors[:i]) - us)
        back += bool(set(authors[answer:]) & (set(authors[:answer]) - us))
    return share(back, len(threads))
