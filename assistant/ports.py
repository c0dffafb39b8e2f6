"""What the use cases need from the outside, as Protocols. Adapters are named in `bootstrap` only.

Every method that leaves the process has a timeout inside the adapter and raises only errors of
`assistant.errors`. All times are aware UTC; all periods half-open.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.activity import Inbound, OwnPost, PersonDay, ThreadShape
from assistant.community.answers import Answer, Run, RunState, Turn
from assistant.community.periods import Period
from assistant.community.posts import Author, Interaction, Kind, Page, Post, Thread

Clock = Callable[[], datetime]
"""Tells the time, aware UTC. Injected, so that tests can hold it."""

Progress = Callable[[str], Awaitable[None]]
"""Takes short lines fit for people while something long goes on."""

# -- platforms ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a connection can do as it is signed in now.

    `tells` are the interaction kinds it lists with their own times; `mentions` and `search` say
    whether those reads are open to it (they raise SignInNeeded otherwise); `impressions` whether
    the platform has such a number at all.
    """

    tells: frozenset[Kind]
    mentions: bool
    search: bool
    impressions: bool


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


class SocialPlatform(Protocol):
    """One connection to one platform, signed in or not. Listings are newest first.

    A method the platform does not open to strangers raises SignInNeeded; what it does not have at
    all is absent from `capabilities`.
    """

    platform: Platform

    @property
    def capabilities(self) -> Capabilities: ...

    async def profile(self, actor: str) -> Profile:
        """Look up a handle or native id. Raises NotFound."""
        ...

    async def posts(self, actor: str, *, cursor: str | None = None) -> Page[Post]:
        """Posts and replies by `actor` with counts; reposts of others are left out."""
        ...

    async def lookup(self, ids: Sequence[str]) -> Mapping[str, Post]:
        """Posts by native id, batched inside; ids that are gone are absent."""
        ...

    async def resolve(self, url: str) -> str:
        """The native id of the post behind a link that a person pasted. Raises InvalidInput."""
        ...

    async def thread(self, post_id: str) -> Thread:
        """Everything under a post. Raises NotFound when it is gone."""
        ...

    async def likes(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]: ...

    async def reposts(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]: ...

    async def quotes(self, post_id: str, *, cursor: str | None = None) -> Page[Post]: ...

    async def mentions(self, *, cursor: str | None = None) -> Page[Interaction]:
        """Posts that name the signed-in account and stand outside its threads, too."""
        ...

    async def search(self, words: str, *, cursor: str | None = None) -> Page[Post]: ...

    async def close(self) -> None: ...


class Connections(Protocol):
    """Opens connections; keeps one per account and process."""

    async def open(self, account: Account) -> SocialPlatform:
        """The connection of a stored account, signed in when credentials are stored."""
        ...

    async def anonymous(self, platform: Platform) -> SocialPlatform:
        """A connection without credentials."""
        ...

    async def sign_in(
        self, ref: AccountRef, secret: str, *, service: str | None = None
    ) -> tuple[Profile, Credential]:
        """Try a sign-in. Raises ReconnectNeeded when handle or secret is wrong."""
        ...


