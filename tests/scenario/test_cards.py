"""The card of an item, from its arrival to the published reply, by the people who press on it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from assistant.community.authenticity.findings import Finding, Level
from assistant.community.brand import BrandFact
from assistant.community.drafts import Confidence, DraftState, Happening, Intent
from assistant.community.inbox import Decision, Step
from assistant.community.posts import Author, Post
from assistant.community.rules import Way
from assistant.ports.publishing import Verdict
from handlers import ids
from handlers.render import card_words as say
from handlers.render.draft_words import NOT_CONFIRMED, RESTED_ON_NOTHING, SURE_TO_SEND, SWITCHED_OFF
from handlers.render.modals import CHANGED_MEANWHILE
from tests.scenario.card_room import ANSWER, ASKED, AT, CardRoom
from tests.scenario.draft_desk import NOT_YOURS
from tests.scenario.rooms import Room, errors_of
from tests.scenario.running import buttons_of

# -- what stands on it ----------------------------------------------------------------------


async def test_a_card_tells_who_wrote_what_and_by_when_to_answer(room: CardRoom) -> None:
    """Name and familiarity, the words, the account, the reason, the promise, whose it is."""
    await room.arrive()

    shown = room.shown()
    for part in (
        "*Mara Quist* commented <https://bsky.app/profile/mara.example/post/item-1|on Bluesky>",
        "a regular: wrote 12 times before, you answered 9",
        ASKED,
        "bluesky:acme.example",
        "needs a reply: asks where an order is",
        "sounds upset",
        "English",
        f"Answer by *<!date^{int((AT + timedelta(hours=4)).timestamp())}^",
        say.NOBODY_HAS_IT,
    ):
        assert part in shown
    assert buttons_of(room.card()) == [ids.DRAFT, ids.THANK, ids.COMPOSE]
    assert "Mara Quist commented" in room.card().text


async def test_public_words_are_dead_letters(room: CardRoom) -> None:
    """They stand in rich text, where nothing is markup; a name cannot format or call anybody."""
    words = "<!channel> <@U1> *bold* [click](https://evil.example) :tada: https://evil.example/x"
    person = Author("did:plc:x", "x.example", "*Boss* <!everyone> `x`")
    await room.arrive(text=words, person=person)

    quoted = [block for block in room.card().shown_blocks if block["type"] == "rich_text"]
    assert quoted[0]["elements"][0]["elements"] == [{"type": "text", "text": words}]
    written = [block for block in room.card().shown_blocks if block["type"] != "rich_text"]
    text = json.dumps(written) + room.card().text
    assert "<!channel>" not in text
    assert "<!everyone>" not in text
    assert "*Boss*" not in text
    assert "`" not in text


async def test_long_words_and_none_at_all(room: CardRoom) -> None:
    """Five thousand characters are cut with a way to the rest; a picture alone is said to be one."""
    await room.arrive("item-1", text="long " * 1_000)
    await room.arrive("item-2", text="")

    assert "the rest is on Bluesky" in room.shown("item-1")
    assert say.NO_WORDS in room.shown("item-2")


async def test_a_card_is_posted_once_and_brought_up_to_date(room: CardRoom) -> None:
    """However often it is asked for; the same looks are not drawn twice."""
    await room.arrive()
    for _ in range(3):
        await room.cards.show(room.team, "item-1")
    room.desk.change("item-1", step=Step.CHANNEL)
    await room.cards.show(room.team, "item-1")

    assert [call.method for call in room.slack.calls if call.method.startswith("chat.")] == [
        "chat.postMessage",
        "chat.update",
    ]
    assert "A quarter of the time is left" in room.shown()


async def test_a_card_posted_before_a_crash_is_found_again(room: CardRoom) -> None:
    """Its message carries the item; nobody sees two."""
    await room.arrive()
    room.desk.items["item-1"] = replace(room.desk.items["item-1"], card=None)

    await room.cards.show(room.team, "item-1")

    cards = [each for each in room.slack.messages(room.channel) if each.metadata]
    assert len(cards) == 1
    assert room.card() is cards[0]
    assert room.card().metadata == {
        "event_type": "engage_item",
        "event_payload": {"item_id": "item-1"},
    }


async def test_a_decided_card_is_small_and_says_what_became_of_it(room: CardRoom) -> None:
    await room.arrive()
    await room.press(room.anna, ids.CARD_MENU, "by_hand:item-1")

    assert f"Taken care of by hand by <@{room.anna.id}>" in room.shown()
    assert buttons_of(room.card()) == []


# -- drafts ---------------------------------------------------------------------------------


async def test_a_wish_that_brought_nothing_says_why_beside_the_way_on(room: CardRoom) -> None:
    """With the drafts of an earlier wish, and without any."""
    room.desk.troubles["item-1"] = "Without a language model Engage drafts in <English> only."
    await room.arrive()

    assert "drafts in ‹English&gt; only." in room.shown()
    assert buttons_of(room.card()) == [ids.DRAFT, ids.THANK, ids.COMPOSE]


async def test_drafting_is_asked_for_once_and_the_card_says_so(room: CardRoom) -> None:
    await room.arrive()

    assert await room.press(room.ben, ids.DRAFT) == ""

    assert room.desk.wishes == [{"item": "item-1", "instruction": "", "about": None}]
    assert say.DRAFTING in room.shown()
    assert buttons_of(room.card()) == []


async def test_thank_asks_for_a_thank_you(room: CardRoom) -> None:
    await room.arrive()
    await room.press(room.ben, ids.THANK)

    assert [each["instruction"] for each in room.desk.wishes] == [say.THANKS]


async def test_a_draft_shows_its_exact_text_and_what_it_rests_on(room: CardRoom) -> None:
    """Facts with source and end, what a person must add, the lint's remarks with plainer words."""
    await room.arrive()
    room.desk.book.kept["f1"] = BrandFact(
        "f1", room.team, "Shipping", "Orders leave within two days.", "https://shop.example/s",
        "U1", AT, valid_until=date(2026, 12, 31),
    )  # fmt: skip
    text = "So excited to help! Orders leave within two days. *no* <@U1> :tada:"
    room.desk.findings[f"draft-{text[:12]}"] = (
        Finding(0, 11, "feeling", Level.WARN, "claims a feeling", "Sorry for the wait"),
        Finding(20, 26, "promise", Level.BLOCK, "promises what nobody wrote down"),
    )
    await room.draft(
        text=text, facts=("f1", "gone"), add=("the order's number",), confidence=Confidence.LOW
    )

    shown = room.shown()
    assert json.dumps({"type": "text", "text": text}) in shown
    for part in (
        "Rests on *<https://shop.example/s|Shipping>*, valid until 31 Dec 2026",
        "not sure, please check it",
        "• the order's number",
        "⚠️ “So excited”: claims a feeling → Sorry for the wait",
        "⛔ “Orders”: promises what nobody wrote down",
    ):
        assert part in shown
    assert shown.index("⛔") < shown.index("⚠️")
    assert buttons_of(room.card()) == [ids.APPROVE, ids.EDIT, ids.REDO, ids.DISMISS]


