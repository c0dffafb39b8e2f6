"""What X tells, as our values.

A post that was edited has several ids, one for each version (docs.x.com/x-api/fundamentals/
edit-posts). The first is the post's id here: it never changes, replies and conversations hang on
it, and no edit makes a second post of one that is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, TypeVar

import structlog
from pydantic import ValidationError

from assistant.community.accounts import Profile
from assistant.community.posts import Author, Counts, Interaction, Kind, Post
from assistant.platforms.json_values import View
from assistant.platforms.x_answers import Answer
from assistant.platforms.x_text import Link, plain, targets
from assistant.platforms.x_views import LinkView, MetricsView, PostView, UserView

log = structlog.get_logger(__name__)

V = TypeVar("V", bound=View)

WEB = "https://x.com"
VERSIONS = "versions"
"""In `Post.extra`: all ids of an edited post, the oldest first, separated by commas."""
ANSWERS = "answers"
"""In `Post.extra`: the native id of whom it answers."""
WITHHELD = "withheld"
"""In `Post.extra`: the countries in which X does not show it."""

_EPOCH_MS = 1_288_834_974_657
_FIRST_TIMED = 30_000_000_000
"""Smaller ids are from before November 2010 and do not tell their time."""
_NO_LANGUAGE = frozenset({"und", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})
"""What X puts for posts without words, with tags alone, and the like."""


def born(post_id: str) -> datetime | None:
    """When a post was made, by its id (docs.x.com/fundamentals/x-ids); None for very old ones."""
    number = int(post_id)
    if number < _FIRST_TIMED:
        return None
    return datetime.fromtimestamp(((number >> 22) + _EPOCH_MS) / 1000, UTC)


def read_profile(raw: Any) -> Profile | None:
    """Somebody; None where it cannot be told who."""
    view = _one(UserView, raw)
    if view is None:
        return None
    told = view.public_metrics or MetricsView()
    return Profile(
        native_id=view.id,
        handle=view.username.lower(),
        name=view.name or view.username,
        url=f"{WEB}/{view.username}",
        followers=told.followers_count,
        following=told.following_count,
        posts=told.post_count,
    )


def read_people(raw: Sequence[Any]) -> tuple[Author, ...]:
    """The sound ones of a list."""
    return tuple(
        Author(view.id, view.username.lower(), view.name or "") for view in _each(UserView, raw)
    )


def read_posts(answer: Answer, author: Author | None = None) -> tuple[Post, ...]:
    """The posts of an answer, in its order; reposts of others are left out.

    Args:
        author: who wrote those that do not say.
    """
    raw = answer.items or [answer.data]
    return _Reading.of(answer, author).posts(each for each in raw if each is not None)


def acted(kind: Kind, author: Author, at: datetime, post_id: str) -> Interaction:
    """A like or a repost. Nobody does either twice to one post, so the pair is its id."""
    return Interaction(f"{kind}:{author.id}:{post_id}", kind, author, at, post_id)


def versions(post: Post) -> tuple[str, ...]:
    """All ids a post has, the newest last."""
    return tuple(post.extra.get(VERSIONS, post.id).split(","))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What came along with the posts of one answer: people by id, who wrote what is pointed to."""

    people: Mapping[str, Author]
    wrote: Mapping[str, str] = field(default_factory=dict)
    author: Author | None = None

    @classmethod
    def of(cls, answer: Answer, author: Author | None) -> _Reading:
        people = {each.id: each for each in read_people(answer.users)}
        wrote = {
            view.id: view.author_id for view in _each(PostView, answer.posts) if view.author_id
        }
        return cls(people, wrote, author)

    def posts(self, raw: Iterator[Any]) -> tuple[Post, ...]:
        return tuple(post for view in _each(PostView, raw) if (post := self._post(view)))

    def _post(self, view: PostView) -> Post | None:
        points = {each.type: each.id for each in view.references or () if each.id}
        known = view.versions or (view.id,)
        # a later version may tell its own time
        told = view.created_at if known[0] == view.id else None
        author, at = self._author(view), told or born(known[0]) or view.created_at
        if "retweeted" in points or author is None or at is None:
            return None
        parent = points.get("replied_to")
        if parent is None and view.conversation_id not in {None, view.id, *known}:
            parent = view.conversation_id  # all that is told of what it answers
        quoted = points.get("quoted")
        links = _links(view)
        note = view.note.text if view.note else None
        return Post(
            id=known[0],
            author=author,
            text=plain(note or view.text or "", links, quotes=quoted is not None),
            created_at=at.astimezone(UTC),
            url=f"{WEB}/{author.handle or 'i'}/status/{known[0]}",
            root_id=(view.conversation_id or parent) if parent else None,
            parent_id=parent,
            quoted_id=quoted,
            mentioned_ids=self._named(view),
            language=view.lang if view.lang and view.lang not in _NO_LANGUAGE else None,
            counts=_counts(view),
            extra=self._extra(view, parent, known),
            links=targets(links, quotes=quoted is not None),
        )

    def _author(self, view: PostView) -> Author | None:
        """Somebody who is not told of beside the post is known by id alone."""
        if self.author and view.author_id in {None, self.author.id}:
            return self.author
        if view.author_id is None:
            log.warning("x.item_skipped", kind="post", id=view.id, why="no author")
            return None
        return self.people.get(view.author_id) or Author(view.author_id, "")

    def _named(self, view: PostView) -> tuple[str, ...]:
        by_name = {each.handle: each.id for each in self.people.values()}
        found = (
            each.id or by_name.get((each.username or "").lower())
            for part in (view.entities, view.note.entities if view.note else None)
            for each in (part.mentions if part else None) or ()
            if each
        )
        return tuple(dict.fromkeys(each for each in found if each))

    def _extra(
        self, view: PostView, parent: str | None, known: tuple[str, ...]
    ) -> Mapping[str, str]:
        answered = view.in_reply_to_user_id or self.wrote.get(parent or "")
        withheld = (view.withheld.country_codes if view.withheld else None) or ()
        found = {
            VERSIONS: ",".join(known) if len(known) > 1 else "",
            ANSWERS: (answered or "") if parent else "",
            WITHHELD: ",".join(withheld),
        }
        return MappingProxyType({key: value for key, value in found.items() if value})


