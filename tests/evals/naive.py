"""Every metric computed the plain way, straight from raw posts and interactions.

Written from the sentences of `community/metrics.py` alone: no rule, rollup or store of Engage is
used here, so that a figure in an answer can be held against a second opinion.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction
from statistics import median
from zoneinfo import ZoneInfo

from assistant.community.posts import Interaction, Kind, Post
from tests.evals.random_community import ZONE, Raw

TARGET = timedelta(hours=4)
_DAY = timedelta(days=1)
_REACH = timedelta(days=1)
_ENGAGING = {Kind.LIKE, Kind.REPLY, Kind.REPOST, Kind.QUOTE}
_ASKING = {Kind.REPLY, Kind.MENTION}


@dataclass(frozen=True)
class Look:
    """Some accounts, a window [start, end), and the moment it is judged at."""

    raws: tuple[Raw, ...]
    start: datetime
    end: datetime
    as_of: datetime

    def done(self, kinds: Iterable[Kind] = tuple(Kind)) -> list[Interaction]:
        """What others did in the window."""
        wanted = set(kinds)
        return [
            each
            for raw in self.raws
            for each in raw.interactions
            if each.kind in wanted and self.start <= each.created_at < self.end
        ]

    def written(self, *, replies: bool) -> list[Post]:
        """What we wrote in the window: replies or posts."""
        return [
            post
            for raw in self.raws
            for post in raw.posts
            if (post.parent_id is not None) is replies and self.start <= post.created_at < self.end
        ]

    def days(self) -> int:
        """Local days the window touches."""
        zone = ZoneInfo(ZONE)
        first = self.start.astimezone(zone).date()
        last = (self.end - timedelta(microseconds=1)).astimezone(zone).date()
        return (last - first).days + 1

    def back(self, days: int, *, until: datetime | None = None) -> Look:
        """The local days before the window's own, or the `days` that end with its last day."""
        zone = ZoneInfo(ZONE)
        end = until or self.end
        day = (end - timedelta(microseconds=1)).astimezone(zone).date() - (days - 1) * _DAY
        return Look(self.raws, datetime.combine(day, time(), zone), end, self.as_of)


def naive(metric: str, look: Look) -> float | None:
    """One metric; None for no data. Raises KeyError for a metric that has no plain way here."""
    return _WAYS[metric](look)


# -- counts and shares ----------------------------------------------------------------------


def _count(*kinds: Kind) -> Callable[[Look], float | None]:
    return lambda look: len(look.done(kinds))


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _conversation_share(look: Look) -> float | None:
    return _share(len(look.done((Kind.REPLY, Kind.QUOTE))), len(look.done(_ENGAGING)))


def engaged(post: Post, look: Look) -> int:
    """Engagements directly under a post so far."""
    return sum(
        each.post_id == post.id and each.kind in _ENGAGING and each.created_at <= look.as_of
        for raw in look.raws
        for each in raw.interactions
    )


def _per_post(look: Look) -> float | None:
    posts = look.written(replies=False)
    return _share(sum(engaged(post, look) for post in posts), len(posts))


def _typical(look: Look) -> float | None:
    posts = look.written(replies=False)
    return median(engaged(post, look) for post in posts) if posts else None


def _rate_by_followers(look: Look) -> float | None:
    rates = []
    for raw in look.raws:
        for post in look.written(replies=False):
            if post.author.id == raw.us.id:
                count = _followers(raw, post.created_at)
                rates += [engaged(post, look) / count] if count else []
    return _share(sum(rates), len(rates))


def _followers(raw: Raw, at: datetime) -> int | None:
    taken, count = min(raw.followers, key=lambda row: abs(row[0] - at))
    return count if abs(taken - at) <= _REACH else None


def _follower_change(look: Look) -> float | None:
    total = 0
    for raw in look.raws:
        start, end = _followers(raw, look.start), _followers(raw, min(look.end, look.as_of))
        if start is None or end is None:
            return None
        total += end - start
    return total


# -- waiting --------------------------------------------------------------------------------


@dataclass
class _Waiting:
    first: datetime
    answered: datetime | None


def _waiting(look: Look) -> list[_Waiting]:
    """Comments and mentions of the window; what one person adds within minutes is one."""
    answers: dict[str, datetime] = {}
    roots: dict[str, str] = {}
    for raw in look.raws:
        for post in raw.posts:
            roots[post.id] = post.root_id or post.id
            if post.parent_id:
                known = answers.get(post.parent_id, post.created_at)
                answers[post.parent_id] = min(known, post.created_at)
    bursts: dict[tuple[str, str], list[_Waiting]] = defaultdict(list)
    for each in sorted(look.done(_ASKING), key=lambda each: each.created_at):
        thread = roots.get(each.post_id or "", each.id)
        told = answers.get(each.id)
        mine = bursts[each.author.id, thread]
        joins = mine and each.created_at - mine[-1].first <= timedelta(minutes=15)
        if joins and (mine[-1].answered is None or each.created_at < mine[-1].answered):
            times = [at for at in (mine[-1].answered, told) if at]
            mine[-1].answered = min(times, default=None)
        else:
            mine.append(_Waiting(each.created_at, told))
    found = [item for items in bursts.values() for item in items]
    for item in found:
        if item.answered and item.answered > look.as_of:
            item.answered = None
    return found