async def test_other_versions_stand_side_by_side(room: CardRoom) -> None:
    """Each with its own text and buttons; approving there is approving."""
    await room.arrive()
    await room.draft()
    second = await room.draft(text="Could you send us your order number?", intent=Intent.ASK_BACK)

    await room.press(room.anna, ids.VERSIONS)
    shown = json.dumps(room.modal(room.anna).body, ensure_ascii=False)
    assert ANSWER in shown
    assert "Could you send us" in shown
    await room.slack.click_view(
        room.anna, room.modal(room.anna), ids.APPROVE, _value(room, second.id)
    )
    await room.engage.quiet()

    assert room.desk.drafts[second.id].state is DraftState.APPROVED
    assert "Approved. The card says when" in repr(room.modal(room.anna).body)
    assert "Could you send us" in room.shown()


def _value(room: CardRoom, draft_id: str) -> str:
    draft = room.desk.drafts[draft_id]
    return ids.SeenDraft(draft.id, draft.item_id, draft.version, draft.digest).value


async def test_approving_shows_when_it_goes_out_and_undo_takes_it_back(room: CardRoom) -> None:
    await room.arrive()
    draft = await room.draft()

    assert await room.press(room.anna, ids.APPROVE) == ""
    assert room.desk.drafts[draft.id].state is DraftState.APPROVED
    assert f"✅ Approved by <@{room.anna.id}>. Goes out at <!date^" in room.shown()
    await room.press(room.ben, ids.UNDO)

    assert room.desk.drafts[draft.id].state is DraftState.PENDING
    assert ids.APPROVE in buttons_of(room.card())


async def test_what_is_approved_is_no_longer_one_of_several(room: CardRoom) -> None:
    await room.arrive()
    await room.draft(text="Could you send us your order number?", intent=Intent.ASK_BACK)
    await room.draft(text="Thank you, we will find out.")
    await room.draft()
    await room.press(room.anna, ids.APPROVE)

    assert "*Draft* · " in room.shown()


