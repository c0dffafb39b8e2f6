"""`/engage post`, from the command to the thread that shows drafts, approvals and what went out."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.community.authenticity.findings import Finding, Level
from assistant.community.drafts import DraftState
from assistant.community.likeness import Said, Similar
from assistant.community.mix import Function
from assistant.community.studio import Studio
from assistant.desk.post_proposals import Proposal
from handlers import ids
from handlers.render import studio_words as say
from handlers.render.draft_words import SWITCHED_OFF
from handlers.studio_drawing import LOOKED_THROUGH
from tests.scenario.running import buttons_of, settle
from tests.scenario.studio_room import TEXT, TOPIC, StudioRoom

# -- opening --------------------------------------------------------------------------------


async def test_a_topic_opens_a_studio_where_it_was_called(studio: StudioRoom) -> None:
    told = await studio.call(studio.anna, f"post {TOPIC}")

    head = studio.head()
    assert (head.channel, head.thread_ts) == (studio.channel.id, None)
    for part in (TOPIC, "bluesky:acme.example", f"<@{studio.anna.id}>", "writing up to three"):
        assert part in studio.heads()
    assert told == ""


async def test_a_topic_is_acknowledged_once_it_is_kept(
    studio: StudioRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies before has acknowledged nothing, and Slack says so to who asked."""
    keep, begun, go_on = studio.desk.open, asyncio.Event(), asyncio.Event()

    async def slowly(*args: Any, **named: Any) -> Studio:
        begun.set()
        await go_on.wait()
        return await keep(*args, **named)

    monkeypatch.setattr(studio.desk, "open", slowly)
    command = studio.slack.command(studio.anna, studio.channel, "/engage", f"post {TOPIC}")
    acknowledged = asyncio.ensure_future(command)
    await asyncio.wait_for(begun.wait(), 10)
    early, _ = await asyncio.wait({acknowledged}, timeout=0.5)
    go_on.set()
    await acknowledged

    assert not early
    assert [each.topic for each in studio.desk.kept.values()] == [TOPIC]


async def test_where_engage_is_not_the_accounts_channel_has_the_studio(studio: StudioRoom) -> None:
    """In one line, with the way there."""
    elsewhere = studio.slack.add_channel("random", studio.anna, bot=False)

    told = await studio.call(studio.anna, f"post {TOPIC}", elsewhere)

    assert studio.head().channel == studio.channel.id
    assert "I am not in that channel" in told
    assert f"/{studio.channel.id}/" in told


async def test_without_any_channel_it_opens_in_a_direct_message(studio: StudioRoom) -> None:
    studio.channel.archived = True

    await studio.call(studio.anna, f"post {TOPIC}")

    channel = studio.slack.workspace.channels[studio.head().channel]
    assert channel.kind == "im"
    assert studio.anna.id in channel.members


async def test_an_archived_channel_loses_no_studio(studio: StudioRoom) -> None:
    """It goes on in a direct message, drafts and all."""
    await studio.open()
    await studio.draft()
    studio.channel.archived = True

    await studio.draft(text="Another idea altogether", idea=1)

    assert studio.slack.workspace.channels[studio.head().channel].kind == "im"
    assert len(studio.ideas()) == 2


async def test_a_guest_opens_nothing(studio: StudioRoom) -> None:
    studio.desk.refused.add(studio.ben.id)

    assert "full members" in await studio.call(studio.ben, f"post {TOPIC}")
    assert studio.desk.kept == {}


async def test_without_an_account_one_sentence_says_so(studio: StudioRoom) -> None:
    studio.desk.accounts.clear()

    assert "No account is connected yet" in await studio.call(studio.anna, "post autumn")


@pytest.mark.parametrize("topic", ["🌱", "x" * 10_000, "<!channel> *bold* <https://a.example|b>"])
async def test_odd_topics_are_shown_harmlessly(studio: StudioRoom, topic: str) -> None:
    await studio.call(studio.anna, f"post {topic}")

    assert len(studio.heads()) < 3_000
    assert "<!channel>" not in studio.heads()


async def test_a_question_that_begins_with_post_is_a_question(studio: StudioRoom) -> None:
    await studio.call(studio.anna, "post less often, should we?")

    assert studio.desk.kept == {}
    assert len(studio.engage.agent.asked) == 1


