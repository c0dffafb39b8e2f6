"""Whatever is killed, every question that was received is answered. Nothing is lost."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator

import pytest

from assistant.bootstrap import open_desk
from assistant.community.accounts import AccountRef
from assistant.settings import Settings
from playground.slack import SlackDouble
from playground.workspace import Channel, Message, Person
from tests.integration.serving import Program

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]

KILLS = int(os.environ.get("ENGAGE_RUNS", "4"))
QUESTIONS = ("how are we doing this week?", "who is waiting for an answer?", "best posts?")
ANSWERED_S = 60.0


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


def answers(messages: list[Message]) -> list[Message]:
    """Messages that carry a whole answer: only those have buttons for thumbs."""
    return [
        each
        for each in messages
        if any(block["type"] == "context_actions" for block in each.shown_blocks)
    ]


async def ask(slack: SlackDouble, person: Person, channel: Channel, dice: random.Random) -> None:
    text = dice.choice(QUESTIONS)
    reply = await slack.command(person, channel, "/engage", text)
    assert reply.ok, reply


async def test_killed_at_random_every_question_is_answered(
    slack: SlackDouble, environment: dict[str, str]
):
    """Kill -9 at a random instant of an answer; the next process answers what was left."""
    seed = int(os.environ.get("ENGAGE_SEED", "0")) or random.SystemRandom().randrange(10**6)
    print(f"seed {seed}, {KILLS} kills")
    dice = random.Random(seed)
    anna = slack.add_person("Anna")
    channels = [slack.add_channel(f"channel-{number}", anna) for number in range(3)]
    program = Program(slack, environment)
    await program.start()
    asked = 0
    try:
        for _ in range(KILLS):
            for channel in channels:
                await ask(slack, anna, channel, dice)
                asked += 1
            await asyncio.sleep(dice.random() * 1.5)
            await program.end(signal.SIGKILL)
            await program.start()
        await slack.until(
            lambda: all(
                len(answers(slack.ephemerals(anna, channel))) >= asked / len(channels)
                for channel in channels
            ),
            ANSWERED_S,
        )
    finally:
        await program.end(signal.SIGTERM)
    for channel in channels:
        shown = answers(slack.ephemerals(anna, channel))
        print(f"{channel.name}: {asked // len(channels)} asked, {len(shown)} answers shown")


async def test_a_graceful_stop_ends_what_it_began(slack: SlackDouble, environment: dict[str, str]):
    """SIGTERM in the middle of answers: they are finished before the process leaves."""
    anna = slack.add_person("Anna")
    channel = slack.add_channel("general", anna)
    program = Program(slack, environment)
    await program.start()
    await asyncio.gather(
        *(slack.command(anna, channel, "/engage", question) for question in QUESTIONS)
    )

    code = await program.end(signal.SIGTERM)

    assert code == 0
    assert len(answers(slack.ephemerals(anna, channel))) == len(QUESTIONS)
