"""Workers with one draft each, before the real server, that die at a step or at a byte."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from assistant.community.drafts import Draft
from assistant.desk.publishing import Publishing
from tests import quick
from tests.integration.publishing_house import SYSTEM_KEY, TEAM, House
from tests.integration.publishing_proxy import Cut, CuttingProxy
from tests.proving import RUNS


class Struck(Protocol):
    """A workspace that writes through a proxy, on which workers die."""

    house: House
    proxy: CuttingProxy

    @property
    def publishing(self) -> Publishing: ...

    async def settle(self, draft: Draft) -> Draft:
        """What the minutes after a failure bring."""
        ...


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
async def workers(
    place: Struck, database_url: str, redis_url: str, *, settings: Mapping[str, str] | None = None
) -> AsyncIterator[Workers]:
    """A crew for what is on a stage; a cut of its proxy kills who is at work.

    Args:
        settings: how the program finds the platform; None for Bluesky behind the proxy.
    """
    bluesky = dict.fromkeys(("BLUESKY_PUBLIC_URL", "BLUESKY_SERVICE_URL"), place.proxy.url)
    environment = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "ENGAGE_SECRET_KEY": SYSTEM_KEY,
        **(bluesky if settings is None else settings),
    }
    process = await asyncio.create_subprocess_exec(
        *quick.module("tests.integration.publishing_worker"),
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    made = Workers(process)
    place.proxy.on_cut = made.kill
    try:
        await made.heard("ready")
        yield made
    finally:
        process.kill()
        await process.wait()


@dataclass(frozen=True)
class Death:
    """What became of a draft whose worker died: its exit code, how it was left, and how another
    one that found it left it.
    """

    where: str
    code: int
    left: Draft
    done: Draft

    def __str__(self) -> str:
        return f"{self.where:38} exit {self.code:3} left {self.left.state.value:9}"


async def die(place: Struck, crew: Workers, draft: Draft, *, step: int, cut: Cut | None) -> Death:
    """Let a worker die with a draft at a step (-1: none) or at a cut, and another find it."""
    place.proxy.begin(cut)
    code = await crew.work(draft, step)
    place.proxy.begin(None)
    left = await place.house.now(draft)
    await place.house.later(place.publishing, minutes=1)
    done = await place.settle(draft)
    return Death(f"{cut}" if cut else f"step {step}", code, left, done)


def stride(dice: random.Random) -> int:
    """Every step where there are runs enough."""
    return 1 if RUNS >= 100 else dice.randrange(1, 7)