async def test_nothing_to_propose_is_said_and_a_form_takes_any_topic(studio: StudioRoom) -> None:
    told = await studio.call(studio.anna, "post")
    assert told == say.NOTHING_COMES_UP

    (private,) = studio.slack.ephemerals(studio.anna, studio.channel)
    await studio.slack.click(studio.anna, private, ids.POST)
    await settle(studio.slack, studio.engage)
    await studio.fill_in(studio.anna, {"What should it be about?": "Why we roast on Mondays"})

    assert studio.desk.kept["studio-1"].topic == "Why we roast on Mondays"
    assert studio.head().channel == studio.channel.id


async def test_what_keeps_coming_up_is_proposed_and_opens_by_a_click(studio: StudioRoom) -> None:
    """The button carries no words; what does not come up any more is said."""
    proposal = Proposal("Do you ship to Norway?", "4 people asked this.", studio.account.id)
    studio.desk.found = (proposal,)
    await studio.call(studio.anna, "post")
    (private,) = studio.slack.ephemerals(studio.anna, studio.channel)
    assert "Norway" in json.dumps(private.blocks)
    assert "Norway" not in json.dumps(
        [each["accessory"]["value"] for each in private.blocks if "accessory" in each]
    )

    await studio.press(studio.anna, ids.numbered(ids.POST_TOPIC, 0), on=private)
    assert studio.desk.kept["studio-1"].topic == "Do you ship to Norway?"
    assert "4 people asked this" in studio.heads()

    studio.desk.found = ()
    told = await studio.press(studio.anna, ids.numbered(ids.POST_TOPIC, 0), on=private)
    assert told == say.NOT_ANY_MORE


async def test_a_studio_posted_before_a_crash_is_found_again(studio: StudioRoom) -> None:
    """Its first message and its ideas, by another process that knows nothing."""
    await studio.open()
    await studio.draft()
    studio.desk.kept["studio-1"] = replace(studio.desk.kept["studio-1"], place=None)
    other = studio.desk.studios(studio.engage)

    await other.show(studio.team, "studio-1")

    heads = [each for each in studio.slack.messages(studio.channel) if each.metadata]
    (idea,) = studio.ideas()
    assert heads == [studio.head()]
    assert idea.metadata is not None
    assert idea.metadata["event_payload"]["slot"] == f"0:{studio.account.id}"
    assert studio.head().metadata == {
        "event_type": "engage_studio",
        "event_payload": {"studio_id": "studio-1", "slot": "head"},
    }


async def test_an_idea_behind_much_talk_is_found_again(studio: StudioRoom) -> None:
    """Colleagues talked first; then it was posted, and its process ended before it noted so."""
    await studio.open()
    head = studio.head()
    for n in range(LOOKED_THROUGH + 1):
        studio.slack.say(studio.ben, studio.channel, f"and {n} for the road", head.ts)
    await settle(studio.slack, studio.engage)
    await studio.draft()
    other = studio.desk.studios(studio.engage)

    await other.show(studio.team, "studio-1")

    assert len(studio.ideas()) == 1


async def test_the_same_looks_are_not_drawn_twice(studio: StudioRoom) -> None:
    await studio.open()
    await studio.draft()
    before = len(studio.slack.calls)

    for _ in range(3):
        await studio.show()

    assert studio.slack.calls[before:] == []


# -- what stands there ----------------------------------------------------------------------


async def test_a_draft_stands_to_the_letter_with_what_is_to_be_said_of_it(
    studio: StudioRoom,
) -> None:
    await studio.open()
    await studio.draft()

    shown = studio.shown()
    for part in (TEXT, "educates", "Four people asked", f"{len(TEXT)} of 300 characters"):
        assert part in shown
    assert buttons_of(studio.idea()) == [
        ids.POST_APPROVE, ids.POST_WHEN, ids.POST_EDIT, ids.POST_MENU,
    ]  # fmt: skip
    assert "appear in this thread" not in studio.heads()


async def test_each_idea_and_account_has_a_message_of_its_own(studio: StudioRoom) -> None:
    other = studio.engage.stores.connect("field.example", studio.team)
    studio.desk.accounts[other.id] = other
    await studio.open()
    await studio.draft()
    await studio.draft(text="The same for the other account", account_id=other.id)
    await studio.draft(text="A second idea", idea=1)

    assert len(studio.ideas()) == 3
    assert "bluesky:field.example" in studio.shown(1)
    assert "*Idea 2*" in studio.shown(2)


