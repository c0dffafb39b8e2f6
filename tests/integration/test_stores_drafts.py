"""Drafts: moved by compare-and-set with their audit log, one under way for each item, and a job
there exactly when its cause is.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import ProgrammingError

from assistant.community.accounts import Account
from assistant.community.drafts import MOVES, UNDER_WAY, Confidence, Draft, DraftState, Happening
from assistant.community.inbox import Item
from assistant.errors import EditConflict, NotFound
from assistant.storage.database import Database
from assistant.storage.drafts import PostgresDrafts
from assistant.storage.inbox import PostgresInbox
from assistant.storage.schema import AUDIT
from tests.integration.responding import (
    HOUR,
    NOW,
    account_in,
    draft,
    forget_jobs,
    item,
    jobs,
    line,
    part,
    prepared,
    wish,
)

pytestmark = pytest.mark.integration

S = DraftState
NOBODY = str(uuid4())


@pytest.fixture
async def account(database: Database) -> Account:
    return await account_in(database)


@pytest.fixture
async def its(database: Database, account: Account, database_url: str) -> Item:
    """An item, with nothing in the queue."""
    made = item(account)
    await PostgresInbox(database, lambda: NOW).add(made)
    forget_jobs(database_url)
    return made


@pytest.fixture
async def drafts(database: Database) -> PostgresDrafts:
    return PostgresDrafts(database)


async def moved(drafts: PostgresDrafts, each: Draft, *states: DraftState) -> Draft:
    """A stored draft brought through states, an hour each."""
    for n, state in enumerate(states, 1):
        after = replace(each, state=state, sent_at=NOW if state is S.PUBLISHED else each.sent_at)
        each = await drafts.keep(after, line(after, Happening.EDITED, at=NOW + n * HOUR))
    return each


async def stored(drafts: PostgresDrafts, each: Draft, *states: DraftState) -> Draft:
    await drafts.add(each, line(each))
    return await moved(drafts, each, *states)


# -- storing and changing ---------------------------------------------------------------------


async def test_a_draft_comes_back_as_it_was_stored(drafts: PostgresDrafts, its: Item) -> None:
    made = draft(
        its,
        facts=("f1", "f2"),
        add=("Say when.",),
        confidence=Confidence.HIGH,
        seen=("at://1", "at://2"),
        approver_id="U2",
        approved_at=NOW,
        approved_hash="abc",
        send_at=NOW,
        sent_at=NOW,
        post_id="at://ours",
        url="https://x/ours",
        problem="The platform said no.",
        dry_run=True,
        original="It might be on its way.",
    )
    entry = line(made, person_id="U1", detail="from nothing")
    await drafts.add(made, entry)
    assert await drafts.get("T1", made.id) == made
    assert await drafts.history("T1", made.id) == [entry]
    assert await drafts.prepared("T1", made.id) is None
    kept = await drafts.keep(replace(made, text="Yes."), line(made, Happening.EDITED))
    assert kept == replace(made, text="Yes.", version=2) == await drafts.get("T1", made.id)


async def test_what_is_not_there_is_said(drafts: PostgresDrafts, its: Item) -> None:
    for id_ in (NOBODY, "no id"):
        lost = draft(its, id=id_)
        with pytest.raises(NotFound):
            await drafts.get("T1", id_)
        with pytest.raises(NotFound):
            await drafts.keep(lost, line(lost))
        with pytest.raises(NotFound):
            await drafts.note("T1", line(lost))
        with pytest.raises(NotFound):
            await drafts.wished("T1", id_)
        assert await drafts.prepared("T1", id_) is None
        assert await drafts.take("T1", id_, "worker", 60) is None
        await drafts.release("T1", id_, "worker")
        for found in (
            drafts.history("T1", id_),
            drafts.of_item("T1", id_),
            drafts.waiting("T1", id_),
            drafts.sent_texts("T1", id_, limit=1),
        ):
            assert await found == []
    orphan = replace(its, id=NOBODY)
    with pytest.raises(NotFound):
        await drafts.add(draft(orphan), line(draft(orphan)))
    with pytest.raises(NotFound):
        await drafts.wish(wish(orphan))


async def test_what_postgresql_refuses_is_left_out(drafts: PostgresDrafts, its: Item) -> None:
    """The hash that is approved is of what is stored and shown."""
    odd = draft(its, "nul\x00 half \ud83d end", add=("\x00",), seen=("at://\x00",))
    kept = await stored(drafts, odd)
    found = await drafts.get("T1", kept.id)
    assert (found.text, found.add, found.seen) == ("nul half ? end", ("",), ("at://",))
    assert found.digest == replace(odd, text="nul half ? end").digest
    assert [each.text for each in await drafts.history("T1", odd.id)] == ["nul half ? end"]


async def test_of_two_who_approve_and_edit_at_once_one_does(
    drafts: PostgresDrafts, its: Item
) -> None:
    made = await stored(drafts, draft(its))
    approved = replace(made, state=S.APPROVED)
    edited = replace(made, text="No.")
    ends = await asyncio.gather(
        *(drafts.keep(each, line(each, Happening.EDITED)) for each in (approved, edited) * 3),
        return_exceptions=True,
    )
    (kept,) = [each for each in ends if isinstance(each, Draft)]
    refused = [each for each in ends if isinstance(each, EditConflict)]
    assert len(refused) == 5
    assert [each.current for each in refused] == [kept] * 5
    assert await drafts.get("T1", made.id) == kept
    assert len(await drafts.history("T1", made.id)) == 2


@pytest.mark.parametrize("state", [*sorted(UNDER_WAY), S.PUBLISHED])
async def test_one_draft_of_an_item_is_under_way_or_published(
    drafts: PostgresDrafts, its: Item, database: Database, account: Account, state: DraftState
) -> None:
    ways = {
        S.APPROVED: (S.APPROVED,),
        S.PREPARED: (S.APPROVED, S.PREPARED),
        S.SENDING: (S.APPROVED, S.PREPARED, S.SENDING),
        S.UNKNOWN: (S.APPROVED, S.PREPARED, S.SENDING, S.UNKNOWN),
        S.PUBLISHED: (S.APPROVED, S.PREPARED, S.SENDING, S.PUBLISHED),
    }
    first = await stored(drafts, draft(its), *ways[state])
    second = await stored(drafts, draft(its))
    yes = replace(second, state=S.APPROVED)
    with pytest.raises(EditConflict) as caught:
        await drafts.keep(yes, line(yes, Happening.APPROVED), publish_at=NOW)
    assert caught.value.current == first
    assert await drafts.get("T1", second.id) == second
    assert len(await drafts.history("T1", second.id)) == 1

    other = item(account)
    await PostgresInbox(database, lambda: NOW).add(other)
    assert (await stored(drafts, draft(other), S.APPROVED)).state is S.APPROVED


async def test_of_two_variants_approved_at_once_one_is(
    drafts: PostgresDrafts, its: Item, database_url: str
) -> None:
    variants = [await stored(drafts, draft(its, f"Variant {n}.")) for n in range(4)]
    forget_jobs(database_url)
    yes = [replace(each, state=S.APPROVED) for each in variants]
    ends = await asyncio.gather(
        *(drafts.keep(each, line(each, Happening.APPROVED), publish_at=NOW) for each in yes),
        return_exceptions=True,
    )
    (kept,) = [each for each in ends if isinstance(each, Draft)]
    refused = [each for each in ends if isinstance(each, EditConflict)]
    assert [each.current for each in refused] == [kept] * 3
    assert [ids for name, ids, _ in jobs(database_url) if name == "draft.publish"] == [
        {"workspace_id": "T1", "draft_id": kept.id}
    ]


async def test_only_moves_that_there_are_can_be_made(
    drafts: PostgresDrafts, its: Item, database: Database
) -> None:
    made = await stored(drafts, draft(its))
    for before in S:
        for after in S:
            async with database.workspace("T1") as connection:
                await connection.exec_driver_sql(f"UPDATE draft SET state = '{before}'")  # noqa: S608
            made = await drafts.get("T1", made.id)
            given = replace(made, state=after)
            if (before, after) == (S.UNKNOWN, S.PREPARED):  # only with one more post out
                with pytest.raises(ValueError, match="in doubt"):
                    await drafts.keep(given, line(given))
                given = replace(given, out=(*made.out, "at://us/1"))
            if after in MOVES[before] | {before}:
                assert (await drafts.keep(given, line(given))).state is after
            else:
                with pytest.raises(ValueError, match="no move"):
                    await drafts.keep(given, line(given))
                assert await drafts.get("T1", made.id) == made


async def test_words_that_were_approved_change_only_by_going_back(
    drafts: PostgresDrafts, its: Item
) -> None:
    approved = await stored(drafts, draft(its), S.APPROVED)
    for other in ({"text": "Buy now."}, {"target_id": "at://elsewhere"}):
        for state in (S.APPROVED, S.PREPARED):
            changed = replace(approved, state=state, **other)
            with pytest.raises(ValueError, match="words change only"):
                await drafts.keep(changed, line(changed))
        ready = replace(approved, state=S.PREPARED)
        with pytest.raises(ValueError, match="not for what was approved"):
            await drafts.keep_prepared(ready, prepared(replace(ready, **other)), line(ready))
    assert await drafts.get("T1", approved.id) == approved
    assert await drafts.prepared("T1", approved.id) is None
    back = replace(approved, state=S.PENDING, text="It left today.")
    assert (await drafts.keep(back, line(back))).text == "It left today."


async def test_the_whole_request_is_stored_to_the_letter(drafts: PostgresDrafts, its: Item) -> None:
    approved = await stored(drafts, draft(its), S.APPROVED)
    request = prepared(
        approved,
        body={"b": 1, "a": {"text": "é \x00 \ud83d 🎈", "list": [None, True]}},
        after="at://before",
    )
    ready = replace(approved, state=S.PREPARED)
    kept = await drafts.keep_prepared(ready, request, line(ready, Happening.PREPARED))
    assert kept == replace(ready, version=approved.version + 1)
    found = await drafts.prepared("T1", kept.id)
    assert found == request
    assert list(found.body) == ["b", "a"]
    (called_back, again) = (replace(kept, state=S.PENDING), replace(ready, version=5))
    back = await drafts.keep(called_back, line(kept, Happening.CALLED_BACK))
    assert await drafts.prepared("T1", kept.id) is None
    await moved(drafts, back, S.APPROVED)
    kept = await drafts.keep_prepared(again, request, line(again, Happening.PREPARED))
    later = await moved(drafts, kept, S.SENDING)
    assert await drafts.prepared("T1", later.id) == request
    with pytest.raises(EditConflict):
        await drafts.keep_prepared(ready, replace(request, key="x"), line(ready))
    assert await drafts.prepared("T1", later.id) == request


# -- jobs -------------------------------------------------------------------------------------


async def test_a_change_and_its_jobs_are_one(
    drafts: PostgresDrafts, its: Item, database_url: str
) -> None:
    show = ("card.show", {"workspace_id": "T1", "item_id": its.id}, f"card:{its.id}")
    made = await stored(drafts, draft(its))
    assert jobs(database_url) == [show]
    forget_jobs(database_url)
    yes = replace(made, state=S.APPROVED)
    kept = await drafts.keep(yes, line(yes), publish_at=NOW + HOUR)
    publish = ("draft.publish", {"workspace_id": "T1", "draft_id": made.id}, None)
    assert jobs(database_url) == [show, publish]
    with psycopg.connect(database_url) as connection:
        times = connection.execute("SELECT scheduled_at, lock FROM procrastinate_jobs").fetchall()
    # a lock would let the job of a time that was given up hold back one that is due
    assert (NOW + HOUR, None) in times

    forget_jobs(database_url)
    with pytest.raises(EditConflict):
        await drafts.keep(yes, line(yes), publish_at=NOW)
    assert jobs(database_url) == []
    back = replace(kept, state=S.PENDING)
    again = await drafts.keep(back, line(back))
    await drafts.keep(replace(again, state=S.APPROVED), line(again), publish_at=NOW + 2 * HOUR)
    assert [name for name, _, _ in jobs(database_url)] == ["card.show", "draft.publish"]


async def test_a_wish_is_kept_once_and_with_its_job(
    drafts: PostgresDrafts, its: Item, database_url: str
) -> None:
    made = wish(its, instruction="shorter", about="d1")
    assert await drafts.wish(made)
    assert not await drafts.wish(wish(its))
    assert jobs(database_url) == [("reply.draft", {"workspace_id": "T1", "wish_id": made.id}, None)]
    assert await drafts.wished("T1", made.id) == made
    second = wish(its, "event-2", made_at=NOW - HOUR)
    assert await drafts.wish(second)
    assert await drafts.waiting("T1", its.id) == [second, made]
    assert await drafts.ungranted(NOW + HOUR) == [("T1", second.id), ("T1", made.id)]
    assert await drafts.ungranted(NOW) == [("T1", second.id)]


async def test_the_same_event_at_once_is_one_wish(drafts: PostgresDrafts, its: Item) -> None:
    kept = await asyncio.gather(*(drafts.wish(wish(its)) for _ in range(5)))
    assert sum(kept) == 1


async def test_a_wish_is_granted_once_with_all_its_drafts(
    drafts: PostgresDrafts, its: Item, database_url: str
) -> None:
    made = wish(its)
    await drafts.wish(made)
    forget_jobs(database_url)
    variants = [draft(its, f"Variant {n}.") for n in range(3)]
    given = [(each, line(each)) for each in variants]
    ends = await asyncio.gather(*(drafts.grant(made, given, NOW + HOUR) for _ in range(3)))
    assert sum(ends) == 1
    assert await drafts.of_item("T1", its.id) == variants
    assert await drafts.waiting("T1", its.id) == await drafts.ungranted(NOW + 9 * HOUR) == []
    assert (await drafts.wished("T1", made.id)).done_at == NOW + HOUR
    assert [name for name, _, _ in jobs(database_url)] == ["card.show"]
    assert not await drafts.grant(wish(its, "never kept"), [], NOW)


async def test_a_wish_that_cannot_be_granted_says_why(drafts: PostgresDrafts, its: Item) -> None:
    made = wish(its)
    await drafts.wish(made)
    assert await drafts.grant(made, [], NOW, "No model answered.")
    assert await drafts.wished("T1", made.id) == replace(
        made, done_at=NOW, problem="No model answered."
    )


async def test_the_last_wish_of_an_item_is_the_latest_one(
    drafts: PostgresDrafts, its: Item
) -> None:
    first, second = wish(its), wish(its, "event-2", made_at=NOW + HOUR)
    assert await drafts.last_wish("T1", its.id) is None
    for each in (second, first):
        await drafts.wish(each)
    assert await drafts.last_wish("T1", its.id) == second


async def test_drafts_that_cannot_be_stored_leave_the_wish_open(
    drafts: PostgresDrafts, its: Item, database_url: str
) -> None:
    made, twice = wish(its), draft(its)
    await drafts.wish(made)
    forget_jobs(database_url)
    with pytest.raises(Exception, match="draft_pkey"):
        await drafts.grant(made, [(twice, line(twice))] * 2, NOW)
    assert await drafts.waiting("T1", its.id) == [made]
    assert await drafts.of_item("T1", its.id) == []
    assert jobs(database_url) == []


# -- leases and looking after -----------------------------------------------------------------


async def test_one_worker_holds_a_draft_until_it_lets_go_or_its_time_is_over(
    drafts: PostgresDrafts, its: Item, database: Database
) -> None:
    made = await stored(drafts, draft(its))
    taken = await asyncio.gather(*(drafts.take("T1", made.id, f"w{n}", 60) for n in range(5)))
    assert [each for each in taken if each] == [made]
    owner = f"w{[bool(each) for each in taken].index(True)}"
    assert await drafts.take("T1", made.id, owner, 60) == made
    await drafts.release("T1", made.id, "somebody else")
    assert await drafts.take("T1", made.id, "other", 60) is None
    await drafts.release("T1", made.id, owner)
    assert await drafts.take("T1", made.id, "other", 60) == made
    for until in ("clock_timestamp()", "clock_timestamp() + interval '9 hours'"):
        async with database.workspace("T1") as connection:
            await connection.exec_driver_sql(
                f"UPDATE draft SET owner = 'gone', lease_until = {until}"  # noqa: S608
            )
        assert await drafts.take("T1", made.id, "next", 60) == made


async def test_what_is_stuck_is_found_over_all_workspaces(
    drafts: PostgresDrafts, its: Item, database: Database
) -> None:
    theirs = item(await account_in(database, "T2"))
    await PostgresInbox(database, lambda: NOW).add(theirs)
    sending = await stored(drafts, draft(theirs), S.APPROVED, S.PREPARED, S.SENDING)
    approved = await stored(drafts, draft(its), S.APPROVED)
    await stored(drafts, draft(its))
    both = (S.APPROVED, S.SENDING)
    assert await drafts.in_state(both, NOW + 9 * HOUR) == [
        ("T1", approved.id), ("T2", sending.id),
    ]  # fmt: skip
    assert await drafts.in_state(both, NOW + 9 * HOUR, limit=1) == [("T1", approved.id)]
    assert await drafts.in_state((S.SENDING,), NOW + 4 * HOUR) == [("T2", sending.id)]
    assert await drafts.in_state((S.SENDING,), NOW + 3 * HOUR) == []
    same = replace(sending, problem="Still looking.")
    await drafts.keep(same, line(same, at=NOW + 8 * HOUR))
    assert await drafts.in_state((S.SENDING,), NOW + 4 * HOUR) == [("T2", sending.id)]
    with pytest.raises(ValueError, match="under way"):
        await drafts.in_state((S.PENDING,), NOW)


# -- the audit log and what was learned -------------------------------------------------------


async def test_the_audit_log_keeps_every_line_in_order(drafts: PostgresDrafts, its: Item) -> None:
    made = await stored(drafts, draft(its))
    await asyncio.gather(
        *(drafts.note("T1", line(made, Happening.SHOWN, person_id=f"U{n}")) for n in range(6))
    )
    kept = replace(made, text="No.")
    await drafts.keep(kept, line(kept, Happening.EDITED, at=NOW + HOUR, detail="why\x00"))
    history = await drafts.history("T1", made.id)
    assert [each.happening for each in history] == [
        Happening.DRAFTED, *[Happening.SHOWN] * 6, Happening.EDITED,
    ]  # fmt: skip
    assert {each.person_id for each in history[1:7]} == {f"U{n}" for n in range(6)}
    assert (history[-1].text, history[-1].detail) == ("No.", "why")
    assert await drafts.audit("T1", NOW, NOW + HOUR) == history[:7]
    assert await drafts.audit("T1", NOW, NOW + 2 * HOUR, limit=2) == history[:2]
    assert await drafts.audit("T1", NOW + HOUR, NOW + 2 * HOUR) == history[7:]


@pytest.mark.parametrize("change", [update(AUDIT).values(text="x"), delete(AUDIT)])
async def test_a_line_that_was_written_stands(
    drafts: PostgresDrafts, its: Item, database: Database, change: object
) -> None:
    made = await stored(drafts, draft(its))
    with pytest.raises(ProgrammingError, match="permission denied for table audit"):
        async with database.workspace("T1") as connection:
            await connection.execute(change)  # type: ignore[call-overload]
    assert len(await drafts.history("T1", made.id)) == 1


async def test_what_was_sent_and_what_people_made_of_it(
    drafts: PostgresDrafts, database: Database, account: Account
) -> None:
    inbox, way = PostgresInbox(database, lambda: NOW), (S.APPROVED, S.PREPARED, S.SENDING)
    sent = []
    for n, more in enumerate(
        (
            {"original": "It is on its way.", "text": "It is on its way."},
            {"original": "It is on its way.", "text": "Back on Monday then"},
            {"composer": "person"},
            {"dry_run": True},
        )
    ):
        about = item(account, part(f"at://{n}"))
        await inbox.add(about)
        made = draft(about, **more)
        made = await stored(drafts, made, *way)
        out = replace(made, state=S.PUBLISHED, sent_at=NOW + n * HOUR)
        sent.append(await drafts.keep(out, line(out, Happening.PUBLISHED)))
    waiting = item(account, part("at://9"))
    await inbox.add(waiting)
    await stored(drafts, draft(waiting), S.APPROVED)

    assert await drafts.sent_texts("T1", account.id, limit=9) == sent[2::-1]
    assert await drafts.sent_texts("T1", account.id, limit=1) == [sent[2]]
    learned = await drafts.corrections("T1", account.id, limit=9)
    assert [each.draft_id for each in learned] == [sent[1].id, sent[0].id]
    assert [each.sent_at for each in learned] == [NOW + HOUR, NOW]
    assert learned[1].distance == 0.0
    assert 0.5 < learned[0].distance <= 1.0
