"""Runs a source of signals beside its reader, under one time limit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from assistant.agent.signals import Signal
from assistant.errors import RunLimitReached


async def pumped(
    source: AsyncGenerator[Signal, None], seconds: float
) -> AsyncGenerator[Signal, None]:
    """Read `source` in a task of its own, so that the time limit holds while the reader waits.

    Closing this generator, or cancelling whoever reads it, stops the source and waits until it
    has let go of its connections.

    Raises:
        RunLimitReached: "seconds".
        Exception: whatever the source raises.
    """
    queue: asyncio.Queue[Signal | None] = asyncio.Queue()
    task = asyncio.create_task(_pump(source, queue, seconds))
    try:
        while (signal := await queue.get()) is not None:
            yield signal
        await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _pump(
    source: AsyncGenerator[Signal, None], queue: asyncio.Queue[Signal | None], seconds: float
) -> None:
    try:
        async with asyncio.timeout(seconds) as limit, aclosing(source):
            async for signal in source:
                queue.put_nowait(signal)
    except TimeoutError as error:
        if limit.expired():
            raise RunLimitReached("seconds") from error
        raise
    finally:
        queue.put_nowait(None)