async def test_everything_that_speaks_against_it_is_said(studio: StudioRoom) -> None:
    """What must be added, the lint, what it repeats, and the budget with what is missing instead."""
    await studio.open()
    draft_id = f"post-{TEXT[:12]}"
    studio.desk.findings[draft_id] = (
        Finding(0, 5, "promise", Level.BLOCK, "promises what nobody wrote down", "say less"),
    )
    studio.desk.held[draft_id] = "4 of 18 posts promoted, and 20 % are allowed."
    studio.desk.missing[studio.account.id] = Function.SHARE
    said = Said("Beans rest", studio.desk.clock() - timedelta(days=9), "https://sky.example/1")
    studio.desk.like[draft_id] = (Similar(said, 0.8),)
    await studio.draft(add=("the date of the roast",))

    shown = studio.shown()
    for part in (
        "• the date of the roast",
        "⛔ “Beans”: promises what nobody wrote down → say less",
        "This is much like your post of",
        "<https://sky.example/1|See it>",
        "4 of 18 posts promoted",
    ):
        assert part in shown
    approve = next(
        each
        for block in studio.idea().shown_blocks
        for each in block.get("elements", [])
        if each.get("action_id") == ids.POST_APPROVE
    )
    assert "style" not in approve

    await studio.press(studio.anna, ids.POST_ANOTHER)
    assert studio.desk.wishes == [
        {
            "studio": "studio-1",
            "instruction": say.INSTEAD[Function.SHARE].instruction,
            "about": draft_id,
        }
    ]


async def test_a_thread_shows_all_its_posts_and_how_long_each_is(studio: StudioRoom) -> None:
    await studio.open()
    await studio.draft(text="One.", rest=("Two, longer.", "x" * 301))

    shown = studio.shown()
    for part in ("1 of 3", "3 of 3", "Two, longer.", "⚠️ 3 posts: 4, 12, 301 of 300 characters"):
        assert part in shown


async def test_what_engage_cannot_write_for_is_copied(studio: StudioRoom) -> None:
    studio.desk.unwritable.add(studio.account.id)
    await studio.open()
    await studio.draft()

    assert buttons_of(studio.idea()) == [ids.POST_COPY, ids.POST_EDIT, ids.POST_MENU]
    await studio.press(studio.anna, ids.POST_COPY)
    assert TEXT in studio.modal_text(studio.anna)


# -- approving ------------------------------------------------------------------------------


async def test_approving_shows_when_it_goes_out_and_undo_takes_it_back(studio: StudioRoom) -> None:
    await studio.open()
    draft = await studio.draft()

    assert await studio.press(studio.anna, ids.POST_APPROVE) == ""
    assert studio.desk.drafts[draft.id].state is DraftState.APPROVED
    assert "Goes out at" in studio.shown()

    await studio.press(studio.ben, ids.POST_UNDO)
    assert studio.desk.drafts[draft.id].state is DraftState.PENDING
    assert ids.POST_APPROVE in buttons_of(studio.idea())


async def test_a_second_click_changes_nothing(studio: StudioRoom) -> None:
    await studio.open()
    draft = await studio.draft()
    old = replace(studio.idea(), blocks=list(studio.idea().blocks))

    assert await studio.press(studio.anna, ids.POST_APPROVE) == ""
    version = studio.desk.drafts[draft.id].version
    assert await studio.press(studio.anna, ids.POST_APPROVE, on=old) == ""

    assert studio.desk.drafts[draft.id].version == version


async def test_who_may_not_approve_is_told_and_nothing_moves(studio: StudioRoom) -> None:
    await studio.open()
    draft = await studio.draft()
    studio.desk.barred.add(studio.ben.id)

    assert "Only managers" in await studio.press(studio.ben, ids.POST_APPROVE)
    assert studio.desk.drafts[draft.id].state is DraftState.PENDING


async def test_an_old_message_approves_no_newer_text(studio: StudioRoom) -> None:
    """Two people: one edits, the other presses what stood there before."""
    await studio.open()
    draft = await studio.draft()
    old = replace(studio.idea(), blocks=list(studio.idea().blocks))
    await studio.press(studio.ben, ids.POST_EDIT)
    await studio.fill_in(studio.ben, {"Post": "Other words."})

    told = await studio.press(studio.anna, ids.POST_APPROVE, on=old)

    assert "changed since you looked" in told
    assert studio.desk.drafts[draft.id].state is DraftState.PENDING
    assert "Other words." in studio.shown()


