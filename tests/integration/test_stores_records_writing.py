"""Single rules of writing records, by name."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.community.accounts import Platform
from assistant.community.drafts import Draft, DraftState
from assistant.community.posts import Author, Counts, Kind, Post
from assistant.ports import Applied, Batch
from assistant.storage.database import Database
from assistant.storage.drafts import PostgresDrafts
from assistant.storage.inbox import PostgresInbox
from tests.integration.records_desk import (
    ALWAYS,
    AUTHORS,
    NOW,
    Desk,
    DeskMaker,
    check_rollups,
    desk_with_post,
    own_post,
    reply,
)
from tests.integration.responding import draft, item, line, move_to

pytestmark = pytest.mark.integration


async def test_the_same_batch_twice_counts_once(desk_of: DeskMaker) -> None:
    desk, post = await desk_with_post(desk_of)
    replies = tuple(reply(n, NOW) for n in range(5))
    assert await desk.apply(posts=(post,), interactions=replies) == Applied(inserted=5)
    assert await desk.apply(posts=(post,), interactions=replies) == Applied()
    await desk.check(ALWAYS)


async def test_an_edit_changes_words_and_no_count(desk_of: DeskMaker) -> None:
    desk, post = await desk_with_post(desk_of)
    await desk.apply(interactions=(reply(1, NOW),))
    changed = replace(reply(1, NOW), text="better words", language="en")
    applied = await desk.apply(posts=(replace(post, text="new"),), interactions=(changed,))
    assert applied == Applied(edited=2)
    await desk.check(ALWAYS)


async def test_new_counters_of_a_post_are_kept_and_are_no_edit(desk_of: DeskMaker) -> None:
    desk, post = await desk_with_post(desk_of)
    counted = replace(post, counts=Counts(likes=3, replies=None))
    assert await desk.apply(posts=(counted,)) == Applied()
    assert (await desk.records.own_posts(*desk.at, ALWAYS))[0].post.counts == counted.counts
    await desk.records.apply("T1", desk.batch(posts=(post,)))  # this listing told no counters
    assert (await desk.records.own_posts(*desk.at, ALWAYS))[0].post.counts == counted.counts


async def test_what_an_answer_is_known_to_answer_stays(desk_of: DeskMaker) -> None:
    desk, post = await desk_with_post(desk_of)
    asked = reply(1, NOW)
    answer = replace(post, id="at://ours/9", parent_id=asked.id, root_id=post.id)
    await desk.apply(posts=(answer,), interactions=(asked,))
    await desk.records.apply("T1", desk.batch(posts=(replace(answer, parent_id="at://above"),)))
    (heard,) = await desk.records.inbound(*desk.at, ALWAYS)
    assert heard.answer_id == answer.id


@pytest.mark.parametrize("platform", [Platform.FACEBOOK, Platform.INSTAGRAM])
async def test_an_answer_that_engage_sent_counts_for_what_it_was_sent_to_answer(
    desk_of: DeskMaker, database: Database, database_url: str, platform: Platform
) -> None:
    """From the moment it leaves: the records may hear of it before anybody knows that it took. What
    said the same before is not it, and neither is what says the same elsewhere.
    """
    desk, post = await desk_with_post(desk_of)
    move_to(platform, database_url)
    first, asked, other = (reply(n, NOW) for n in (1, 2, 3))
    asked = replace(asked, parent_id=first.id)
    answer = replace(post, id="at://ours/9", parent_id=first.id, root_id=post.id)
    older = replace(answer, id="at://ours/8")
    early = replace(answer, id="at://ours/7", created_at=answer.created_at - timedelta(hours=1))
    elsewhere = replace(answer, id="at://ours/6", parent_id=other.id)
    await desk.apply(posts=(older,), interactions=(first, asked, other))
    sent = await leaving(database, desk, asked.id, answer)
    await desk.apply(posts=(older, answer, early, elsewhere))
    told = {older.id: first.id, early.id: first.id, elsewhere.id: other.id}
    assert await parents(desk) == {answer.id: asked.id, **told}

    sent = replace(sent, state=DraftState.PUBLISHED, post_id=early.id)  # as it turns out
    await PostgresDrafts(database).keep(sent, line(sent))
    await desk.apply(posts=(older, answer, early))
    assert (await parents(desk))[early.id] == asked.id


async def test_of_the_same_words_on_their_way_to_two_each_is_one_answer(
    desk_of: DeskMaker, database: Database, database_url: str
) -> None:
    desk, post = await desk_with_post(desk_of)
    move_to(Platform.FACEBOOK, database_url)
    first = reply(1, NOW)
    one, two = (replace(reply(n, NOW), parent_id=first.id) for n in (2, 3))
    thanks = replace(post, id="at://ours/8", parent_id=first.id, root_id=post.id)
    later = replace(thanks, id="at://ours/7", created_at=thanks.created_at + timedelta(seconds=9))
    await desk.apply(interactions=(first, one, two))
    for asked, answer in ((one, thanks), (two, later)):
        await leaving(database, desk, asked.id, answer)
    await desk.apply(posts=(thanks, later))
    assert await parents(desk) == {thanks.id: one.id, later.id: two.id}


async def test_where_a_platform_tells_what_is_answered_nobody_guesses_by_words(
    desk_of: DeskMaker, database: Database
) -> None:
    """A colleague may say by hand what is on its way to somebody else."""
    desk, post = await desk_with_post(desk_of)
    first, asked = reply(1, NOW), reply(2, NOW)
    asked = replace(asked, parent_id=first.id)
    by_hand = replace(post, id="at://ours/9", parent_id=first.id, root_id=post.id)
    await desk.apply(interactions=(first, asked))
    await leaving(database, desk, asked.id, by_hand)
    await desk.apply(posts=(by_hand,))
    assert await parents(desk) == {by_hand.id: first.id}


async def leaving(database: Database, desk: Desk, target_id: str, answer: Post) -> Draft:
    """A draft that says the same, and is on its way."""
    its = item(desk.account)
    await PostgresInbox(database, lambda: NOW).add(its)
    drafts = PostgresDrafts(database)
    sent = draft(its, f" {answer.text}", target_id=target_id, sent_at=answer.created_at)
    await drafts.add(sent, line(sent))
    for state in (DraftState.APPROVED, DraftState.PREPARED, DraftState.SENDING):
        assert await drafts.keep(replace(sent, state=state), line(sent))
        sent = await drafts.get("T1", sent.id)
    return sent


async def parents(desk: Desk) -> dict[str, str | None]:
    """What each answer of ours answers."""
    stored = await desk.records.own_posts(*desk.at, ALWAYS)
    return {each.post.id: each.post.parent_id for each in stored if each.post.parent_id}


async def test_the_top_of_a_thread_stays_known_when_a_listing_does_not_tell_it(
    desk_of: DeskMaker,
) -> None:
    desk, post = await desk_with_post(desk_of)
    answer = replace(post, id="at://ours/9", parent_id="at://theirs/1", root_id=post.id)
    await desk.apply(posts=(answer,))
    await desk.records.apply("T1", desk.batch(posts=(replace(answer, root_id=None),)))
    stored = {each.post.id: each.post for each in await desk.records.own_posts(*desk.at, ALWAYS)}
    assert stored[answer.id].root_id == post.id


async def test_deleted_and_undeleted_counts_again(desk_of: DeskMaker) -> None:
    desk, _ = await desk_with_post(desk_of)
    await desk.apply(interactions=(reply(1, NOW), reply(2, NOW)))
    assert await desk.apply(gone=frozenset({"at://theirs/1", "nobody"})) == Applied(deleted=1)
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == 1
    assert await desk.apply(interactions=(reply(1, NOW),)) == Applied(inserted=1)
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == 2
    await desk.check(ALWAYS)


async def test_what_a_whole_listing_misses_was_deleted_but_not_in_a_cut_thread(
    desk_of: DeskMaker,
) -> None:
    desk, post = await desk_with_post(desk_of)
    like = reply(3, NOW, kind=Kind.LIKE)
    await desk.apply(interactions=(reply(1, NOW), reply(2, NOW), like))
    seen = {"threads_seen": frozenset({post.id}), "interactions": (reply(1, NOW),)}
    kinds = frozenset({Kind.REPLY})
    cut = await desk.apply(**seen, kinds_seen=kinds, cut_threads=frozenset({post.id}))
    assert cut == Applied()
    assert await desk.apply(**seen) == Applied()  # no kind was listed completely
    assert await desk.apply(**seen, kinds_seen=kinds) == Applied(deleted=1)
    await desk.check(ALWAYS)


async def test_a_deleted_post_takes_what_stood_under_it_along(desk_of: DeskMaker) -> None:
    desk, post = await desk_with_post(desk_of)
    await desk.apply(interactions=(reply(1, NOW), reply(2, NOW, kind=Kind.LIKE)))
    assert await desk.apply(gone=frozenset({post.id})) == Applied(deleted=3)
    assert await desk.records.history_starts(*desk.at) is None
    await desk.check(ALWAYS)


async def test_our_own_accounts_are_never_counted(desk_of: DeskMaker) -> None:
    desk, _ = await desk_with_post(desk_of)
    other = await desk_of()
    ours = tuple(
        reply(n, NOW, author=Author(who.account.native_id, "acme.example"))
        for n, who in enumerate((desk, other))
    )
    applied = await desk.records.apply("T1", desk.batch(interactions=(*ours, reply(7, NOW))))
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
    desk_of: DeskMaker, age: timedelta, counts: int
) -> None:
    desk, post = await desk_with_post(desk_of, NOW - timedelta(days=100))
    await desk.apply(interactions=(reply(1, post.created_at + age),))
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == counts
    assert len(await desk.records.inbound(*desk.at, ALWAYS)) == 1
    await desk.check(ALWAYS)


async def test_a_reply_waits_uncounted_for_a_post_not_stored_yet(desk_of: DeskMaker) -> None:
    desk = await desk_of()
    await desk.apply(interactions=(reply(1, NOW), reply(2, NOW, post_id=None)))
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == 1
    us = Author(desk.account.native_id, "acme.example", "Acme")
    await desk.apply(posts=(own_post(us, 0, NOW - timedelta(days=2)),))
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == 2
    await desk.check(ALWAYS)


async def test_a_post_with_another_time_recounts_what_stands_under_it(desk_of: DeskMaker) -> None:
    desk, post = await desk_with_post(desk_of, NOW - timedelta(days=100))
    await desk.apply(interactions=(reply(1, NOW),))
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == 0
    await desk.apply(posts=(replace(post, created_at=NOW - timedelta(days=80)),))
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == 1
    await desk.apply(posts=(post,))
    assert (await desk.records.totals(*desk.at, ALWAYS))[Kind.REPLY] == 0
    await desk.check(ALWAYS)


async def test_writers_at_once_never_count_twice_and_never_block_each_other(
    desk_of: DeskMaker, database_url: str
) -> None:
    desk, post = await desk_with_post(desk_of)
    other, _ = await desk_with_post(desk_of)
    chance = random.Random(5)
    replies = [reply(n, NOW - timedelta(minutes=n), author=AUTHORS[n % 3]) for n in range(60)]

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
        check_rollups(database_url, each.account.id)
