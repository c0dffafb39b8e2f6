"""A sweep writes what the platform shows, once, whatever happens in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.periods import Period
from assistant.community.polling import HORIZON
from assistant.community.posts import Interaction, Kind, Page, Post
from assistant.desk.connecting import Connecting
from assistant.desk.syncing import Syncing
from assistant.errors import PlatformUnavailable
from assistant.platforms.connections import Connections
from assistant.platforms.sample import SamplePlatform
from assistant.platforms.sample_connecting import SampleFactory
from assistant.ports import SocialPlatform
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.records import PostgresRecords
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces

pytestmark = pytest.mark.integration

START = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
WORKSPACE = "T1"
COFFEE = AccountRef(Platform.SAMPLE, "harbourlight.coffee")


class Bench:
    """A desk over real stores and the sample community, with a clock that is set by hand."""

    def __init__(self, database: Database) -> None:
        self.now = START
        self.accounts = PostgresAccounts(database, Vault(["k" * 40]), self.clock)
        self.records = PostgresRecords(database)
        self.factory = SampleFactory(self.clock)
        self.connections = Connections({Platform.SAMPLE: self.factory}, self.accounts)
        self.syncing = Syncing(self.accounts, self.records, self.connections, self.clock)

    def clock(self) -> datetime:
        return self.now

    async def connect(self) -> Account:
        return await Connecting(self.accounts, self.connections).sign_in(WORKSPACE, COFFEE, "any")

    async def platform(self, account: Account) -> SocialPlatform:
        return await self.connections.open(account)

    async def stored(self, account: Account, period: Period) -> Counter[Kind]:
        return Counter(await self.records.totals(WORKSPACE, account.id, period))


@pytest.fixture
async def bench(database: Database) -> AsyncIterator[Bench]:
    await PostgresWorkspaces(database).ensure(WORKSPACE, "One")
    bench = Bench(database)
    yield bench
    await bench.connections.close()


async def shown(platform: SocialPlatform, account: Account, now: datetime) -> list[Interaction]:
    """Everything others did under our posts of the last 90 days, read the plain way."""
    found: dict[str, Interaction] = {}
    cursor: str | None = None
    while True:
        page = await platform.posts(account.native_id, cursor=cursor)
        for post in page.items:
            if post.created_at < now - HORIZON:
                continue
            for each in await listed(platform.likes, post.id):
                found[each.id] = each
            for each in await listed(platform.reposts, post.id):
                found[each.id] = each
            for below in (await platform.thread(post.id)).below:
                if below.author.id != account.native_id:
                    found[below.id] = Interaction(
                        below.id, Kind.REPLY, below.author, below.created_at, post.id
                    )
        cursor = page.cursor
        if cursor is None:
            return list(found.values())


async def listed(listing: object, post_id: str) -> list[Interaction]:
    items: list[Interaction] = []
    cursor: str | None = None
    while True:
        page: Page[Interaction] = await listing(post_id, cursor=cursor)  # type: ignore[operator]
        items += page.items
        cursor = page.cursor
        if cursor is None:
            return items


async def test_a_first_sweep_holds_everything_shown(bench: Bench):
    account = await bench.connect()

    freshness = await bench.syncing.refresh(account, max_age=timedelta(minutes=1), within_s=120)

    month = Period(START - timedelta(days=30), START)
    everything = await shown(await bench.platform(account), account, START)
    expected = Counter(
        each.kind for each in everything if month.start <= each.created_at < month.end
    )
    found = await bench.stored(account, month)
    assert freshness.complete
    assert freshness.as_of == START
    for kind in (Kind.REPLY, Kind.LIKE, Kind.REPOST):
        assert found[kind] == expected[kind], kind
    assert found[Kind.REPLY] > 20
    assert found[Kind.QUOTE] > 0


async def test_a_second_sweep_adds_what_is_new_and_counts_nothing_twice(bench: Bench):
    account = await bench.connect()
    await bench.syncing.refresh(account, max_age=timedelta(minutes=1), within_s=120)
    before = await bench.stored(account, Period(START - timedelta(days=30), START))
    bench.now = START + timedelta(days=2)

    freshness = await bench.syncing.refresh(account, max_age=timedelta(minutes=1), within_s=120)

    assert freshness.as_of == bench.now
    assert before == await bench.stored(account, Period(START - timedelta(days=30), START))
    everything = await shown(await bench.platform(account), account, bench.now)
    since = Period(START, bench.now)
    expected = Counter(each.kind for each in everything if since.start <= each.created_at)
    found = await bench.stored(account, since)
    assert found[Kind.REPLY] == expected[Kind.REPLY] > 0
    assert found[Kind.LIKE] == expected[Kind.LIKE] > 0


async def test_our_replies_are_known_from_threads_where_no_list_has_them(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
):
    """Facebook and Instagram list posts alone; what we answered stands under them."""
    account = await bench.connect()
    posts = SamplePlatform.posts
    listed_by_it = {post.id: post for post in await _all_posts(await bench.platform(account))}
    since = START - timedelta(days=60)
    replies = {
        post.id
        for post in listed_by_it.values()
        if post.root_id in listed_by_it and listed_by_it[post.root_id].created_at > since
    }

    async def without_replies(
        self: SamplePlatform, actor: str, *, cursor: str | None = None
    ) -> Page[Post]:
        page = await posts(self, actor, cursor=cursor)
        return Page(tuple(post for post in page.items if post.parent_id is None), page.cursor)

    monkeypatch.setattr(SamplePlatform, "posts", without_replies)

    for _ in range(2):
        bench.now += timedelta(minutes=2)
        await bench.syncing.refresh(account, max_age=timedelta(minutes=1), within_s=120)

        own = await bench.records.own_posts(WORKSPACE, account.id, Period(since, bench.now))
        assert {each.post.id for each in own if each.post.parent_id} >= replies
        assert len(replies) > 5


async def _all_posts(platform: SocialPlatform) -> list[Post]:
    found: list[Post] = []
    cursor: str | None = None
    while True:
        page = await platform.posts(COFFEE.handle, cursor=cursor)
        found += page.items
        cursor = page.cursor
        if cursor is None:
            return found


async def test_fresh_records_are_left_alone(bench: Bench):
    account = await bench.connect()
    await bench.syncing.refresh(account, max_age=timedelta(minutes=1), within_s=120)
    bench.now += timedelta(seconds=50)

    freshness = await bench.syncing.refresh(account, max_age=timedelta(minutes=1), within_s=120)

    assert freshness.as_of == START


async def test_a_sweep_out_of_time_keeps_what_it_wrote_and_says_so(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
):
    """The platform stops answering after a while; what came before stays."""
    account = await bench.connect()
    calls = 0
    thread = SamplePlatform.thread

    async def failing(self: SamplePlatform, post_id: str):
        nonlocal calls
        calls += 1
        if calls > 20:
            raise PlatformUnavailable("sample", str(account.ref))
        return await thread(self, post_id)

    monkeypatch.setattr(SamplePlatform, "thread", failing)

    freshness = await bench.syncing.refresh(account, max_age=timedelta(minutes=1), within_s=120)

    assert not freshness.complete
    assert freshness.as_of is None
    assert isinstance(freshness.trouble, PlatformUnavailable)
    stored = (await bench.accounts.all(WORKSPACE))[0]
    assert stored.trouble == "PlatformUnavailable"
    assert stored.synced_at is None
    assert (await bench.stored(account, Period(START - timedelta(days=90), START)))[Kind.REPLY] > 0
