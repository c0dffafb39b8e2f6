"""Whatever is killed, every question that was received is answered. Nothing is lost."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from assistant.bootstrap import open_desk
from assistant.community.accounts import AccountRef
from assistant.settings import Settings
from playground.slack import SlackDouble
from playground.workspace import Channel, Message, Person
from tests.integration.outages import whole_answers
from tests.integration.serving import Program
from tests.proving import RUNS, throw_dice

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300 + 30 * RUNS)]

QUESTIONS = ("how are we doing this week?", "who is waiting for an answer?", "best posts?")
ANSWERED_S = 90.0


@pytest.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    async with SlackDouble(limits=False) as slack:
        yield slack


@pytest.fixture
async def environment(
    database_url: str, redis_url: str, emptied: None, slack: SlackDouble
) -> dict[str, str]:
    """Settings of a program whose workspace has the sample connected and read."""
    environment = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "ENGAGE_SECRET_KEY": "k" * 40,
    }
    async with open_desk(Settings.from_env(environment)) as desk:
        team = slack.workspace.team_id
        await desk.workspaces.ensure(team, "Playground")
        account = await desk.connecting.watch(team, AccountRef.parse("sample:harbourlight.coffee"))
        await desk.syncing.sync(team, account.id)
    return environment


def runs_in(messages: list[Message]) -> list[str]:
    """The runs whose whole answers these messages are: their thumbs name them."""
    return [
        element["positive_button"]["value"]
        for message in whole_answers(messages)
        for block in message.shown_blocks
        if block["type"] == "context_actions"
        for element in block["elements"]
    ]


@dataclass
class Asked:
    """Anna's questions, privately in one channel and by mentions in another."""

    slack: SlackDouble
    anna: Person
    private: Channel
    public: Channel
    dice: random.Random
    commands: int = 0
    mentions: list[Message] = field(default_factory=list)

    async def more(self) -> None:
        """Two commands and a mention, each acknowledged: from then on it may not get lost."""
        for _ in range(2):
            text = self.dice.choice(QUESTIONS)
            reply = await self.slack.command(self.anna, self.private, "/engage", text)
            assert reply.ok, reply
            self.commands += 1
        text = self.dice.choice(QUESTIONS)
        self.mentions.append(self.slack.mention(self.anna, self.public, text))
        event = self.slack.events("app_mention")[-1]
        await self.slack.until(lambda: event.taken, ANSWERED_S)

    @property
    def shown(self) -> list[str]:
        """Runs answered privately, a run that was shown twice twice."""
        return runs_in(self.slack.ephemerals(self.anna, self.private))

    def under(self, mention: Message) -> list[Message]:
        """What stands under a mention."""
        return self.slack.thread(self.public, mention.ts)[1:]

    def all_answered(self) -> bool:
        """Whether every single question has its answer."""
        return len(set(self.shown)) == self.commands and all(
            runs_in(self.under(each)) for each in self.mentions
        )


async def test_killed_at_random_every_question_is_answered(
    slack: SlackDouble, environment: dict[str, str]
) -> None:
    """Kill -9 at a random instant of an answer; the next process answers what was left."""
    dice = throw_dice()
    anna = slack.add_person("Anna")
    private, public = (slack.add_channel(name, anna) for name in ("private", "public"))
    asked = Asked(slack, anna, private, public, dice)
    program = Program(slack, environment)
    await program.start()
    try:
        for number in range(1, RUNS + 1):
            await asked.more()
            await asyncio.sleep(dice.random() * 1.5)
            await program.end(signal.SIGKILL)
            await program.start()
            if number % 5 == 0 or number == RUNS:
                # Nobody waits for an answer for more than ten minutes; here they would.
                await slack.until(asked.all_answered, ANSWERED_S)
    finally:
        await program.end(signal.SIGTERM)
    shown = asked.shown
    halves = sum(len(asked.under(each)) > 1 for each in asked.mentions)
    print(f"{asked.commands} private questions, {len(shown) - len(set(shown))} answers shown twice")
    print(f"{len(asked.mentions)} questions in threads, {halves} with more than one message")
    assert all(len(set(runs_in(asked.under(each)))) == 1 for each in asked.mentions)


async def test_a_graceful_stop_ends_what_it_began(
    slack: SlackDouble, environment: dict[str, str]
) -> None:
    """SIGTERM in the middle of answers: they are finished before the process leaves."""
    anna = slack.add_person("Anna")
    channel = slack.add_channel("general", anna)
    program = Program(slack, environment, installed=True)
    await program.start()
    await asyncio.gather(
        *(slack.command(anna, channel, "/engage", question) for question in QUESTIONS)
    )

    code = await program.end(signal.SIGTERM)

    assert code == 0
    assert len(runs_in(slack.ephemerals(anna, channel))) == len(QUESTIONS)