async def test_the_words_of_a_person_do_not_rest_on_what_the_draft_did(room: CardRoom) -> None:
    """Nor is Engage more or less sure of them."""
    await room.arrive()
    room.desk.book.kept["f1"] = BrandFact(
        "f1", room.team, "Shipping", "Orders leave within two days.", "the shop", "U1", AT
    )
    await room.draft(facts=("f1",), original="Orders leave soon.", confidence=Confidence.LOW)
    assert "Edited since it was drafted, and it rested on *Shipping* (the shop)" in room.shown()

    await room.draft(original="We do not know yet.", version=2, confidence=Confidence.LOW)
    assert RESTED_ON_NOTHING in room.shown()
    assert "not sure" not in room.shown()


async def test_a_second_click_changes_nothing(room: CardRoom) -> None:
    """The same person again, from a card that was not drawn anew yet."""
    await room.arrive()
    draft = await room.draft()
    old = replace(room.card(), blocks=list(room.card().shown_blocks))
    await room.press(room.anna, ids.APPROVE)
    after = room.desk.drafts[draft.id]

    assert await room.press(room.anna, ids.APPROVE, on=old) == ""
    assert room.desk.drafts[draft.id] == after


async def test_two_people_at_once(room: CardRoom) -> None:
    """One approves, the other hears so and sees the card as it is."""
    await room.arrive()
    draft = await room.draft()
    old = replace(room.card(), blocks=list(room.card().shown_blocks))
    await room.press(room.anna, ids.APPROVE)

    told = await room.press(room.ben, ids.APPROVE, on=old)

    assert "approved already" in told
    assert room.desk.drafts[draft.id].approver_id == room.anna.id


async def test_a_person_without_the_right_is_told_who_can(room: CardRoom) -> None:
    await room.arrive()
    draft = await room.draft()
    room.desk.barred.add(room.ben.id)

    assert await room.press(room.ben, ids.APPROVE) == NOT_YOURS
    assert room.desk.drafts[draft.id].state is DraftState.PENDING


async def test_an_old_card_approves_no_newer_text(room: CardRoom) -> None:
    """Nor the text it shows."""
    await room.arrive()
    draft = await room.draft()
    old = replace(room.card(), blocks=list(room.card().shown_blocks))
    await room.press(room.ben, ids.EDIT)
    await room.fill(room.ben, Reply="Sorry, Mara. We look into it today.")

    told = await room.press(room.anna, ids.APPROVE, on=old)

    assert "changed since you looked" in told
    assert room.desk.drafts[draft.id].state is DraftState.PENDING
    assert "We look into it today." in room.shown()
    await room.press(room.anna, ids.APPROVE)
    assert room.desk.drafts[draft.id].state is DraftState.APPROVED


async def test_doubts_are_read_before_an_approval_counts(room: CardRoom) -> None:
    """A modal names them; approving anyway is a second, knowing click."""
    await room.arrive()
    draft = await room.draft()
    room.desk.doubts[draft.id] = ("It promises “two days”, and no fact says so.",)

    await room.press(room.anna, ids.APPROVE)
    assert room.desk.drafts[draft.id].state is DraftState.PENDING
    assert "no fact says so" in repr(room.modal(room.anna).body)
    await room.fill_in(room.anna, {})

    assert room.desk.drafts[draft.id].state is DraftState.APPROVED


# -- changing the text ----------------------------------------------------------------------


async def test_an_edit_turns_slacks_notation_into_plain_text(room: CardRoom) -> None:
    await room.arrive()
    draft = await room.draft()

    await room.press(room.ben, ids.EDIT)
    await room.fill(room.ben, Reply="Thank you :wave: &amp; sorry")

    assert room.desk.drafts[draft.id].text == "Thank you 👋 & sorry"
    assert f"edited by <@{room.ben.id}>" in room.shown()


async def test_an_emoji_of_slacks_own_is_refused_at_its_field(room: CardRoom) -> None:
    await room.arrive()
    await room.draft()
    await room.press(room.ben, ids.EDIT)

    wrong = errors_of(await room.fill(room.ben, Reply="Thank you :acme_parrot:"))

    assert ":acme_parrot:" in wrong["text"]


