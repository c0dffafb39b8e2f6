"""Single rules of reading records, by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.community.periods import Period
from assistant.community.posts import Author, Kind
from assistant.errors import NotFound
from assistant.ports import Batch
from assistant.storage.database import Database
from assistant.storage.records import PostgresRecords
from assistant.storage.workspaces import PostgresWorkspaces
from tests.integration.records_desk import (
    ALWAYS,
    AUTHORS,
    NOW,
    DeskMaker,
    desk_with_post,
    own_post,
    reply,
)

pytestmark = pytest.mark.integration

DUE = Period(NOW - timedelta(days=90), NOW)
"""What is read anew at NOW."""


async def test_the_first_answer_of_ours_is_found(desk_of: DeskMaker) -> None:
    desk, post = await desk_with_post(desk_of)
    comment = reply(1, NOW)
    later, sooner = (
        own_post(post.author, n, NOW + timedelta(hours=n), root_id=post.id, parent_id=comment.id)
        for n in (2, 1)
    )
    await desk.apply(interactions=(comment, reply(2, NOW)), posts=(later, sooner))
    answered, waiting = await desk.records.inbound(*desk.at, ALWAYS)
    assert (answered.answer_id, answered.answered_at) == (sooner.id, sooner.created_at)
    assert (waiting.answer_id, waiting.answered_at) == (None, None)
    assert answered.thread_id == post.id
    await desk.apply(gone=frozenset({sooner.id}))
    answered, _ = await desk.records.inbound(*desk.at, ALWAYS)
    assert answered.answer_id == later.id


async def test_a_reply_to_our_answer_to_the_same_person_goes_on(desk_of: DeskMaker) -> None:
    """Not one by somebody else, one under our post, or one under what we added to our own words."""
    desk, post = await desk_with_post(desk_of)
    asked = reply(1, NOW, author=AUTHORS[0], parent_id=post.id)
    answer = own_post(post.author, 1, NOW, root_id=post.id, parent_id=asked.id)
    added = own_post(post.author, 2, NOW, root_id=post.id, parent_id=answer.id)
    thanks, other, below_added = (
        reply(n, NOW + timedelta(hours=n), author=AUTHORS[author], post_id=to.id, parent_id=to.id)
        for n, author, to in ((2, 0, answer), (3, 1, answer), (4, 0, added))
    )
    await desk.apply(posts=(answer, added), interactions=(asked, thanks, other, below_added))
    inbound = await desk.records.inbound(*desk.at, ALWAYS)
    assert [each.goes_on for each in inbound] == [False, True, False, False]
    await desk.check(ALWAYS)


async def test_threads_and_marks_of_listing(desk_of: DeskMaker) -> None:
    desk, post = await desk_with_post(desk_of)
    (before,) = await desk.records.own_posts(*desk.at, DUE)
    assert (before.checked_at, before.cut) == (None, False)
    assert not await desk.records.any_cut(*desk.at, NOW)
    await desk.apply(threads_seen=frozenset({post.id}), cut_threads=frozenset({post.id}))
    (cut,) = await desk.records.own_posts(*desk.at, DUE)
    assert (cut.checked_at, cut.cut) == (NOW, True)
    assert await desk.records.any_cut(*desk.at, NOW)
    assert not await desk.records.any_cut(*desk.at, NOW + timedelta(days=90))
    assert await desk.records.any_cut(*desk.at, NOW + timedelta(days=90), since=NOW)
    earlier = replace(desk.batch(threads_seen=frozenset({post.id})), taken_at=NOW - timedelta(1))
    await desk.records.apply("T1", earlier)
    (whole,) = await desk.records.own_posts(*desk.at, DUE)
    assert (whole.checked_at, whole.cut) == (NOW, False)
    assert not await desk.records.any_cut(*desk.at, NOW)
    later = Period(DUE.start + timedelta(days=90), DUE.end + timedelta(days=90))
    assert await desk.records.own_posts(*desk.at, later) == []


async def test_snapshots_are_kept_in_order_and_never_changed(desk_of: DeskMaker) -> None:
    desk = await desk_of()
    for hours, followers in [(2, 12), (1, 11), (0, 10), (0, 99)]:
        batch = desk.batch(snapshots={"": {"followers": followers}, "at://p": {"followers": 5}})
        await desk.records.apply("T1", replace(batch, taken_at=NOW + timedelta(hours=hours)))
    period = Period(NOW, NOW + timedelta(hours=2))
    assert await desk.records.snapshots(*desk.at, "followers", period) == [
        (NOW, 10),
        (NOW + timedelta(hours=1), 11),
    ]


async def test_people_are_kept_as_last_seen(desk_of: DeskMaker) -> None:
    desk, _ = await desk_with_post(desk_of)
    await desk.apply(interactions=(reply(1, NOW),))
    renamed = Author(AUTHORS[0].id, "new.example", "New\x00 name")
    await desk.apply(interactions=(reply(2, NOW, author=renamed),))
    found = await desk.records.people(*desk.at, [renamed.id, "nobody"])
    assert found == {renamed.id: Author(renamed.id, "new.example", "New name")}


async def test_known_ids_are_of_the_posts_and_kinds_asked_for(desk_of: DeskMaker) -> None:
    desk, post = await desk_with_post(desk_of)
    await desk.apply(
        interactions=(reply(1, NOW), reply(2, NOW, kind=Kind.LIKE), reply(3, NOW, post_id=None))
    )
    replies = await desk.records.known_ids(*desk.at, [post.id], frozenset({Kind.REPLY}))
    assert replies == {"at://theirs/1"}
    assert await desk.records.known_ids(*desk.at, [], frozenset(Kind)) == frozenset()


async def test_another_workspace_reads_and_writes_nothing(
    database: Database, desk_of: DeskMaker
) -> None:
    desk, post = await desk_with_post(desk_of)
    await desk.apply(interactions=(reply(1, NOW),))
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


@pytest.mark.parametrize("account_id", ["", "no-uuid", "3f2a91c0-0000-4000-8000-000000000000"])
async def test_an_unknown_account_has_nothing(database: Database, account_id: str) -> None:
    records = PostgresRecords(database)
    assert list(await records.own_posts("T1", account_id, ALWAYS)) == []
    with pytest.raises(NotFound):
        await records.apply("T1", Batch(account_id=account_id, taken_at=NOW))
