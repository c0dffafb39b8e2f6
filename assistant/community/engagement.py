"""What reached us and our posts: counts, the share of talk, and rates with their base named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import fmean, median

from assistant.community.activity import OwnPost
from assistant.community.measures import Measure, counted, nothing, share
from assistant.community.metrics import METRICS
from assistant.community.posts import Kind
from assistant.community.rows import Rows, dated

ENGAGEMENTS = (Kind.LIKE, Kind.REPLY, Kind.REPOST, Kind.QUOTE)
"""The parts of engagements; mentions elsewhere are talk about us, not engagement with a post."""

_NO_POSTS = "we published no posts then"
_NEAR = timedelta(days=1)
"""A follower count this close to a post's publishing stands for that day."""


def interactions(rows: Rows, kind: Kind, metric: str) -> Measure:
    """Interactions of one kind in the period; where the platform does not list them, what it
    counts on the posts of the period, or no data.
    """
    assert rows.totals is not None
    if kind not in rows.tells:
        return _on_posts(rows, metric, kind)
    hidden = (rows.cut and kind is Kind.REPLY) or not rows.whole
    return counted(metric, rows.totals.get(kind, 0), at_least=hidden)


def engagements(rows: Rows) -> Measure:
    """Likes, replies, reposts and quotes added up; no data unless all four are told.

    Where likes and reposts have no time, those on the posts of the period, as far as counted.
    """
    assert rows.totals is not None
    if rows.own_posts is not None and not dated(rows.tells):
        return _all_on_posts(rows)
    for kind in ENGAGEMENTS:
        if kind not in rows.tells:
            return nothing("engagements", _untold(rows, kind))
    total = sum(rows.totals.get(kind, 0) for kind in ENGAGEMENTS)
    return counted("engagements", total, at_least=rows.cut or not rows.whole)


def conversation_share(rows: Rows) -> Measure:
    """Replies and quotes of all engagements; hidden replies can only make it larger."""
    assert rows.totals is not None
    every = engagements(rows)
    if not isinstance(every.value, int):
        return nothing("conversation_share", every.missing or "")
    talk = rows.totals.get(Kind.REPLY, 0) + rows.totals.get(Kind.QUOTE, 0)
    if every.of_posts:
        talk = sum(
            own.by_kind.get(kind, 0) for own in posts_of(rows) for kind in (Kind.REPLY, Kind.QUOTE)
        )
    part = share("conversation_share", talk, every.value, none="nobody engaged with us then")
    known = part.value is not None
    return replace(part, at_least=rows.cut and known, of_posts=every.of_posts and known)


def posts(rows: Rows) -> Measure:
    """How many posts we published in the period, replies left out."""
    return counted("posts", len(posts_of(rows)), at_least=not rows.whole)


def own_replies(rows: Rows) -> Measure:
    """How many replies we published in the period."""
    count = len(_own(rows)) - len(posts_of(rows))
    return counted("own_replies", count, at_least=not rows.whole)


def posts_of(rows: Rows) -> list[OwnPost]:
    """Our posts of the period, replies left out."""
    return [own for own in _own(rows) if own.post.parent_id is None]


def engagements_of(own: OwnPost) -> int:
    """Engagements of one post so far."""
    return sum(own.by_kind.get(kind, 0) for kind in ENGAGEMENTS)


def per_post(rows: Rows) -> Measure:
    """Engagements divided by posts: the ratio of the sums."""
    metric, counts = "engagements_per_post", [engagements_of(own) for own in posts_of(rows)]
    return Measure(metric, fmean(counts), n=len(counts)) if counts else nothing(metric, _NO_POSTS)


def typical(rows: Rows) -> Measure:
    """Median engagements of a post, which one lucky post does not move."""
    metric, counts = "typical_engagements", [engagements_of(own) for own in posts_of(rows)]
    return Measure(metric, median(counts), n=len(counts)) if counts else nothing(metric, _NO_POSTS)


def of_posts(metric: str, field: str, rows: Rows) -> Measure:
    """A counter of `Counts` over the posts of the period, so far; a lower bound where it is told
    of some of them alone.
    """
    ours = posts_of(rows)
    if not ours:
        return nothing(metric, _NO_POSTS)
    found = [getattr(own.post.counts, field, None) for own in ours]
    told = [value for value in found if value is not None]
    if not told:
        noun = METRICS[metric].nouns[-1]
        return nothing(metric, f"{rows.platform} tells no {noun} of them")
    total = counted(metric, sum(told), n=len(told), at_least=len(told) < len(ours))
    return replace(total, of_posts=True)


def rate_by_impressions(rows: Rows) -> Measure:
    """Engagements by impressions, sum by sum, over the posts whose impressions are told."""
    metric, ours = "rate_by_impressions", posts_of(rows)
    if not ours:
        return nothing(metric, _NO_POSTS)
    told = [
        (engagements_of(own), own.post.counts.impressions)
        for own in ours
        if own.post.counts and own.post.counts.impressions is not None
    ]
    shown = sum(impressions for _, impressions in told)
    if not shown:
        return nothing(metric, f"{rows.platform} tells no impressions")
    return Measure(metric, sum(count for count, _ in told) / shown, n=shown)


def rate_by_followers(rows: Rows) -> Measure:
    """Mean over posts of engagements by followers when published (a day's distance at most)."""
    assert rows.followers is not None
    metric, ours = "rate_by_followers", posts_of(rows)
    if not ours:
        return nothing(metric, _NO_POSTS)
    rates = [
        engagements_of(own) / followers
        for own in ours
        if (followers := nearest(rows.followers, own.post.created_at))
    ]
    if not rates:
        return nothing(metric, "we counted no followers on the days of those posts")
    return Measure(metric, fmean(rates), n=len(rates))


def nearest(snapshots: Sequence[tuple[datetime, int]], at: datetime) -> int | None:
    """The count of the snapshot nearest to a moment; None when none lies within a day of it."""
    if not snapshots:
        return None
    taken, count = min(snapshots, key=lambda snapshot: abs(snapshot[0] - at))
    return count if abs(taken - at) <= _NEAR else None


def _on_posts(rows: Rows, metric: str, kind: Kind) -> Measure:
    if rows.own_posts is None or kind is Kind.MENTION:
        return nothing(metric, _untold(rows, kind))
    ours = posts_of(rows)
    if not ours:
        return nothing(metric, _NO_POSTS)
    counts = [own.by_kind[kind] for own in ours if kind in own.by_kind]
    if not counts:
        return nothing(metric, _untold(rows, kind))
    hidden = len(counts) < len(ours) or not rows.whole
    return replace(counted(metric, sum(counts), at_least=hidden), of_posts=True)


def _all_on_posts(rows: Rows) -> Measure:
    ours = posts_of(rows)
    if not ours:
        return nothing("engagements", _NO_POSTS)
    total = sum(engagements_of(own) for own in ours)
    return replace(counted("engagements", total, at_least=not rows.whole), of_posts=True)


def _own(rows: Rows) -> Sequence[OwnPost]:
    assert rows.own_posts is not None
    return rows.own_posts


def _untold(rows: Rows, kind: Kind) -> str:
    if kind is Kind.MENTION:
        return f"{rows.platform} shows mentions only after signing in"
    return f"{rows.platform} does not list {kind.value}s"
