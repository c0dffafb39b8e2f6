"""kill -9 of the worker between approval and confirmation, on the real PostgreSQL and before the
real server: at every step it takes, and after any byte it sends or is sent. Each reply ends
published, and is there once.

20 runs by default; `make prove` sets ENGAGE_RUNS to 200. The seed is printed; ENGAGE_SEED sets it.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from assistant.community.drafts import Draft, DraftState
from assistant.storage.database import Database
from tests.integration.network import World
from tests.integration.publishing_house import SYSTEM_KEY, TEAM, open_house
from tests.integration.publishing_proxy import Cut
from tests.integration.publishing_stage import RUNS, Stage, cuts, stage, throw_dice

pytestmark = [pytest.mark.integration, pytest.mark.network, pytest.mark.timeout(300 + 20 * RUNS)]


@dataclass
class Workers:
    """The process that forks workers. `going` is the one at work."""

    process: asyncio.subprocess.Process
    going: int | None = None

    async def heard(self, word: str) -> int:
        """The number after a word it says."""
        assert self.process.stdout
        while True:
            line = (await asyncio.wait_for(self.process.stdout.readline(), 60)).decode().split()
            assert line, "it ended by itself"
            if line[0] == word:
                return int(line[1]) if len(line) > 1 else 0

    async def work(self, draft: Draft, step: int) -> int:
        """One worker with one draft; its exit code."""
        assert self.process.stdin
        self.process.stdin.write(f"{TEAM} {draft.id} {step}\n".encode())
        self.going = await self.heard("worker")
        code = await self.heard("ended")
        self.going = None
        return code

    def kill(self) -> None:
        """From outside, at once."""
        if self.going is not None:
            os.kill(self.going, signal.SIGKILL)


@asynccontextmanager
async def workers(environment: dict[str, str]) -> AsyncIterator[Workers]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.integration.publishing_worker",
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    made = Workers(process)
    try:
        await made.heard("ready")
        yield made
    finally:
        process.kill()
        await process.wait()


@pytest.fixture
async def place(database: Database, world: World) -> AsyncIterator[Stage]:
    async with stage(await open_house(database), world, RUNS + 1) as made:
        yield made


@pytest.fixture
async def crew(place: Stage, database_url: str, redis_url: str) -> AsyncIterator[Workers]:
    environment = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "ENGAGE_SECRET_KEY": SYSTEM_KEY,
        "BLUESKY_PUBLIC_URL": place.proxy.url,
        "BLUESKY_SERVICE_URL": place.proxy.url,
    }
    async with workers(environment) as made:
        yield made


async def killed(place: Stage, crew: Workers, run: int, *, step: int, cut: Cut | None) -> str:
    """One run: approve, let a worker die, let another find it. What it went through."""
    question = place.questions[run]
    place.proxy.begin(None)
    draft = await place.draft(question)
    place.proxy.begin(cut)
    code = await crew.work(draft, step)
    place.proxy.begin(None)
    left = await place.house.now(draft)
    await place.house.later(place.publishing, minutes=1)
    done = await place.settle(draft)
    posts = (await place.replies())[question.uri]
    story = ">".join((await place.house.story(draft))[2:])
    where = f"{cut}" if cut else f"step {step}"
    print(
        f"run {run:3} {where:38} exit {code:3} left {left.state.value:9} {story:52} {done.state} "
        f"posts {posts}"
    )
    assert (done.state, posts) == (DraftState.PUBLISHED, 1), f"run {run}, {where}"
    assert (await place.house.inbox.get(TEAM, draft.item_id)).answer_url == done.url
    return f"{left.state.value} {code}"


async def test_killed_anywhere_each_reply_is_published_once(place: Stage, crew: Workers) -> None:
    dice = throw_dice()
    sizes = await place.sizes(place.questions[-1])
    place.proxy.on_cut = crew.kill
    ends: Counter[str] = Counter()
    step, steps, inside = 0, 0, iter(cuts(dice, sizes, RUNS))
    for run in range(RUNS):
        if run % 2:
            ends[await killed(place, crew, run, step=-1, cut=next(inside))] += 1
            continue
        seen = await killed(place, crew, run, step=step, cut=None)
        ends[seen] += 1
        steps = max(steps, step)
        # after the last step from the first again
        step = 0 if seen.endswith(" 0") else step + stride(dice)
    print(f"{RUNS} runs, steps 0 to {steps}: {dict(ends)}")
    assert sum(count for end, count in ends.items() if end.endswith("-9")) >= RUNS * 0.7


def stride(dice: random.Random) -> int:
    """Every step where there are runs enough."""
    return 1 if RUNS >= 100 else dice.randrange(1, 7)
