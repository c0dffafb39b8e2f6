"""One round to a store for many who come at the same time, as in a rush of questions.

Whoever asks while the store is busy with others waits for the next round and shares it with all
who came meanwhile. A round begins after everybody in it has asked, so nobody gets what was read
before; one who comes alone waits for nobody.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

G = TypeVar("G", bound=Hashable)
K = TypeVar("K")
V = TypeVar("V")

LANES = 2
MOST = 250

CLOSE_S = 5.0


class Rounds:
    """The rounds under way; they outlive callers that were cancelled, and end before the store."""

    def __init__(self) -> None:
        self._going: set[asyncio.Task[None]] = set()

    def start(self, work: Awaitable[None]) -> None:
        """Keep a round until it has ended."""
        task = asyncio.ensure_future(work)
        self._going.add(task)
        task.add_done_callback(self._going.discard)

    async def end(self) -> None:
        """Wait for all of them, at most `CLOSE_S` seconds."""
        if self._going:
            await asyncio.wait(self._going, timeout=CLOSE_S)


class Together(Generic[G, K, V]):
    """Calls `work(group, items)` for many callers of one group at once.

    Args:
        work: gives one result for each item, in their order; what it raises all of them get.
        rounds: where rounds are kept.
        lanes: rounds of one group under way at once: one that is slow does not hold up all others.
        most: callers in one round.
    """

    def __init__(
        self,
        work: Callable[[G, Sequence[K]], Awaitable[Sequence[V]]],
        rounds: Rounds,
        *,
        lanes: int = LANES,
        most: int = MOST,
    ) -> None:
        self._work = work
        self._rounds = rounds
        self._lanes = lanes
        self._most = most
        self._waiting: dict[G, list[tuple[K, asyncio.Future[V]]]] = {}
        self._going: Counter[G] = Counter()

    async def __call__(self, group: G, item: K) -> V:
        """The result of one item."""
        loop = asyncio.get_running_loop()
        result: asyncio.Future[V] = loop.create_future()
        if group not in self._waiting:
            self._waiting[group] = []
            loop.call_soon(self._go, group)  # so that those of the same moment go together
        self._waiting[group].append((item, result))
        return await result

    def _go(self, group: G) -> None:
        while self._going[group] < self._lanes and (waiting := self._waiting.get(group)):
            taken, rest = waiting[: self._most], waiting[self._most :]
            if rest:
                self._waiting[group] = rest
            else:
                del self._waiting[group]
            self._going[group] += 1
            self._rounds.start(self._round(group, taken))

    async def _round(self, group: G, taken: list[tuple[K, asyncio.Future[V]]]) -> None:
        wanted = [(item, result) for item, result in taken if not result.done()]
        try:
            found = await self._work(group, [item for item, _ in wanted]) if wanted else []
        except Exception as error:  # noqa: BLE001 - it is raised where it belongs: at each caller
            for _, result in wanted:
                if not result.done():
                    result.set_exception(error)
        else:
            for (_, result), value in zip(wanted, found, strict=True):
                if not result.done():
                    result.set_result(value)
        finally:
            for _, result in wanted:
                result.cancel()  # those of a round that was cancelled
            self._going[group] -= 1
            if not self._going[group]:
                del self._going[group]
            self._go(group)
