"""What sync writes and measures read. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from assistant.community.accounts import Account, AccountRef, Profile
from assistant.community.activity import Ears, Inbound, OwnPost, PersonDay, ThreadShape
from assistant.community.own_mix import OwnMix
from assistant.community.periods import Period
from assistant.community.posts import Author, Interaction, Kind, Post
from assistant.ports.platforms import Credential, Renewal

Progress = Callable[[str], Awaitable[None]]
"""Takes short lines fit for people while something long goes on."""


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

    async def totals_each(
        self, workspace_id: str, account_id: str, periods: Sequence[Period]
    ) -> Sequence[Mapping[Kind, int]]:
        """The same of several periods at once, in their order."""
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

    async def person_days_each(
        self, workspace_id: str, account_id: str, periods: Sequence[Period]
    ) -> Sequence[Sequence[PersonDay]]:
        """The same of several periods at once, which may overlap, in their order."""
        ...

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

    async def any_cut(
        self, workspace_id: str, account_id: str, at: datetime, *, since: datetime | None = None
    ) -> bool:
        """Whether a server hid part of a thread under a post of the 90 days before `at`.

        Args:
            since: up to 90 days before `at`: then also under one of the 90 days before any moment
                from it on.
        """
        ...

    async def heard(self, workspace_id: str, account_id: str, period: Period) -> Ears:
        """What saved searches for us found in the period, and which searches there are now."""
        ...

    async def own_mix(self, workspace_id: str, account_id: str, period: Period) -> OwnMix:
        """What we wrote in the period, whom it answers, and what is known for judging what it is
        for: people's corrections, our accounts on its platform, our own domains.
        """
        ...


class Accounts(Protocol):
    """The connected accounts of a workspace."""

    async def all(self, workspace_id: str) -> Sequence[Account]: ...

    async def get(self, workspace_id: str, account_id: str) -> Account: ...

    async def add(
        self, workspace_id: str, ref: AccountRef, profile: Profile, credential: Credential | None
    ) -> Account:
        """Connect, or reconnect the same native id: history is kept, credentials replaced.

        An account that is signed in for the first time counts as never swept, since what only a
        sign-in shows is missing so far.
        """
        ...

    async def credential(self, workspace_id: str, account_id: str) -> Credential | None: ...

    async def keep_session(
        self, workspace_id: str, account_id: str, credential: Credential
    ) -> None: ...

    async def renew(self, workspace_id: str, account_id: str, renewal: Renewal) -> Credential:
        """Renew the stored sign-in, one caller at a time over all processes; who waited gets what
        the one before stored. What `renewal` returns is stored, and returned.

        Raises:
            NotFound: nothing is stored for the account.
        """
        ...

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
