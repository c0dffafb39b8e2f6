"""The sample community: two made-up accounts of a coffee roaster and everybody around them.

Each day is written from the seed and its date alone, so a restart tomorrow shows the same past.
Things that have not happened yet are in here, too: readers ask with the time it is now.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from assistant.community.accounts import Profile
from assistant.community.posts import Author, Counts, Post

SITE = "https://sample.invalid"
HISTORY = timedelta(days=152)
"""How far back the community goes on the day it is built."""


@dataclass(frozen=True, slots=True)
class Brand:
    """One of the two accounts; `base` and `daily` make up its followers."""

    author: Author
    key: str
    base: int
    daily: float


COFFEE = Brand(
    Author("sample:account/coffee", "harbourlight.coffee", "Harbour Light Coffee (sample)"),
    "c", 1460, 1.7,
)  # fmt: skip
HELP = Brand(
    Author("sample:account/help", "harbourlight.help", "Harbour Light Help Desk (sample)"),
    "h", 410, 0.4,
)  # fmt: skip
BRANDS = (COFFEE, HELP)

_FOLLOWERS_SINCE = date(2026, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Mark:
    """A like or a repost: who and when."""

    at: datetime
    author: Author


class World:
    """All that was and will be written up to the last day it was asked for.

    Args:
        seed: another seed is another community.
        start: its first day, UTC.
    """

    def __init__(self, seed: int, start: date) -> None:
        self.seed = seed
        self.start = start
        self.posts: dict[str, Post] = {}
        self.by_author: defaultdict[str, list[Post]] = defaultdict(list)
        self.threads: defaultdict[str, list[Post]] = defaultdict(list)
        self.likes: defaultdict[str, list[Mark]] = defaultdict(list)
        self.reposts: defaultdict[str, list[Mark]] = defaultdict(list)
        self.quotes: defaultdict[str, list[Post]] = defaultdict(list)
        self.mentions: defaultdict[str, list[Post]] = defaultdict(list)
        self._answers: defaultdict[str, list[datetime]] = defaultdict(list)

    def add(self, post: Post) -> Post:
        """File a post under everything that leads to it."""
        self.posts[post.id] = post
        self.by_author[post.author.id].append(post)
        if post.root_id:
            self.threads[post.root_id].append(post)
        if post.parent_id:
            self._answers[post.parent_id].append(post.created_at)
        if post.quoted_id:
            self.quotes[post.quoted_id].append(post)
        for person in post.mentioned_ids:
            self.mentions[person].append(post)
        return post

    def settle(self) -> None:
        """Put times in order after days were added."""
        for marks in (*self.likes.values(), *self.reposts.values()):
            marks.sort(key=_time_of)
        for times in self._answers.values():
            times.sort()

    def seen(self, post: Post, now: datetime) -> Post:
        """A post with the counters a reader sees at `now`; replies are the direct ones."""
        quotes = self.quotes.get(post.id, ())
        return replace(
            post,
            counts=Counts(
                likes=bisect_right(self.likes.get(post.id, ()), now, key=_time_of),
                replies=bisect_right(self._answers.get(post.id, ()), now),
                reposts=bisect_right(self.reposts.get(post.id, ()), now, key=_time_of),
                quotes=sum(quote.created_at <= now for quote in quotes),
            ),
        )

    def profile(self, author: Author, now: datetime) -> Profile:
        """What the profile page says at `now`."""
        written = sum(post.created_at <= now for post in self.by_author[author.id])
        followers, following = _audience(author, now)
        return Profile(
            native_id=author.id,
            handle=author.handle,
            name=author.name,
            url=f"{SITE}/@{author.handle}",
            followers=followers,
            following=following,
            posts=written,
        )


def _audience(author: Author, now: datetime) -> tuple[int, int]:
    """Followers and following; people get small numbers that depend on their handle alone."""
    for brand in BRANDS:
        if brand.author.id == author.id:
            days = now.astimezone(UTC).date().toordinal() - _FOLLOWERS_SINCE
            return max(brand.base // 2, round(brand.base + days * brand.daily)), 240
    spread = sum(author.handle.encode())
    return 20 + spread % 400, 40 + spread % 300


def _time_of(mark: Mark) -> datetime:
    return mark.at