async def test_doubts_are_asked_about_and_may_be_overridden(studio: StudioRoom) -> None:
    await studio.open()
    draft = await studio.draft()
    studio.desk.doubts[draft.id] = ("Promotion's share is used up.",)

    await studio.press(studio.anna, ids.POST_APPROVE)
    assert "share is used up" in studio.modal_text(studio.anna)
    assert studio.desk.drafts[draft.id].state is DraftState.PENDING

    await studio.fill_in(studio.anna, {})
    assert studio.desk.drafts[draft.id].state is DraftState.APPROVED


async def test_the_other_ideas_for_the_account_step_back(studio: StudioRoom) -> None:
    """One post of a studio goes out for each account."""
    await studio.open()
    await studio.draft()
    await studio.draft(text="A second idea", idea=1)

    await studio.press(studio.anna, ids.POST_APPROVE)

    assert say.TAKEN in studio.shown(1)
    assert buttons_of(studio.idea(1)) == []


# -- what became of it ----------------------------------------------------------------------


async def test_published_has_a_link(studio: StudioRoom) -> None:
    await studio.open()
    now = studio.desk.clock()
    await studio.draft(
        state=DraftState.PUBLISHED, url="https://sky.example/p", approver_id="U1", sent_at=now
    )

    assert "<https://sky.example/p|See it on Bluesky>" in studio.shown()
    assert buttons_of(studio.idea()) == []
    await studio.press(studio.anna, ids.POST_HISTORY)
    assert not studio.closed(studio.anna)


async def test_a_thread_that_broke_off_says_what_is_out_and_goes_on(studio: StudioRoom) -> None:
    await studio.open()
    problem = "It said no. Only the first 2 of 3 posts are out."
    draft = await studio.draft(
        rest=("Two.", "Three."), state=DraftState.FAILED, out=("1", "2"), problem=problem
    )

    assert f"The thread broke off. {problem}" in studio.shown()
    await studio.press(studio.anna, ids.POST_APPROVE)
    assert studio.desk.drafts[draft.id].state is DraftState.APPROVED


@pytest.mark.parametrize(
    ("action_id", "after"),
    [(ids.POST_THERE, DraftState.PUBLISHED), (ids.POST_SEND_AGAIN, DraftState.SENDING)],
)
async def test_what_is_unknown_is_asked(
    studio: StudioRoom, action_id: str, after: DraftState
) -> None:
    await studio.open()
    draft = await studio.draft(state=DraftState.UNKNOWN, approver_id="U1")

    assert "never sent twice by itself" in studio.shown()
    await studio.press(studio.anna, action_id)
    assert studio.desk.drafts[draft.id].state is after


async def test_an_account_that_is_gone_is_said(studio: StudioRoom) -> None:
    """Disconnected while its post waited for its time."""
    await studio.open()
    await studio.draft(
        state=DraftState.FAILED, problem="The account was disconnected before this was sent."
    )
    studio.desk.accounts.clear()
    await studio.show()

    assert "an account that is not connected any more" in studio.shown()
    assert "disconnected before this was sent" in studio.shown()
    assert say.NO_ACCOUNT in studio.heads()


async def test_a_dismissed_idea_leaves_one_line(studio: StudioRoom) -> None:
    await studio.open()
    draft = await studio.draft()
    await studio.choose(studio.anna, "dismiss")
    await studio.fill_in(studio.anna, {"Why?": "It helps nobody"})

    assert studio.desk.drafts[draft.id].state is DraftState.REJECTED
    assert say.GONE in studio.shown()
    assert TEXT not in studio.shown()


async def test_what_could_not_be_read_is_said_beside_the_way_on(studio: StudioRoom) -> None:
    """A page that does not load, or one that leads to a private address."""
    await studio.open("https://10.0.0.7/report")
    studio.desk.troubles["studio-1"] = (
        "This page cannot be <read>. The drafts were written without it."
    )
    await studio.draft()

    assert "This page cannot be ‹read&gt;." in studio.heads()
    assert ids.POST_MORE in buttons_of(studio.head())


async def test_the_kill_switch_is_said(studio: StudioRoom) -> None:
    await studio.open()
    studio.desk.publishing = False
    await studio.draft()

    assert SWITCHED_OFF in studio.heads()
