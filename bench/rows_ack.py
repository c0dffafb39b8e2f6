"""The ack of a command: CPU beside a lean app, latency on one connection, calls in its way.

Answers must not be counted with acks. So each command is committed once, refused ("guests get one
sentence"), and then sent again and again with the same trigger id: it goes the whole way of an
ack, its insert included, which finds the row and starts no answer. Latency is measured with new
commands, half a dozen a second apart from any answer.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg

from bench.load import all_taken, commands, quantile, send
from bench.process import Child
from bench.rows import Row
from bench.stage import Stage, asgi, engage

CONNECTIONS = 16
KNOWN = 200
"""Commands that are sent again and again."""

PACE_S = 0.05
"""Seconds between two commands when latency is measured: the refusal of one is over by the next."""

SENT_AGAIN = (
    "Commands known by their trigger id: the whole way of an ack, the insert included, which finds "
    "its row; no answer starts. The insert's share is a lean app with it less a lean app without."
)


@dataclass(frozen=True, slots=True)
class Targets:
    """What is compared, all of it running."""

    lean: Child
    inserting: Child
    bolt: Child
    engage: Child


async def ack_rows(stage: Stage, rounds: int, count: int) -> list[Row]:
    """Measure everything about acks.

    Args:
        count: commands a round sends to each target, at least 200.
    """
    await stage.people_are(members=False)
    async with _targets(stage) as targets:
        await _prime(stage, targets)
        return [
            *await _cpu(stage, targets, rounds, count),
            *await _latency(stage, targets, rounds),
            *await _calls(stage, targets.engage),
        ]


@asynccontextmanager
async def _targets(stage: Stage) -> AsyncIterator[Targets]:
    database = {"DATABASE_URL": stage.database_url}
    async with (
        engage(stage) as app,
        asgi("bench.lean:app") as lean,
        asgi("bench.lean_insert:app", database) as inserting,
        asgi("bench.bare_bolt:app") as bolt,
    ):
        yield Targets(lean, inserting, bolt, app)


async def _prime(stage: Stage, targets: Targets) -> None:
    """Commit what is sent again later, and wait until every refusal has been shown."""
    known = commands(range(KNOWN), stage.slack.url)
    all_taken(await send(targets.engage.port, known, connections=4))
    async with asyncio.timeout(60):
        while len((await stage.seen())["answered"]) < KNOWN:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)
    for child in (targets.lean, targets.inserting, targets.bolt):
        all_taken(await send(child.port, known, connections=CONNECTIONS))


async def _cpu(stage: Stage, targets: Targets, rounds: int, count: int) -> list[Row]:
    each = {"lean": targets.lean, "inserting": targets.inserting}
    each |= {"bolt": targets.bolt, "engage": targets.engage}
    spent: dict[str, list[float]] = {name: [] for name in each}
    for number in range(rounds):
        for name in list(each)[:: -1 if number % 2 else 1]:
            spent[name].append(await _us_per_command(stage, each[name], count))
    lean, engaged = spent["lean"], spent["engage"]
    inserts = [with_it - lean[n] for n, with_it in enumerate(spent["inserting"])]
    rest = [(whole - inserts[n], lean[n]) for n, whole in enumerate(engaged)]
    return [
        Row.beside("ack: CPU of a command, all of it", "us", list(zip(engaged, lean, strict=True))),
        Row.beside("  the one insert", "us", list(zip(inserts, lean, strict=True))),
        Row.beside("  the rest, beside lean", "us", rest, budget=3, note=SENT_AGAIN),
        Row.beside(
            "  (bare Bolt, processing before its response)",
            "us",
            list(zip(spent["bolt"], lean, strict=True)),
        ),
    ]


async def _us_per_command(stage: Stage, child: Child, count: int) -> float:
    known = commands(range(KNOWN), stage.slack.url)
    requests = known * (count // KNOWN)
    before = child.cpu_s()
    all_taken(await send(child.port, requests, connections=CONNECTIONS))
    return (child.cpu_s() - before) / len(requests) * 1e6


async def _latency(stage: Stage, targets: Targets, rounds: int, count: int = 60) -> list[Row]:
    """New commands, each of them committed, on one connection."""
    new = itertools.count(KNOWN)
    halves: list[tuple[float, float]] = []
    for _ in range(rounds):
        half = []
        for child in (targets.engage, targets.inserting):
            requests = commands(itertools.islice(new, count), stage.slack.url)
            taken = all_taken(await send(child.port, requests, pause_s=PACE_S))
            half.append(quantile(taken, 0.5) * 1000)
        halves.append((half[0], half[1]))
    return [
        Row.alone("ack: p50 on one connection", "ms", [one for one, _ in halves], budget=3),
        Row.alone("  (lean with the insert)", "ms", [other for _, other in halves]),
    ]


async def _calls(stage: Stage, app: Child, tries: int = 3) -> list[Row]:
    """Count what an ack asks of Slack, and of PostgreSQL by PostgreSQL's own log.

    The least of a few tries counts: now and then Engage looks for abandoned runs meanwhile.
    """
    calls, statements = [], []
    for _ in range(tries):
        requests = commands(range(KNOWN), stage.slack.url)
        before, said = await stage.seen(), await asyncio.to_thread(_statements, stage, "all")
        all_taken(await send(app.port, requests, connections=CONNECTIONS))
        statements.append((await asyncio.to_thread(_statements, stage, "none") - said) / KNOWN)
        asked = (await stage.seen())["calls"]
        calls.append((sum(asked.values()) - sum(before["calls"].values())) / KNOWN)
    return [
        Row.alone("ack: calls to Slack (auth.test and all others)", "", [min(calls)], budget=0),
        Row.alone("ack: statements, the insert's included", "", [min(statements)], budget=1),
    ]


def _statements(stage: Stage, logged: str) -> int:
    """Make PostgreSQL log "all" statements or "none"; how many of others its log holds so far."""
    with psycopg.connect(stage.database_url, autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET log_statement = '{logged}'")
        connection.execute("SELECT pg_reload_conf() AS bench")
    log = (stage.folder / "postgres.log").read_text(encoding="utf-8", errors="replace")
    said = [line for line in log.splitlines() if "LOG:  execute" in line or "statement:" in line]
    return sum("ALTER SYSTEM" not in line and "AS bench" not in line for line in said)
