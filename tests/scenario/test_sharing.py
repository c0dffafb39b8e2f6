"""Share an answer with its channel, or go on with it in direct messages."""

from __future__ import annotations

import pytest

from handlers.render import words
from playground.slack import SlackDouble
from playground.workspace import Person
from tests.scenario.running import Engage, buttons_of, words_of
from tests.scenario.stored_answer import ANSWER, click, private_answer, sourced


@pytest.fixture
def anna(slack: SlackDouble, engage: Engage) -> Person:
    engage.agent.script = sourced
    return slack.add_person("Anna")


async def test_share_shows_the_stored_answer_without_asking_again(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """For the whole channel, saying who asked; its thread goes on without a mention."""
    general = slack.add_channel("general", anna)
    answer = await private_answer(slack, engage, anna, general)

    told = await click(slack, engage, anna, answer, "engage.share")

    (shared,) = slack.messages(general)
    assert told == words.SHARED
    assert words_of(shared) == ANSWER.text
    assert f"<@{anna.id}> asked: how are we doing?" in repr(shared.blocks)
    assert buttons_of(shared) == ["engage.sources", "engage.rate"]
    assert len(engage.agent.asked) == 1

    slack.say(anna, general, "and before?", shared.ts)
    await slack.deliveries.settled()
    await engage.quiet()

    assert ANSWER.text == engage.agent.turns[1][0].answer


async def test_two_clicks_on_share_are_one(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """A double click and a redelivered click alike."""
    general = slack.add_channel("general", anna)
    answer = await private_answer(slack, engage, anna, general)

    await slack.click(anna, answer, "engage.share")
    await slack.click(anna, answer, "engage.share")
    await slack.deliveries.once("interactive", slack.deliveries.log[-1].payload)
    await engage.quiet()

    assert len(slack.messages(general)) == 1


async def test_share_needs_engage_in_the_channel(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """Public or private: one sentence with what to do."""
    ben = slack.add_person("Ben")
    for channel in (
        slack.add_channel("open", anna, bot=False),
        slack.add_channel("closed", anna, kind="private", bot=False),
        slack.direct(anna, ben),
    ):
        answer = await private_answer(slack, engage, anna, channel)

        told = await click(slack, engage, anna, answer, "engage.share")
        assert told == words.not_here(channel.id)
        assert slack.messages(channel) == []


async def test_share_needs_the_person_in_the_channel(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """Somebody who only looks into a public channel cannot post there through Engage."""
    general = slack.add_channel("general")
    answer = await private_answer(slack, engage, anna, general)

    assert await click(slack, engage, anna, answer, "engage.share") == words.NOT_YOURS
    assert slack.messages(general) == []


async def test_share_warns_where_outsiders_read(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """Only after a second click does the answer leave the house."""
    shared = slack.add_channel("shared", anna, slack.add_stranger("Zoe"))
    answer = await private_answer(slack, engage, anna, shared)

    told = await click(slack, engage, anna, answer, "engage.share")

    assert "people outside your organisation" in told
    assert slack.messages(shared) == []

    await click(slack, engage, anna, slack.ephemerals(anna, shared)[-1], "engage.share_anyway")

    assert words_of(slack.messages(shared)[0]) == ANSWER.text


async def test_somebody_else_cannot_share_an_answer(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """Even with the id of its run in a button of theirs."""
    ben = slack.add_person("Ben")
    general = slack.add_channel("general", anna, ben)
    answer = await private_answer(slack, engage, anna, general)
    bens = await private_answer(slack, engage, ben, general)
    bens.blocks = answer.blocks

    told = await click(slack, engage, ben, bens, "engage.share")

    assert told == "Only the person who asked can share this answer."
    assert slack.messages(general) == []


async def test_an_answer_of_another_workspace_is_not_there(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """A run is only ever looked up inside the workspace of the click."""
    general = slack.add_channel("general", anna)
    answer = await private_answer(slack, engage, anna, general)
    (row,) = engage.stores.runs.rows.values()
    elsewhere = row.run.question.__class__(
        **{name: getattr(row.run.question, name) for name in row.run.question.__dataclass_fields__}
        | {"workspace_id": "T0ELSEWHER"}
    )
    row.run = row.run.__class__(
        elsewhere, row.run.event_key, row.run.place, row.run.state, row.run.answer
    )

    assert await click(slack, engage, anna, answer, "engage.share") == words.GONE


async def test_continue_opens_a_streamed_thread_in_direct_messages(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """It begins with the stored answer, and follow-ups know what was said."""
    general = slack.add_channel("general", anna)
    answer = await private_answer(slack, engage, anna, general)

    told = await click(slack, engage, anna, answer, "engage.continue")

    room = slack.direct(anna)
    (root,) = slack.messages(room)
    (_, streamed) = slack.thread(room, root.ts)
    assert told == words.CONTINUED
    assert streamed.stream is not None
    assert words_of(streamed) == ANSWER.text
    assert slack.workspace.sessions[room.id, root.ts].status == "active"
    assert len(engage.agent.asked) == 1

    slack.say(anna, room, "and before?", root.ts)
    await slack.deliveries.settled()
    await engage.quiet()

    assert ANSWER.text == engage.agent.turns[1][0].answer
    assert len(slack.thread(room, root.ts)) == 4
