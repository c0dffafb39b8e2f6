"""Around the cards: reminders, the digest, what came before, what is not public, lost channels."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from assistant.community.inbox import Step
from assistant.community.rights import Act
from assistant.errors import PlatformError
from assistant.ports import Deed
from handlers import ids
from handlers.render import card_words as say
from playground.faults import Fault
from playground.workspace import Channel, Message, Person
from tests.scenario.card_room import AT, CardRoom, an_item
from tests.scenario.rooms import words_to
from tests.scenario.running import settle


def said_in(room: CardRoom, channel: Channel) -> list[Message]:
    """What Engage said there besides cards."""
    return [each for each in room.slack.messages(channel) if not each.metadata]


async def managed_by(room: CardRoom, person: Person) -> None:
    deed = Deed(Act.NAME_MANAGER, person.id, AT, person.id)
    await room.engage.stores.managers.name(room.team, person.id, deed)


# -- reminders ------------------------------------------------------------------------------


async def test_at_half_time_whoever_has_it_hears_of_it(room: CardRoom) -> None:
    """By direct message with a link to the card; the card is drawn with its new rung."""
    card = await room.arrive(assignee_id=room.ben.id)
    room.desk.change("item-1", step=Step.OWNER)

    for _ in range(2):
        await room.cards.remind(room.team, "item-1", Step.OWNER)

    (words,) = words_to(room.slack, room.ben)
    assert "Half of the time is over" in words
    assert "Half of the time is over" in room.shown()
    (told,) = room.slack.messages(room.slack.direct(room.ben))
    assert f"p{card.ts.replace('.', '')}" in json.dumps(told.shown_blocks)
    assert said_in(room, room.channel) == []


@pytest.mark.parametrize("step", [Step.OWNER, Step.CHANNEL])
async def test_the_channel_hears_of_what_nobody_has(room: CardRoom, step: Step) -> None:
    await room.arrive(step=step)

    await room.cards.remind(room.team, "item-1", step)

    (told,) = said_in(room, room.channel)
    assert "Mara Quist" in told.text
    assert say.NOBODY_HAS_IT in told.text


async def test_the_lead_hears_before_the_promise_breaks(room: CardRoom) -> None:
    """And nobody where no lead is named; a broken promise stands on the card, and pings nobody."""
    await room.arrive(step=Step.LEAD)
    await room.cards.remind(room.team, "item-1", Step.LEAD)
    assert words_to(room.slack, room.ben) == []
    room.set_up(lead_id=room.ben.id)
    room.desk.change("item-1", due_at=AT + timedelta(hours=5))
    await room.cards.remind(room.team, "item-1", Step.LEAD)
    room.desk.change("item-1", step=Step.BREACH)
    await room.cards.remind(room.team, "item-1", Step.BREACH)

    assert len(words_to(room.slack, room.ben)) == 1
    assert "🔴 Late" in room.shown()


async def test_a_snooze_that_is_over_is_told(room: CardRoom) -> None:
    await room.arrive(assignee_id=room.ben.id)

    await room.cards.remind(room.team, "item-1", Step.STARTED)

    assert say.SNOOZE_OVER in words_to(room.slack, room.ben)[0]


async def test_what_slack_did_not_take_is_said_later(room: CardRoom) -> None:
    """A reminder, the digest and the offer of what came before: none is lost, none comes twice."""
    await room.arrive(assignee_id=room.ben.id, step=Step.OWNER)
    other = an_item(room.account, "item-2")
    room.desk.items[other.id] = other
    told = (
        partial(room.cards.remind, room.team, "item-1", Step.OWNER),
        partial(room.cards.digest, room.team, room.account.id),
        partial(room.cards.offer_earlier, room.team, room.account.id, 3),
    )
    for tell in told:
        room.slack.faults.add(Fault("chat.postMessage", "error", error="token_expired"))
        with pytest.raises(PlatformError):
            await tell()
        room.slack.faults.clear()
        for _ in range(2):
            await tell()
    assert len(words_to(room.slack, room.ben)) == 1
    assert len(said_in(room, room.channel)) == 2


# -- the digest and what came before --------------------------------------------------------


async def test_the_digest_lists_what_has_no_card(room: CardRoom) -> None:
    """The oldest promise first, eight of them, each with the way to its card; the same once."""
    for number in range(10):
        item = an_item(room.account, f"item-{number}", due_at=AT + timedelta(hours=4 + number))
        room.desk.items[item.id] = item
    hidden = an_item(room.account, "hidden", open_to_all=False, text="for your eyes only")
    room.desk.items[hidden.id] = hidden

    for _ in range(2):
        await room.cards.digest(room.team, room.account.id)

    (told,) = said_in(room, room.channel)
    shown = json.dumps(told.shown_blocks, ensure_ascii=False)
    assert "*10 more wait for an answer from bluesky:acme.example.*" in shown
    assert "…and 2 more" in shown
    assert "for your eyes only" not in shown
    assert shown.count(ids.SHOW_CARD) == 8
    await room.press(room.ben, ids.SHOW_CARD, "item-3", on=told)
    assert "item-3" in room.shown("item-3")


async def test_what_came_before_is_offered_once(room: CardRoom) -> None:
    """One message with one button; pressing it says how many came in."""
    for _ in range(2):
        await room.cards.offer_earlier(room.team, room.account.id, 41)

    (told,) = said_in(room, room.channel)
    assert "41 comments from before Engage was connected to bluesky:acme.example have" in told.text
    words = await room.press(room.ben, ids.SHOW_EARLIER, on=told)
    assert "3 comments of the last 48 hours came in" in words
    assert room.desk.earlier == [room.account.id]
    (told,) = said_in(room, room.channel)
    assert "3 comments of the last 48 hours came in" in told.text
    assert f"<@{room.ben.id}>" in told.text
    assert ids.SHOW_EARLIER not in json.dumps(told.shown_blocks)


async def test_an_offer_that_slack_cannot_change_is_answered_all_the_same(room: CardRoom) -> None:
    await room.cards.offer_earlier(room.team, room.account.id, 41)
    (told,) = said_in(room, room.channel)
    room.slack.faults.add(Fault("chat.update", "error", error="message_not_found"))

    words = await room.press(room.ben, ids.SHOW_EARLIER, on=told)

    assert "3 comments of the last 48 hours came in" in words


# -- what is not public ---------------------------------------------------------------------


async def test_what_is_not_public_stands_in_no_channel(room: CardRoom) -> None:
    """Its card is in a conversation of the approvers; whoever gets it has it alone from then on."""
    item = an_item(room.account, open_to_all=False, text="for your eyes only")
    room.desk.items[item.id] = item
    await room.cards.show(room.team, item.id)
    assert room.desk.items[item.id].card is None

    await room.cards.show_privately(room.team, item.id, (room.anna.id, room.ben.id))

    group = room.slack.workspace.channels[room.card().channel]
    bot = room.slack.workspace.bot.id
    assert group.members == {room.anna.id, room.ben.id, bot}
    assert "for your eyes only" in room.shown()
    assert "only you here see this card" in room.shown()
    before = room.card()
    await room.press(room.ben, ids.TAKE)
    await room.cards.show_privately(room.team, item.id, (room.ben.id,))

    assert room.card().channel == room.slack.direct(room.ben).id
    assert "for your eyes only" not in json.dumps(before.shown_blocks)
    assert f"This one is with <@{room.ben.id}> now." in before.text
    assert room.slack.messages(room.channel) == []


# -- channels that are not there ------------------------------------------------------------


def archive(room: CardRoom) -> None:
    room.channel.archived = True


def leave(room: CardRoom) -> None:
    room.channel.members.discard(room.slack.workspace.bot.id)


@pytest.mark.parametrize("lose", [archive, leave])
async def test_managers_hear_of_a_lost_channel_and_nothing_is_lost(
    room: CardRoom, lose: Any
) -> None:
    """One sentence a day, by direct message; the card comes once there is a channel again."""
    await managed_by(room, room.anna)
    lose(room)
    for number in (1, 2):
        item = an_item(room.account, f"item-{number}")
        room.desk.items[item.id] = item
        await room.cards.show(room.team, item.id)

    (words,) = words_to(room.slack, room.anna)
    assert "Nothing is lost" in words
    assert room.desk.items["item-1"].card is None
    other = room.slack.add_channel("other", room.anna)
    room.set_up(channel_id=other.id)
    await room.cards.show(room.team, "item-1")
    assert room.card("item-1").channel == other.id


async def test_without_a_channel_managers_are_asked_for_one(room: CardRoom) -> None:
    await managed_by(room, room.anna)
    room.set_up(channel_id=None)
    room.desk.items["item-1"] = an_item(room.account)

    await room.cards.show(room.team, "item-1")

    assert "its cards have no channel yet" in words_to(room.slack, room.anna)[0]


async def test_a_card_that_was_deleted_is_posted_again(room: CardRoom) -> None:
    card = await room.arrive()
    room.slack.workspace.forget(card)
    room.desk.change("item-1", step=Step.OWNER)

    await room.cards.show(room.team, "item-1")

    assert room.card().ts != card.ts


async def test_a_refused_token_is_raised_for_whoever_asks_again(room: CardRoom) -> None:
    """And the card comes with the next try."""
    room.desk.items["item-1"] = an_item(room.account)
    room.slack.faults.add(Fault("chat.postMessage", "error", error="missing_scope", times=1))

    with pytest.raises(PlatformError):
        await room.cards.show(room.team, "item-1")
    await room.cards.show(room.team, "item-1")

    assert room.card()


async def test_a_workspace_that_removed_engage_gets_nothing(room: CardRoom) -> None:
    """Its work ends quietly."""
    item = an_item(room.account)
    room.desk.items["item-1"] = item
    calls = len(room.slack.calls)
    for work in (
        room.cards.show("T0ELSEWHER", "item-1"),
        room.cards.digest("T0ELSEWHER", room.account.id),
        room.cards.offer_earlier("T0ELSEWHER", room.account.id, 3),
    ):
        await work
    await settle(room.slack, room.engage)

    assert len(room.slack.calls) == calls
