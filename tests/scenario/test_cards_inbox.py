"""Whose it is and what becomes of it: the card's menu, the inbox, and several at once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assistant.community.accounts import AccountRef, Platform
from assistant.community.inbox import Decision, Origin, Part
from handlers import ids
from handlers.render import card_words as say
from tests.scenario.card_room import AT, CardRoom, an_item
from tests.scenario.rooms import Room, errors_of
from tests.scenario.running import settle


async def test_taking_it(room: CardRoom) -> None:
    await room.arrive()

    await room.press(room.ben, ids.TAKE)

    assert room.desk.items["item-1"].assignee_id == room.ben.id
    assert f"<@{room.ben.id}> has it" in room.shown()
    assert ids.TAKE not in room.shown()


async def test_giving_it_to_somebody(room: CardRoom) -> None:
    await room.arrive()
    await room.press(room.anna, ids.CARD_MENU, "assign:item-1")

    await room.fill_in(room.anna, {"Who takes care of it?": room.ben.id})

    assert f"<@{room.ben.id}> has it" in room.shown()


async def test_snoozing(room: CardRoom) -> None:
    """For an hour, or until nine o'clock of the next morning where the team is."""
    await room.arrive()
    await room.press(room.ben, ids.CARD_MENU, "hour:item-1")
    assert room.desk.items["item-1"].snoozed_until == AT + timedelta(minutes=65)
    assert "💤 Quiet until" in room.shown()

    await room.press(room.ben, ids.CARD_MENU, "tomorrow:item-1")
    assert room.desk.items["item-1"].snoozed_until == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert "The promise goes on." in room.shown()


async def test_a_snooze_speaks_of_no_promise_where_there_is_none(room: CardRoom) -> None:
    await room.arrive(due_at=None)
    await room.press(room.ben, ids.CARD_MENU, "hour:item-1")

    assert "💤 Quiet until" in room.shown()
    assert "The promise goes on." not in room.shown()


async def test_no_reply_needs_a_reason(room: CardRoom) -> None:
    await room.arrive()
    await room.press(room.ben, ids.CARD_MENU, "none:item-1")

    await room.fill_in(room.ben, {"Why?": "Spam", "In your own words": "the third time"})

    item = room.desk.items["item-1"]
    assert (item.decision, item.note) == (Decision.NONE, "Spam: the third time")
    assert f"☑️ Closed without a reply by <@{room.ben.id}>" in room.shown()
    assert "Spam: the third time" in room.shown()


async def test_a_comment_is_hidden_after_a_second_look(room: CardRoom) -> None:
    account = replace(room.account, ref=AccountRef(Platform.FACEBOOK, "acme"))
    room.desk.accounts[account.id] = account
    text = "Buy followers here"
    part = Part("1_2", Origin.COMMENT, text, "https://www.facebook.com/1_2", AT, post_id="1")
    await room.arrive(parts=(part,))
    await room.press(room.ben, ids.HIDE)
    assert room.desk.items["item-1"].is_open
    assert "Everybody will see that it is gone from Facebook." in json.dumps(
        room.modal(room.ben).body
    )

    await room.fill_in(room.ben, {})

    item = room.desk.items["item-1"]
    assert (item.decision, item.note) == (Decision.NONE, "Hidden on Facebook.")
    assert "Hidden on Facebook." in room.shown()


async def test_what_cannot_be_hidden_has_no_such_choice(room: CardRoom) -> None:
    card = await room.arrive()
    assert ids.HIDE not in str(card.blocks)
    assert ids.DRAFT in str(card.blocks)


async def test_a_closed_card_is_opened_again(room: CardRoom) -> None:
    """By its own button, or by asking for a reply with the post's link."""
    await room.arrive()
    room.desk.links["https://sky.example/1"] = "item-1"
    for again in ("button", "command"):
        await room.press(room.ben, ids.CARD_MENU, "by_hand:item-1")
        assert "Taken care of by hand" in room.shown()
        if again == "button":
            await room.press(room.anna, ids.OPEN_AGAIN)
            assert room.desk.wishes == []
        else:
            words = "reply https://sky.example/1"
            await room.slack.command(room.anna, room.channel, "/engage", words)
            await settle(room.slack, room.engage)
            assert len(room.desk.wishes) == 1

        assert room.desk.items["item-1"].is_open
        assert "Answer by" in room.shown()


async def test_a_card_that_was_answered_has_no_way_back(room: CardRoom) -> None:
    await room.arrive()
    room.desk.change("item-1", decision=Decision.REPLY, answered_at=AT)
    await room.cards.refresh(room.team, "item-1")

    assert "✅ Answered" in room.shown()
    assert ids.OPEN_AGAIN not in room.shown()


