"""Answers that wait at gates until a test opens them: what the streaming scenarios share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from assistant.community.answers import (
    Answer,
    AnswerEvent,
    Chart,
    Finished,
    Question,
    Series,
    Table,
    TextAdded,
    Turn,
)
from playground.slack import SlackDouble
from playground.workspace import Message
from tests.scenario.running import READ, Engage, Script

FIRST, SECOND = "You got 12 replies this week. ", "Two are still waiting."
WHOLE = FIRST + SECOND
CHART = Chart(
    kind="bar",
    title="Replies by day",
    categories=("Mon", "Tue", "Wed"),
    series=(Series(name="Replies", values=(3.0, 4.0, 5.0)),),
    alt="Replies rose from 3 to 5.",
)
TABLE = Table(title="Best posts", columns=("Post", "Replies"), rows=(("Hello", "7"), ("Bye", "5")))


class Gates:
    """Steps a script waits at until a test opens them."""

    def __init__(self) -> None:
        self.opened: dict[str, asyncio.Event] = {}

    def open(self, name: str) -> None:
        self.opened.setdefault(name, asyncio.Event()).set()

    async def at(self, name: str) -> None:
        await self.opened.setdefault(name, asyncio.Event()).wait()


def script_of(gates: Gates, *steps: AnswerEvent | str) -> Script:
    """A script of events; a string is a gate to wait at."""

    async def script(_: Question, __: Sequence[Turn]) -> AsyncGenerator[AnswerEvent, None]:
        for step in steps:
            if isinstance(step, str):
                await gates.at(step)
            else:
                yield step

    return script


def whole_answer(**more: Any) -> Finished:
    return Finished(Answer(text=WHOLE, composer="scripted-model", sources=(READ,), **more))


def two_sentences(gates: Gates, **more: Any) -> Script:
    return script_of(
        gates, TextAdded(FIRST), "second", TextAdded(SECOND), "end", whole_answer(**more)
    )


async def ask(slack: SlackDouble) -> tuple[Any, Message]:
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    return general, slack.mention(anna, general, "how are we doing?")


def reply_of(slack: SlackDouble, general: Any, asked: Message) -> Message:
    return slack.thread(general, asked.ts)[1]


async def finish(slack: SlackDouble, engage: Engage, gates: Gates) -> None:
    gates.open("second")
    gates.open("end")
    await slack.deliveries.settled()
    await engage.quiet()


def session(slack: SlackDouble, general: Any, asked: Message) -> str:
    return slack.workspace.sessions[general.id, asked.ts].status
