"""What keeps a run honest: one per conversation, under a lease that is renewed, and stoppable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import structlog

from assistant.community.answers import Question
from assistant.errors import EngageError, InvalidInput
from assistant.ports import Conversations, Runs

log = structlog.get_logger(__name__)

T = TypeVar("T")

LEASE_S = 12.0
RENEW_S = 4.0
STOP_POLL_S = 0.5
QUEUE_POLL_S = 0.5
"""How often a question looks whether the one before it in its conversation has ended."""


class Stopped(Exception):
    """A person asked the run to stop."""


@asynccontextmanager
async def only_run(
    conversations: Conversations, question: Question, wait_s: float
) -> AsyncIterator[None]:
    """Be the only run of the conversation; wait for the one before for at most `wait_s`.

    Raises:
        InvalidInput: it is still going then.
    """
    at = (question.workspace_id, question.conversation_id, question.run_id)
    try:
        async with asyncio.timeout(wait_s):
            while not await conversations.begin(*at):  # noqa: ASYNC110 - it may be another process
                await asyncio.sleep(QUEUE_POLL_S)
    except TimeoutError:
        raise InvalidInput(
            "I am still busy with the question before this one. Please ask again when it is "
            "answered, or press Stop."
        ) from None
    try:
        yield
    finally:
        await conversations.end(*at)


@asynccontextmanager
async def kept_lease(runs: Runs, question: Question, worker_id: str) -> AsyncIterator[None]:
    """Renew the run's lease while the block goes on."""

    async def renew() -> None:
        while True:
            await asyncio.sleep(RENEW_S)
            try:
                await runs.renew(question.workspace_id, question.run_id, worker_id, LEASE_S)
            except EngageError:
                log.warning("run.renew_failed", run_id=question.run_id)

    task = asyncio.create_task(renew())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def stoppable(
    stream: AsyncGenerator[T, None], stopped: Callable[[], Awaitable[bool]]
) -> AsyncGenerator[T, None]:
    """Pass items on, asking `stopped` twice a second even while none come.

    Raises:
        Stopped: it said yes; the stream is closed.
    """
    upcoming: asyncio.Task[T] | None = None
    try:
        while True:
            upcoming = upcoming or asyncio.create_task(_next(stream))
            done, _ = await asyncio.wait({upcoming}, timeout=STOP_POLL_S)
            if not done and await stopped():
                raise Stopped
            if done:
                task, upcoming = upcoming, None
                try:
                    item = task.result()
                except StopAsyncIteration:
                    return
                yield item
    finally:
        if upcoming:
            upcoming.cancel()
            await asyncio.wait({upcoming})
        await stream.aclose()


async def _next(stream: AsyncGenerator[T, None]) -> T:
    return await anext(stream)
