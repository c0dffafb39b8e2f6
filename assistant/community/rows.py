"""One account's records of one period, as the rules read them.

Whoever asks loads the parts that a metric needs (`health.needs`) over the stretch that each part
covers (`stretch`), and leaves the others None.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.community.activity import Ears, Inbound, OwnPost, PersonDay, ThreadShape
from assistant.community.own_mix import Labelled
from assistant.community.periods import Period, midnight
from assistant.community.posts import Kind

WINDOWS = 4
"""How many windows before it a returning person may have been active in."""

MONTH = 28
"""Days over which the community core and regulars are counted: four whole weeks."""


class Need(StrEnum):
    """A part of the records; the value is the field of `Rows` that holds it."""

    TOTALS = "totals"
    OWN_POSTS = "own_posts"
    INBOUND = "inbound"
    THREADS = "threads"
    DAYS = "days"
    EARLIER_DAYS = "earlier_days"
    CORE_DAYS = "core_days"
    REGULAR_DAYS = "regular_days"
    FIRST_SEEN = "first_seen"
    FOLLOWERS = "followers"
    HEARD = "heard"
    OWN_MIX = "own_mix"


@dataclass(frozen=True, slots=True)
class Rows:
    """What the records hold of one account.

    Attributes:
        period: the window the metrics are about.
        as_of: the moment they are judged at: answers and interactions after it do not count.
        platform: its title, for reasons ("Bluesky").
        known_since: from when on the records are whole (a first sweep reaches back a while before
            connecting). Counts over a period that begins earlier are "at least".
        ours: native ids of our own accounts, left out wherever people are counted.
        tells: interaction kinds the platform lists with their times for this connection (mentions
            only if signed in). Others have no value, or the posts' own counters.
        cut: whether a server hid part of a thread of ours: replies are then "at least".
        totals: interactions by kind in the period.
        own_posts: our posts and replies published in the period.
        inbound: comments, quotes and mentions created in the period.
        threads: threads in which we wrote in the period, whole.
        days: who was active on which UTC day inside the period.
        earlier_days: the same for `stretch(EARLIER_DAYS)`, the four windows before.
        core_days: the same for the 28 days that end with the period.
        regular_days: the same for the 28 days before those.
        first_seen: people whose first interaction ever lies in the period.
        followers: (time, followers) from our snapshots over `stretch(FOLLOWERS)`, oldest first.
        heard: what speaks of us in the period without tagging us, and what listens for it.
        own_mix: what we wrote in the 28 days that end with the period, with what it is for, the
            newest first.
    """

    period: Period
    as_of: datetime
    platform: str
    known_since: datetime
    ours: frozenset[str] = frozenset()
    tells: frozenset[Kind] = frozenset(Kind)
    cut: bool = False
    totals: Mapping[Kind, int] | None = None
    own_posts: Sequence[OwnPost] | None = None
    inbound: Sequence[Inbound] | None = None
    threads: Sequence[ThreadShape] | None = None
    days: Sequence[PersonDay] | None = None
    earlier_days: Sequence[PersonDay] | None = None
    core_days: Sequence[PersonDay] | None = None
    regular_days: Sequence[PersonDay] | None = None
    first_seen: Collection[str] | None = None
    followers: Sequence[tuple[datetime, int]] | None = None
    heard: Ears | None = None
    own_mix: Sequence[Labelled] | None = None

    @property
    def whole(self) -> bool:
        """Whether the records cover the period from its beginning."""
        return self.known_since <= self.period.start


def with_counters(wanted: Iterable[Need], tells: frozenset[Kind]) -> frozenset[Need]:
    """The parts to load for some: totals of what has no time come from our posts' counters."""
    parts = frozenset(wanted)
    return parts | {Need.OWN_POSTS} if Need.TOTALS in parts and not dated(tells) else parts


def dated(tells: frozenset[Kind]) -> bool:
    """Whether the platform tells when likes and reposts were given, and by whom."""
    return {Kind.LIKE, Kind.REPOST} <= tells


_LONGER = frozenset({Need.EARLIER_DAYS, Need.CORE_DAYS, Need.OWN_MIX, Need.REGULAR_DAYS})


def stretch(need: Need, period: Period) -> Period:
    """Which stretch to load for a part, given the period a question is about."""
    day, zone = timedelta(days=1), period.zone
    if need is Need.FOLLOWERS:
        return Period(period.start - day, period.end + day, None, zone)
    if need not in _LONGER:
        return period
    last = period.last_day
    match need:
        case Need.EARLIER_DAYS:
            start = midnight(period.first_day - WINDOWS * period.days * day, zone)
            return Period(start, period.start, None, zone)
        case Need.CORE_DAYS | Need.OWN_MIX:
            return Period(midnight(last - (MONTH - 1) * day, zone), period.end, None, zone)
        case _:
            begins = midnight(last - (2 * MONTH - 1) * day, zone)
            return Period(begins, midnight(last - (MONTH - 1) * day, zone), None, zone)


def judged_at(now: datetime, period: Period, baseline: Period) -> datetime:
    """The moment to judge a baseline at, so that it is as old as the period is now."""
    return baseline.end + (now - period.end)
