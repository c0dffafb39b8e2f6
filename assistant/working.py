"""Background jobs: beside the Slack side in `engage serve`, or alone in `engage worker`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

import structlog

from assistant.bootstrap import Desk, open_desk
from assistant.errors import StoreUnavailable
from assistant.importing import importing
from assistant.lifetime import one_error, stop_signal
from assistant.recognising import who_we_are
from assistant.settings import Settings
from assistant.slack_side import SlackAccess, SlackSide, slack_side
from assistant.watched import run_http, workers_pages

if TYPE_CHECKING:
    from assistant.responding import CardWork

log = structlog.get_logger(__name__)

AGAIN_S = 5.0
"""Seconds until a database that is away is asked again."""


async def schema_in_place(desk: Desk) -> None:
    """Look at the schema once, as soon as the database can be reached.

    Raises:
        SettingsError: it is not this version's.
    """
    while True:
        try:
            await desk.stores.database.check_schema()
        except StoreUnavailable:
            log.warning("database.not_ready")
            await asyncio.sleep(AGAIN_S)
        else:
            return


async def keep_working(
    desk: Desk, cards: Callable[[], CardWork] | None, *first: asyncio.Task[None]
) -> None:
    """Work on jobs once some other tasks have ended. A database that goes away is waited for.

    Args:
        cards: None where the chat is not set: what needs it is left to another process.
    """
    await asyncio.wait(first)
    jobs, shown = await asyncio.to_thread(_load, cards)
    task = asyncio.current_task()
    while not (task and task.cancelling()):
        try:
            await jobs.work(desk, shown)
        except StoreUnavailable:
            log.warning("queue.not_ready")
            await asyncio.sleep(AGAIN_S)


def _load(cards: Callable[[], CardWork] | None) -> tuple[ModuleType, CardWork | None]:
    """What jobs need. Blocks."""
    with importing():
        return import_module("assistant.jobs"), cards() if cards else None


async def work_until_stopped(settings: Settings) -> None:
    """Run background jobs until SIGTERM or SIGINT.

    Raises:
        EngageError: what ended it, for example a schema of another version.
    """
    stop = stop_signal()
    with one_error():
        async with open_desk(settings) as desk, _chat(desk) as side, asyncio.TaskGroup() as group:
            first = [group.create_task(schema_in_place(desk))]
            if side is not None:
                first.append(group.create_task(who_we_are(side)))
            cards = side.cards if side else None
            working = group.create_task(keep_working(desk, cards, *first))
            if settings.worker_port is not None:
                pages = workers_pages(desk)
                group.create_task(run_http(pages, settings, stop, port=settings.worker_port))
            log.info("worker.started", port=settings.worker_port, chat=side is not None)
            await stop.wait()
            for task in (*first, working):
                task.cancel()
    log.info("worker.stopped")


@asynccontextmanager
async def _chat(desk: Desk) -> AsyncIterator[SlackSide | None]:
    """The Slack side, to show cards in; None where it is not set."""
    access = SlackAccess.of(desk.settings)
    if access.app is None and not access.bot_token:
        yield None
        return
    async with slack_side(desk, access) as side:
        yield side
