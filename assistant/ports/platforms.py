"""Connections to platforms. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.posts import Interaction, Kind, Page, Post, Thread
from assistant.errors import PlatformError


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A figure that a platform took away: it is left out, and never 0.

    Attributes:
        metric: the field of `Counts` it was in.
        sentence: what happened, with its date, fit to be shown.
    """

    metric: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a connection can do as it is signed in now.

    `tells` are the interaction kinds it lists with their own times; `mentions` and `search` say
    whether those reads are open to it (they raise SignInNeeded otherwise, InvalidInput where the
    platform has no such thing); `impressions` whether the platform has such a number at all.
    `names` are the kinds whose people it lists, with times or without; listing another one raises
    InvalidInput. `paid` says that each thing read costs money, so that readers are sparing.
    """

    tells: frozenset[Kind]
    mentions: bool
    search: bool
    impressions: bool
    names: frozenset[Kind] = frozenset({Kind.LIKE, Kind.REPOST})
    paid: bool = False
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Credential:
    """A sign-in. `identifier` and `secret` are what the person gave (a handle and an app
    password); `session` is what the adapter keeps between runs, opaque to everyone else.
    """

    service: str
    identifier: str
    secret: str
    session: Mapping[str, str]

    def __repr__(self) -> str:
        return "Credential(hidden)"


Renewal = Callable[[Credential], Awaitable[Credential]]
"""Takes the stored sign-in and returns what it becomes."""


class SocialPlatform(Protocol):
    """One connection to one platform, signed in or not. Listings are newest first.

    A method the platform does not open to strangers raises SignInNeeded; what it does not have at
    all is absent from `capabilities` and raises InvalidInput. Only what anybody may read comes out.
    A kind listed without times of its own is not in `capabilities.tells`, and carries the post's.
    """

    platform: Platform

    @property
    def capabilities(self) -> Capabilities: ...

    async def profile(self, actor: str) -> Profile:
        """Look up a handle or native id. Raises NotFound."""
        ...

    async def posts(self, actor: str, *, cursor: str | None = None) -> Page[Post]:
        """Posts and replies by `actor` with counts; reposts of others are left out.

        Replies carry the top of their thread.
        """
        ...

    async def lookup(self, ids: Sequence[str]) -> Mapping[str, Post]:
        """Posts by native id, batched inside; ids that are gone are absent.

        `root_id` may be None where finding it would cost a call for each post.
        """
        ...

    async def resolve(self, url: str) -> str:
        """The native id of the post behind a link that a person pasted. Raises InvalidInput."""
        ...

    async def thread(self, post_id: str) -> Thread:
        """Everything under a post. Raises NotFound when it is gone."""
        ...

    async def likes(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:
        """Who likes a post, as far as the platform tells. Raises NotFound."""
        ...

    async def reposts(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]: ...

    async def quotes(self, post_id: str, *, cursor: str | None = None) -> Page[Post]: ...

    async def mentions(self, *, cursor: str | None = None) -> Page[Interaction]:
        """Posts that name the signed-in account, in its threads and outside.

        `post_id` is the post of ours they stand under, None outside.
        """
        ...

    async def search(self, words: str, *, cursor: str | None = None) -> Page[Post]: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What looking posts up came to.

    Attributes:
        gone: those that are not there any more for everybody to see.
        asked: how many it is known of, the first ones of those it was about.
        micro: what it cost, in millionths of a US dollar.
        stopped: what stood in the way; None where nothing did, or the money was used up.
    """

    gone: frozenset[str] = frozenset()
    asked: int = 0
    micro: int = 0
    stopped: PlatformError | None = None


class Watching(Protocol):
    """A connection to a platform whose terms ask that what it removes is removed everywhere."""

    @property
    def tells_removed(self) -> bool:
        """Whether it tells of any posts which of them are gone, at no cost."""
        ...

    async def removed(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of these posts, anybody's, that are not there any more for everybody to see.

        Raises:
            SignInNeeded: it does not tell us.
            PlatformError: it could not be found out; nothing is known then.
        """
        ...

    async def looked_up(self, ids: Sequence[str], most: int) -> LookedUp:
        """The same by looking for each, which is paid for: one after the other, as far as it goes.

        Args:
            ids: native ids, each once.
            most: what it may cost, in millionths of a US dollar.
        """
        ...


class Connections(Protocol):
    """Opens connections; keeps one per account and process."""

    async def open(self, account: Account) -> SocialPlatform:
        """The connection of a stored account, signed in when credentials are stored.

        Raises:
            SignInSealed: they cannot be opened.
        """
        ...

    async def anonymous(self, platform: Platform) -> SocialPlatform:
        """A connection without credentials."""
        ...

    async def sign_in(
        self, ref: AccountRef, secret: str, *, service: str | None = None
    ) -> tuple[Profile, Credential]:
        """Try a sign-in. Raises ReconnectNeeded when handle or secret is wrong."""
        ...

    async def sign_out(self, account: Account, credential: Credential) -> bool:
        """Give a sign-in back to the platform, within seconds; whether the platform took it.

        Never raises a PlatformError: a credential is destroyed here whatever the platform says.
        """
        ...
