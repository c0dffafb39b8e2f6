"""Where each thing read is paid for, sweeps hold the same and cost a fraction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.costs import DOLLAR, PRICES, Paid
from assistant.community.periods import Period
from assistant.community.posts import TALK, Interaction, Kind, Page, Post, Thread
from assistant.community.threads import as_interaction
from assistant.desk.connecting import Connecting
from assistant.desk.syncing import Syncing
from assistant.errors import BudgetSpent
from assistant.platforms.connections import Connections
from assistant.platforms.keeping import Keeper
from assistant.platforms.sample_connecting import SampleFactory
from assistant.ports import Capabilities, Credential, SocialPlatform
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.records import PostgresRecords
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces

pytestmark = pytest.mark.integration

START = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)
LATELY = timedelta(days=2)
COFFEE = AccountRef(Platform.SAMPLE, "harbourlight.coffee")


@dataclass
class Till:
    """Charges each thing once a UTC day, as X does."""

    now: datetime = START
    paid: bool = True
    shut: bool = False
    seen: set[tuple[date, Paid, str]] = field(default_factory=set)

    def clock(self) -> datetime:
        return self.now

    def charge(self, paid: Paid, ids: Sequence[str]) -> None:
        if self.shut:
            raise BudgetSpent("x", month="2026-11")
        self.seen |= {(self.now.date(), paid, each) for each in ids}

    def micro(self, since: datetime) -> int:
        """From a day on."""
        return sum(PRICES[paid].micro for day, paid, _ in self.seen if day >= since.date())


class PaidPlatform:
    """The sample community at a price."""

    platform = Platform.SAMPLE

    def __init__(self, inner: SocialPlatform, till: Till) -> None:
        self._inner = inner
        self._till = till
        self.capabilities = self._able()

    def _able(self) -> Capabilities:
        return replace(self._inner.capabilities, paid=self._till.paid, tells=TALK)

    async def profile(self, actor: str) -> Profile:
        self._till.charge(Paid.OWNED_READ, [actor])
        return await self._inner.profile(actor)

    async def posts(self, actor: str, *, cursor: str | None = None) -> Page[Post]:
        page = await self._inner.posts(actor, cursor=cursor)
        self._till.charge(Paid.OWNED_READ, [each.id for each in page.items])
        return page

    async def lookup(self, ids: Sequence[str]) -> Mapping[str, Post]:
        self._till.charge(Paid.POST_READ, ids)
        return await self._inner.lookup(ids)

    async def thread(self, post_id: str) -> Thread:
        thread = await self._inner.thread(post_id)
        self._till.charge(Paid.POST_READ, [post_id, *(each.id for each in thread.below)])
        return thread

    async def likes(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:
        page = await self._inner.likes(post_id, cursor=cursor)
        self._till.charge(Paid.USER_READ, [each.author.id for each in page.items])
        return page

    async def reposts(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:
        page = await self._inner.reposts(post_id, cursor=cursor)
        self._till.charge(Paid.USER_READ, [each.author.id for each in page.items])
        return page

    async def quotes(self, post_id: str, *, cursor: str | None = None) -> Page[Post]:
        page = await self._inner.quotes(post_id, cursor=cursor)
        self._till.charge(Paid.POST_READ, [each.id for each in page.items])
        return page

    async def mentions(self, *, cursor: str | None = None) -> Page[Interaction]:
        """As on X, where an answer names everybody above it: also what stands in our threads."""
        page = await self._inner.mentions(cursor=cursor)
        items = [*page.items, *([] if cursor else await self._in_threads())]
        items.sort(key=lambda each: each.created_at, reverse=True)
        self._till.charge(Paid.OWNED_READ, [each.id for each in items])
        return Page(tuple(items), page.cursor)

    async def _in_threads(self) -> list[Interaction]:
        us = await self._inner.profile(COFFEE.handle)
        found: list[Interaction] = []
        for post in (await self._inner.posts(us.native_id)).items:
            found += [
                replace(as_interaction(each, Kind.REPLY, post.id), kind=Kind.MENTION)
                for each in (await self._inner.thread(post.id)).below
                if each.author.id != us.native_id and self._till.now - each.created_at < LATELY
            ]
        return found

    async def close(self) -> None:
        await self._inner.close()


class PaidFactory(SampleFactory):
    """Makes it."""

    def __init__(self, till: Till) -> None:
        super().__init__(till.clock)
        self._till = till

    def signed_in(self, account: Account, credential: Credential, keep: Keeper) -> Any:
        return PaidPlatform(super().signed_in(account, credential, keep), self._till)


@dataclass
class Desk:
    """A desk that sweeps."""

    till: Till
    accounts: PostgresAccounts
    records: PostgresRecords
    syncing: Syncing
    account: Account

    async def poll(self, hours: int) -> None:
        for _ in range(hours):
            self.till.now += timedelta(hours=1)
            await self.syncing.sync("T1", self.account.id)

    async def stored(self) -> Counter[Kind]:
        month = Period(START - timedelta(days=30), self.till.now)
        return Counter(await self.records.totals("T1", self.account.id, month))


async def desk_of(database: Database, till: Till) -> Desk:
    await PostgresWorkspaces(database).ensure("T1", "One")
    accounts = PostgresAccounts(database, Vault(["k" * 40]), till.clock)
    records = PostgresRecords(database)
    connections = Connections({Platform.SAMPLE: PaidFactory(till)}, accounts)
    account = await Connecting(accounts, connections).sign_in("T1", COFFEE, "any")
    syncing = Syncing(accounts, records, connections, till.clock)
    return Desk(till, accounts, records, syncing, account)


async def test_it_holds_what_a_plain_sweep_holds_for_a_fraction(database: Database) -> None:
    desk = await desk_of(database, Till())
    await desk.syncing.sync("T1", desk.account.id)
    await desk.poll(47)
    sparing, spent = await desk.stored(), desk.till.micro(START + timedelta(days=1))
    day = Period(START + timedelta(days=1), desk.till.now)
    heard = sum((await desk.records.totals("T1", desk.account.id, day)).values())

    plain = Till(now=desk.till.now + timedelta(minutes=1), paid=False)
    connections = Connections({Platform.SAMPLE: PaidFactory(plain)}, desk.accounts)
    other = Syncing(desk.accounts, desk.records, connections, plain.clock)
    await other.refresh(desk.account, max_age=timedelta(seconds=1), within_s=120)
    assert plain.seen
    assert await desk.stored() == sparing
    whole = plain.micro(plain.now)
    print(f"{heard} interactions: ${spent / DOLLAR:.2f} sparing, ${whole / DOLLAR:.2f} plain")
    assert 0 < spent < whole / 3


async def test_a_spent_budget_ends_a_sweep_and_keeps_what_is_there(database: Database) -> None:
    desk = await desk_of(database, Till())
    await desk.syncing.sync("T1", desk.account.id)
    before = await desk.stored()
    desk.till.shut = True
    desk.till.now += timedelta(hours=1)
    freshness = await desk.syncing.refresh(desk.account, max_age=timedelta(minutes=1), within_s=60)
    assert isinstance(freshness.trouble, BudgetSpent)
    assert (freshness.complete, freshness.as_of) == (False, START)
    assert await desk.stored() == before
    desk.till.shut = False
    assert (await desk.syncing.sync("T1", desk.account.id)).complete
