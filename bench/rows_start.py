"""From exec to the first ack, acks while the model library is imported, and memory.

The data folder is warm: it was used before, but its servers are stopped, as after a deployment.
Beside it: a lean app that imports LangChain before it listens, as most do.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import Sent, command, send
from bench.process import Child, free_port, running
from bench.rows import Row
from bench.stage import ENGAGE, Stage, fake

MODEL = {"OPENAI_API_KEY": "bench", "ENGAGE_MODEL": "wait-0"}
BETWEEN_S = 0.01
"""Seconds between two commands while the library is imported."""

QUIET_S = 1.0
"""The import is over when the process used less than a quarter of a core for this long: the
commands that are sent meanwhile cost it about an eighth."""

WITHIN_S = 60
AGAIN = 900_000
"""The number of the command that is sent again and again: it is answered once, in the first
start, and only acknowledged afterwards."""


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds to the first ack, worst ack in ms until all is loaded, MB then."""

    first_s: float
    worst_ms: float
    rss_mb: float


async def start_rows(stage: Stage, rounds: int) -> list[Row]:
    """Measure starts."""
    await stage.people_are(members=True)
    folder = Path(tempfile.mkdtemp(prefix="engage-bench-"))
    try:
        async with fake("bench.fake_model") as model:
            env = {**MODEL, "OPENAI_BASE_URL": f"{model.url}/v1"}
            ours = {**stage.serving, **env, "ENGAGE_DATA_DIR": str(folder)}
            await _start(stage, "engage", ours)  # makes the folder's databases
            starts = [
                (await _start(stage, "engage", ours), await _start(stage, "lean", env))
                for _ in range(rounds)
            ]
    finally:
        await asyncio.to_thread(shutil.rmtree, folder)
    return [
        Row(
            "start: exec to first ack",
            sorted(ours.first_s for ours, _ in starts)[rounds // 2],
            "s",
            sorted(lean.first_s for _, lean in starts)[rounds // 2],
            budget=1,
            note="Its PostgreSQL and Valkey are started, too. Beside it: a lean app that imports "
            "LangChain before it listens.",
        ),
        Row.alone(
            "  worst ack while the model library is imported",
            "ms",
            [ours.worst_ms for ours, _ in starts],
            budget=150,
        ),
        Row(
            "  memory with everything loaded, after an answer",
            max(ours.rss_mb for ours, _ in starts),
            "MB",
            max(lean.rss_mb for _, lean in starts),
            budget=300,
        ),
    ]


async def _start(stage: Stage, name: str, env: Mapping[str, str]) -> Start:
    async with _started(name, env) as child:
        again = command(AGAIN, stage.slack.url)
        first = await _first_ack(child, again)
        # Lean would answer each of these, and it has imported everything by now.
        worst = await _worst_ack(child, again) if name == "engage" else 0.0
        await _answered(stage, child)
        return Start(first - child.started_at, worst * 1000, child.rss_mb())


@asynccontextmanager
async def _started(name: str, env: Mapping[str, str]) -> AsyncIterator[Child]:
    """A process that was just started, on any core; it may not listen yet."""
    port = free_port()
    lean = ["-m", "uvicorn", "bench.lean_agent:app", "--port", str(port), "--log-level", "critical"]
    given = {**env, "ENGAGE_PORT": str(port)}
    arguments = ENGAGE if name == "engage" else lean
    async with running(arguments, given, port, core=None, listening=False) as child:
        yield child


async def _first_ack(child: Child, request: bytes) -> float:
    """When a command was acknowledged for the first time (monotonic clock)."""
    end = time.monotonic() + WITHIN_S
    while time.monotonic() < end:
        (sent,) = await send(child.port, [request])
        if sent.took is not None:
            return sent.at + sent.took
        await asyncio.sleep(0.002)
    raise TimeoutError("no ack")


async def _worst_ack(child: Child, request: bytes) -> float:
    """The longest ack until the process has nothing to do but these."""
    worst, since, used = 0.0, time.monotonic(), child.cpu_s()
    while True:
        taken: list[Sent] = await send(child.port, [request] * 20, pause_s=BETWEEN_S)
        worst = max(worst, *(each.took or float("inf") for each in taken))
        now = time.monotonic()
        if now - since > QUIET_S:
            if child.cpu_s() - used < (now - since) / 4:
                return worst
            since, used = now, child.cpu_s()


async def _answered(stage: Stage, child: Child) -> None:
    """Ask something new, and wait for the answer."""
    number = AGAIN + 1 + child.pid
    await send(child.port, [command(number, stage.slack.url)])
    async with asyncio.timeout(WITHIN_S):
        while str(number) not in (await stage.seen())["answered"]:  # noqa: ASYNC110 - elsewhere
            await asyncio.sleep(0.05)
