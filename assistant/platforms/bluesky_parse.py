"""Bluesky's JSON, checked and turned into our values.

Only what a value cannot do without is demanded of an answer; a list is checked item by item.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

import structlog
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from assistant.community.accounts import Platform, Profile
from assistant.community.posts import Author, Counts, Interaction, Kind, Post
from assistant.errors import PlatformUnavailable
from assistant.platforms import bluesky_record as record

log = structlog.get_logger(__name__)

T = TypeVar("T")
V = TypeVar("V", bound=BaseModel)

Words = Annotated[
    str, BeforeValidator(lambda raw: record.storable(raw) if isinstance(raw, str) else raw)
]
AtUri = Annotated[str, Field(pattern=r"^at://did:[a-z]+:[!-~]+$", max_length=2000)]
Did = Annotated[str, Field(pattern=rf"^{record.DID.pattern}$")]
Count = Annotated[int, Field(ge=0, le=2_000_000_000)] | None


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel)


class AuthorView(_View):
    """`app.bsky.actor.defs#profileViewBasic`."""

    did: Did
    handle: Words
    display_name: Words | None = None

    def author(self) -> Author:
        """A handle that no longer proves itself comes as `handle.invalid`: the DID says more."""
        handle = self.handle.lower()
        sound = record.HANDLE.fullmatch(handle) and handle != "handle.invalid"
        return Author(self.did, handle if sound else self.did, self.display_name or "")


class ProfileView(AuthorView):
    """`app.bsky.actor.defs#profileViewDetailed`."""

    followers_count: Count = None
    follows_count: Count = None
    posts_count: Count = None

    def profile(self) -> Profile:
        """As a value of ours."""
        author = self.author()
        return Profile(
            native_id=self.did,
            handle=author.handle,
            name=author.name or author.handle,
            url=f"{record.WEB}/{author.handle}",
            followers=self.followers_count,
            following=self.follows_count,
            posts=self.posts_count,
        )


class Record(_View):
    """What the author's client wrote. Read by `bluesky_record`."""

    text: Words = ""
    created_at: Any = None
    reply: Any = None
    facets: Any = None
    langs: Any = None
    embed: Any = None


class PostView(_View):
    """`app.bsky.feed.defs#postView`."""

    uri: AtUri
    cid: Words
    author: AuthorView
    record: Record
    indexed_at: AwareDatetime
    like_count: Count = None
    reply_count: Count = None
    repost_count: Count = None
    quote_count: Count = None

    def post(self) -> Post:
        """As a value of ours."""
        written = self.record
        return Post(
            id=self.uri,
            author=self.author.author(),
            text=written.text,
            created_at=record.when(written.created_at, self.indexed_at),
            url=record.web_url(self.uri),
            root_id=record.uri_at(written.reply, "root", "uri"),
            parent_id=record.uri_at(written.reply, "parent", "uri"),
            quoted_id=record.quoted(written.embed),
            mentioned_ids=tuple(dict.fromkeys(record.mentioned(written.facets))),
            language=record.language(written.langs),
            counts=Counts(
                likes=self.like_count,
                replies=self.reply_count,
                reposts=self.repost_count,
                quotes=self.quote_count,
            ),
            extra=MappingProxyType({"cid": self.cid}),
            links=tuple(dict.fromkeys(record.linked(written.facets, written.embed))),
        )


class LikeView(_View):
    """`app.bsky.feed.getLikes#like`. It does not tell the like's own URI."""

    actor: AuthorView
    created_at: Any = None
    indexed_at: AwareDatetime

    def interaction(self, post_id: str) -> Interaction:
        """As a value of ours."""
        at = record.when(self.created_at, self.indexed_at)
        return acted(Kind.LIKE, self.actor, at, post_id)


class Seen(_View):
    """A post, or the reason (`app.bsky.feed.defs#reasonRepost`) why it stands in a feed."""

    indexed_at: AwareDatetime


class NoteView(_View):
    """`app.bsky.notification.listNotifications#notification`, about a post."""

    uri: AtUri
    author: AuthorView
    record: Record
    indexed_at: AwareDatetime

    def mention(self, us: str) -> Interaction:
        """As a value of ours. `us` is our DID."""
        written = self.record
        parent = record.uri_at(written.reply, "parent", "uri")
        root = record.uri_at(written.reply, "root", "uri")
        ours = (uri for uri in (parent, root) if uri and uri.startswith(f"at://{us}/"))
        return Interaction(
            id=self.uri,
            kind=Kind.MENTION,
            author=self.author.author(),
            created_at=record.when(written.created_at, self.indexed_at),
            post_id=next(ours, None),
            parent_id=parent,
            text=written.text,
            url=record.web_url(self.uri),
            language=record.language(written.langs),
        )


def acted(kind: Kind, actor: AuthorView, at: Any, post_id: str) -> Interaction:
    """A like or a repost. Nobody does either twice to one post, so the pair is its id."""
    return Interaction(
        id=f"{kind}:{actor.did}:{post_id}",
        kind=kind,
        author=actor.author(),
        created_at=at,
        post_id=post_id,
    )


def one(model: type[V], raw: Any, call: str) -> V:
    """Check a part that an answer cannot do without. Raises PlatformUnavailable."""
    try:
        return model.model_validate(raw)
    except (ValidationError, RecursionError) as error:
        raise _malformed(f"{call}: {model.__name__}") from error


def each(model: type[V], raw: Sequence[Any], turn: Callable[[V], T]) -> tuple[T, ...]:
    """Turn a list item by item. One that is malformed is left out, and noted by its id."""
    return tuple(_sound(model, raw, turn))


def listing(answer: Mapping[str, Any], key: str, call: str) -> Sequence[Any]:
    """The list in an answer. Raises PlatformUnavailable when there is none."""
    items = answer.get(key)
    if not isinstance(items, list):
        raise _malformed(f"{call}: no {key}")
    return items


def next_cursor(answer: Mapping[str, Any], given: str | None) -> str | None:
    """Where the next page begins. A server that repeats itself is at its end.

    Raises:
        PlatformUnavailable: it makes no sense; to stop there would quietly lose pages.
    """
    cursor = answer.get("cursor")
    if cursor is None or cursor in ("", given):
        return None
    if not isinstance(cursor, str) or not (cursor.isascii() and cursor.isprintable()):
        raise _malformed("cursor")
    return cursor


def _sound(model: type[V], raw: Sequence[Any], turn: Callable[[V], T]) -> Iterator[T]:
    for item in raw:
        try:
            yield turn(model.model_validate(item))
        except (ValidationError, RecursionError):
            uri = record.at(item, "uri") or record.at(item, "actor", "did")
            log.warning("bluesky.item_skipped", kind=model.__name__, id=str(uri)[:300])


def _malformed(detail: str) -> PlatformUnavailable:
    return PlatformUnavailable(Platform.BLUESKY.value, None, detail)
