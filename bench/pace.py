"""How fast this machine is: budgets in milliseconds mean nothing without it."""

from __future__ import annotations

from bench.load import all_taken, commands, send
from bench.stage import Stage, asgi

REFERENCE_US = 47
"""CPU of one command in the raw app on the machine for which the budgets in milliseconds were
set."""

KNOWN = 100
TIMES = 40


async def pace_of(stage: Stage) -> float:
    """How many times slower than that machine this one is; at least 1."""
    async with asgi("bench.lean:app") as lean:
        requests = commands(range(KNOWN), stage.slack.url)
        all_taken(await send(lean.port, requests, connections=16))
        before = lean.cpu_s()
        all_taken(await send(lean.port, requests * TIMES, connections=16))
        spent_us = (lean.cpu_s() - before) / (KNOWN * TIMES) * 1e6
    return max(1.0, spent_us / REFERENCE_US)