def _links(view: PostView) -> list[Link]:
    found = (
        each
        for part in (view.entities, view.note.entities if view.note else None)
        for each in (part.urls if part else None) or ()
        if each
    )
    return list(dict.fromkeys(_link(each) for each in found))


def _link(view: LinkView) -> Link:
    return Link(view.url, view.expanded_url or view.url, view.media_key is not None)


def _counts(view: PostView) -> Counts:
    """Public figures first: those only the author is told say the same of what both tell."""
    public = view.public_metrics or MetricsView()
    private = view.non_public_metrics or MetricsView()
    organic = view.organic_metrics or MetricsView()

    def told(name: str) -> int | None:
        found = (getattr(each, name) for each in (public, private, organic))
        return next((each for each in found if each is not None), None)

    return Counts(
        likes=told("like_count"),
        replies=told("reply_count"),
        reposts=told("repost_count"),
        quotes=told("quote_count"),
        impressions=told("impression_count"),
        saves=told("bookmark_count"),
        clicks=told("url_link_clicks"),
        profile_clicks=told("user_profile_clicks"),
    )


def _one(model: type[V], raw: Any) -> V | None:
    try:
        return model.model_validate(raw)
    except (ValidationError, RecursionError):
        number = raw.get("id") if isinstance(raw, Mapping) else None
        log.warning("x.item_skipped", kind=model.__name__, id=str(number)[:64])
        return None


def _each(model: type[V], raw: Sequence[Any] | Iterator[Any]) -> Iterator[V]:
    """The sound items of a list."""
    return (view for each in raw if (view := _one(model, each)))
