"""Background work that is kept and drained: neither asyncio nor Bolt holds on to a bare task."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)

CANCEL_S = 5.0
"""Seconds a cancelled task gets to leave Slack tidy (a session that is not `processing`)."""


class Tasks:
    """Holds tasks until they end. After `drain` nothing new is taken."""

    def __init__(self) -> None:
        self._going: set[asyncio.Task[Any]] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._going)

    def start(self, work: Coroutine[Any, Any, Any], *, name: str) -> None:
        """Run `work` in the background. After `drain` it is dropped: what matters is a committed
        run by now, and the next process takes it up.
        """
        if self._closed:
            work.close()
            log.info("task.refused", task=name)
            return
        task = asyncio.create_task(work, name=name)
        self._going.add(task)
        task.add_done_callback(self._ended)

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