async def test_what_is_decided_is_not_decided_twice(room: CardRoom) -> None:
    """The second is told, and the card is as it is."""
    card = await room.arrive()
    await room.press(room.anna, ids.CARD_MENU, "none:item-1")
    await room.press(room.ben, ids.CARD_MENU, "by_hand:item-1", on=card)

    await room.fill_in(room.anna, {"Why?": "Spam"})

    assert "closed this already" in repr(room.modal(room.anna).body)
    assert room.desk.items["item-1"].decision is Decision.BY_HAND


async def test_a_choice_of_another_version_decides_nothing(room: CardRoom) -> None:
    """An old card may offer what this program does not know: it is drawn anew, and stays open."""
    card = await room.arrive()
    options = next(
        each["accessory"]["options"]
        for each in card.blocks
        if "options" in each.get("accessory", ())
    )
    options[0]["value"] = "archive:item-1"

    await room.press(room.anna, ids.CARD_MENU, "archive:item-1", on=card)

    assert room.desk.items["item-1"].is_open


async def test_the_inbox_lists_the_oldest_promise_first(room: CardRoom) -> None:
    """With the way to each card, for one's own eyes."""
    for hours in (9, 5, 7):
        item = an_item(room.account, f"item-{hours}", due_at=AT + timedelta(hours=hours))
        room.desk.items[item.id] = item

    await room.slack.command(room.ben, room.channel, "/engage", "inbox")
    await settle(room.slack, room.engage)

    (told,) = room.slack.ephemerals(room.ben, room.channel)
    shown = json.dumps(told.shown_blocks, ensure_ascii=False)
    assert "*3 wait for a decision*, the oldest promise first" in shown
    assert shown.index('"item-5"') < shown.index('"item-7"') < shown.index('"item-9"')


async def test_home_lists_what_is_open(room: CardRoom) -> None:
    """With the way to each card, and the form for several."""
    room.desk.items["item-1"] = an_item(room.account)
    home = await Room(room.slack, room.engage, room.ben).enter()

    assert "Mara Quist commented" in home.home
    await home.press(ids.SHOW_CARD, "item-1")
    assert "Where is my order?" in room.shown()
    await home.press(ids.INBOX)
    await room.fill_in(room.ben, {"Which ones?": ["item-1"], "Why": "a test"})

    assert say.NOTHING_OPEN in home.home
    assert room.desk.items["item-1"].note == "a test"


async def test_an_empty_inbox_says_so(room: CardRoom) -> None:
    await room.slack.command(room.ben, room.channel, "/engage", "inbox")
    await settle(room.slack, room.engage)

    told = room.slack.ephemerals(room.ben, room.channel)[0]
    assert told.text == say.NOTHING_OPEN
    assert say.NOT_FROM_BEFORE in str(told.blocks)


async def test_several_are_decided_with_one_form(room: CardRoom) -> None:
    """Ticked in one list; their cards tell of it; ticking none is said at the field."""
    await room.arrive("item-1")
    await room.arrive("item-2")
    await room.arrive("item-3")
    await room.slack.command(room.ben, room.channel, "/engage", "inbox")
    await settle(room.slack, room.engage)
    inbox = room.slack.ephemerals(room.ben, room.channel)[-1]
    await room.press(room.ben, ids.INBOX, on=inbox)

    wrong = errors_of(await room.fill_in(room.ben, {}))
    assert wrong == {"items0": say.NONE_CHOSEN}
    await room.fill_in(room.ben, {"Which ones?": ["item-1", "item-3"], "Why": "a campaign"})

    assert say.decided(2) in repr(room.modal(room.ben).body)
    decided = [each.id for each in room.desk.items.values() if not each.is_open]
    assert decided == ["item-1", "item-3"]
    assert "a campaign" in room.shown("item-3")
    assert "Answer by" in room.shown("item-2")


async def test_more_than_ten_stand_in_groups(room: CardRoom) -> None:
    """As many as one field holds; none is cut off before forty."""
    for number in range(25):
        item = an_item(room.account, f"item-{number:02}")
        room.desk.items[item.id] = item
    await room.slack.command(room.ben, room.channel, "/engage", "inbox")
    await settle(room.slack, room.engage)
    inbox = room.slack.ephemerals(room.ben, room.channel)[-1]
    await room.press(room.ben, ids.INBOX, on=inbox)

    shown = repr(room.modal(room.ben).body)
    assert all(f"item-{number:02}" in shown for number in range(25))
