"""How accounts, posts and links are written on servers that speak Mastodon's API.

A post's number means something on one server only, so our id of a post is `server/number`. An
account is `name@domain` everywhere, and never changes: that is our id of it.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass

from assistant.errors import InvalidInput, NotFound

SERVER = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,20}"
    r"|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?"
)
"""A host, with a port where it is not 443."""
NUMBER = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""Snowflakes on Mastodon, ULIDs on GoToSocial, flakes on Pleroma: strings everywhere."""

_NAME = re.compile(r"[\w.-]{1,100}")
_LINKS = tuple(
    re.compile(rf"https?://(?P<server>[^/\s?#]+)/{path}/?", re.IGNORECASE)
    for path in (
        rf"@[^/\s]+/(?:posts/|statuses/)?(?P<number>{NUMBER.pattern})",  # Mastodon, Takahe, GTS
        rf"users/[^/\s]+/statuses/(?P<number>{NUMBER.pattern})",  # a post's ActivityPub address
        rf"(?:web/)?statuses/(?P<number>{NUMBER.pattern})",
        rf"notice/(?P<number>{NUMBER.pattern})",  # Pleroma, Akkoma
        rf"p/[^/\s]+/(?P<number>{NUMBER.pattern})",  # Pixelfed
    )
)
_ABROAD = re.compile(r"https?://[^/\s?#]+/(?:objects|notes)/[A-Za-z0-9_-]{1,64}/?", re.IGNORECASE)
"""Links that only another server can make sense of, on behalf of somebody signed in."""


@dataclass(frozen=True, slots=True)
class Name:
    """An account: `acme@example.social`, in lower case."""

    user: str
    domain: str

    def __str__(self) -> str:
        return f"{self.user}@{self.domain}"

    @classmethod
    def parse(cls, text: str) -> Name:
        """Read `@acme@example.social`, the first @ may be missing. Raises NotFound."""
        user, _, domain = text.strip().lower().removeprefix("@").partition("@")
        if not domain.isascii():
            with contextlib.suppress(UnicodeError):
                domain = domain.encode("idna").decode()
        if not _NAME.fullmatch(user) or not SERVER.fullmatch(domain):
            raise NotFound("account", text)
        return cls(user, domain)


@dataclass(frozen=True, slots=True)
class PostId:
    """A post as one server numbers it."""

    server: str
    number: str

    def __str__(self) -> str:
        return f"{self.server}/{self.number}"

    @classmethod
    def parse(cls, text: str) -> PostId | None:
        """Read `example.social/109501`; None for what is no such id."""
        server, _, number = text.partition("/")
        sound = SERVER.fullmatch(server) and NUMBER.fullmatch(number)
        return cls(server, number) if sound else None


def linked(url: str) -> PostId:
    """The post behind a link, as the server in the link numbers it.

    Raises:
        InvalidInput: it is no link to a post.
    """
    text = re.split(r"[?#]", clean(url), maxsplit=1)[0]
    for form in _LINKS:
        match = form.fullmatch(text)
        post = PostId.parse(f"{match['server'].lower()}/{match['number']}") if match else None
        if post:
            return post
    raise InvalidInput(
        "That is not a link to a post on Mastodon. Copy it from the post's menu and try again."
    )


def is_abroad(url: str) -> bool:
    """Whether it is a link to a post of Pleroma's or Misskey's that holds no number for us."""
    return bool(_ABROAD.fullmatch(clean(url)))


def clean(url: str) -> str:
    """A link as people paste it, without what chats put around it."""
    return url.strip().strip("<>").partition("|")[0]
