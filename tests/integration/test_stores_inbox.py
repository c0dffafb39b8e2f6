"""Items: one for each post, changed by compare-and-set, and shown exactly when they changed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from assistant.community.accounts import Account
from assistant.community.inbox import CardPlace, Decision, Need, Sentiment, Step
from assistant.community.posts import Author, Interaction, Kind, Post
from assistant.community.rights import Act
from assistant.community.settings import WorkspaceSettings
from assistant.errors import EditConflict, NotFound, StoreUnavailable
from assistant.ports import Batch, Deed
from assistant.ports.inbox import Talk, ToShow
from assistant.ports.work import QUEUE, Job
from assistant.storage.database import Database
from assistant.storage.deferring import put_card
from assistant.storage.disconnecting import PostgresDisconnector
from assistant.storage.familiar import PostgresFamiliar
from assistant.storage.inbox import PostgresInbox
from assistant.storage.preferences import PostgresPreferences
from assistant.storage.queue import JobQueue
from assistant.storage.records import PostgresRecords
from tests.integration.responding import (
    ANA,
    HOUR,
    NOW,
    TRIAGE,
    account_in,
    forget_jobs,
    item,
    jobs,
    part,
)

pytestmark = pytest.mark.integration

PLACE = CardPlace("C1", "1.2")
NOBODY = str(uuid4())


@pytest.fixture
async def account(database: Database) -> Account:
    return await account_in(database)


@pytest.fixture
async def inbox(database: Database) -> PostgresInbox:
    return PostgresInbox(database, lambda: NOW)


async def test_the_kill_switch_is_drawn_on_every_open_card(
    inbox: PostgresInbox, database: Database, account: Account, database_url: str
) -> None:
    """In the transaction of the change, and for nothing but that switch."""
    carded, closed, bare = item(account), item(account), item(account)
    for each in (carded, closed, bare):
        await inbox.add(each)
    for each in (carded, closed):
        await inbox.card_shown("T1", each.id, PLACE, 1)
    await inbox.keep(replace(await inbox.get("T1", closed.id), decision=Decision.BY_HAND))
    forget_jobs(database_url)
    preferences, deed = PostgresPreferences(database), Deed(Act.CHANGE_SETTINGS, "U1", NOW)

    off = WorkspaceSettings(publishing=False)
    for version, settings, drawn in ((1, off, [carded.id]), (2, replaced(off, note_hour=7), [])):
        await preferences.keep_workspace("T1", settings, version=version, deed=deed)
        cards = [ids["item_id"] for name, ids, _ in jobs(database_url) if name == Job.SHOW_CARD]
        assert cards == drawn
        forget_jobs(database_url)
    with pytest.raises(EditConflict):
        await preferences.keep_workspace("T1", WorkspaceSettings(), version=1, deed=deed)
    assert jobs(database_url) == []


def replaced(settings: WorkspaceSettings, **fields: object) -> WorkspaceSettings:
    return settings.model_copy(update=fields)


# -- storing ----------------------------------------------------------------------------------


async def test_an_item_comes_back_as_it_was_stored(inbox: PostgresInbox, account: Account) -> None:
    triage = replace(TRIAGE, sentiment=Sentiment.NEGATIVE, language="pt-BR")
    made = item(
        account,
        part("at://1", NOW - HOUR, post_id="p1"),
        part("at://2", NOW, edited_at=NOW, gone_at=NOW),
        triage=triage,
        open_to_all=False,
        step=Step.OWNER,
        assignee_id="U1",
        snoozed_until=NOW + HOUR,
        decision=Decision.BY_HAND,
        decided_by="U2",
        decided_at=NOW,
        note="called them",
        answered_at=NOW,
        answer_url="https://x/answer",
    )
    assert await inbox.add(made)
    assert await inbox.get("T1", made.id) == made
    assert await inbox.of_part("T1", account.id, "at://2") == made
    assert await inbox.of_part("T1", account.id, "at://3") is None


async def test_what_is_not_there_is_said(inbox: PostgresInbox, account: Account) -> None:
    for id_ in (NOBODY, "no id"):
        with pytest.raises(NotFound):
            await inbox.get("T1", id_)
        with pytest.raises(NotFound):
            await inbox.keep(replace(item(account), id=id_))
        with pytest.raises(NotFound):
            await inbox.add(replace(item(account), account_id=NOBODY))
        assert await inbox.of_part("T1", id_, "at://1") is None
        assert await inbox.open("T1", account_id=id_) == []
        assert not await inbox.note_step("T1", id_, Step.OWNER)
        await inbox.plan("T1", id_, NOW)
        await inbox.card_shown("T1", id_, PLACE, 1)


async def test_what_postgresql_refuses_is_left_out_of_public_words(
    inbox: PostgresInbox, account: Account
) -> None:
    odd = "nul\x00 half \ud83d end"
    author = Author("did:o\x00dd", odd, odd)
    made = item(account, part("at://\x00odd", text=odd), person=author, note=odd)
    assert await inbox.add(made)
    stored = await inbox.get("T1", made.id)
    assert stored.parts[0].text == stored.person.name == stored.note == "nul half ? end"
    assert await inbox.of_part("T1", account.id, "at://\x00odd") == stored
    assert await inbox.of_person("T1", account.id, "did:o\x00dd", limit=5) == [stored]


async def test_a_post_is_in_one_item(
    inbox: PostgresInbox, account: Account, database_url: str
) -> None:
    first = item(account, part("at://1"))
    assert await inbox.add(first)
    forget_jobs(database_url)
    assert not await inbox.add(item(account, part("at://0"), part("at://1")))
    assert not await inbox.add(first)
    assert await inbox.of_part("T1", account.id, "at://0") is None
    assert await inbox.open("T1") == [first]
    assert jobs(database_url) == []
    other = item(account, part("at://0"))
    assert await inbox.add(other)
    with pytest.raises(EditConflict) as caught:
        await inbox.keep(replace(other, parts=(*other.parts, *first.parts)))
    assert caught.value.current == other


async def test_two_who_add_the_same_post_at_once_make_one_item(
    inbox: PostgresInbox, account: Account
) -> None:
    burst = [part(f"at://{n}") for n in range(3)]
    added = await asyncio.gather(
        *(inbox.add(item(account, *parts)) for parts in (burst, burst[::-1], burst[1:]))
    )
    assert sum(added) == 1
    assert await inbox.open_count("T1") == 1


# -- changing ---------------------------------------------------------------------------------


async def test_a_change_is_made_from_the_version_it_names(
    inbox: PostgresInbox, account: Account
) -> None:
    made = item(account, part("at://1"))
    await inbox.add(made)
    more = (*made.parts, part("at://2", NOW + HOUR))
    kept = await inbox.keep(replace(made, assignee_id="U1", parts=more))
    assert kept == replace(made, assignee_id="U1", parts=more, version=2)
    assert await inbox.get("T1", made.id) == kept
    with pytest.raises(EditConflict) as caught:
        await inbox.keep(replace(made, assignee_id="U2"))
    assert caught.value.current == kept
    assert await inbox.get("T1", made.id) == kept


async def test_of_two_changes_at_once_one_is_made(inbox: PostgresInbox, account: Account) -> None:
    made = item(account)
    await inbox.add(made)
    people = ("U1", "U2", "U3", "U4")
    ends = await asyncio.gather(
        *(inbox.keep(replace(made, assignee_id=each)) for each in people), return_exceptions=True
    )
    refused = [each for each in ends if isinstance(each, EditConflict)]
    (kept,) = [each for each in ends if not isinstance(each, BaseException)]
    assert len(refused) == len(people) - 1
    assert all(each.current == kept for each in refused)
    assert await inbox.get("T1", made.id) == kept


async def test_a_rung_that_was_told_stays_told_unless_the_promise_moves(
    inbox: PostgresInbox, account: Account
) -> None:
    made = item(account)
    await inbox.add(made)
    assert await inbox.note_step("T1", made.id, Step.CHANNEL)
    assert not await inbox.note_step("T1", made.id, Step.CHANNEL)
    assert not await inbox.note_step("T1", made.id, Step.OWNER)
    kept = await inbox.keep(replace(made, assignee_id="U1"))
    assert kept.step == Step.CHANNEL
    moved = replace(kept, due_at=NOW + 40 * HOUR, step=Step.STARTED)
    assert (await inbox.keep(moved)).step == Step.STARTED
    assert await inbox.note_step("T1", made.id, Step.OWNER)


async def test_of_many_who_tell_a_rung_at_once_one_does(
    inbox: PostgresInbox, account: Account
) -> None:
    made = item(account)
    await inbox.add(made)
    told = await asyncio.gather(*(inbox.note_step("T1", made.id, Step.LEAD) for _ in range(5)))
    assert sum(told) == 1


# -- jobs -------------------------------------------------------------------------------------


async def test_a_change_and_the_job_that_shows_it_are_one(
    inbox: PostgresInbox, account: Account, database_url: str
) -> None:
    made = item(account)
    show = [("card.show", {"workspace_id": "T1", "item_id": made.id}, f"card:{made.id}")]
    await inbox.add(made)
    assert jobs(database_url) == show
    kept = await inbox.keep(replace(made, assignee_id="U1"))
    assert jobs(database_url) == show  # one that waits is enough
    for change in (
        inbox.keep(replace(kept, assignee_id="U2")),
        inbox.note_step("T1", made.id, Step.OWNER),
    ):
        forget_jobs(database_url)
        assert await change
        assert jobs(database_url) == show
    forget_jobs(database_url)
    with pytest.raises(EditConflict):
        await inbox.keep(made)
    assert not await inbox.note_step("T1", made.id, Step.OWNER)
    await inbox.add(item(account, decision=Decision.NONE))
    assert jobs(database_url) == []


async def test_a_waiting_job_is_not_begun_before_the_change_that_counts_on_it_is_there(
    inbox: PostgresInbox, database: Database, account: Account, database_url: str
) -> None:
    """Else it would show what was before, and nothing would show what is now."""
    made = item(account)
    await inbox.add(made)
    fetch = "SELECT id FROM procrastinate_fetch_job_v2(NULL, NULL)"
    async with database.workspace("T1") as connection:
        await put_card(connection, "T1", made.id)
        assert await asyncio.to_thread(fetched, database_url, fetch) is None
    assert await asyncio.to_thread(fetched, database_url, fetch) is not None
    assert len(jobs(database_url)) == 1


async def test_a_job_that_waits_to_be_tried_again_comes_at_once_for_a_new_change(
    inbox: PostgresInbox, account: Account, database_url: str
) -> None:
    """The chat was away for minutes; whoever clicks now sees what they did."""
    made = item(account)
    await inbox.add(made)
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '9 min'")
    await inbox.keep(replace(made, assignee_id="U1"))
    with psycopg.connect(database_url) as connection:
        times = connection.execute("SELECT scheduled_at FROM procrastinate_jobs").fetchall()
    assert times == [(None,)]


async def test_however_changes_and_cards_run_into_each_other_the_last_change_is_shown(
    inbox: PostgresInbox, account: Account, database_url: str
) -> None:
    """Four people change an item as fast as they can, while two workers draw it and fail at times."""
    made = item(account)
    shown: list[int] = []
    done = asyncio.Event()

    async def draw(workspace_id: str, item_id: str) -> None:
        version = (await inbox.get(workspace_id, item_id)).version
        if version % 7 == 3 and version not in failed:
            failed.add(version)
            raise StoreUnavailable("the chat")
        shown.append(version)
        done.set()

    async def change(person_id: str) -> None:
        for _ in range(10):
            while True:
                try:
                    await inbox.keep(replace(await inbox.get("T1", made.id), assignee_id=person_id))
                    break
                except EditConflict:
                    continue

    failed: set[int] = set()
    queues = [await JobQueue(database_url).open() for _ in range(2)]
    for each in queues:
        each.register(Job.SHOW_CARD, draw, queue=QUEUE)
    workers = [asyncio.create_task(each.work()) for each in queues]
    await inbox.add(made)
    await asyncio.gather(*(change(f"U{n}") for n in range(4)))
    last = (await inbox.get("T1", made.id)).version
    async with asyncio.timeout(30):
        while not shown or shown[-1] != last:
            done.clear()
            await done.wait()
    for each in workers:
        each.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    for each in queues:
        await each.close()

    assert last == 41
    assert shown == sorted(shown)  # of one item never two at once
    assert [job for job in jobs(database_url) if job[0] == Job.SHOW_CARD] == []


def fetched(database_url: str, fetch: str) -> int | None:
    """The job a worker would get, put back again."""
    with psycopg.connect(database_url) as connection:
        row = connection.execute(fetch.encode()).fetchone()
        connection.rollback()
    return row and row[0]


# -- reading ----------------------------------------------------------------------------------


async def test_the_oldest_promise_comes_first_and_no_promise_last(
    inbox: PostgresInbox, database: Database, account: Account
) -> None:
    other = await account_in(database, name="beside")
    late = item(account, since=NOW - 9 * HOUR, due_at=NOW + HOUR)
    soon = item(account, since=NOW - HOUR, due_at=NOW)
    old = item(account, since=NOW - 20 * HOUR, due_at=None)
    older = item(account, since=NOW - 30 * HOUR, due_at=None)
    done = item(account, due_at=NOW - HOUR, decision=Decision.THANK)
    beside = item(other, due_at=NOW + 2 * HOUR)
    for each in (late, old, soon, older, done, beside):
        assert await inbox.add(each)
    assert await inbox.open("T1") == [soon, late, beside, older, old]
    assert await inbox.open("T1", account_id=account.id, limit=3) == [soon, late, older]
    assert await inbox.open_count("T1") == 5
    assert await inbox.open_count("T1", account_id=other.id) == 1
    assert await inbox.since("T1", account.id, NOW - 20 * HOUR) == [old, late, soon, done]
    assert await inbox.of_person("T1", account.id, ANA.id, limit=2) == [done, soon]
    assert await inbox.of_person("T1", account.id, "did:bob", limit=2) == []


async def test_cards_are_counted_once_and_missed_where_they_are_wanted(
    inbox: PostgresInbox, account: Account
) -> None:
    promised = item(account, due_at=NOW + HOUR)
    sooner = item(account, due_at=NOW)
    unpromised = item(account, due_at=None)
    chatter = item(account, due_at=None, triage=replace(TRIAGE, need=Need.NONE))
    for each in (promised, sooner, unpromised, chatter):
        await inbox.add(each)
    assert await inbox.uncarded("T1", account.id) == [sooner, promised, unpromised]
    await inbox.card_shown("T1", sooner.id, PLACE, 1)
    assert await inbox.uncarded("T1", account.id, limit=1) == [promised]
    shown = await inbox.get("T1", sooner.id)
    assert shown == replace(sooner, card=PLACE)
    assert await inbox.of_card("T1", "C1", "1.2") == shown
    assert await inbox.of_card("T1", "C1", "1.3") is None
    assert await inbox.cards_since("T1", account.id, NOW) == 1
    assert (await inbox.keep(replace(sooner, assignee_id="U1"))).card == PLACE

    await inbox.card_shown("T1", sooner.id, None, 2)
    assert (await inbox.get("T1", sooner.id)).card is None
    later = PostgresInbox(inbox._database, lambda: NOW + HOUR)
    await later.card_shown("T1", sooner.id, CardPlace("C2", "1.9"), 2)
    assert await inbox.cards_since("T1", account.id, NOW) == 1
    assert await inbox.cards_since("T1", account.id, NOW + timedelta(seconds=1)) == 0


async def test_what_is_due_is_found_over_all_workspaces(
    inbox: PostgresInbox, database: Database, account: Account
) -> None:
    theirs = await account_in(database, "T2")
    first, second, done, unplanned = item(theirs), item(account), item(account), item(account)
    for each in (first, second, done, unplanned):
        await inbox.add(each)
    for each, at in ((first, NOW - HOUR), (second, NOW), (done, NOW - 2 * HOUR)):
        await inbox.plan(each.workspace_id, each.id, at)
    await inbox.keep(replace(done, decision=Decision.NONE))
    assert await inbox.due_steps(NOW - timedelta(seconds=1)) == [("T2", first.id)]
    assert await inbox.due_steps(NOW) == [("T2", first.id), ("T1", second.id)]
    assert await inbox.due_steps(NOW, limit=1) == [("T2", first.id)]
    await inbox.plan("T2", first.id, None)
    assert await inbox.due_steps(NOW) == [("T1", second.id)]


async def test_accounts_let_go_of_and_workspaces_that_left_have_nothing_due(
    inbox: PostgresInbox, database: Database, account: Account
) -> None:
    theirs = await account_in(database, "T2")
    for each in (item(account), item(theirs)):
        await inbox.add(each)
        await inbox.plan(each.workspace_id, each.id, NOW)
    assert len(await inbox.due_steps(NOW)) == len(await inbox.behind(NOW + HOUR)) == 2
    await PostgresDisconnector(database).disconnect(
        "T1", account.id, Deed(Act.DISCONNECT, "U1", NOW)
    )
    async with database.workspace("T2") as connection:
        await connection.exec_driver_sql("UPDATE workspace SET removed_at = now()")
    assert await inbox.due_steps(NOW) == await inbox.behind(NOW + HOUR) == []


async def test_cards_that_fell_behind_are_found(
    inbox: PostgresInbox, database: Database, account: Account
) -> None:
    fresh, stale, missing, quiet = (item(account), item(account), item(account),
        item(account, due_at=None))  # fmt: skip
    for each in (fresh, stale, missing, quiet):
        await inbox.add(each)
    for each in (fresh, stale):
        await inbox.card_shown("T1", each.id, PLACE, 1)
    await inbox.keep(replace(stale, decision=Decision.NONE))
    assert await inbox.behind(NOW) == []
    assert await inbox.behind(NOW + HOUR) == [
        ToShow("T1", stale.id, 1), ToShow("T1", missing.id, None),
    ]  # fmt: skip
    await inbox.card_shown("T1", stale.id, PLACE, 2)
    assert await inbox.behind(NOW + HOUR) == [ToShow("T1", missing.id, None)]


# -- people -----------------------------------------------------------------------------------


async def test_what_the_records_know_of_a_person(database: Database, account: Account) -> None:
    us, bob = Author(account.native_id, "acme.example"), Author("did:bob", "bob.example", "Bob")
    days = [NOW - timedelta(days=n) for n in range(3)]
    post = Post("p1", us, "Hello", days[2] - HOUR, "https://p1")
    words = [
        Interaction(f"i{n}", Kind.REPLY, ANA, at, "p1", text=f"word {n}", url=f"https://i{n}")
        for n, at in enumerate(days)
    ]
    like = Interaction("like", Kind.LIKE, ANA, NOW - timedelta(days=9), None)
    theirs = Interaction("i9", Kind.MENTION, bob, NOW, None, text="hey", url="https://i9")
    answers = [
        Post(f"a{n}", us, f"answer {n}", days[1] + n * HOUR, "https://a", "p1", "i1")
        for n in (2, 1)
    ]
    batch = Batch(account.id, NOW, (post, *answers), (*words, like, theirs))
    await PostgresRecords(database).apply("T1", batch)
    familiar = PostgresFamiliar(database)

    assert await familiar.talks("T1", account.id, ANA.id, limit=2) == [
        Talk("i0", "word 0", "https://i0", days[0]),
        Talk("i1", "word 1", "https://i1", days[1], "answer 1", days[1] + HOUR),
    ]
    assert len(await familiar.talks("T1", account.id, ANA.id, limit=9)) == 3
    assert await familiar.first_at("T1", account.id, ANA.id) == like.created_at
    midnights = [at.replace(hour=0) for at in reversed(days)]
    assert await familiar.active_days("T1", account.id, ANA.id, days[2]) == midnights
    assert await familiar.active_days("T1", account.id, ANA.id, days[1]) == midnights[1:]
    assert await familiar.person("T1", account.id, ANA.id) == ANA
    for id_, who in ((account.id, "did:nobody"), (NOBODY, ANA.id), ("no id", ANA.id)):
        assert await familiar.person("T1", id_, who) is None
        assert await familiar.first_at("T1", id_, who) is None
        assert await familiar.talks("T1", id_, who, limit=3) == []
