"""What keeps a run honest, where the event loop does not."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext, suppress

from assistant.desk.running import _beating


async def test_a_lost_cancellation_keeps_no_answer_from_ending() -> None:
    """A store's client may swallow the cancellation that ends a renewal."""
    begun = asyncio.Event()
    beats = 0
    before = asyncio.all_tasks()

    async def beat() -> None:
        nonlocal beats
        beats += 1
        begun.set()
        with suppress(asyncio.CancelledError) if beats == 1 else nullcontext():
            await asyncio.Event().wait()

    async with asyncio.timeout(5), _beating(beat, "r1", every_s=0):
        await begun.wait()

    assert beats == 1
    assert asyncio.all_tasks() == before
