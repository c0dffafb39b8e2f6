"""When a program ends, and that its tasks do."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import EngageError


async def ended(*tasks: asyncio.Task[None], patience_s: float = 25.0) -> None:
    """Cancel tasks until they have ended: before Python 3.12 one cancellation may get lost in a
    library's `asyncio.wait_for`. Their errors are theirs.
    """
    while going := {task for task in tasks if not task.done()}:
        for task in going:
            task.cancel()
        await asyncio.wait(going, timeout=patience_s)
    for task in tasks:
        if not task.cancelled():
            task.exception()  # taken note of, so that asyncio does not complain later


def stop_signal() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


@contextmanager
def one_error() -> Iterator[None]:
    """Of the errors of several tasks raise the first that can be worded."""
    try:
        yield
    except ExceptionGroup as group:
        ours = group.subgroup(EngageError)
        if ours is None:
            raise
        raise _first(ours) from group


def _first(group: ExceptionGroup[EngageError]) -> EngageError:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, ExceptionGroup) else error
