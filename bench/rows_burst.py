"""500 commands at once, each answered by a model that takes two seconds; and SIGTERM in the middle.

Twice: with the agent replaced by a wait of two seconds and a fixed answer, on both sides, which
leaves what Engage itself does (lean also with the one insert that commits a run); and with the
whole agent beside lean that runs bare `create_agent` against the same model. No two commands share
a private conversation, in which answers wait for each other.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass

import psycopg

from bench.load import Sent, all_taken, commands, quantile, send
from bench.process import Child
from bench.rows import Row
from bench.stage import SERVE, Stage, asgi, engage, fake

Targets = Sequence[AbstractAsyncContextManager[Child]]
"""Engage and what it is set beside, not started yet."""

WAITING = ("-m", "bench.engage_waiting", *SERVE)
BURST = 500
MODEL_S = 2
WARM = 20
CONNECTIONS = BURST
DONE_S = 180
CUT = 120
"""Commands in the burst that is cut by SIGTERM."""

AFTER_CUT_S = 90
"""A lease of 30 seconds, the look for abandoned runs every ten, and the answers themselves."""


@dataclass(frozen=True, slots=True)
class Burst:
    """One burst: p99 of acks and of answers, in ms; `cpu_ms` of one command with its answer."""

    ack_ms: float
    done_ms: float
    cpu_ms: float


async def burst_rows(stage: Stage, rounds: int) -> list[Row]:
    """Measure bursts, then cut one."""
    await stage.people_are(members=True)
    async with fake("bench.fake_model") as model:
        env = {
            "OPENAI_BASE_URL": f"{model.url}/v1",
            "OPENAI_API_KEY": "bench",
            "ENGAGE_MODEL": f"wait-{MODEL_S}",
        }
        return [*await _bursts(stage, env, rounds), *await _cut(stage, env)]


async def _bursts(stage: Stage, env: dict[str, str], rounds: int) -> list[Row]:
    """Rows of both pairs. A pair runs alone: even a process that waits costs the others."""
    wait = {"BENCH_WAIT_S": str(MODEL_S)}
    numbers = itertools.count(100_000)
    inserting = {**wait, "DATABASE_URL": stage.database_url}
    waiting = (
        engage(stage, wait, program=WAITING),
        asgi("bench.lean_insert:app", inserting),
        asgi("bench.lean:app", wait),
    )
    path = await _rounds(stage, waiting, 2 * rounds, numbers)
    agents = engage(stage, env), asgi("bench.lean_agent:app", env)
    return [*_path_rows(path), *_agent_rows(await _rounds(stage, agents, rounds, numbers))]


async def _rounds(
    stage: Stage, targets: Targets, rounds: int, numbers: Iterator[int]
) -> list[list[Burst]]:
    """Bursts of all targets, round by round; the order turns around each time."""
    seen: list[list[Burst]] = []
    async with AsyncExitStack() as stack:
        children = [await stack.enter_async_context(target) for target in targets]
        for child in children:
            await _burst(stage, child, list(itertools.islice(numbers, WARM)))
        for number in range(rounds):
            turned = children[::-1] if number % 2 else children
            bursts = {
                child: await _burst(stage, child, list(itertools.islice(numbers, BURST)))
                for child in turned
            }
            seen.append([bursts[child] for child in children])
    return seen


def _path_rows(seen: Sequence[Sequence[Burst]]) -> list[Row]:
    note = (
        "Engage's own way, with the agent replaced by what lean does: a wait of "
        f"{MODEL_S} s and a fixed answer. Lean commits the run before its ack, too."
    )
    name = f"burst of {BURST}, {MODEL_S} s model"
    return [
        Row.beside(f"{name}: p99 of acks", "ms", _beside(seen, "ack_ms"), budget=2, note=note),
        Row.beside("  p99 of answers", "ms", _beside(seen, "done_ms"), budget=1.2),
        Row.beside("  CPU of a command", "ms", _beside(seen, "cpu_ms")),
        Row.beside(
            "  (p99 of acks beside lean that commits nothing)", "ms", _beside(seen, "ack_ms", 2)
        ),
        Row.beside("  (p99 of answers)", "ms", _beside(seen, "done_ms", 2)),
    ]


def _agent_rows(seen: Sequence[Sequence[Burst]]) -> list[Row]:
    note = "The whole agent. Lean runs bare create_agent and posts once."
    return [
        Row.beside(
            "  (with the whole agent: p99 of acks)", "ms", _beside(seen, "ack_ms"), note=note
        ),
        Row.beside("  (p99 of answers)", "ms", _beside(seen, "done_ms")),
        Row.beside("  (CPU of a command)", "ms", _beside(seen, "cpu_ms")),
    ]


def _beside(
    seen: Sequence[Sequence[Burst]], figure: str, baseline: int = 1
) -> list[tuple[float, float]]:
    """Engage's figure of each round with a baseline's."""
    return [(getattr(each[0], figure), getattr(each[baseline], figure)) for each in seen]


async def _burst(stage: Stage, child: Child, numbers: Sequence[int]) -> Burst:
    await stage.forget()
    cpu = child.cpu_s()
    sent = await send(
        child.port, commands(numbers, stage.slack.url), connections=min(len(numbers), CONNECTIONS)
    )
    acks = all_taken(sent)
    answered = await _answers(stage, numbers)
    waits = [answered[str(n)][0] - each.at for n, each in zip(numbers, sent, strict=True)]
    return Burst(
        quantile(acks, 0.99) * 1000,
        quantile(waits, 0.99) * 1000,
        (child.cpu_s() - cpu) / len(numbers) * 1000,
    )


async def _answers(stage: Stage, numbers: Sequence[int]) -> dict[str, list[float]]:
    """When each command was answered, once all are."""
    async with asyncio.timeout(DONE_S):
        while True:
            answered: dict[str, list[float]] = (await stage.seen())["answered"]
            if all(str(number) in answered for number in numbers):
                return answered
            await asyncio.sleep(0.2)


# -- SIGTERM in the middle ------------------------------------------------------------------


async def _cut(stage: Stage, env: dict[str, str]) -> list[Row]:
    """Stop Engage in the middle of a burst, start it again, and look for every question that was
    acknowledged: answered, or still committed.
    """
    numbers = list(range(200_000, 200_000 + CUT))
    await stage.forget()
    async with engage(stage, env) as child:
        sending = asyncio.create_task(
            send(child.port, commands(numbers, stage.slack.url), connections=20)
        )
        await asyncio.sleep(MODEL_S / 2)
        os.kill(child.pid, signal.SIGTERM)
        sent = await sending
    taken = [n for n, each in zip(numbers, sent, strict=True) if each.took is not None]
    async with engage(stage, env):
        answered = await _settled(stage, taken)
    lost = set(map(str, taken)) - answered.keys() - await asyncio.to_thread(_open_runs, stage)
    twice = Counter(len(times) for number, times in answered.items() if int(number) in taken)
    return [
        Row.alone("SIGTERM in the middle of a burst: questions lost", "", [len(lost)], budget=0),
        Row.alone("  (acknowledged before it)", "", [_count(sent)]),
        Row.alone("  (answered more than once)", "", [sum(n for k, n in twice.items() if k > 1)]),
    ]


def _count(sent: Sequence[Sent]) -> int:
    return sum(each.took is not None for each in sent)


async def _settled(stage: Stage, taken: Sequence[int]) -> dict[str, list[float]]:
    """What is answered by the time that everything should be."""
    try:
        async with asyncio.timeout(AFTER_CUT_S):
            return await _answers(stage, taken)
    except TimeoutError:
        answered: dict[str, list[float]] = (await stage.seen())["answered"]
        return answered


def _open_runs(stage: Stage) -> set[str]:
    """Numbers of the commands whose run is committed and not over."""
    with psycopg.connect(stage.database_url) as connection:
        rows = connection.execute(
            "SELECT event_key FROM run WHERE state IN ('asked', 'answering') "
            "OR state = 'answered' AND shown_at IS NULL"
        ).fetchall()
    return {key.removeprefix("trigger:").partition(".")[0] for (key,) in rows}
