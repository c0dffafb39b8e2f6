"""Two processes behind a balancer, each replaced while questions come in; and stores that go away
for longer than anybody waits: every question is answered once, or its asker is told.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import aiohttp
import pytest

from assistant.bootstrap import Desk, open_desk
from assistant.jobs import make_queue, put_accounts
from assistant.settings import Settings
from playground.clock import SystemClock
from playground.deliveries import HttpTransport, Kind, Reply
from playground.errors import Json
from playground.slack import SlackDouble
from playground.workspace import Channel, Message, Person
from tests import quick
from tests.integration.outages import (
    OutageStores,
    RetryClock,
    connect_sample,
    figures,
    no_trace,
    outage_stores,
    whole_answers,
    words_of,
)
from tests.integration.serving import Program
from tests.integration.test_killed_serve import runs_in
from tests.integration.test_many_workspaces import install
from tests.integration.two_teams import World, connect, two_teams

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

QUESTION = "how many replies did we get last week?"
EVERY_S = 0.25
"""Between two questions of one person."""
OPEN = 12
"""Private questions of one person that may wait at once; a slow machine asks more slowly."""
AWAY_S = float(os.environ.get("ENGAGE_AWAY_S", "6"))
"""How long a store stays away."""
WITHIN_S = 90.0


@dataclass
class Balancer:
    """What stands before several processes: the next one in turn, and another where nobody
    listens. What was not answered is tried again, as proxies are told to in docs/operations.md.
    """

    ways: list[HttpTransport]
    turn: int = 0
    again: int = 0

    async def send(self, kind: Kind, payload: Json, attempt: int, reason: str | None) -> Reply:
        self.turn = first = self.turn + 1  # others take their turns while this one waits
        for number in range(len(self.ways)):
            way = self.ways[(first + number) % len(self.ways)]
            reply = await way.send(kind, payload, attempt, reason)
            if reply.reason != "connection_failed":
                return reply
            self.again += 1
        return reply


@dataclass
class Asking:
    """Somebody who asks, privately and by mentions, until told to stop."""

    slack: SlackDouble
    anna: Person
    general: Channel
    replies: list[Reply] = field(default_factory=list)
    mentions: list[Message] = field(default_factory=list)

    async def go(self, until: asyncio.Event) -> None:
        while not until.is_set():
            if self.kept - len(set(runs_in(self.private()))) >= OPEN:
                await asyncio.sleep(EVERY_S)  # one conversation: one answer after another
                continue
            reply = await self.slack.command(self.anna, self.general, "/engage", QUESTION)
            self.replies.append(reply)
            if len(self.replies) % 3 == 0:
                self.mentions.append(self.slack.mention(self.anna, self.general, QUESTION))
            await asyncio.sleep(EVERY_S)

    @property
    def kept(self) -> int:
        return sum("Looking into it" in str(reply.body) for reply in self.replies)

    @property
    def refused(self) -> int:
        return sum("cannot reach its" in str(reply.body) for reply in self.replies)

    def private(self) -> list[Message]:
        return whole_answers(self.slack.ephemerals(self.anna, self.general))

    def under(self, asked: Message) -> list[Message]:
        return self.slack.thread(self.general, asked.ts)[1:]

    def more_than(self, count: int) -> bool:
        return len(self.private()) > count

    def settled(self) -> bool:
        """Whether everything has come to its end: an answer, or words that say so."""
        told = all(
            whole_answers(self.under(each)) or _told(self.under(each)) for each in self.mentions
        )
        return told and len(set(runs_in(self.private()))) >= self.kept

    def check(self) -> None:
        """Each question once."""
        shown = runs_in(self.private())
        assert len(shown) == len(set(shown)) == self.kept
        for each in self.mentions:
            assert len(whole_answers(self.under(each))) + _told(self.under(each)) == 1
        answers = [
            *self.private(),
            *(m for e in self.mentions for m in whole_answers(self.under(e))),
        ]
        assert len(figures(answers)) == 1
        no_trace(words_of(each) for each in self.slack.ephemerals(self.anna, self.general))


def _told(messages: list[Message]) -> bool:
    return any("Please try again" in words_of(each) for each in messages)


@asynccontextmanager
async def steadily(*askers: Asking) -> AsyncIterator[None]:
    """Ask all the while the block goes on, and come to an end."""
    until = asyncio.Event()
    going = [asyncio.create_task(each.go(until)) for each in askers]
    try:
        yield
    finally:
        until.set()
        await asyncio.gather(*going)


# -- two processes ------------------------------------------------------------------------


@pytest.fixture
async def pair() -> AsyncIterator[tuple[Asking, list[Program], Balancer]]:
    """Two processes on one pair of stores, behind a balancer."""
    with outage_stores() as stores:
        async with SlackDouble(limits=False) as slack, aiohttp.ClientSession() as http:
            await connect_sample(stores.environment, slack)
            anna = slack.add_person("Anna")
            programs = [Program(slack, stores.environment) for _ in range(2)]
            for each in programs:
                await each.start()
                await each.until_ready()
            balancer = Balancer(
                [
                    HttpTransport(
                        f"http://127.0.0.1:{each.port}/slack/events",
                        slack.signing_secret,
                        SystemClock(),
                        http,
                    )
                    for each in programs
                ]
            )
            slack.deliveries.transport = balancer
            try:
                yield Asking(slack, anna, slack.add_channel("general", anna)), programs, balancer
            finally:
                for each in programs:
                    await each.end(signal.SIGTERM)


async def test_a_rolling_restart_loses_no_question(
    pair: tuple[Asking, list[Program], Balancer],
) -> None:
    asking, programs, balancer = pair
    codes = []
    async with steadily(asking):
        for each in programs:
            codes.append(await each.end(signal.SIGTERM))
            await each.start()
            asking.slack.deliveries.transport = balancer  # a start delivers to itself
            await each.until_ready()
    await asking.slack.until(asking.settled, WITHIN_S)

    assert codes == [0, 0]
    assert [reply for reply in asking.replies if not reply.ok] == [], "nobody saw an error"
    assert asking.kept == len(asking.replies)
    asking.check()
    print(
        f"{asking.kept} private questions and {len(asking.mentions)} in threads during two "
        f"restarts, {balancer.again} deliveries went to the other process"
    )


# -- stores away for long -------------------------------------------------------------------


@pytest.fixture(scope="module")
def stores() -> Iterator[OutageStores]:
    with outage_stores() as stores:
        yield stores


@pytest.fixture(scope="module")
async def clock() -> RetryClock:
    return RetryClock()


@pytest.fixture(scope="module")
async def world(stores: OutageStores, clock: RetryClock) -> AsyncIterator[World]:
    """Two workspaces that installed it, each with an account, and a worker beside `serve`."""
    async with two_teams(stores, clock) as world:
        for team in (world.acme, world.brava):
            await install(world, team)
            await connect(stores, team)
        worker = await asyncio.create_subprocess_exec(
            *quick.engage(), "worker", env={"PATH": os.environ["PATH"], **stores.environment}
        )
        try:
            async with open_desk(Settings.from_env(stores.environment)) as desk:
                await read_again(desk, desk.clock())  # it is at work from now on
            yield world
        finally:
            worker.send_signal(signal.SIGTERM)
            code = await asyncio.wait_for(worker.wait(), 60)
        assert code == 0


@pytest.fixture
async def desk(stores: OutageStores) -> AsyncIterator[Desk]:
    async with open_desk(Settings.from_env(stores.environment)) as desk:
        yield desk


Act = Callable[[], Awaitable[None]]

WAYS: dict[str, Callable[[OutageStores], tuple[Act, Act]]] = {
    "PostgreSQL": lambda stores: (stores.stop_postgres, stores.start_postgres),
    "Redis": lambda stores: (stores.stop_redis, partial(stores.start_redis, emptied=True)),
}
"""How each goes away and comes back."""


async def read_again(desk: Desk, since: datetime) -> None:
    """Let jobs read every account anew, and wait for it."""
    queue = await make_queue(desk).open()
    await put_accounts(desk, queue)
    await queue.close()
    async with asyncio.timeout(WITHIN_S):
        while True:
            found = [
                each for w in await desk.workspaces.all() for each in await desk.accounts.all(w.id)
            ]
            if found and all(each.synced_at and each.synced_at > since for each in found):
                return
            await asyncio.sleep(0.2)


@pytest.mark.parametrize("what", WAYS)
async def test_a_store_away_for_long_under_a_steady_load(
    world: World, stores: OutageStores, clock: RetryClock, desk: Desk, what: str
) -> None:
    """For longer than Slack waits for anything. Jobs go on by themselves."""
    away, back = WAYS[what](stores)
    clock.hold()
    teams = (world.acme, world.brava)
    askers = [
        Asking(each.slack, each.anna, each.slack.add_channel(what.lower(), each.anna))
        for each in teams
    ]
    async with steadily(*askers):
        await asyncio.sleep(1)
        await away()
        await asyncio.sleep(AWAY_S)
        await back()
        returned, since = time.monotonic(), desk.clock()
        before = [len(each.private()) for each in askers]
        for each, n in zip(askers, before, strict=True):
            await each.slack.until(partial(each.more_than, n), WITHIN_S)
        first_s = time.monotonic() - returned
    clock.redeliver()
    for each in askers:
        await each.slack.until(each.settled, WITHIN_S)
    all_s = time.monotonic() - returned
    await read_again(desk, since)

    for each in askers:
        assert all(reply.ok for reply in each.replies), "Slack was answered within three seconds"
        assert each.kept + each.refused == len(each.replies)
        each.check()
    assert bool(sum(each.refused for each in askers)) is (what == "PostgreSQL")
    print(
        f"{what} away for {AWAY_S:.0f} s: {sum(len(each.replies) for each in askers)} private "
        f"questions ({sum(each.refused for each in askers)} refused in words), "
        f"{sum(len(each.mentions) for each in askers)} in threads; first answer {first_s:.1f} s "
        f"after it was back, the last {all_s:.1f} s"
    )
