"""What gets written on platforms: our posts, and what others do under them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar

T = TypeVar("T")


class Kind(StrEnum):
    """What somebody else did that concerns us."""

    REPLY = "reply"
    QUOTE = "quote"
    MENTION = "mention"
    LIKE = "like"
    REPOST = "repost"


TALK = frozenset({Kind.REPLY, Kind.QUOTE, Kind.MENTION})
"""The kinds that carry words."""


UNNAMED = "unknown:"
"""How the id of an author begins whom the platform does not name to us. Each of their posts has
one of its own, so nobody knows how many people they are.
"""


SOMEBODY = "Somebody"
"""Who they are where nothing at all is told of them."""


def is_named(author_id: str) -> bool:
    """Whether an author is somebody who would be known again."""
    return not author_id.startswith(UNNAMED)


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote or did it; `id` is the platform's own, stable when the handle changes (see
    `UNNAMED` for those of whom it tells nothing).
    """

    id: str
    handle: str
    name: str = ""

    @property
    def called(self) -> str:
        """What stands for them in words: their handle; their name where a platform tells none."""
        return self.handle or self.name or SOMEBODY

    @property
    def spoken_to(self) -> str:
        """How a text speaks to them: "@ann.example"; by name where the platform has no handles and
        the name stands for it.
        """
        handle = self.handle.removeprefix("@")
        return f"@{handle}" if handle and " " not in handle else self.name or self.called


@dataclass(frozen=True, slots=True)
class Counts:
    """Counters a platform shows beside a post. None where it does not tell, never 0 for that.

    What each platform means by them differs (Facebook's likes are reactions of every kind, its
    impressions are views); `metrics.on_platform` says how.

    Attributes:
        impressions: how often it was shown.
        reach: how many people saw it.
        saves: how often it was saved or bookmarked.
        clicks: on links in it.
        profile_clicks: on its author.
    """

    likes: int | None = None
    replies: int | None = None
    reposts: int | None = None
    quotes: int | None = None
    impressions: int | None = None
    reach: int | None = None
    saves: int | None = None
    clicks: int | None = None
    profile_clicks: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post by anybody, as its platform tells it.

    `id` is native (an at:// URI on Bluesky). `created_at` is the platform's time in UTC. For a
    post that answers another, `parent_id` is what it answers and `root_id` the top of the thread;
    both None otherwise. `quoted_id` is the post it quotes. `mentioned_ids` are native author ids.
    `extra` is the adapter's own (a CID on Bluesky), opaque to everyone else. `links` are addresses
    behind words or on cards, which the text does not show whole; they are not stored.
    """

    id: str
    author: Author
    text: str
    created_at: datetime
    url: str
    root_id: str | None = None
    parent_id: str | None = None
    quoted_id: str | None = None
    mentioned_ids: tuple[str, ...] = ()
    language: str | None = None
    counts: Counts | None = None
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """Everything under a post, flat, in no promised order, the post itself left out.

    `complete` is False when the server cut branches: counts over it are then "at least".
    """

    top: Post
    below: tuple[Post, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Interaction:
    """One thing somebody did under, about or to one of our posts.

    `id` is unique within the account (the native URI; a like or a repost has one too). `post_id`
    is our post it stands under, None for a mention elsewhere; `parent_id` the post it answers.
    `created_at` is the platform's own time of it in UTC. `calls_us` says whether its author names
    our account in it or quotes a post of ours: some platforms let a program answer nobody else.
    None where that goes without saying (a mention, a quote), or where it cannot be told.
    """

    id: str
    kind: Kind
    author: Author
    created_at: datetime
    post_id: str | None
    parent_id: str | None = None
    text: str = ""
    url: str = ""
    language: str | None = None
    calls_us: bool | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a listing, newest first; `cursor` asks for the next, None at the end."""

    items: tuple[T, ...]
    cursor: str | None = None
