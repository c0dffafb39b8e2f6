"""What keeps a run honest: one per conversation, under a lease that is renewed, and stoppable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import structlog

from assistant.community.answers import Question
from assistant.errors import (
    InvalidInput,
    PlatformUnavailable,
    RateLimited,
    StoreUnavailable,
)
from assistant.ports import Conversations, Runs

log = structlog.get_logger(__name__)

T = TypeVar("T")

LEASE_S = 12.0
RENEW_S = 4.0
QUEUE_POLL_S = 0.5
"""How often a question looks whether the one before it in its conversation has ended."""

PATIENCE_S = 60.0
"""How long the end of a run waits for a store that went away."""
AGAIN_S = 0.5


class Stopped(Exception):
    """A person asked the run to stop, or another worker has it by now."""


def comes_back(error: BaseException) -> bool:
    """Whether a run that ended in this is left as it is, to be answered when the trouble is over.

    Troubles of platforms end inside the tools; one that comes as far as here is the chat's own,
    which could not tell who asked.
    """
    return isinstance(error, StoreUnavailable | PlatformUnavailable | RateLimited)


async def patiently(work: Callable[[], Awaitable[T]], within_s: float = PATIENCE_S) -> T:
    """Do what must not be lost, again and again while its store is away.

    Raises:
        StoreUnavailable: it still is after `within_s` seconds.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + within_s
    while True:
        try:
            return await work()
        except StoreUnavailable as error:
            if loop.time() >= until:
                raise
            log.info("store.again", store=error.store)
        await asyncio.sleep(AGAIN_S)


@contextmanager
def forgiven(what: str, run_id: str) -> Iterator[None]:
    """Go on without what can be rebuilt or forgotten when its store is away."""
    try:
        yield
    except StoreUnavailable as error:
        log.warning("run.went_on_without", what=what, run_id=run_id, store=error.store)


@asynccontextmanager
async def only_run(
    conversations: Conversations, question: Question, wait_s: float
) -> AsyncIterator[None]:
    """Be the only run of the conversation; wait for the one before for at most `wait_s`.

    The mark is set anew all the while, so that it soon goes by itself when the process dies.

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

    async def mark() -> None:
        await conversations.begin(*at)

    try:
        async with _beating(mark, question.run_id):
            yield
    finally:
        with forgiven("end", question.run_id):
            await conversations.end(*at)


@asynccontextmanager
async def kept_lease(
    runs: Runs, workspace_id: str, run_id: str, worker_id: str
) -> AsyncIterator[asyncio.Event]:
    """Renew the run's lease while the block goes on; what it yields is set once it is lost."""
    lost = asyncio.Event()

    async def renew() -> None:
        if not await runs.renew(workspace_id, run_id, worker_id, LEASE_S):
            lost.set()

    async with _beating(renew, run_id):
        yield lost


@asynccontextmanager
async def _beating(
    beat: Callable[[], Awaitable[None]], run_id: str, every_s: float = RENEW_S
) -> AsyncIterator[None]:
    over = False

    async def go_on() -> None:
        # A cancellation alone may be lost in a store's client: before Python 3.12 `wait_for`, which
        # psycopg uses, swallows one that comes together with its answer (python/cpython#86296).
        while not over:
            await asyncio.sleep(every_s)
            with forgiven("beat", run_id):
                await beat()

    task = asyncio.create_task(go_on())
    try:
        yield
    finally:
        over = True
        task.cancel()
        await asyncio.wait({task})


async def stoppable(
    stream: AsyncGenerator[T, None], over: asyncio.Event
) -> AsyncGenerator[T, None]:
    """Pass items on until `over` is set, even while none come.

    Raises:
        Stopped: it was set; the stream is closed.
    """
    ending = asyncio.create_task(over.wait())
    upcoming: asyncio.Task[T] | None = None
    try:
        while True:
            upcoming = asyncio.create_task(_next(stream))
            await asyncio.wait({upcoming, ending}, return_when=asyncio.FIRST_COMPLETED)
            if not upcoming.done():
                raise Stopped
            try:
                item = upcoming.result()
            except StopAsyncIteration:
                return
            yield item
    finally:
        ending.cancel()
        if upcoming and not upcoming.done():
            upcoming.cancel()
            await asyncio.wait({upcoming})
        await stream.aclose()


async def _next(stream: AsyncGenerator[T, None]) -> T:
    return await anext(stream)
