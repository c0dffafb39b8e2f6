"""PostgreSQL or Redis goes away in the middle of answers, and comes back: no question is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import pytest

from assistant.errors import StoreUnavailable
from assistant.explain import explain
from playground.workspace import Message
from tests.integration.outages import OutageStores, Scene, figures, no_trace, scene, words_of
from tests.proving import RUNS, throw_dice

QUESTION = "how many replies did we get last week?"
"""Its figure does not change while a test runs: any two answers must say the same."""

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300 + 30 * RUNS)]

Act = Callable[[], Awaitable[None]]


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[Scene]:
    async with scene() as running:
        yield running


@pytest.fixture
def desk(running: Scene, request: pytest.FixtureRequest) -> Scene:
    """One program for all; each test has a person and a channel of its own."""
    return running.elsewhere(f"room-{abs(hash(request.node.name)) % 10**6}")


async def test_postgres_gone_in_the_middle_of_answers(desk: Scene) -> None:
    """What was committed is answered once; what could not be committed is told so at once."""
    early = desk.mention(QUESTION)
    begun = await desk.command(QUESTION)
    await desk.stores.stop_postgres()
    refused = await desk.command(QUESTION)
    listed = await desk.command("accounts")
    late = desk.mention(QUESTION)
    await desk.tries(2)
    await desk.stores.start_postgres()
    desk.clock.redeliver()
    await desk.until(
        lambda: desk.private() and desk.public(early) and desk.public(late) and desk.tidy()
    )

    assert begun.ok
    assert refused.ok, "Slack was answered within its three seconds"
    assert "cannot reach its database" in str(refused.body)
    assert listed.ok
    assert explain(StoreUnavailable("PostgreSQL")) in desk.told(), "asked for the accounts"
    assert [len(desk.private()), len(desk.public(early)), len(desk.public(late))] == [1, 1, 1]
    no_trace([str(refused.body), *desk.told()])


async def test_after_slacks_last_try_the_person_is_told_in_the_thread(desk: Scene) -> None:
    """PostgreSQL stays away for longer than Slack delivers an event again."""
    await desk.stores.stop_postgres()
    desk.clock.redeliver()
    asked = desk.mention(QUESTION)
    chat = desk.slack.say(desk.anna, desk.general, "lunch?")
    desk.slack.say(desk.anna, desk.general, "yes please", thread_ts=chat.ts)
    await desk.until(lambda: desk.thread(asked))
    await desk.slack.deliveries.settled()

    assert "cannot reach its database" in words_of(desk.thread(asked)[0])
    assert len(desk.thread(chat)) == 1, "threads of others are left in peace"
    await desk.stores.start_postgres()


async def test_a_frozen_postgres_is_told_within_slacks_three_seconds(desk: Scene) -> None:
    """It takes connections and says nothing. Afterwards all is as before."""
    async with desk.stores.frozen_postgres():
        refused = await desk.command(QUESTION)
    asked = desk.mention(QUESTION)
    await desk.until(lambda: desk.public(asked))

    assert refused.ok, refused
    assert "cannot reach its database" in str(refused.body)


@pytest.mark.parametrize("emptied", [False, True], ids=["kept", "emptied"])
async def test_redis_gone_in_the_middle_of_answers(desk: Scene, emptied: bool) -> None:
    """Each person is told that it takes longer, and gets the answer when Redis is back."""
    early = desk.mention(QUESTION)
    await desk.command(QUESTION)
    await desk.stores.stop_redis()
    asked = await desk.command(QUESTION)
    late = desk.mention(QUESTION)
    helped = await desk.command("help")
    await desk.until(lambda: any("short-term memory" in each for each in desk.told()))
    await desk.stores.start_redis(emptied=emptied)
    await desk.until(
        lambda: (
            len(desk.private()) == 2 and desk.public(early) and desk.public(late) and desk.tidy()
        )
    )

    assert asked.ok
    assert helped.ok
    assert [len(desk.public(early)), len(desk.public(late))] == [1, 1]
    assert len(figures([*desk.private(), *desk.public(early), *desk.public(late)])) == 1
    no_trace(desk.told())


async def test_a_thread_is_known_after_redis_was_emptied(desk: Scene) -> None:
    """A follow-up without a mention is answered."""
    asked = desk.mention(QUESTION)
    await desk.until(lambda: desk.public(asked))
    await desk.stores.stop_redis()
    await desk.stores.start_redis(emptied=True)
    desk.slack.say(desk.anna, desk.general, "how many likes last week?", thread_ts=asked.ts)

    await desk.until(lambda: len(desk.public(asked)) == 2)
    first, second = map(words_of, desk.public(asked))
    assert "replies" in first
    assert "likes" in second


async def test_stores_taken_away_at_random_instants(desk: Scene) -> None:
    """Again and again, for up to a second: every question ends in one answer or in a refusal."""
    dice = throw_dice()
    desk.clock.redeliver()
    mentions: list[Message] = []
    kept = refused = 0
    for number in range(1, RUNS + 1):
        mentions.append(desk.mention(QUESTION))
        replies = asyncio.gather(desk.command(QUESTION), desk.command(QUESTION))
        await asyncio.sleep(dice.random() * 0.7)
        away, back = dice.choice(outages(desk.stores))
        await away()
        third = await desk.command(QUESTION)
        await asyncio.sleep(dice.random())
        await back()
        for reply in (*await replies, third):
            taken = "Looking into it" in str(reply.body)
            assert reply.ok, reply
            assert taken or "cannot reach its" in str(reply.body), reply
            kept, refused = kept + taken, refused + (not taken)
        if number % 5 == 0 or number == RUNS:
            await desk.until(partial(settled, desk, mentions, kept))

    shown = [*desk.private(), *(each for asked in mentions for each in desk.public(asked))]
    print(f"{kept} kept and {refused} refused; {len(desk.private())} answers shown privately")
    assert all(len(desk.public(each)) + told_to_ask_again(desk, each) == 1 for each in mentions)
    assert len(figures(shown)) == 1
    no_trace(desk.told())


def outages(stores: OutageStores) -> list[tuple[Act, Act]]:
    """Ways to take a store away, each with the way back."""
    return [
        (stores.stop_postgres, stores.start_postgres),
        (stores.stop_redis, stores.start_redis),
        (stores.stop_redis, partial(stores.start_redis, emptied=True)),
    ]


def settled(desk: Scene, mentions: list[Message], kept: int) -> bool:
    """Whether everything that was taken is answered, and every other one told to ask again."""
    ended = all(desk.public(each) or told_to_ask_again(desk, each) for each in mentions)
    return len(desk.private()) >= kept and ended and desk.tidy()


def told_to_ask_again(desk: Scene, asked: Message) -> bool:
    """Whether all of Slack's tries fell into outages: late ones come at once in this test."""
    return any("Please try again" in words_of(each) for each in desk.thread(asked))
