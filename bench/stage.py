"""What every row stands on: stores in a folder of their own, a fake Slack, and the real app."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import redis.asyncio

from assistant.bootstrap import open_desk
from assistant.community.accounts import AccountRef, Platform
from assistant.platforms.sample import HANDLES
from assistant.settings import Settings
from assistant.storage.embedded import EmbeddedStores
from assistant.storage.migrations import migrate
from bench.load import SECRET, TEAM
from bench.process import APP_CORE, LOAD_CORE, Child, free_port, running

IDLE_S = 0.05
"""A process that uses less CPU than this in a second does nothing."""

SERVE = ("serve", "--no-worker")
ENGAGE = ("-c", "from assistant.cli import main; main()", *SERVE)
"""The real program; jobs are left out, since they cost what accounts are connected, not what a
command costs."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where things are.

    Attributes:
        folder: the data folder, its servers running as long as the stage stands.
        slack: a child that runs `bench.fake_slack`.
        http: for looking into fakes.
    """

    folder: Path
    database_url: str
    redis_url: str
    slack: Child
    http: aiohttp.ClientSession

    @property
    def serving(self) -> dict[str, str]:
        """The settings of an Engage on this stage, without a model."""
        return {
            "ENGAGE_DATA_DIR": str(self.folder),
            "SLACK_API_URL": f"{self.slack.url}/api/",
            "SLACK_BOT_TOKEN": "xoxb-bench",
            "SLACK_SIGNING_SECRET": SECRET,
        }

    async def forget(self) -> None:
        """Empty Redis: budgets and quotas are full again."""
        async with redis.asyncio.Redis.from_url(self.redis_url) as client:
            await client.flushall()

    async def connect_sample(self) -> None:
        """Connect the labelled sample community, and bring its records up to date."""
        settings = Settings.from_env({"ENGAGE_DATA_DIR": str(self.folder)})
        async with open_desk(settings) as desk:
            await desk.workspaces.ensure(TEAM, "Bench")
            account = await desk.connecting.watch(TEAM, AccountRef(Platform.SAMPLE, HANDLES[0]))
            await desk.syncing.refresh(account, max_age=timedelta(0), within_s=120)

    async def seen(self) -> dict[str, Any]:
        """What the fake Slack has seen."""
        async with self.http.get(f"{self.slack.url}/seen") as response:
            seen: dict[str, Any] = await response.json()
        return seen

    async def people_are(self, *, members: bool) -> None:
        """Make everybody a full member of the workspace, or a guest."""
        await self.http.post(f"{self.slack.url}/people", json={"members": members})


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """Set the stage; everything is gone when the block ends."""
    async with (
        stores() as (folder, servers),
        fake("bench.fake_slack") as slack,
        aiohttp.ClientSession() as http,
    ):
        assert servers.database_url
        assert servers.redis_url
        yield Stage(folder, servers.database_url, servers.redis_url, slack, http)


@asynccontextmanager
async def stores() -> AsyncIterator[tuple[Path, EmbeddedStores]]:
    """Stores in a folder of their own, with the schema in place, and gone when the block ends.

    Not below a home: as root, PostgreSQL's own user must be able to pass all folders above.
    """
    folder = Path(tempfile.mkdtemp(prefix="engage-bench-"))
    servers = EmbeddedStores(folder)
    try:
        await asyncio.to_thread(servers.start)
        assert servers.database_url
        await asyncio.to_thread(migrate, servers.database_url)
        yield folder, servers
    finally:
        await asyncio.to_thread(servers.stop)
        await asyncio.to_thread(shutil.rmtree, folder)


@asynccontextmanager
async def fake(module: str, env: Mapping[str, str] | None = None) -> AsyncIterator[Child]:
    """Run a fake in a process of its own, beside the load."""
    port = free_port()
    given = {"BENCH_PORT": str(port), **(env or {})}
    async with running(["-m", module], given, port, core=LOAD_CORE) as child:
        yield child


@asynccontextmanager
async def engage(
    stage: Stage, env: Mapping[str, str] | None = None, *, program: Sequence[str] = ENGAGE
) -> AsyncIterator[Child]:
    """Run `engage serve` until the block ends; ready when Slack has told it who it is and the
    model library is loaded: the start is measured elsewhere.
    """
    port = free_port()
    given = {**stage.serving, "ENGAGE_PORT": str(port), **(env or {})}
    async with running(program, given, port, core=APP_CORE) as child:
        await ready(stage.http, child)
        await idle(child)
        yield child


@asynccontextmanager
async def asgi(app: str, env: Mapping[str, str] | None = None) -> AsyncIterator[Child]:
    """Run a baseline by uvicorn, on the core where Engage runs."""
    port = free_port()
    arguments = ["-m", "uvicorn", app, "--port", str(port), "--log-level", "critical"]
    arguments += ["--no-access-log", "--backlog", "2048"]
    async with running(arguments, env or {}, port, core=APP_CORE) as child:
        yield child


async def idle(child: Child) -> None:
    """Wait until a process does nothing."""
    before = float("-inf")
    while (now := child.cpu_s()) - before > IDLE_S:
        before = now
        await asyncio.sleep(1)


async def ready(http: aiohttp.ClientSession, child: Child, within_s: float = 60) -> None:
    """Wait until `/readyz` says that everything the app stands on works."""
    async with asyncio.timeout(within_s):
        while True:
            async with http.get(f"{child.url}/readyz") as response:
                if response.status == 200:
                    return
            await asyncio.sleep(0.02)


def noise() -> str:
    """How busy this machine is with other things: what a reader needs to trust the figures."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
