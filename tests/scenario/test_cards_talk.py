"""Talk under a card, links and shortcuts: wishes for drafts. Nothing that is written publishes."""

from __future__ import annotations

import json

import pytest

from assistant.community.drafts import DraftState
from handlers.render import card_words as say
from tests.scenario.card_room import CardRoom
from tests.scenario.running import settle, words_of

URL = "https://bsky.app/profile/mara.example/post/item-1"


@pytest.mark.parametrize(
    "words",
    ["shorter", "Mention the refund page", "please make it warmer", "too formal", "auf Deutsch"],
)
async def test_an_instruction_under_a_card_is_a_wish(room: CardRoom, words: str) -> None:
    """Once, although a mention comes as two events; the card says that it is being written."""
    await room.arrive()
    draft = await room.draft()

    await room.say_under(room.ben, words)

    assert room.desk.wishes == [{"item": "item-1", "instruction": words, "about": draft.id}]
    assert say.REDRAFTING in room.shown()
    assert room.under(room.ben) == [say.ON_IT]


async def test_a_mention_under_a_card_is_one_wish(room: CardRoom) -> None:
    await room.arrive()
    await room.say_under(room.ben, f"<@{room.slack.workspace.bot.id}> she means the blue one")

    assert [each["instruction"] for each in room.desk.wishes] == ["she means the blue one"]


@pytest.mark.parametrize(
    "words", ["yes, approve and publish it", "send it", "ok go ahead", "LGTM", "bitte freigeben"]
)
async def test_no_words_publish(room: CardRoom, words: str) -> None:
    """One sentence says what does."""
    await room.arrive()
    draft = await room.draft()

    await room.say_under(room.anna, words)

    assert room.under(room.anna) == [say.ONLY_BUTTON]
    assert room.desk.drafts[draft.id].state is DraftState.PENDING
    assert room.desk.wishes == []


@pytest.mark.parametrize(
    "words",
    [
        "I know her from the fair",
        "<@U000000002> can you take this one?",
        "nice weather today",
        "👍",
    ],
)
async def test_colleagues_talk_in_peace(room: CardRoom, words: str) -> None:
    await room.arrive()
    await room.draft()

    await room.say_under(room.ben, words)

    assert room.under(room.ben) == []
    assert room.desk.wishes == []


async def test_guests_wish_for_nothing(room: CardRoom) -> None:
    """In silence where they name nobody, with a sentence where they name Engage."""
    gus = room.slack.add_guest("Gus")
    room.channel.members.add(gus.id)
    room.desk.refused.add(gus.id)
    await room.arrive()

    await room.say_under(gus, "shorter")
    assert room.under(gus) == []
    await room.say_under(gus, f"<@{room.slack.workspace.bot.id}> shorter")

    assert "full members" in room.under(gus)[0]
    assert room.desk.wishes == []


async def test_a_question_under_a_card_is_answered_as_one(room: CardRoom) -> None:
    """Named, and not about the draft."""
    await room.arrive()

    await room.say_under(room.ben, f"<@{room.slack.workspace.bot.id}> how many replies did we get?")

    assert [each.text for each in room.engage.agent.asked] == ["how many replies did we get?"]
    assert room.desk.wishes == []


async def test_an_instruction_outlives_an_outage(room: CardRoom) -> None:
    """Slack brings it again, and then it is a wish."""
    await room.arrive()
    await room.draft()
    room.desk.down = True

    room.slack.say(room.ben, room.channel, "shorter", room.card().ts)
    await room.slack.until(lambda: room.slack.events("message")[-1].replies)
    room.desk.down = False
    await settle(room.slack, room.engage)

    assert [each["instruction"] for each in room.desk.wishes] == ["shorter"]


