"""A sweep from end to end: what is stored equals what was done, counted by hand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from assistant.community.periods import Period
from assistant.community.posts import Kind
from assistant.desk.connecting import Connecting
from assistant.desk.syncing import Syncing
from assistant.platforms.connections import Connections
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.records import PostgresRecords
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces
from tests.conformance.stage import Stage, ago

pytestmark = pytest.mark.integration


def now() -> datetime:
    return datetime.now(UTC)


async def test_a_sweep_holds_what_was_done_once(stage: Stage, database: Database) -> None:
    acme, fan, friend = [await stage.person(name) for name in ("acme", "fan", "friend")]
    done: Counter[Kind] = Counter()
    posts = await acme.post_many(
        [f"Post {number}" for number in range(12)], [ago(days=20 - number) for number in range(12)]
    )
    for number, post in enumerate(posts[:6]):
        reply = await fan.reply(post, f"Comment {number}", at=ago(days=3, hours=number))
        answer = await acme.reply(reply, "Thanks", at=ago(days=2, hours=number))
        await friend.reply(answer, "And me", at=ago(days=1, hours=number))
        done[Kind.REPLY] += 2
    for post in posts[3:9]:
        await fan.like(post)
        done[Kind.LIKE] += 1
    await friend.repost(posts[0])
    done[Kind.REPOST] += 1
    await fan.mention(acme, "hello there")
    done[Kind.MENTION] += 1
    lost = await friend.reply(posts[11], "Never mind")
    await friend.delete(lost)
    await stage.settle()

    await PostgresWorkspaces(database).ensure("T1", "One")
    accounts = PostgresAccounts(database, Vault(["k" * 40]), now)
    records = PostgresRecords(database)
    ref = stage.ref(acme)
    connections = Connections({ref.platform: stage.factory}, accounts)
    syncing = Syncing(accounts, records, connections, now)
    account = await Connecting(accounts, connections).sign_in("T1", ref, await stage.secret(acme))
    assert account.native_id == acme.id

    for _ in range(2):  # the second time nothing is counted again
        freshness = await syncing.refresh(account, max_age=timedelta(0), within_s=90)
        assert freshness.complete, freshness.trouble
        totals = await records.totals("T1", account.id, Period(ago(days=30), now()))
        found = {kind: totals.get(kind, 0) for kind in Kind}
        assert found == {kind: done[kind] if kind in stage.able.told else 0 for kind in Kind}
    own = await records.own_posts("T1", account.id, Period(ago(days=30), now()))
    assert len(own) == 18
    roots = {each.post.id: each.post.root_id for each in own if each.post.parent_id}
    assert set(roots.values()) == {post.id for post in posts[:6]}
    shown = {each.post.id: each.post.counts for each in own}
    assert sum((counts.likes or 0) for counts in shown.values() if counts) == done[Kind.LIKE]
    inbound = await records.inbound("T1", account.id, Period(ago(days=30), now()))
    assert sum(each.answered_at is not None for each in inbound) == 6
    assert not await records.any_cut("T1", account.id, now())
    await connections.close()
