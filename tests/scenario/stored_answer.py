"""An answer with all its parts, and how a test gets one and clicks on it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime

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
from playground.slack import SlackDouble
from playground.workspace import Channel, Message, Person
from tests.scenario.running import Engage, words_of

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
