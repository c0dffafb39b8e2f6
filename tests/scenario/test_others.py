"""`/engage spotlight` and `/engage join` as people see and press them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.community.accounts import Platform
from assistant.community.brand import BrandFact
from assistant.community.giving import Merit, OptOut, Permission
from assistant.community.merits import Candidate, Shown
from assistant.community.posts import Author
from assistant.community.searches import Band, Hit
from assistant.community.worth_joining import NOTHING_TO_ADD, Worth
from handlers import ids
from handlers.render import joins as join_words
from handlers.render import spotlights as words
from playground.slack import SlackDouble
from playground.workspace import Message
from tests.scenario.card_desk import CardDesk
from tests.scenario.card_room import CardRoom
from tests.scenario.running import Engage, buttons_of, settle
from tests.scenario.studio_desk import StudioDesk
from tests.scenario.studio_room import StudioRoom

ANA = Author("did:ana", "ana.example", "Ana *Bold*")


@pytest.fixture
def room(studio: StudioRoom) -> StudioRoom:
    """With somebody who helped, and a conversation that asks."""
    others, now = studio.desk.others, studio.desk.clock()
    others.accounts, others.at = [studio.account], now
    post = Shown("at://ana/1", "https://x.example/1", "Rinse it. <!channel>", now)
    why = "Answered 3 questions of others in the last 28 days."
    others.candidates_ = [Candidate(ANA, Merit.HELPED, why, post)]
    hit = Hit(
        "at://asks/1", studio.team, studio.account.id, "S1", Author("did:bo", "bo.example"),
        "Does anybody know whether Acme ships to Norway?", "https://x.example/2",
        now - timedelta(hours=3), now, Band.SURE, "says Acme",
    )  # fmt: skip
    fact = BrandFact("f1", studio.team, "Shipping", "We ship to Norway.", "https://a", "U1", now)
    others.good = [Worth(hit, True, ("It asks openly.", "You could add: Shipping."), (fact,))]
    others.left = [Worth(hit, False, (NOTHING_TO_ADD,))] * 2
    return studio


@pytest.fixture
def cards(desk: CardDesk, studio_desk: StudioDesk, slack: SlackDouble, engage: Engage) -> CardRoom:
    """A channel for cards; ask for it before the room of studios."""
    assert studio_desk
    return CardRoom.furnish(slack, engage, desk)


def whole(message: Message) -> str:
    return repr(message.blocks)


async def listed(room: StudioRoom, command: str) -> Message:
    """What Anna alone is shown."""
    await room.call(room.anna, command)
    return room.slack.ephemerals(room.anna, room.channel)[-1]


async def press(room: StudioRoom, message: Message, action_id: str) -> Message:
    """What Anna alone is told then."""
    await room.slack.click(room.anna, message, action_id)
    await settle(room.slack, room.engage)
    return room.slack.ephemerals(room.anna, room.channel)[-1]


async def test_who_deserves_the_light_comes_with_a_counted_why(room: StudioRoom) -> None:
    shown = await listed(room, "spotlight")
    for part in ("Answered 3 questions of others", "helped others", "nothing to measure", "open"):
        assert part in whole(shown)
    assert "<!channel>" not in whole(shown)
    assert "*Bold*" not in whole(shown)
    assert buttons_of(shown) == [ids.SPOTLIGHT_ASK, ids.LEAVE_ALONE]


async def test_asking_first_leads_to_the_card_and_their_answer_is_noted(
    cards: CardRoom, room: StudioRoom
) -> None:
    await cards.arrive("item-ana")
    room.desk.others.item = cards.desk.items["item-ana"]
    told = await press(room, await listed(room, "spotlight"), ids.SPOTLIGHT_ASK)
    card = cards.card("item-ana")
    assert card.ts.replace(".", "") in whole(told)
    assert "whether you may name them" in whole(told)
    assert room.desk.others.done == [("chose", "at://ana/1")]
    assert room.desk.kept == {}, "no post names them before they said yes"

    await room.open()
    waiting = await listed(room, "spotlight")
    assert "Waiting for their answer" in whole(waiting)
    thanks = await press(room, waiting, ids.SPOTLIGHT_YES)
    assert room.head().ts.replace(".", "") in whole(thanks)
    assert [each.permission for each in room.desk.others.asked] == [Permission.GIVEN]


async def test_whose_post_was_answered_already_is_asked_by_hand(room: StudioRoom) -> None:
    told = await press(room, await listed(room, "spotlight"), ids.SPOTLIGHT_ASK)
    assert "please ask them by hand" in told.text
    assert "May we share it with your name?" in told.text
    assert "https://x.example/1" in told.text


async def test_a_no_is_taken_for_a_no(room: StudioRoom) -> None:
    await room.open()
    await press(room, await listed(room, "spotlight"), ids.SPOTLIGHT_ASK)
    told = await press(room, await listed(room, "spotlight"), ids.SPOTLIGHT_NO)
    assert "would rather not" in told.text
    assert [each.permission for each in room.desk.others.asked] == [Permission.REFUSED]


@pytest.mark.parametrize(("command", "who"), [("spotlight", "did:ana"), ("join", "did:bo")])
async def test_somebody_is_left_alone_and_that_can_be_taken_back(
    room: StudioRoom, command: str, who: str
) -> None:
    told = await press(room, await listed(room, command), ids.LEAVE_ALONE)
    assert "will not approach" in told.text
    assert [*room.desk.others.quiet] == [(room.team, who)]
    back = await press(room, told, ids.TAKE_BACK)
    assert back.text == words.TAKEN_BACK
    assert room.desk.others.quiet == {}


async def test_who_was_left_alone_by_a_rule_is_shown_with_the_reason(room: StudioRoom) -> None:
    """Otherwise nobody could take back what Engage misread."""
    others = room.desk.others
    why = "asked to be left alone: “stop it <!here>”"
    others.quiet[room.team, "did:cy"] = OptOut(
        room.team, Platform.BLUESKY, Author("did:cy", "cy.example"), why, others.at
    )
    shown = await listed(room, "spotlight")
    assert "1 person is left alone" in whole(shown)
    assert "asked to be left alone: “stop it" in whole(shown)
    assert "<!here>" not in whole(shown)
    told = await press(room, shown, ids.TAKE_BACK)
    assert (told.text, others.quiet) == (words.TAKEN_BACK, {})


async def test_nobody_stands_out_is_an_answer(room: StudioRoom) -> None:
    room.desk.others.candidates_ = []
    assert words.NOBODY in whole(await listed(room, "spotlight"))


async def test_a_guest_sees_neither_list(room: StudioRoom) -> None:
    room.desk.others.refused.add(room.anna.id)
    for command in ("spotlight", "join", "spotlight nobody.example"):
        assert "full members" in (await listed(room, command)).text


async def test_an_account_of_nobodys_is_said(room: StudioRoom) -> None:
    for command in ("spotlight nobody.example", "join nobody.example"):
        assert "nobody.example" in (await listed(room, command)).text


async def test_what_is_worth_joining_comes_with_reasons_and_what_could_be_added(
    room: StudioRoom,
) -> None:
    shown = await listed(room, "join")
    for part in ("3 hours ago", "It asks openly.", "We ship to Norway.", "0 of 5 for today"):
        assert part in whole(shown)
    assert "2 others are better left alone." in whole(shown)
    assert f"2: {NOTHING_TO_ADD}" in whole(shown)
    assert buttons_of(shown) == [ids.JOIN_TAKE, ids.LEAVE_ALONE]


async def test_when_the_day_is_full_nothing_more_is_offered(room: StudioRoom) -> None:
    room.desk.others.used = 5
    shown = await listed(room, "join")
    assert "That is the limit here" in whole(shown)
    assert buttons_of(shown) == [ids.LEAVE_ALONE]


async def test_a_workspace_may_join_nothing_at_all(room: StudioRoom) -> None:
    room.desk.others.most = 0
    shown = await listed(room, "join")
    assert "Joining is switched off" in whole(shown)
    assert buttons_of(shown) == [ids.LEAVE_ALONE]


async def test_without_searches_the_way_on_is_said(room: StudioRoom) -> None:
    room.desk.others.good, room.desk.others.searches = [], 0
    assert "/engage listen" in whole(await listed(room, "join"))
    room.desk.others.searches = 1
    assert join_words.NOTHING in whole(await listed(room, "join"))


@pytest.mark.parametrize("question", ["spotlight on whom?", "join them, should we?"])
async def test_a_question_that_begins_so_is_a_question(room: StudioRoom, question: str) -> None:
    await room.call(room.anna, question)
    assert len(room.engage.agent.asked) == 1


# -- another workspace's ids --------------------------------------------------------------------

OF_ANOTHER: dict[str, Any] = {
    ids.SPOTLIGHT: "{account}",
    ids.SPOTLIGHT_ASK: "{account}:at://ana/1",
    ids.SPOTLIGHT_YES: "s1",
    ids.SPOTLIGHT_NO: "s1",
    ids.JOIN: "{account}",
    ids.JOIN_TAKE: "{account}:at://asks/1",
    ids.LEAVE_ALONE: "{account}:did:ana",
    ids.TAKE_BACK: "{account}:did:ana",
}


@pytest.mark.parametrize("action_id", OF_ANOTHER)
async def test_no_button_reaches_another_workspace(room: StudioRoom, action_id: str) -> None:
    """The lists, the people and the accounts of another workspace are not found here."""
    others = room.desk.others
    others.accounts = [replace(room.account, workspace_id="TOTHER")]
    await others.choose("TOTHER", "U1", room.account.id, "at://ana/1")
    await others.opt_out("TOTHER", "U1", room.account.id, "did:ana")
    before = repr((others.asked, others.quiet, others.done))
    value = OF_ANOTHER[action_id].format(account=room.account.id)
    button = {
        "type": "button",
        "text": {"type": "plain_text", "text": "Press"},
        "action_id": action_id,
        "value": value,
    }
    shown = await listed(room, "help")
    shown.blocks[:] = [{"type": "actions", "block_id": "b", "elements": [button]}]
    told = await press(room, shown, action_id)
    assert told.text.startswith(("There is no", "This"))
    assert repr((others.asked, others.quiet, others.done)) == before