@pytest.mark.parametrize("named", [True, False])
async def test_colleagues_hear_of_no_outage(room: CardRoom, named: bool) -> None:
    """In a thread that may be theirs; who named Engage is told after the last try."""
    talk = room.slack.say(room.anna, room.channel, "lunch?")
    words = f"<@{room.slack.workspace.bot.id}> shorter" if named else "pizza"
    said = room.slack.say(room.ben, room.channel, words, talk.ts)
    await settle(room.slack, room.engage)
    before = len(room.slack.thread(room.channel, talk.ts))
    room.desk.down = True
    kind = "app_mention" if named else "message"
    payload = room.slack.payloads.event(room.slack.payloads.said(said, room.channel, kind))
    transport = room.slack.deliveries.transport
    assert transport is not None

    reply = await transport.send("events_api", payload, 3, "http_error")
    await room.engage.quiet()

    assert reply.ok is named
    told = [words_of(each) for each in room.slack.thread(room.channel, talk.ts)[before:]]
    assert any("cannot reach its database" in text for text in told) is named


# -- links ----------------------------------------------------------------------------------


async def test_reply_with_a_link_drafts_and_says_where(room: CardRoom) -> None:
    card = await room.arrive()
    room.desk.links[URL] = "item-1"

    await room.slack.command(room.ben, room.channel, "/engage", f"reply {URL}")
    await settle(room.slack, room.engage)

    (told,) = room.slack.ephemerals(room.ben, room.channel)
    assert "Drafts for Mara Quist are on their way" in told.text
    assert f"p{card.ts.replace('.', '')}" in told.text
    assert [each["item"] for each in room.desk.wishes] == ["item-1"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("reply", say.NO_LINK), ("reply https://nowhere.example/1", "not there any more")],
)
async def test_reply_without_a_post_is_explained(room: CardRoom, typed: str, words: str) -> None:
    await room.slack.command(room.ben, room.channel, "/engage", typed)
    await settle(room.slack, room.engage)

    assert words in room.slack.ephemerals(room.ben, room.channel)[-1].text
    assert room.desk.wishes == []


@pytest.mark.parametrize("way", ["/engage reply", "shortcut"])
async def test_whoever_may_not_ask_hears_that_before_a_link_is_missed(
    room: CardRoom, way: str
) -> None:
    gus = room.slack.add_guest("Gus")
    room.channel.members.add(gus.id)
    room.desk.refused.add(gus.id)
    if way == "shortcut":
        said = room.slack.say(gus, room.channel, "no link here")
        await room.slack.shortcut(gus, said, "engage.draft")
    else:
        await room.slack.command(gus, room.channel, "/engage", "reply")
    await settle(room.slack, room.engage)

    (told,) = room.slack.ephemerals(gus, room.channel)
    assert "full members" in told.text


async def test_the_shortcut_finds_the_link_in_a_message(room: CardRoom) -> None:
    """The first that leads to a post; said to whoever asked alone."""
    await room.arrive()
    room.desk.links[URL] = "item-1"
    said = room.slack.say(room.ben, room.channel, f"look: <https://shop.example> and <{URL}|this>")

    await room.slack.shortcut(room.ben, said, "engage.draft")
    await settle(room.slack, room.engage)

    assert "are on their way" in room.slack.ephemerals(room.ben, room.channel)[-1].text
    assert len(room.desk.wishes) == 1


async def test_the_shortcut_on_a_card_drafts_for_it(room: CardRoom) -> None:
    await room.arrive()

    await room.slack.shortcut(room.ben, room.card(), "engage.draft")
    await settle(room.slack, room.engage)

    assert [each["item"] for each in room.desk.wishes] == ["item-1"]


async def test_the_shortcut_on_words_alone_asks_for_a_link(room: CardRoom) -> None:
    said = room.slack.say(room.ben, room.channel, "somebody should answer her")

    await room.slack.shortcut(room.ben, said, "engage.draft")
    await settle(room.slack, room.engage)

    assert room.slack.ephemerals(room.ben, room.channel)[-1].text == say.NO_LINK
    assert json.dumps(room.desk.wishes) == "[]"
