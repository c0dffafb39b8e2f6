"""Rows of a made-up account around one week, for tests of metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from assistant.community.activity import Inbound, OwnPost, PersonDay
from assistant.community.periods import Period
from assistant.community.posts import Author, Counts, Interaction, Kind, Post
from assistant.community.responses import Policy
from assistant.community.rows import Rows

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = Period(MONDAY, MONDAY + 7 * DAY, "this week")
LATER = MONDAY + 14 * DAY
LONG_AGO = MONDAY - 365 * DAY
POLICY = Policy()


TOTALS = {Kind.LIKE: 60, Kind.REPLY: 20, Kind.REPOST: 10, Kind.QUOTE: 10, Kind.MENTION: 5}


def rows(**parts: object) -> Rows:
    known = {"period": WEEK, "as_of": LATER, "platform": "Bluesky", "known_since": LONG_AGO}
    return Rows(**{"ours": frozenset({"us"}), **known, **parts})  # type: ignore[arg-type]


def own(
    hours: float,
    likes: int = 0,
    replies: int = 0,
    *,
    parent: str | None = None,
    impressions: int | None = None,
    name: str | None = None,
) -> OwnPost:
    at = MONDAY + timedelta(hours=hours)
    counts = Counts(impressions=impressions)
    post = Post(
        name or f"p{hours}", Author("us", "us"), "Hello", at, "", parent_id=parent, counts=counts
    )
    return OwnPost(post, {Kind.LIKE: likes, Kind.REPLY: replies, Kind.MENTION: 99})


def days(active: Mapping[str, Sequence[int]], talk: int = 1) -> list[PersonDay]:
    """Who was active on which days, counted from Monday."""
    return [
        PersonDay(person, MONDAY + number * DAY, talk, talk + 1)
        for person, numbers in active.items()
        for number in numbers
    ]


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def inbound(
    person: str,
    hours: float,
    answered: float | None = None,
    *,
    thread: str = "t",
    kind: Kind = Kind.REPLY,
    text: str = "",
    goes_on: bool = False,
) -> Inbound:
    """A comment so many hours after Monday, answered so many hours after Monday."""
    author = Author(person, person)
    what = Interaction(f"{person}-{hours}", kind, author, at(hours), "post", text=text)
    return Inbound(what, thread, None if answered is None else at(answered), None, goes_on)
