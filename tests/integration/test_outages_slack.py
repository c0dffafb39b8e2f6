"""Slack answers 500, hangs or drops calls: answers come late, never get lost, nothing looks busy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import partial

import pytest

from playground.faults import Fault, FaultKind
from playground.workspace import Message
from tests.integration.outages import Scene, figures, no_trace, scene
from tests.proving import RUNS, throw_dice

QUESTION = "how many replies did we get last week?"
pytestmark = [pytest.mark.integration, pytest.mark.timeout(300 + 30 * RUNS)]

METHODS = (
    "*",
    "response_url",
    "chat.startStream",
    "chat.appendStream",
    "chat.stopStream",
    "chat.update",
    "chat.postMessage",
    "agents.sessions.setStatus",
)
KINDS: tuple[FaultKind, ...] = ("status", "error", "rate_limit", "drop", "drop_after")


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[Scene]:
    async with scene() as running:
        yield running


@pytest.fixture
def desk(running: Scene, request: pytest.FixtureRequest) -> Iterator[Scene]:
    """One program for all; each test has a person and a channel of its own."""
    yield running.elsewhere(f"room-{abs(hash(request.node.name)) % 10**6}")
    running.slack.faults.clear()
    running.slack.api.release()


@pytest.mark.parametrize("kind", ["status", "drop", "rate_limit"])
async def test_slack_out_of_order_for_a_while(desk: Scene, kind: FaultKind) -> None:
    """Its deliveries come, its Web API does not work: every question is answered afterwards."""
    fault = desk.slack.faults.add(Fault("*", kind, times=None))
    before = len(desk.slack.calls)
    asked = desk.mention(QUESTION)
    opened = await desk.command(f"public {QUESTION}")
    quiet = await desk.command(QUESTION)
    await desk.until(lambda: len(desk.slack.calls) >= before + 6)
    fault.times = 0
    await desk.until(
        lambda: (
            [len(desk.public(each)) for each in desk.slack.messages(desk.general)] == [1, 1]
            and desk.private()
            and desk.tidy()
        )
    )

    assert opened.ok
    assert quiet.ok
    assert len(desk.private()) == 1
    assert len(figures([*desk.private(), *desk.public(asked)])) == 1
    no_trace(desk.told())


async def test_slack_hanging_is_given_up_call_by_call(desk: Scene) -> None:
    """A call that hangs is dropped after ten seconds; the answer goes on by another way."""
    hanging = [
        desk.slack.faults.add(Fault(method, "hang", times=1))
        for method in ("chat.startStream", "agents.sessions.setStatus")
    ]
    asked = desk.mention(QUESTION)
    at = (desk.general.id, asked.ts)
    await desk.until(
        lambda: desk.public(asked) and at in desk.slack.workspace.sessions and desk.tidy()
    )

    assert [fault.times for fault in hanging] == [0, 0]
    assert len(desk.public(asked)) == 1


async def test_a_session_is_made_active_as_soon_as_slack_takes_it(desk: Scene) -> None:
    """The last call of an answer fails: it is tried again after the answer."""
    fault = desk.slack.faults.add(Fault("agents.sessions.setStatus", "status", times=None, skip=1))
    desk.slack.faults.add(Fault("chat.startStream", "error", error="channel_type_not_supported"))
    asked = desk.mention(QUESTION)
    await desk.until(lambda: desk.public(asked) and not desk.tidy())
    fault.times = 0

    await desk.until(desk.tidy)
    at = (desk.general.id, asked.ts)
    assert desk.slack.workspace.sessions[at].status == "active"
    assert len(desk.public(asked)) == 1, "the answer itself was not given again"


async def test_calls_cut_at_random(desk: Scene) -> None:
    """Some calls fail in some way, everywhere: answers may stand twice, but say the same."""
    dice = throw_dice()
    mentions: list[Message] = []
    for number in range(1, RUNS + 1):
        desk.slack.faults.add(
            Fault(
                dice.choice(METHODS),
                dice.choice(KINDS),
                times=dice.randint(1, 4),
                skip=dice.randint(0, 3),
            )
        )
        mentions.append(desk.mention(QUESTION))
        reply = await desk.command(QUESTION)
        assert reply.ok
        await asyncio.sleep(dice.random() * 0.3)
        if number % 5 == 0 or number == RUNS:
            await desk.until(partial(answered, desk, mentions, number))

    in_threads = [desk.public(each) for each in mentions]
    twice = sum(len(each) > 1 for each in in_threads)
    print(
        f"{RUNS} private answers and {len(desk.private()) - RUNS} shown again; {twice} in threads"
    )
    assert len(figures([*desk.private(), *(each for some in in_threads for each in some)])) == 1
    no_trace(desk.told())


def answered(desk: Scene, mentions: list[Message], count: int) -> bool:
    """Whether every question has its answer and no thread looks busy."""
    return (
        len(desk.private()) >= count and all(desk.public(each) for each in mentions) and desk.tidy()
    )
