"""The real program under test: `engage serve` as a process, Slack's double before it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import randbelow

import aiohttp

from playground.slack import SlackDouble
from tests import quick

ENGAGE = Path(sys.executable).parent / "engage"
"""The installed program."""
START_S = 60.0


def free_port() -> int:
    """A port for a program that may end and start again: below those that the system gives out by
    itself (from 32,768 on), or another program's connection could have it in between.
    """
    while True:
        port = 20_000 + randbelow(12_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass
class Program:
    """`engage serve`. Started, killed and started again at will.

    Args:
        log: where what it writes goes; None for where ours goes.
        installed: run the installed program itself, not a fork of what is loaded already.
    """

    slack: SlackDouble
    environment: Mapping[str, str]
    arguments: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    log: Path | None = None
    installed: bool = False
    child: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Run it until it accepts connections, and deliver to it."""
        env = {
            "PATH": os.environ["PATH"],
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": self.slack.api_url,
            "ENGAGE_PORT": str(self.port),
            "ENGAGE_LOG_LEVEL": "warning",
            **self.environment,
        }
        command = (str(ENGAGE),) if self.installed else quick.engage()
        with self.log.open("ab") if self.log else nullcontext() as out:
            self.child = await asyncio.create_subprocess_exec(
                *command, "serve", *self.arguments, env=env, stdout=out, stderr=out
            )
        async with asyncio.timeout(START_S):
            while not await self._accepts():
                assert self.child.returncode is None, "it ended by itself"
                await asyncio.sleep(0.05)
        if "--socket" in self.arguments:
            self.slack.deliver_by_socket()
        else:
            self.slack.deliver_to(f"http://127.0.0.1:{self.port}/slack/events")

    async def until_ready(self) -> None:
        """Wait until it says that it has all it needs: its stores, and who it is in Slack."""
        async with asyncio.timeout(START_S):
            while True:
                if not await self.missing():
                    return
                await asyncio.sleep(0.05)

    async def missing(self) -> set[str]:
        """What it says that it still waits for."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.port}/readyz") as answer,
        ):
            state = await answer.json()
            assert (answer.status == 200) is all(state.values())
            return {name for name, there in state.items() if not there}

    async def _accepts(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True

    async def end(self, number: signal.Signals) -> int:
        """Send a signal and wait for the end; its exit code."""
        assert self.child
        if self.child.returncode is None:
            self.child.send_signal(number)
        code = await asyncio.wait_for(self.child.wait(), 60)
        async with asyncio.timeout(START_S):  # what stood in front is gone at once when killed
            while True:
                if not await self._accepts():
                    return code
                await asyncio.sleep(0.01)


@asynccontextmanager
async def serving(
    slack: SlackDouble, environment: Mapping[str, str], *arguments: str
) -> AsyncIterator[Program]:
    """A running program, ended in the end."""
    program = Program(slack, environment, arguments)
    await program.start()
    try:
        yield program
    finally:
        await program.end(signal.SIGTERM)