async def test_who_edits_second_sees_what_the_first_saved(room: CardRoom) -> None:
    await room.arrive()
    await room.draft()
    await room.press(room.anna, ids.EDIT)
    await room.press(room.ben, ids.EDIT)
    await room.fill(room.anna, Reply="From Anna.")

    await room.fill(room.ben, Reply="From Ben.")

    shown = repr(room.modal(room.ben).body)
    assert CHANGED_MEANWHILE in shown
    assert "From Anna." in shown


async def test_a_reply_of_ones_own_becomes_a_draft(room: CardRoom) -> None:
    await room.arrive()
    await room.press(room.ben, ids.COMPOSE)
    await room.fill(room.ben, Reply="It left this morning.")

    assert f"written by <@{room.ben.id}>" in room.shown()
    assert "It left this morning." in room.shown()
    assert ids.APPROVE in buttons_of(room.card())


async def test_redo_says_what_should_be_different(room: CardRoom) -> None:
    await room.arrive()
    draft = await room.draft()
    await room.press(room.ben, ids.REDO)
    await room.fill_in(room.ben, {"What should be different?": "shorter"})

    assert room.desk.wishes == [{"item": "item-1", "instruction": "shorter", "about": draft.id}]
    assert say.REDRAFTING in room.shown()


async def test_dismissing_takes_a_reason(room: CardRoom) -> None:
    await room.arrive()
    draft = await room.draft()
    await room.press(room.ben, ids.DISMISS)
    typed = {"Why?": "It is too long", "In your own words": "half of it"}
    await room.fill_in(room.ben, typed)

    assert room.desk.drafts[draft.id].state is DraftState.REJECTED
    assert room.desk.drafts[draft.id].problem == "It is too long: half of it"
    assert ids.DRAFT in buttons_of(room.card())


# -- where it does not go smoothly ----------------------------------------------------------


async def test_unknown_asks_whether_it_is_there(room: CardRoom) -> None:
    await room.arrive()
    draft = await room.draft(state=DraftState.UNKNOWN)

    assert NOT_CONFIRMED.format(platform="Bluesky") in room.shown()
    assert buttons_of(room.card()) == [ids.OPEN_POST, ids.THERE, ids.SEND_AGAIN]
    await room.press(room.anna, ids.THERE)

    assert room.desk.drafts[draft.id].state is DraftState.PUBLISHED
    assert "<https://sky.example/r|See it on Bluesky>" in room.shown()


async def test_unknown_is_sent_again_only_after_asking(room: CardRoom) -> None:
    await room.arrive()
    draft = await room.draft(state=DraftState.UNKNOWN)

    button = room.shown()
    assert SURE_TO_SEND in button
    await room.press(room.anna, ids.SEND_AGAIN)

    assert room.desk.drafts[draft.id].state is DraftState.SENDING


async def test_a_failure_is_one_sentence_and_ways_on(room: CardRoom) -> None:
    await room.arrive()
    problem = "Mara blocked this account, so Bluesky takes no reply."
    draft = await room.draft(state=DraftState.FAILED, problem=problem)

    assert problem in room.shown()
    await room.press(room.anna, ids.REOPEN)

    assert room.desk.drafts[draft.id].state is DraftState.PENDING


async def test_what_was_held_back_says_why_and_can_be_approved_again(room: CardRoom) -> None:
    await room.arrive()
    problem = "Publishing was switched off before this was sent, so nothing was sent."
    await room.draft(state=DraftState.PENDING, problem=problem)

    assert problem in room.shown()
    assert ids.APPROVE in buttons_of(room.card())


async def test_a_stale_draft_shows_what_is_new(room: CardRoom) -> None:
    await room.arrive()
    await room.draft(state=DraftState.STALE)
    item = room.desk.items["item-1"]
    more = replace(item.parts[0], id="at://mara/2", text="Never mind, it just came.")
    room.desk.change("item-1", parts=(*item.parts, more))
    await room.cards.show(room.team, "item-1")

    assert "New: “Never mind, it just came.”" in room.shown()
    assert buttons_of(room.card()) == [ids.DRAFT, ids.REOPEN, ids.EDIT, ids.DISMISS]


async def test_where_a_person_must_post_the_text_is_copied(room: CardRoom) -> None:
    """The verdict's reason stands there; who posted it says so in the same modal, and Engage looks
    for it.
    """
    reason = "X takes a reply only where its author named you."
    room.desk.verdicts["item-1"] = Verdict(Way.BY_HAND, reason)
    await room.arrive()
    draft = await room.draft()
    assert reason in room.shown()
    assert ids.APPROVE not in buttons_of(room.card())

    await room.press(room.ben, ids.COPY)
    assert ANSWER in repr(room.modal(room.ben).body)
    room.desk.by_hand["item-1"] = "https://x.com/acme/status/9"
    await room.fill_in(room.ben, {})

    assert room.desk.items["item-1"].decision is Decision.REPLY
    assert "see the answer" in room.shown()
    assert Happening.COPIED in [each.happening for each in room.desk.log]
    assert room.desk.drafts[draft.id].state is DraftState.PENDING


