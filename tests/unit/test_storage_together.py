"""One round to a store for many who come at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from assistant.storage.together import LANES, MOST, Rounds, Together


class Store:
    """Remembers each round, and answers when it is let."""

    def __init__(self) -> None:
        self.rounds: list[tuple[str, list[int]]] = []
        self.open = asyncio.Event()
        self.broken: Exception | None = None

    async def work(self, group: str, items: Sequence[int]) -> Sequence[int]:
        self.rounds.append((group, list(items)))
        await self.open.wait()
        if self.broken:
            raise self.broken
        return [item * 10 for item in items]


async def _asked(together: Together[str, int, int], *items: int) -> list[asyncio.Task[int]]:
    """Ask for items, one after the other, each before anything is answered."""
    tasks = []
    for item in items:
        tasks.append(asyncio.create_task(together("T1", item)))
        for _ in range(3):
            await asyncio.sleep(0)
    return tasks


async def test_who_comes_while_all_lanes_are_busy_shares_the_next_round() -> None:
    store = Store()
    tasks = await _asked(Together(store.work, Rounds()), *range(LANES + 3))
    assert store.rounds == [("T1", [n]) for n in range(LANES)]
    store.open.set()
    assert await asyncio.gather(*tasks) == [n * 10 for n in range(LANES + 3)]
    assert store.rounds[LANES:] == [("T1", list(range(LANES, LANES + 3)))]


async def test_those_of_one_moment_go_together_and_groups_apart() -> None:
    store = Store()
    store.open.set()
    together = Together(store.work, Rounds())
    at_once = [together(group, n) for n in range(MOST + 1) for group in ("T1", "T2")]
    answers = await asyncio.gather(*at_once)
    assert answers == [n * 10 for n in range(MOST + 1) for _ in ("T1", "T2")]
    assert sorted((group, len(items)) for group, items in store.rounds) == [
        ("T1", 1),
        ("T1", MOST),
        ("T2", 1),
        ("T2", MOST),
    ]


async def test_a_failure_reaches_everybody_of_its_round_and_nobody_else() -> None:
    store = Store()
    together = Together(store.work, Rounds())
    store.broken = ConnectionError("away")
    store.open.set()
    failed = await asyncio.gather(together("T1", 1), together("T1", 2), return_exceptions=True)
    assert [type(each) for each in failed] == [ConnectionError, ConnectionError]
    store.broken = None
    assert await together("T1", 3) == 30


async def test_one_who_gives_up_takes_nothing_from_the_others() -> None:
    store = Store()
    rounds = Rounds()
    tasks = await _asked(Together(store.work, rounds), *range(LANES + 2))
    tasks[0].cancel()
    tasks[LANES].cancel()
    with pytest.raises(asyncio.CancelledError):
        await tasks[LANES]
    store.open.set()
    assert await asyncio.gather(*tasks[1:LANES], tasks[-1]) == [10, (LANES + 1) * 10]
    assert store.rounds[-1] == ("T1", [LANES + 1])
    await rounds.end()


async def test_whose_reads_differ_may_have_more_lanes_and_smaller_rounds() -> None:
    store = Store()
    together = Together(store.work, Rounds(), lanes=3, most=2)
    asked = [asyncio.create_task(together("T1", item)) for item in range(9)]
    for _ in range(3):
        await asyncio.sleep(0)

    assert [items for _, items in store.rounds] == [[0, 1], [2, 3], [4, 5]]
    store.open.set()
    assert await asyncio.gather(*asked) == [item * 10 for item in range(9)]
    assert max(len(items) for _, items in store.rounds) == 2
