"""Raw posts and interactions of a window, and shares that know what they are made of.

Written from the sentences of `community/metrics.py` alone: no rule, rollup or store of Engage is
used here, so that a figure in an answer can be held against a second opinion.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.community.posts import Interaction, Kind, Post
from tests.evals.random_community import ZONE, Raw

DAY = timedelta(days=1)
ENGAGING = {Kind.LIKE, Kind.REPLY, Kind.REPOST, Kind.QUOTE}
ASKING = {Kind.REPLY, Kind.MENTION}


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
        day = (end - timedelta(microseconds=1)).astimezone(zone).date() - (days - 1) * DAY
        return Look(self.raws, datetime.combine(day, time(), zone), end, self.as_of)


class Share(float):
    """A share that still knows what it was made of."""

    hits: int
    n: int


def share(part: int, whole: int) -> Share | None:
    if not whole:
        return None
    share = Share(part / whole)
    share.hits, share.n = part, whole
    return share
