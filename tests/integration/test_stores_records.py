"""Records against a naive count of the same batches: rollups, edges, edits and deletions."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.periods import Period
from assistant.community.posts import Author, Counts, Interaction, Kind, Post
from assistant.errors import NotFound
from assistant.ports import Applied, Batch
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.records import PostgresRecords
from assistant.storage.records_counting import local_days
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces
from tests.integration.naive_records import NaiveRecords

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ALWAYS = Period(NOW - timedelta(days=400), NOW + timedelta(days=400))
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
         "Asia/Kolkata", "America/St_Johns"]  # fmt: skip


class Desk:
    """An account of its own in workspace T1, its records and the naive ones beside them."""

    def __init__(self, records: PostgresRecords, account: Account) -> None:
        self.records = records
        self.account = account
        self.at = (account.workspace_id, account.id)
        self.naive = NaiveRecords(account.native_id)

    def batch(self, **parts: object) -> Batch:
        return Batch(**{"account_id": self.account.id, "taken_at": NOW, **parts})  # type: ignore[arg-type]

    async def apply(self, **parts: object) -> Applied:
        batch = self.batch(**parts)
        self.naive.apply(batch)
        return await self.records.apply(self.account.workspace_id, batch)

    async def check(self, period: Period) -> None:
        """Everything that can be read equals the naive count."""
        records, naive, at = self.records, self.naive, self.at
        assert await records.totals(*at, period) == naive.totals(period)
        assert await self.days(period) == naive.daily(period)
        assert list(await records.person_days(*at, period)) == naive.person_days(period)
        assert await records.first_seen(*at, period) == naive.first_seen(period)
        inbound = await records.inbound(*at, period)
        assert [(each.interaction.id, each.answer_id) for each in inbound] == naive.inbound(period)
        assert [each.interaction for each in inbound] == [
            naive.interactions[each.interaction.id] for each in inbound
        ]
        own = await records.own_posts(*at, period)
        assert [each.post.id for each in own] == [
            post.id
            for post in sorted(naive.posts.values(), key=lambda p: (p.created_at, p.id))[::-1]
            if period.start <= post.created_at < period.end
        ]
        for each in own:
            assert each.by_kind == naive.by_kind(each.post.id, period.end)
            assert each.post == naive.posts[each.post.id]
        threads = await records.threads(*at, period)
        assert {each.thread_id: Counter(each.messages) for each in threads} == {
            thread: Counter((author, when) for _, author, when in messages)
            for thread, messages in naive.threads(period).items()
        }
        assert all(
            list(each.messages) == sorted(each.messages, key=lambda m: m[1]) for each in threads
        )
        assert await records.history_starts(*at) == naive.history_starts()

    async def days(self, period: Period) -> dict[object, dict[Kind, int]]:
        from zoneinfo import ZoneInfo

        found = await self.records.daily(*self.at, period)
        assert list(found) == [start for start, _ in local_days(period)]
        zone = ZoneInfo(period.zone)
        return {
            start.astimezone(zone).date(): dict(counts)
            for start, counts in found.items()
            if any(counts.values())
        }


@pytest.fixture
async def desk_of(database: Database) -> object:
    await PostgresWorkspaces(database).ensure("T1", "One")
    accounts = PostgresAccounts(database, Vault(["k" * 40]), lambda: NOW)
    records = PostgresRecords(database)

    async def make() -> Desk:
        native_id = f"did:plc:{uuid4().hex}"
        profile = Profile(native_id, "acme.example", "Acme", "https://acme", 1, 1, 1)
        ref = AccountRef(Platform.BLUESKY, "acme.example")
        return Desk(records, await accounts.add("T1", ref, profile, None))

    return make


# -- values -------------------------------------------------------------------------------

MOMENTS = st.builds(
    lambda day, hour, rest: NOW + timedelta(days=day, hours=hour, microseconds=rest),
    st.sampled_from([0, -1, -2, -30, -89, -90, -91, -150]),
    st.integers(-13, 13),
    st.sampled_from([0, 1, -1, 1_800_000_000, 2_700_000_000, 900_000_000]),
)
POST_IDS = [f"at://ours/{n}" for n in range(4)]
IDS = [f"at://theirs/{n}" for n in range(9)]
AUTHORS = [Author(f"did:plc:a{n}", f"a{n}.example", f"A {n}") for n in range(3)]


def _post(author: Author, number: int, at: datetime, **parts: object) -> Post:
    return Post(
        id=POST_IDS[number], author=author, text="post", created_at=at, url="https://p", **parts
    )  # type: ignore[arg-type]


def _reply(number: int, at: datetime, **parts: object) -> Interaction:
    whole = {"kind": Kind.REPLY, "author": AUTHORS[0], "post_id": POST_IDS[0], **parts}
    return Interaction(id=f"at://theirs/{number}", created_at=at, **whole)  # type: ignore[arg-type]


POSTS = st.builds(
    lambda number, at, text, parent: {"number": number, "at": at, "text": text, "parent": parent},
    st.integers(0, 3),
    MOMENTS,
    st.sampled_from(["hello", "hallo", "\x00 שלום 😀\ud83d"]),
    st.sampled_from([None, *IDS[:3]]),
)
INTERACTIONS = st.builds(
    Interaction,
    id=st.sampled_from(IDS),
    kind=st.sampled_from(list(Kind)),
    author=st.sampled_from(AUTHORS),
    created_at=MOMENTS,
    post_id=st.sampled_from([*POST_IDS, None, "at://ours/unknown"]),
    parent_id=st.sampled_from([None, *POST_IDS]),
    text=st.sampled_from(["", "nice", "edited"]),
    url=st.just("https://r"),
    language=st.sampled_from([None, "en"]),
)
BATCHES = st.fixed_dictionaries(
    {
        "posts": st.lists(POSTS, max_size=4),
        "interactions": st.lists(INTERACTIONS, max_size=12),
        "gone": st.frozensets(st.sampled_from([*POST_IDS, *IDS]), max_size=2),
        "threads_seen": st.frozensets(st.sampled_from(POST_IDS), max_size=2),
        "kinds_seen": st.frozensets(st.sampled_from(list(Kind)), max_size=5),
        "cut_threads": st.frozensets(st.sampled_from(POST_IDS), max_size=1),
    }
)
PERIODS = st.builds(
    lambda a, b, zone: Period(min(a, b), max(a, b), None, zone),
    MOMENTS,
    MOMENTS,
    st.sampled_from(ZONES),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=st.lists(BATCHES, min_size=1, max_size=5), periods=st.lists(PERIODS, min_size=2))
async def test_whatever_is_written_every_read_equals_a_naive_count(
    desk_of: object, database_url: str, batches: list[dict[str, object]], periods: list[Period]
) -> None:
    desk: Desk = await desk_of()  # type: ignore[operator]
    us = Author(desk.account.native_id, "acme.example", "Acme")
    for parts in batches:
        posts = {}
        for each in parts["posts"]:  # type: ignore[attr-defined]
            parent, text = each["parent"], each["text"].replace("\x00", "").replace("\ud83d", "?")
            post = _post(us, each["number"], each["at"], parent_id=parent)
            posts[post.id] = replace(post, text=text, root_id="at://x/root" if parent else None)
        await desk.apply(**{**parts, "posts": tuple(posts.values())})
    for period in [*periods, ALWAYS]:
        await desk.check(period)
    _check_rollups(database_url, desk.account.id)


def _check_rollups(database_url: str, account_id: str) -> None:
    """Not one counter is off, also where no read would look."""
    with psycopg.connect(database_url) as connection:
        for rollup, raw in [
            (
                "SELECT hour, kind, n FROM rollup_hour WHERE account_id = %s AND n > 0",
                "SELECT date_trunc('hour', created_at), kind, count(*) FROM interaction "
                "WHERE account_id = %s AND counted GROUP BY 1, 2",
            ),
            (
                "SELECT post_id, kind, n FROM rollup_post WHERE account_id = %s AND n > 0",
                "SELECT post_id, kind, count(*) FROM interaction "
                "WHERE account_id = %s AND post_id IS NOT NULL GROUP BY 1, 2",
            ),
            (
                'SELECT day, author_id, "all" FROM author_day WHERE account_id = %s AND "all" > 0',
                "SELECT (created_at AT TIME ZONE 'UTC')::date, author_id, count(*) "
                "FROM interaction WHERE account_id = %s GROUP BY 1, 2",
            ),
        ]:
            kept = set(connection.execute(rollup, (account_id,)).fetchall())
            counted = set(connection.execute(raw, (account_id,)).fetchall())
            assert kept == counted


# -- single rules, by name ----------------------------------------------------------------


async def _with_post(desk_of: object, at: datetime = NOW - timedelta(days=1)) -> tuple[Desk, Post]:
    desk: Desk = await desk_of()  # type: ignore[operator]
    post = _post(Author(desk.account.native_id, "acme.example", "Acme"), 0, at)
    await desk.apply(posts=(post,))
    return desk, post


async def test_the_same_batch_twice_counts_once(desk_of: object) -> None:
    desk, post = await _with_post(desk_of)
    replies = tuple(_reply(n, NOW) for n in range(5))
    assert await desk.apply(posts=(post,), interactions=replies) == Applied(inserted=5)
    assert await desk.apply(posts=(post,), interactions=replies) == Applied()
    await desk.check(ALWAYS)


async def test_an_edit_changes_words_and_no_count(desk_of: object) -> None:
    desk, post = await _with_post(desk_of)
    await desk.apply(interactions=(_reply(1, NOW),))
    changed = replace(_reply(1, NOW), text="better words", language="en")
    applied = await desk.apply(posts=(replace(post, text="new"),), interactions=(changed,))
    assert applied == Applied(edited=2)
    await desk.check(ALWAYS)


async def test_new_counters_of_a_post_are_kept_and_are_no_edit(desk_of: object) -> None:
    desk, post = await _with_post(desk_of)
    counted = replace(post, counts=Counts(likes=3, replies=None))
    assert await desk.apply(posts=(counted,)) == Applied()
    assert (await desk.records.own_posts(*desk.at, ALWAYS))[0].post.counts == counted.counts
    await desk.records.apply("T1", desk.batch(posts=(post,)))  # this listing told no counters
    assert (await desk.records.own_posts(*desk.at, ALWAYS))[0].post.counts == counted.counts


async def test_deleted_and_undeleted_counts_again(desk_of: object) -> None:
    desk, _ = await _with_post(desk_of)
    await desk.apply(interactions=(_reply(1, NOW), _reply(2, NOW)))
    assert await desk.apply(gone=frozenset({"at://theirs/1", "nobody"})) == Applied(deleted=1)
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == 1
    assert await desk.apply(interactions=(_reply(1, NOW),)) == Applied(inserted=1)
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == 2
    await desk.check(ALWAYS)


async def test_what_a_whole_listing_misses_was_deleted_but_not_in_a_cut_thread(
    desk_of: object,
) -> None:
    desk, post = await _with_post(desk_of)
    like = _reply(3, NOW, kind=Kind.LIKE)
    await desk.apply(interactions=(_reply(1, NOW), _reply(2, NOW), like))
    seen = {"threads_seen": frozenset({post.id}), "interactions": (_reply(1, NOW),)}
    kinds = frozenset({Kind.REPLY})
    cut = await desk.apply(**seen, kinds_seen=kinds, cut_threads=frozenset({post.id}))
    assert cut == Applied()
    assert await desk.apply(**seen) == Applied()  # no kind was listed completely
    assert await desk.apply(**seen, kinds_seen=kinds) == Applied(deleted=1)
    await desk.check(ALWAYS)


async def test_a_deleted_post_takes_what_stood_under_it_along(desk_of: object) -> None:
    desk, post = await _with_post(desk_of)
    await desk.apply(interactions=(_reply(1, NOW), _reply(2, NOW, kind=Kind.LIKE)))
    assert await desk.apply(gone=frozenset({post.id})) == Applied(deleted=3)
    assert await desk.records.history_starts(*desk.at) is None
    await desk.check(ALWAYS)


async def test_our_own_accounts_are_never_counted(database: Database, desk_of: object) -> None:
    desk, _ = await _with_post(desk_of)
    other: Desk = await desk_of()  # type: ignore[operator]
    ours = tuple(
        _reply(n, NOW, author=Author(who.account.native_id, "acme.example"))
        for n, who in enumerate((desk, other))
    )
    applied = await desk.records.apply("T1", desk.batch(interactions=(*ours, _reply(7, NOW))))
    assert applied == Applied(inserted=1)
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == 1


@pytest.mark.parametrize(
    ("age", "counts"),
    [
        (timedelta(days=90) - timedelta(microseconds=1), 1),
        (timedelta(days=90), 0),
        (timedelta(seconds=-5), 1),
    ],
)
async def test_replies_count_within_90_days_of_the_post(
    desk_of: object, age: timedelta, counts: int
) -> None:
    desk, post = await _with_post(desk_of, NOW - timedelta(days=100))
    await desk.apply(interactions=(_reply(1, post.created_at + age),))
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == counts
    assert len(await desk.records.inbound(*desk.at, ALWAYS)) == 1
    await desk.check(ALWAYS)


async def test_a_reply_waits_uncounted_for_a_post_not_stored_yet(desk_of: object) -> None:
    desk: Desk = await desk_of()  # type: ignore[operator]
    await desk.apply(interactions=(_reply(1, NOW), _reply(2, NOW, post_id=None)))
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == 1
    us = Author(desk.account.native_id, "acme.example", "Acme")
    await desk.apply(posts=(_post(us, 0, NOW - timedelta(days=2)),))
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == 2
    await desk.check(ALWAYS)


async def test_a_post_with_another_time_recounts_what_stands_under_it(desk_of: object) -> None:
    desk, post = await _with_post(desk_of, NOW - timedelta(days=100))
    await desk.apply(interactions=(_reply(1, NOW),))
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == 0
    await desk.apply(posts=(replace(post, created_at=NOW - timedelta(days=80)),))
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == 1
    await desk.apply(posts=(post,))
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == 0
    await desk.check(ALWAYS)


async def test_the_first_answer_of_ours_is_found(desk_of: object) -> None:
    desk, post = await _with_post(desk_of)
    comment = _reply(1, NOW)
    later, sooner = (
        _post(post.author, n, NOW + timedelta(hours=n), root_id=post.id, parent_id=comment.id)
        for n in (2, 1)
    )
    await desk.apply(interactions=(comment, _reply(2, NOW)), posts=(later, sooner))
    answered, waiting = await desk.records.inbound(*desk.at, ALWAYS)
    assert (answered.answer_id, answered.answered_at) == (sooner.id, sooner.created_at)
    assert (waiting.answer_id, waiting.answered_at) == (None, None)
    assert answered.thread_id == post.id
    await desk.apply(gone=frozenset({sooner.id}))
    answered, _ = await desk.records.inbound(*desk.at, ALWAYS)
    assert answered.answer_id == later.id


async def test_threads_and_marks_of_listing(desk_of: object) -> None:
    desk, post = await _with_post(desk_of)
    (before,) = await desk.records.due_posts(*desk.at, NOW)
    assert (before.checked_at, before.cut) == (None, False)
    await desk.apply(threads_seen=frozenset({post.id}), cut_threads=frozenset({post.id}))
    (cut,) = await desk.records.due_posts(*desk.at, NOW)
    assert (cut.checked_at, cut.cut) == (NOW, True)
    earlier = replace(desk.batch(threads_seen=frozenset({post.id})), taken_at=NOW - timedelta(1))
    await desk.records.apply("T1", earlier)
    (whole,) = await desk.records.due_posts(*desk.at, NOW)
    assert (whole.checked_at, whole.cut) == (NOW, False)
    assert await desk.records.due_posts(*desk.at, NOW + timedelta(days=90)) == []


async def test_snapshots_are_kept_in_order_and_never_changed(desk_of: object) -> None:
    desk: Desk = await desk_of()  # type: ignore[operator]
    for hours, followers in [(2, 12), (1, 11), (0, 10), (0, 99)]:
        batch = desk.batch(snapshots={"": {"followers": followers}, "at://p": {"followers": 5}})
        await desk.records.apply("T1", replace(batch, taken_at=NOW + timedelta(hours=hours)))
    period = Period(NOW, NOW + timedelta(hours=2))
    assert await desk.records.snapshots(*desk.at, "followers", period) == [
        (NOW, 10),
        (NOW + timedelta(hours=1), 11),
    ]


async def test_people_are_kept_as_last_seen(desk_of: object) -> None:
    desk, _ = await _with_post(desk_of)
    await desk.apply(interactions=(_reply(1, NOW),))
    renamed = Author(AUTHORS[0].id, "new.example", "New\x00 name")
    await desk.apply(interactions=(_reply(2, NOW, author=renamed),))
    found = await desk.records.people(*desk.at, [renamed.id, "nobody"])
    assert found == {renamed.id: Author(renamed.id, "new.example", "New name")}


async def test_known_ids_are_of_the_posts_and_kinds_asked_for(desk_of: object) -> None:
    desk, post = await _with_post(desk_of)
    await desk.apply(
        interactions=(_reply(1, NOW), _reply(2, NOW, kind=Kind.LIKE), _reply(3, NOW, post_id=None))
    )
    replies = await desk.records.known_ids(*desk.at, [post.id], frozenset({Kind.REPLY}))
    assert replies == {"at://theirs/1"}
    assert await desk.records.known_ids(*desk.at, [], frozenset(Kind)) == frozenset()


async def test_another_workspace_reads_and_writes_nothing(
    database: Database, desk_of: object
) -> None:
    desk, post = await _with_post(desk_of)
    await desk.apply(interactions=(_reply(1, NOW),))
    await PostgresWorkspaces(database).ensure("T2", "Two")
    records, account_id = desk.records, desk.account.id
    with pytest.raises(NotFound):
        await records.apply("T2", desk.batch(gone=frozenset({post.id})))
    for read in (records.own_posts, records.inbound, records.person_days, records.threads):
        assert list(await read("T2", account_id, ALWAYS)) == []
    assert set((await records.totals("T2", account_id, ALWAYS)).values()) == {0}
    assert await records.first_seen("T2", account_id, ALWAYS) == frozenset()
    assert await records.people("T2", account_id, [AUTHORS[0].id]) == {}
    assert await records.history_starts("T2", account_id) is None
    await desk.check(ALWAYS)


@pytest.mark.parametrize("account_id", ["", "no-uuid", str(uuid4())])
async def test_an_unknown_account_has_nothing(database: Database, account_id: str) -> None:
    records = PostgresRecords(database)
    assert list(await records.own_posts("T1", account_id, ALWAYS)) == []
    with pytest.raises(NotFound):
        await records.apply("T1", Batch(account_id=account_id, taken_at=NOW))


# -- days of zones ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "start", "hours"),
    [
        ("Europe/Berlin", datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
        ("Europe/Berlin", datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 13, tzinfo=UTC), 24.5),
        ("America/Havana", datetime(2026, 11, 1, 4, tzinfo=UTC), 25),
        ("Asia/Kathmandu", datetime(2026, 11, 1, 18, 15, tzinfo=UTC), 24),
        ("Asia/Beirut", datetime(2026, 3, 28, 22, tzinfo=UTC), 23),
    ],
)
def test_local_days_are_as_long_as_the_zone_says(zone: str, start: datetime, hours: float) -> None:
    period = Period(start + timedelta(hours=10), start + timedelta(hours=11), None, zone)
    assert list(local_days(period)) == [(start, start + timedelta(hours=hours))]


def test_a_day_that_a_zone_left_out_is_left_out() -> None:
    start = datetime(2011, 12, 28, 10, tzinfo=UTC)
    days = list(local_days(Period(start, start + timedelta(days=4), None, "Pacific/Apia")))
    assert len(days) == 4
    assert all(earlier[1] == later[0] for earlier, later in zip(days, days[1:], strict=False))


# -- several writers ----------------------------------------------------------------------


async def test_writers_at_once_never_count_twice_and_never_block_each_other(
    desk_of: object, database_url: str
) -> None:
    desk, post = await _with_post(desk_of)
    other, _ = await _with_post(desk_of)
    chance = random.Random(5)
    replies = [_reply(n, NOW - timedelta(minutes=n), author=AUTHORS[n % 3]) for n in range(60)]

    def shuffled(desk: Desk) -> Batch:
        some = chance.sample(replies, 40)
        return desk.batch(interactions=tuple(some), gone=frozenset({some[0].id, some[1].id}))

    work = [desk.records.apply("T1", shuffled(each)) for _ in range(20) for each in (desk, other)]
    await asyncio.gather(*work)
    for each in (desk, other):
        whole = each.batch(
            interactions=tuple(replies),
            threads_seen=frozenset({post.id}),
            kinds_seen=frozenset({Kind.REPLY}),
        )
        await asyncio.gather(*(each.records.apply("T1", whole) for _ in range(5)))
        assert (await each.records.totals(*each.at, ALWAYS))[Kind.REPLY] == 60
        _check_rollups(database_url, each.account.id)
