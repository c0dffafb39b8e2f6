"""How late a loop comes round: what everything else that it does waits for."""

from __future__ import annotations

import asyncio
import time

LOOK_S = 0.005
"""Between two looks."""


class Lag:
    """Looks all the time, at next to no cost."""

    def __init__(self) -> None:
        self._late_ms: list[float] = []

    async def watch(self) -> None:
        """Note how late this loop comes round, until cancelled."""
        while True:
            began = time.perf_counter()
            await asyncio.sleep(LOOK_S)
            self._late_ms.append((time.perf_counter() - began - LOOK_S) * 1e3)

    def p99_ms(self) -> float:
        """The 99th percentile since the last call; 0 where there was no look."""
        late, self._late_ms = sorted(self._late_ms) or [0.0], []
        return late[int(len(late) * 0.99)]