def _open_items(look: Look) -> float:
    return sum(item.answered is None for item in _waiting(look))


def _due(look: Look) -> list[_Waiting]:
    return [item for item in _waiting(look) if item.first + TARGET <= look.as_of]


def _response_rate(look: Look) -> float | None:
    due = _due(look)
    return _share(sum(item.answered is not None for item in due), len(due))


def _in_target(look: Look) -> float | None:
    due = _due(look)
    return _share(sum(_quick(item) for item in due), len(due))


def _quick(item: _Waiting) -> bool:
    return item.answered is not None and item.answered - item.first <= TARGET


def _wait_by(part: Fraction) -> Callable[[Look], float | None]:
    """Kaplan and Meier with exact fractions: when `part` of all had their answer, in seconds.

    Where exactly that part had it for a while, the middle of that while, as textbooks do.
    """

    def by(look: Look) -> float | None:
        items = _waiting(look)
        over = sorted({i.answered - i.first for i in items if i.answered})
        still = Fraction(1)
        for place, moment in enumerate(over):
            at_risk = sum((i.answered or look.as_of) - i.first >= moment for i in items)
            ended = sum(bool(i.answered) and i.answered - i.first == moment for i in items)
            still *= 1 - Fraction(ended, at_risk)
            if still == 1 - part and place + 1 < len(over):
                return (moment + over[place + 1]).total_seconds() / 2
            if still <= 1 - part:
                return moment.total_seconds()
        return None

    return by


# -- people ---------------------------------------------------------------------------------


def _people(look: Look) -> set[str]:
    return {each.author.id for each in look.done()}


def _returned(look: Look) -> set[str]:
    zone = ZoneInfo(ZONE)
    first = look.start.astimezone(zone).date() - 4 * look.days() * _DAY
    before = Look(look.raws, datetime.combine(first, time(), zone), look.start, look.as_of)
    return _people(look) & _people(before)


def _regulars(look: Look) -> set[str]:
    days = defaultdict(set)
    for each in look.done():
        days[each.author.id].add(each.created_at.date())
    return {person for person, dates in days.items() if len(dates) >= 3}


def _lapsed(look: Look) -> float:
    since = look.back(28)
    return len(_regulars(look.back(28, until=since.start)) - _people(since))


def _first_timers(look: Look) -> float:
    earlier = {
        each.author.id
        for raw in look.raws
        for each in raw.interactions
        if each.created_at < look.start
    }
    return len(_people(look) - earlier)


def _concentration(look: Look) -> float | None:
    said = Counter(e.author.id for e in look.done((Kind.REPLY, Kind.QUOTE, Kind.MENTION)))
    if len(said) < 10:
        return None
    most = sorted(said.values(), reverse=True)[: math.ceil(len(said) / 10)]
    return sum(most) / said.total()


# -- conversations --------------------------------------------------------------------------


def _conversations(look: Look) -> list[list[tuple[datetime, str]]]:
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


def _depth(look: Look) -> float | None:
    threads = _conversations(look)
    return median(len(thread) for thread in threads) if threads else None


def _return_rate(look: Look) -> float | None:
    threads = _conversations(look)
    us = {raw.us.id for raw in look.raws}
    back = 0
    for thread in threads:
        authors = [author for _, author in thread]
        answer = next(i for i, a in enumerate(authors) if a in us and set(authors[:i]) - us)
        back += bool(set(authors[answer:]) & (set(authors[:answer]) - us))
    return _share(back, len(threads))


_WAYS: dict[str, Callable[[Look], float | None]] = {
    "posts": lambda look: len(look.written(replies=False)),
    "own_replies": lambda look: len(look.written(replies=True)),
    "replies": _count(Kind.REPLY),
    "quotes": _count(Kind.QUOTE),
    "mentions": _count(Kind.MENTION),
    "likes": _count(Kind.LIKE),
    "reposts": _count(Kind.REPOST),
    "engagements": _count(*_ENGAGING),
    "conversation_share": _conversation_share,
    "engagements_per_post": _per_post,
    "typical_engagements": _typical,
    "rate_by_impressions": lambda _look: None,
    "rate_by_followers": _rate_by_followers,
    "follower_change": _follower_change,
    "response_rate": _response_rate,
    "answered_in_target": _in_target,
    "response_time_median": _wait_by(Fraction(1, 2)),
    "response_time_p90": _wait_by(Fraction(9, 10)),
    "open_items": _open_items,
    "people": lambda look: len(_people(look)),
    "returning_people": lambda look: len(_returned(look)),
    "returning_share": lambda look: _share(len(_returned(look)), len(_people(look))),
    "community_core": lambda look: len(_regulars(look.back(28))),
    "first_timers": _first_timers,
    "lapsed_regulars": _lapsed,
    "concentration": _concentration,
    "conversation_depth": _depth,
    "return_rate": _return_rate,
}