# -- records: what sync writes and measures read --------------------------------------------


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step of a sweep found, written in one transaction.

    `posts` are ours. `gone` are native ids (posts or interactions) known to be deleted.
    `snapshots` maps a post id, or "" for the account itself, to counters as of `taken_at`;
    followers go under the metric name "followers". `threads_seen` are our posts whose interactions
    of `kinds_seen` are listed completely in this batch: stored ones that are missing were deleted.
    """

    account_id: str
    taken_at: datetime
    posts: tuple[Post, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    gone: frozenset[str] = frozenset()
    snapshots: Mapping[str, Mapping[str, int]] | None = None
    threads_seen: frozenset[str] = frozenset()
    kinds_seen: frozenset[Kind] = frozenset()
    cut_threads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Applied:
    """Rows that really changed."""

    inserted: int = 0
    edited: int = 0
    deleted: int = 0


class Records(Protocol):
    """Posts, interactions and people of one workspace. Every read is bound to it."""

    async def apply(self, workspace_id: str, batch: Batch) -> Applied:
        """Write posts, interactions, people, rollups and snapshots in one transaction."""
        ...

    async def totals(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Mapping[Kind, int]:
        """Interactions by kind: whole hours from rollups, edge hours from rows."""
        ...

    async def daily(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Mapping[datetime, Mapping[Kind, int]]:
        """The same per local day of `period.zone`; keys are the day's start in UTC."""
        ...

    async def own_posts(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Sequence[OwnPost]:
        """Our posts and replies published in the period, newest first, deleted ones left out."""
        ...

    async def inbound(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Sequence[Inbound]:
        """Comments, quotes and mentions created in the period, oldest first."""
        ...

    async def person_days(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Sequence[PersonDay]: ...

    async def people(
        self, workspace_id: str, account_id: str, ids: Sequence[str]
    ) -> Mapping[str, Author]: ...

    async def first_seen(
        self, workspace_id: str, account_id: str, period: Period
    ) -> frozenset[str]:
        """People whose first interaction ever stored lies in the period."""
        ...

    async def threads(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Sequence[ThreadShape]:
        """Threads in which we wrote something in the period, whole."""
        ...

    async def snapshots(
        self, workspace_id: str, account_id: str, metric: str, period: Period
    ) -> Sequence[tuple[datetime, int]]:
        """Account-level counters, oldest first."""
        ...

    async def history_starts(self, workspace_id: str, account_id: str) -> datetime | None:
        """Created time of the oldest post or interaction stored; None when there is none."""
        ...

    async def known_ids(
        self, workspace_id: str, account_id: str, post_ids: Sequence[str], kinds: frozenset[Kind]
    ) -> frozenset[str]:
        """Ids of stored interactions of these kinds under these posts of ours."""
        ...

    async def due_posts(
        self, workspace_id: str, account_id: str, at: datetime
    ) -> Sequence[OwnPost]:
        """Our posts of the 90 days before `at` with the time their thread was last listed."""
        ...


class Accounts(Protocol):
    """The connected accounts of a workspace."""

    async def all(self, workspace_id: str) -> Sequence[Account]: ...

    async def get(self, workspace_id: str, account_id: str) -> Account: ...

    async def add(
        self, workspace_id: str, ref: AccountRef, profile: Profile, credential: Credential | None
    ) -> Account:
        """Connect, or reconnect the same native id: history is kept, credentials replaced."""
        ...

    async def credential(self, workspace_id: str, account_id: str) -> Credential | None: ...

    async def keep_session(
        self, workspace_id: str, account_id: str, credential: Credential
    ) -> None: ...

    async def mark_synced(
        self, workspace_id: str, account_id: str, at: datetime, trouble: str | None
    ) -> None:
        """`trouble` None: a complete sweep began at `at`. Otherwise only the trouble is noted."""
        ...


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh an account's records are after a refresh.

    `as_of` is when the last complete sweep began, None when there never was one; `complete` is
    False when this refresh ended before everything was read; `trouble` is the error it ended in.
    """

    as_of: datetime | None
    complete: bool
    trouble: Exception | None = None


class Freshener(Protocol):
    """Brings an account's records up to date before somebody reads them."""

    async def refresh(
        self,
        account: Account,
        *,
        max_age: timedelta,
        within_s: float,
        progress: Progress | None = None,
    ) -> Freshness:
        """Sync when records are older than `max_age`, for at most `within_s` seconds.

        Never raises a PlatformError: it comes back as `trouble`. `progress` gets short lines fit
        for people ("acme.example: 40 of 120 threads").
        """
        ...


# -- runs and conversations ---------------------------------------------------------------


class Runs(Protocol):
    """Questions on their way, durable."""

    async def add(self, run: Run) -> bool:
        """Commit a new run; False when its event key was there before (a repeat)."""
        ...

    async def get(self, workspace_id: str, run_id: str) -> Run:
        """Raises NotFound."""
        ...

    async def move(
        self, workspace_id: str, run_id: str, *, conversation_id: str, place: Mapping[str, str]
    ) -> None:
        """Note where a run is answered, once that is known: a thread opened for it, a message."""
        ...

    async def claim(self, workspace_id: str, run_id: str, owner: str, lease_s: float) -> bool:
        """Take a run that is asked, or answering under a lease that ran out."""
        ...

    async def renew(self, workspace_id: str, run_id: str, owner: str, lease_s: float) -> bool:
        """Extend the lease; False when it is no longer ours."""
        ...

    async def finish(
        self, workspace_id: str, run_id: str, owner: str, state: RunState, answer: Answer | None
    ) -> bool:
        """Store the end; False when the lease is no longer ours."""
        ...

    async def rate(self, workspace_id: str, run_id: str, person_id: str, *, good: bool) -> None: ...

    async def shown(self, workspace_id: str, run_id: str) -> None:
        """Note that the person has seen how the run ended."""
        ...

    async def abandoned(self, at: datetime) -> Sequence[Run]:
        """Runs of all workspaces that nobody brings to their end: asked or answering without a
        live lease, and answered more than a minute before `at` but never noted as shown.
        """
        ...


class Conversations(Protocol):
    """Turns of conversations, kept for a while; words only."""

    async def turns(self, workspace_id: str, conversation_id: str) -> Sequence[Turn]: ...

    async def append(self, workspace_id: str, conversation_id: str, turn: Turn) -> None: ...

    async def begin(self, workspace_id: str, conversation_id: str, run_id: str) -> bool:
        """Become the conversation's only run; False while another one is going."""
        ...

    async def end(self, workspace_id: str, conversation_id: str, run_id: str) -> None: ...

    async def known(self, workspace_id: str, conversation_id: str) -> bool:
        """Whether Engage has answered here before and still remembers."""
        ...

    async def cancel(self, workspace_id: str, conversation_id: str) -> None:
        """Ask the run that is going, in whichever process, to stop."""
        ...

    def cancelled(self, workspace_id: str, conversation_id: str, run_id: str) -> Awaitable[bool]:
        """Whether that was asked of this run."""
        ...


class Budget(Protocol):
    """Model tokens of a workspace and day (UTC)."""

    async def left(self, workspace_id: str) -> int: ...

    async def spend(self, workspace_id: str, tokens: int) -> None: ...


# -- workspaces, people, and small shared state ---------------------------------------------


@dataclass(frozen=True, slots=True)
class Workspace:
    """A team that installed Engage. `zone` is an IANA name, `language` a BCP 47 tag."""

    id: str
    name: str
    zone: str = "UTC"
    language: str = "en"


class Workspaces(Protocol):
    """The workspaces Engage serves."""

    async def ensure(self, workspace_id: str, name: str) -> Workspace:
        """Return the workspace, made with defaults when it is new."""
        ...

    async def get(self, workspace_id: str) -> Workspace:
        """Raises NotFound."""
        ...

    async def all(self) -> Sequence[Workspace]: ...


@dataclass(frozen=True, slots=True)
class Person:
    """A human of a workspace as its chat knows them.

    `full_member` is False for guests and for people of other organisations; `admin` is the chat's
    own rank.
    """

    id: str
    name: str
    full_member: bool
    admin: bool
    zone: str | None = None


class Directory(Protocol):
    """Looks people up in the chat. Cached by the adapter."""

    async def person(self, workspace_id: str, person_id: str) -> Person: ...


class Once(Protocol):
    """Remembers that something was seen, for a while."""

    async def first(self, workspace_id: str, key: str, keep_s: int) -> bool:
        """Whether this is the first time within `keep_s` seconds."""
        ...


class Buckets(Protocol):
    """Token buckets shared by all processes."""

    async def take(self, workspace_id: str, name: str, *, per_minute: int, burst: int) -> float:
        """Take one token: 0.0 when there was one, else the seconds until there will be."""
        ...

    async def left(self, workspace_id: str, name: str, *, per_minute: int, burst: int) -> float:
        """Tokens left now."""
        ...
