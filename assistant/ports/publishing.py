"""Writing on platforms: prepare, send, find. See `assistant.ports`.

The order keeps a post from going out twice: the whole request is stored before its first byte
leaves; what was sent and not confirmed is looked for, and never sent again blindly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol

from assistant.community.accounts import Account
from assistant.community.images import ImageLimits
from assistant.community.posts import Post
from assistant.community.rules import Way
from assistant.community.studio import Image


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a reply is possible. `reason` is one sentence for people, "" for a plain yes."""

    way: Way
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """The post a reply answers, as its platform knows it now.

    `extra` is the adapter's own (a CID on Bluesky, the visibility on Mastodon). `conversation` are
    the native ids of its branch of the thread as far as it can be seen (what it answers up to the
    top, the post itself, everything under it), to tell when it moved on; `posts` are these posts.
    `opening` is what a reply has to begin with so that its author hears of it ("@fan@example.social
    " on Mastodon), "" where the platform tells them by itself.
    """

    id: str
    text: str
    author_id: str
    url: str
    created_at: datetime
    root_id: str | None
    conversation: tuple[str, ...]
    extra: Mapping[str, str]
    verdict: Verdict
    posts: tuple[Post, ...] = ()
    opening: str = ""

    @classmethod
    def of(
        cls,
        post: Post,
        branch: Sequence[Post],
        verdict: Verdict,
        extra: Mapping[str, str] = MappingProxyType({}),
        opening: str = "",
    ) -> Target:
        """A post with its branch of the thread, itself among it."""
        return cls(
            id=post.id,
            text=post.text,
            author_id=post.author.id,
            url=post.url,
            created_at=post.created_at,
            root_id=post.root_id,
            conversation=tuple(each.id for each in branch),
            extra=extra,
            verdict=verdict,
            posts=tuple(branch),
            opening=opening,
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A whole request, fit to be stored and sent again to the byte.

    Attributes:
        key: the client's own id of the post (Bluesky) or the idempotency key (Mastodon).
        body: the request as JSON.
        after: the newest own post known before, to bound a later search; None where there is none.
    """

    platform: str
    key: str
    body: Mapping[str, object]
    text: str
    target_id: str
    prepared_at: datetime
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """An image with the bytes that go out."""

    image: Image
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A post of our own, or one post of a thread of ours.

    Attributes:
        above: native ids of the posts of the thread that are out, the first one first; () for the
            first, and for a post that stands alone.
        language: as in `Publisher.prepare`.
    """

    text: str
    above: tuple[str, ...] = ()
    language: str | None = None
    images: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A post that is there."""

    id: str
    url: str
    at: datetime


class Publisher(Protocol):
    """Writes for one account. Retries nothing by itself."""

    most: int
    """The longest text, in the platform's own units."""

    image_limits: ImageLimits
    """What it takes of images."""

    resend_for: timedelta | None
    """How long after the first try the identical request may be sent again without harm; None
    where it never may."""

    def count(self, text: str) -> int:
        """The length of a text in the platform's own units."""
        ...

    async def look(self, post_id: str) -> Target:
        """The post to answer and whether a reply is possible. Raises NotFound, PlatformError."""
        ...

    async def prepare(self, text: str, target: Target, language: str | None) -> Prepared:
        """Make the whole request. May read; writes nothing. Raises PlatformError, InvalidInput."""
        ...

    async def prepare_post(self, post: OwnPost) -> Prepared:
        """Make the whole request for a post of our own, seen by everybody. Its images are handed
        over here: until a post names them nobody sees them, so that may happen again.

        Raises:
            NotFound: the post of ours that it goes on from is not there any more.
            PostRefused: an image was refused.
            InvalidInput: the text or an image is more than the platform takes.
            PlatformError: nothing is known; nothing was published.
        """
        ...

    async def newest(self) -> Sequence[Post]:
        """Our own newest posts as the platform knows them this moment, the newest first, replies
        to others among them or not. Raises PlatformError.
        """
        ...

    async def send(self, prepared: Prepared) -> Published:
        """Send it, once.

        Raises:
            PostRefused, ReconnectNeeded: a definite no; nothing was written.
            RateLimited, PlatformUnavailable: certainly nothing was written; it may be sent again.
            OutcomeUnknown: anything else, from a cut connection to an answer nobody can parse.
        """
        ...

    async def hide(self, post_id: str) -> None:
        """Hide a comment of somebody else under a post of ours, for everybody but its author.
        Again does no harm.

        Raises:
            InvalidInput: the platform has no such thing, or not for this comment.
            NotFound: it is gone.
            PlatformError: it is not known to be hidden.
        """
        ...

    async def find(self, prepared: Prepared) -> Published | None:
        """Look whether it is there. None: it was looked for properly, and is not.

        Raises:
            PlatformError: it could not be looked for; nothing is known.
        """
        ...


class Publishers(Protocol):
    """Opens publishers."""

    async def publisher(self, account: Account) -> Publisher:
        """Raises SignInNeeded where Engage cannot write for the account, SignInSealed."""
        ...
