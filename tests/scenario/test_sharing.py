"""What can be done with an answer that is there: share, go on, look behind it, rate it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime

import pytest

from assistant.community.answers import (
    Answer,
    AnswerEvent,
    Finished,
    Held,
    Question,
    TextAdded,
    Turn,
)
from assistant.community.facts import Fact, Source, Unit, Window
from handlers.render import words
from playground.faults import Fault
from playground.slack import SlackDouble
from playground.workspace import Channel, Message, Person
from tests.scenario.conftest import Engage, buttons_of, words_of

AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
SOURCE = Source(
    call="get_metrics(replies, this week)",
    account="bluesky:acme.example",
    as_of=AT,
    note="at least, the platform hides some",
)
FACT = Fact(
    id="f1",
    metric="replies",
    value=12,
    unit=Unit.COUNT,
    wording="12 replies this week (16-22 Nov)",
    window=Window(
        start=datetime(2026, 11, 16, tzinfo=UTC),
        end=datetime(2026, 11, 23, tzinfo=UTC),
        name="this week",
        zone="UTC",
    ),
    account="bluesky:acme.example",
    source=SOURCE,
    definition="replies@1",
)
ANSWER = Answer(
    text="You got 12 replies this week (16-22 Nov).",
    facts=(FACT,),
    consulted=(FACT,),
    sources=(SOURCE,),
    composer="scripted-model",
    held=(Held(reason="No call returned it.", masked="Likes rose by ▒▒."),),
)


async def sourced(_: Question, __: Sequence[Turn]) -> AsyncGenerator[AnswerEvent, None]:
    yield TextAdded(ANSWER.text)
    yield Finished(ANSWER)


@pytest.fixture
def anna(slack: SlackDouble, engage: Engage) -> Person:
    engage.agent.script = sourced
    return slack.add_person("Anna")


async def private_answer(
    slack: SlackDouble, engage: Engage, person: Person, channel: Channel
) -> Message:
    await slack.command(person, channel, "/engage", "how are we doing?")
    await engage.quiet()
    return slack.ephemerals(person, channel)[-1]


async def click(
    slack: SlackDouble, engage: Engage, person: Person, message: Message, action: str
) -> str:
    """Click, wait, and return what the person alone was told in the channel."""
    await slack.click(person, message, action)
    await engage.quiet()
    return words_of(slack.ephemerals(person, slack.workspace.channels[message.channel])[-1])


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

        assert await click(slack, engage, anna, answer, "engage.share") == words.NOT_HERE
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


async def test_sources_list_every_call_and_what_the_measures_mean(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """Window, account, time, note, definition, and what was left out."""
    general = slack.add_channel("general", anna)
    answer = await private_answer(slack, engage, anna, general)

    await slack.click(anna, answer, "engage.sources")
    await engage.quiet()

    (view,) = slack.workspace.modals[anna.id]
    shown = "\n".join(block["text"]["text"] for block in view.body["blocks"])
    for part in (
        "get_metrics(replies, this week)",
        "bluesky:acme.example",
        "this week, 16 Nov 2026 00:00 to 22 Nov 2026 23:59 (UTC)",
        f"<!date^{int(AT.timestamp())}^",
        "at least, the platform hides some",
        "12 replies this week (16-22 Nov)",
        "Posts by others anywhere under our posts",
        "Likes rose by ▒▒.",
    ):
        assert part in shown


async def test_sources_that_come_too_late_are_explained(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """A trigger id lives for three seconds."""
    general = slack.add_channel("general", anna)
    answer = await private_answer(slack, engage, anna, general)
    slack.faults.add(Fault("views.open", "error", error="expired_trigger_id"))

    told = await click(slack, engage, anna, answer, "engage.sources")

    assert "Something went wrong on our side." in told


async def test_thumbs_are_kept_with_the_run(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """The last one counts; Slack's own pair and the plain buttons alike."""
    general = slack.add_channel("general", anna)
    answer = await private_answer(slack, engage, anna, general)
    (run_id,) = engage.stores.runs.rows

    await slack.click(anna, answer, "engage.rate", f"good:{run_id}")
    await engage.quiet()

    assert {(run_id, anna.id): True} == engage.stores.runs.ratings

    slack.faults.no_charts = True
    await slack.click(anna, answer, "engage.rate", f"bad:{run_id}")
    await engage.quiet()

    assert {(run_id, anna.id): False} == engage.stores.runs.ratings
    assert words_of(slack.ephemerals(anna, general)[-1]) == words.RATED


async def test_guests_can_do_none_of_it(slack: SlackDouble, engage: Engage, anna: Person) -> None:
    """They see a public answer, and each button refuses in one sentence."""
    guest = slack.add_guest("Gus")
    general = slack.add_channel("general", anna, guest)
    await slack.command(anna, general, "/engage", "public how are we doing?")
    await engage.quiet()
    answer = slack.thread(general, slack.messages(general)[0].ts)[1]
    (run_id,) = engage.stores.runs.rows

    assert await click(slack, engage, guest, answer, "engage.sources") == words.FULL_MEMBERS
    await slack.click(guest, answer, "engage.rate", f"good:{run_id}")
    await engage.quiet()

    assert engage.stores.runs.ratings == {}
    assert slack.workspace.modals == {}


async def test_a_suggested_question_is_asked_in_its_thread(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """The question stands there with the name of who asked, then its answer."""

    async def suggesting(_: Question, __: Sequence[Turn]) -> AsyncGenerator[AnswerEvent, None]:
        yield TextAdded(ANSWER.text)
        yield Finished(ANSWER.model_copy(update={"suggestions": ("Who is waiting?",)}))

    engage.agent.script = suggesting
    general = slack.add_channel("general", anna)
    asked = slack.mention(anna, general, "how are we doing?")
    await slack.deliveries.settled()
    await engage.quiet()

    await slack.click(anna, slack.thread(general, asked.ts)[1], "engage.ask:0")
    await engage.quiet()

    said = [words_of(each) for each in slack.thread(general, asked.ts)[2:]]
    assert f"<@{anna.id}> asked: Who is waiting?" in said
    assert ANSWER.text in said
    assert engage.agent.asked[1].text == "Who is waiting?"
