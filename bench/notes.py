"""`python -m bench.notes [--workspaces N]`: weekly notes, all due at one minute.

Two workers on one PostgreSQL write them ahead and send them, beside a loop that does one workspace
after another. Exit 1 when one figure is over its budget.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg

from assistant.storage.database import Database
from assistant.storage.notes import PostgresNotes
from bench.lag import Lag
from bench.note_house import AHEAD, DUE, counts, fill, strike
from bench.pace import pace_of
from bench.process import family_cpu_s
from bench.rows import Row, table
from bench.stage import Stage, noise, staged

MANY = 10_000
WORKERS = 2
NAIVE = 100
"""Workspaces the loop is measured on: it does not get faster with more."""

WARM = 20

FIRST_S, SEND_S = 5.0, 0.03
"""Until workers look whether the hour has come, and what a note may take from then on: ten thousand
are there five minutes after their hour.
"""

LOOK_S = 0.25
"""A look counts all notes: often, it would cost more than a note."""


@dataclass(frozen=True, slots=True)
class Child:
    """One worker."""

    process: asyncio.subprocess.Process

    async def tell(self, line: str) -> Any:
        """Say something, and read its answer."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{line}\n".encode())
        await self.process.stdin.drain()
        return json.loads(await self.process.stdout.readline())


async def measure(many: int) -> list[Row]:
    """All rows."""
    async with staged() as stage:
        pace = await pace_of(stage)
        print(f"budgets in ms and s times {pace:.2f}: see bench/pace.py", file=sys.stderr)
        await asyncio.to_thread(fill, stage.database_url, many)
        async with _worker(stage) as alone:
            await alone.tell(f"naive {WARM}")
            naive = await alone.tell(f"naive {min(NAIVE, many)}")
        queued = await _queued(stage)
        async with _worker(stage) as one, _worker(stage) as two:
            rows = await _worked(stage, (one, two), many, naive)
    return [row.at_pace(pace) for row in (_queue_row(queued, many), *rows)]


def _queue_row(queued: float, many: int) -> Row:
    return Row.alone(f"{many:,} due at one minute, in the queue", "s", [queued], budget=5.0)


async def _queued(stage: Stage) -> float:
    """Seconds until everything that is due is in the queue."""
    database = Database(stage.database_url)
    try:
        began = time.perf_counter()
        await PostgresNotes(database).due(AHEAD, AHEAD + timedelta(minutes=10))
        return time.perf_counter() - began
    finally:
        await database.close()


async def _worked(
    stage: Stage, workers: tuple[Child, ...], many: int, naive: dict[str, float]
) -> list[Row]:
    for each in workers:
        await each.tell(f"naive {WARM}")  # what is loaded the first time is no note's cost
        await each.tell("stats")
    before = (await stage.seen())["calls"]["chat.postMessage"]
    server = int((stage.folder / "postgres" / "postmaster.pid").read_text().split()[0])
    server_s, idle = family_cpu_s(server), Lag()
    watching = asyncio.create_task(idle.watch())
    await asyncio.gather(*(each.tell("work") for each in workers))
    first_s = await _until(stage, "written", many // 2)
    halfway = [await each.tell("stats") for each in workers]
    wrote_s = first_s + await _until(stage, "written", many)
    for each in workers:
        await each.tell(f"at {DUE.isoformat()}")
    await asyncio.to_thread(strike, stage.database_url)
    sent_s = await _until(stage, "sent", many)
    watching.cancel()
    spent = Spent(
        wrote_s,
        sent_s,
        family_cpu_s(server) - server_s,
        halfway,
        [await each.tell("stats") for each in workers],
        idle.p99_ms(),
        (await stage.seen())["calls"]["chat.postMessage"] - before,
    )
    return _rows(spent, many, naive)


@dataclass(frozen=True, slots=True)
class Spent:
    """What all notes took: seconds until they were written, and from then on until they were sent;
    the server's CPU; what workers tell at half of the first and at the end; how late a loop came
    round that does nothing; messages.
    """

    wrote_s: float
    sent_s: float
    server_s: float
    halfway: Sequence[Mapping[str, float]]
    ended: Sequence[Mapping[str, float]]
    idle_ms: float
    messages: int


def _rows(spent: Spent, many: int, naive: Mapping[str, float]) -> list[Row]:
    used = [*spent.halfway, *spent.ended]
    cpu = sum(each["cpu_s"] for each in used) / many * 1e3
    lag = max(each["lag_ms"] for each in used)
    both = zip(spent.halfway, spent.ended, strict=True)
    grown = max(b["rss_mb"] / a["rss_mb"] for a, b in both)
    took = ((spent.wrote_s + spent.sent_s) / many * 1e3, naive["s"] * 1e3)
    ahead, after = (DUE - AHEAD).total_seconds() / 60, (FIRST_S + many * SEND_S) / 60
    return [
        Row.alone("CPU of a note, written and sent", "ms", [cpu], budget=15.0),
        Row.alone("  in the loop, written and posted", "ms", [naive["cpu_s"] * 1e3]),
        Row.alone("  PostgreSQL's, beside it", "ms", [spent.server_s / many * 1e3]),
        Row.beside("a note, beside the loop", "ms", [took], budget=1.0),
        Row.alone("loop lag, 99th percentile", "ms", [lag], budget=10.0),
        Row.alone("  of a process that does nothing", "ms", [spent.idle_ms]),
        Row.alone("memory, end to halfway", "x", [grown], budget=1.1),
        Row.alone("all of them written ahead", "min", [spent.wrote_s / 60], budget=ahead),
        Row.alone("all of them sent", "min", [spent.sent_s / 60], budget=after),
        Row.alone("messages each", "", [spent.messages / many], budget=2.0),
    ]


async def _until(stage: Stage, state: str, many: int) -> float:
    """Seconds until so many notes are in a state, or beyond it."""
    began = time.perf_counter()
    with psycopg.connect(stage.database_url, autocommit=True) as looking:
        while True:
            found = await asyncio.to_thread(counts, looking)
            done = found.get("sent", 0) + (found.get("written", 0) if state == "written" else 0)
            if done >= many:
                return time.perf_counter() - began
            await asyncio.sleep(LOOK_S)


@asynccontextmanager
async def _worker(stage: Stage) -> AsyncIterator[Child]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.note_worker",
        env={**os.environ, **stage.serving, "ENGAGE_LOG_LEVEL": "error"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout
        await process.stdout.readline()
        yield Child(process)
    finally:
        process.kill()
        await process.wait()


def main() -> int:
    """Measure, print, and tell whether everything is within its budget."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workspaces", type=int, default=MANY)
    rows = asyncio.run(measure(options.parse_args().workspaces))
    print(table(rows))
    print(noise())
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
