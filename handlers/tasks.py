"""Background work that is kept and drained: neither asyncio nor Bolt holds on to a bare task."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import structlog

log = structlog.get_logger(__name__)

CANCEL_S = 5.0
"""Seconds a cancelled task gets to leave Slack tidy (a session that is not `processing`)."""


HOLD_S = 2.0


class Tasks:
    """Holds tasks until they end. After `drain` nothing new is taken.

    Args:
        hold_s: seconds work is put off at most, however many acknowledgements come in a row.
    """

    def __init__(self, hold_s: float = HOLD_S) -> None:
        self._hold_s = hold_s
        self._going: set[asyncio.Task[Any]] = set()
        self._closed = False
        self._ahead = 0
        self._nothing_ahead = asyncio.Event()
        self._nothing_ahead.set()
        self._patience: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._going)

    def start(self, work: Coroutine[Any, Any, Any], *, name: str) -> asyncio.Task[None] | None:
        """Run `work` in the background. After `drain` it is dropped (None): what matters is a
        committed run by now, and the next process takes it up.
        """
        if self._closed:
            work.close()
            log.info("task.refused", task=name)
            return None
        task = asyncio.create_task(self._begin(work), name=name)
        self._going.add(task)
        task.add_done_callback(self._ended)
        task.add_done_callback(lambda _: work.close())  # for one that was cut before it began
        return task

    @contextmanager
    def acknowledging(self) -> Iterator[None]:
        """Put off work that has not begun until the block is over.

        Slack waits three seconds for an acknowledgement, a person longer for an answer: without
        this, the answers to the first hundred of a rush would keep the rest waiting.
        """
        self._ahead += 1
        self._nothing_ahead.clear()
        try:
            yield
        finally:
            self._ahead -= 1
            if not self._ahead:
                self._go_on()

    async def _begin(self, work: Coroutine[Any, Any, Any]) -> None:
        if not self._nothing_ahead.is_set():
            if self._patience is None:  # one timer for all that wait: in a rush they are hundreds
                loop = asyncio.get_running_loop()
                self._patience = loop.call_later(self._hold_s, self._go_on)
            await self._nothing_ahead.wait()
        await work

    def _go_on(self) -> None:
        """Begin everything that was put off."""
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        self._nothing_ahead.set()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._going.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("task.failed", task=task.get_name(), exc_info=error)

    async def drain(self, within_s: float) -> int:
        """Take nothing new and wait for what goes on.

        Args:
            within_s: seconds to wait; what is not done then is cancelled.

        Returns:
            How many were cancelled.
        """
        self._closed = True
        if self._going:
            await asyncio.wait(self._going, timeout=within_s)
        late = tuple(self._going)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=CANCEL_S)
            log.warning("tasks.cut", count=len(late))
        return len(late)
