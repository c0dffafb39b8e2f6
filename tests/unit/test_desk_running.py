"""What keeps a run honest, where the event loop does not."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from assistant.desk.running import _beating


async def test_a_lost_cancellation_keeps_no_answer_from_ending() -> None:
    """A store's client may swallow the cancellation that ends a renewal."""
    begun = asyncio.Event()

    async def beat() -> None:
        begun.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    async with asyncio.timeout(5), _beating(beat, "r1", every_s=0):
        await begun.wait()
