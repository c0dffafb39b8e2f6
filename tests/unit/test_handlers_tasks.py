"""Acknowledgements go before work that has not begun."""

from __future__ import annotations

import asyncio

from handlers.tasks import Tasks


async def test_work_begins_when_nobody_waits_for_an_acknowledgement() -> None:
    """Two at once: the first that is through lets nothing begin."""
    tasks, begun = Tasks(), asyncio.Event()

    async def work() -> None:
        begun.set()

    with tasks.acknowledging():
        with tasks.acknowledging():
            tasks.start(work(), name="work")
        for _ in range(10):
            await asyncio.sleep(0)
        assert not begun.is_set()

    async with asyncio.timeout(5):
        await begun.wait()
    assert await tasks.drain(5) == 0


async def test_work_is_not_put_off_for_ever() -> None:
    """Acknowledgements that never end hold it for a while only."""
    tasks, begun = Tasks(hold_s=0.01), asyncio.Event()

    async def work() -> None:
        begun.set()

    with tasks.acknowledging():
        tasks.start(work(), name="work")
        async with asyncio.timeout(5):
            await begun.wait()
    assert await tasks.drain(5) == 0


async def test_work_that_is_cut_before_it_began_leaves_nothing_behind() -> None:
    """Python warns of a coroutine that nobody awaited; here warnings are errors."""
    tasks = Tasks()

    async def work() -> None:
        raise AssertionError

    with tasks.acknowledging():
        tasks.start(work(), name="work")
        assert await tasks.drain(0) == 1