async def test_a_reply_by_hand_that_is_not_seen_is_asked_about(room: CardRoom) -> None:
    """Look again, or take somebody's word; *Done* stands on the card, too."""
    room.desk.verdicts["item-1"] = Verdict(Way.BY_HAND, "By hand.")
    await room.arrive()
    await room.draft()
    await room.press(room.ben, ids.POSTED)
    assert "does not see your reply yet" in repr(room.modal(room.ben).body)
    await room.fill_in(room.ben, {})  # look again
    assert "does not see your reply yet" in repr(room.modal(room.ben).body)
    assert room.desk.items["item-1"].is_open

    await Room(room.slack, room.engage, room.ben).press_in_modal(ids.ON_WORD)
    assert "on your word" in repr(room.modal(room.ben).body)
    assert room.desk.items["item-1"].decision is Decision.BY_HAND


async def test_of_several_replies_by_hand_a_person_says_which_one_it_is(room: CardRoom) -> None:
    us, at = Author("did:plc:acme", "acme.example"), AT + timedelta(minutes=3)
    said = "We do, until eight. " * 9, "<!channel> Thank you", ""
    room.desk.doubtful = tuple(
        Post(f"6_{n}", us, words, at, f"https://fb.example/{n}") for n, words in enumerate(said)
    )
    room.desk.verdicts["item-1"] = Verdict(Way.BY_HAND, "By hand.")
    await room.arrive()
    await room.draft()
    await room.press(room.ben, ids.POSTED)
    asked = room.modal(room.ben).body
    (which,) = (block for block in asked["blocks"] if block["type"] == "input")
    options = [each["text"]["text"] for each in which["element"]["options"]]
    assert "initial_option" not in which["element"]
    assert options[0].startswith("We do, until eight. We do")
    beneath = [each.get("description", {}).get("text") for each in which["element"]["options"]]
    assert said[0][:130] == f"{options[0][:-1]} {beneath[0][1:-1]}"[:130]
    assert beneath[1:] == [None, None, None]
    assert options[2:] == [say.WORDLESS, say.NONE_OF_THESE]
    await room.fill_in(room.ben, {say.REPLIES: "none"})
    assert "cannot tell which one" in repr(room.modal(room.ben).body)
    assert room.desk.items["item-1"].is_open

    await room.fill_in(room.ben, {say.REPLIES: "6_1"})
    assert room.desk.items["item-1"].answer_url == "https://fb.example/1"


async def test_done_on_the_card_finds_the_reply(room: CardRoom) -> None:
    room.desk.verdicts["item-1"] = Verdict(Way.BY_HAND, "By hand.")
    await room.arrive()
    await room.draft()
    room.desk.by_hand["item-1"] = "https://x.com/acme/status/9"
    await room.press(room.ben, ids.POSTED)
    assert "Found it" in repr(room.modal(room.ben).body)
    assert room.desk.items["item-1"].answer_url == "https://x.com/acme/status/9"


async def test_the_kill_switch_stands_on_the_card(room: CardRoom) -> None:
    room.desk.publishing = False
    await room.arrive()

    assert SWITCHED_OFF in room.shown()


async def test_the_history_of_a_reply(room: CardRoom) -> None:
    await room.arrive()
    draft = await room.draft(state=DraftState.UNKNOWN)
    await room.press(room.anna, ids.THERE)
    await room.press(room.ben, ids.HISTORY)

    shown: Any = json.dumps(room.modal(room.ben).body, ensure_ascii=False)
    assert "published" in shown
    assert "shown" in shown
    assert draft.text in shown


async def test_what_nobody_sees_is_said_on_the_card(room: CardRoom) -> None:
    """As soon as the draft is there, and Approve is not the first choice."""
    await room.arrive()
    await room.draft(text="We ship\u200bto Norway.")

    assert "characters that nobody sees (zero-width space)" in room.shown()
    approve = next(
        each
        for block in room.card().shown_blocks
        for each in block.get("elements", [])
        if each.get("action_id") == ids.APPROVE
    )
    assert "style" not in approve
