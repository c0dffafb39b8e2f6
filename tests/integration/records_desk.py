"""An account with its records and the naive ones beside them, and values to fill them with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from assistant.community.accounts import Account
from assistant.community.periods import Period
from assistant.community.posts import Author, Interaction, Kind, Post
from assistant.ports import Applied, Batch
from assistant.storage.records import PostgresRecords
from assistant.storage.stretches import local_days
from tests.integration.naive_records import NaiveRecords

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ALWAYS = Period(NOW - timedelta(days=400), NOW + timedelta(days=400))
POST_IDS = [f"at://ours/{n}" for n in range(4)]
IDS = [f"at://theirs/{n}" for n in range(9)]
AUTHORS = [Author(f"did:plc:a{n}", f"a{n}.example", f"A {n}") for n in range(3)]


class Desk:
    """An account of its own in workspace T1, its records and the naive ones beside them."""

    def __init__(self, records: PostgresRecords, account: Account) -> None:
        self.records = records
        self.account = account
        self.at = (account.workspace_id, account.id)
        self.naive = NaiveRecords(account.native_id)

    def batch(self, **parts: object) -> Batch:
        whole: dict[str, Any] = {"account_id": self.account.id, "taken_at": NOW, **parts}
        return Batch(**whole)

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
        both = [period, Period(period.start - timedelta(hours=30), period.end, None, period.zone)]
        each = await records.person_days_each(*at, both)
        assert [list(days) for days in each] == [naive.person_days(one) for one in both]
        sums = await records.totals_each(*at, both)
        assert list(sums) == [naive.totals(one) for one in both]
        assert await records.first_seen(*at, period) == naive.first_seen(period)
        inbound = await records.inbound(*at, period)
        assert [(each.interaction.id, each.answer_id) for each in inbound] == naive.inbound(period)
        assert [each.goes_on for each in inbound] == [
            naive.goes_on(each.interaction) for each in inbound
        ]
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
        found = await self.records.daily(*self.at, period)
        assert list(found) == [start for start, _ in local_days(period)]
        zone = ZoneInfo(period.zone)
        return {
            start.astimezone(zone).date(): dict(counts)
            for start, counts in found.items()
            if any(counts.values())
        }


def own_post(author: Author, number: int, at: datetime, **parts: object) -> Post:
    whole: dict[str, Any] = {"text": "post", "url": "https://p", **parts}
    return Post(id=POST_IDS[number], author=author, created_at=at, **whole)


def reply(number: int, at: datetime, **parts: object) -> Interaction:
    whole: dict[str, Any] = {
        "kind": Kind.REPLY,
        "author": AUTHORS[0],
        "post_id": POST_IDS[0],
        **parts,
    }
    return Interaction(id=f"at://theirs/{number}", created_at=at, **whole)


_HOURS = """
SELECT date_trunc('hour', created_at), kind, count(*) FROM interaction
WHERE account_id = %s AND counted GROUP BY 1, 2
"""
_POSTS = """
SELECT post_id, kind, count(*) FROM interaction
WHERE account_id = %s AND post_id IS NOT NULL GROUP BY 1, 2
"""
_DAYS = """
SELECT (created_at AT TIME ZONE 'UTC')::date, author_id, count(*) FROM interaction
WHERE account_id = %s GROUP BY 1, 2
"""
_COUNTERS = {
    "SELECT hour, kind, n FROM rollup_hour WHERE account_id = %s AND n > 0": _HOURS,
    "SELECT post_id, kind, n FROM rollup_post WHERE account_id = %s AND n > 0": _POSTS,
    'SELECT day, author_id, "all" FROM author_day WHERE account_id = %s AND "all" > 0': _DAYS,
}


def check_rollups(database_url: str, account_id: str) -> None:
    """Not one counter is off, also where no read would look."""
    with psycopg.connect(database_url) as connection:
        for rollup, raw in _COUNTERS.items():
            kept = set(connection.execute(rollup, (account_id,)).fetchall())
            assert kept == set(connection.execute(raw, (account_id,)).fetchall())


DeskMaker = Callable[[], Awaitable[Desk]]


async def desk_with_post(
    desk_of: DeskMaker, at: datetime = NOW - timedelta(days=1)
) -> tuple[Desk, Post]:
    """A desk whose records hold one post."""
    desk = await desk_of()
    post = own_post(Author(desk.account.native_id, "acme.example", "Acme"), 0, at)
    await desk.apply(posts=(post,))
    return desk, post
