"""Open, push and change modals in time.

Slack gives three seconds from a click to the modal. What a modal shows is usually at hand in a few
milliseconds; where it is not, a modal that says so opens in time and is filled when it can be.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from assistant.errors import InvalidInput
from handlers.calls import Json, Method, SlackRefused
from handlers.delivering import words_for
from handlers.payloads import Click
from handlers.render import modals
from handlers.render.blocks import Block, Message
from handlers.services import Installation, Services

log = structlog.get_logger(__name__)

Make = Callable[[], Awaitable[Block]]
"""Finds out what a modal shows. What it raises is said in the modal."""

READY_S = 1.0
"""Seconds a modal waits for what it shows before it opens without."""

LATE = frozenset(
    {"expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged"}
)
TOO_LATE = "That took too long, and Slack opens nothing after three seconds. Please press again."

GONE = frozenset({"not_found", "view_not_found", "hash_conflict"})
"""The modal was closed, or shows something newer by now."""


async def open_modal(
    services: Services,
    installation: Installation,
    click: Click,
    make: Make,
) -> Message | None:
    """Open a modal, on top of the one that was clicked in where there is one.

    Raises:
        InvalidInput: Slack takes the click no more.
        SlackRefused: for any other reason.
    """
    task = asyncio.create_task(_or_why_not(services, make))
    try:
        await asyncio.wait({task}, timeout=READY_S)
        if task.done():
            await _begin(installation, click, task.result())
        else:
            opened = (await _begin(installation, click, modals.loading()))["view"]
            await show(installation, opened["id"], await task, hash=opened["hash"])
    finally:
        task.cancel()
    return None


async def _begin(installation: Installation, click: Click, view: Block) -> Json:
    above = click.window is not None and click.window.modal
    method = Method.PUSH_VIEW if above else Method.OPEN_VIEW
    try:
        return await installation.slack.call(method, trigger_id=click.trigger_id, view=view)
    except SlackRefused as refused:
        if refused.code in LATE:
            raise InvalidInput(TOO_LATE) from refused
        raise


async def change_modal(
    services: Services,
    installation: Installation,
    click: Click,
    make: Make,
) -> None:
    """Show something else in the modal that was clicked in, unless it has changed since."""
    if click.window is None:
        return
    view = await _or_why_not(services, make)
    await show(installation, click.window.id, view, hash=click.window.hash)


async def show(
    installation: Installation,
    view_id: str,
    view: Block,
    *,
    hash: str | None = None,  # noqa: A002
) -> None:
    """Show something else in an open modal. One that was closed or has moved on is left alone.

    Args:
        hash: of what it shows, to change nothing newer; None to change whatever it shows.
    """
    try:
        await installation.slack.insist(Method.UPDATE_VIEW, view_id=view_id, view=view, hash=hash)
    except SlackRefused as refused:
        if refused.code not in GONE:
            raise
        log.info("view.gone", code=refused.code)


async def _or_why_not(services: Services, make: Make) -> Block:
    """The view, or one that says why there is none."""
    try:
        return await make()
    except Exception as error:  # noqa: BLE001 - the border: whatever it is, the person is told
        return modals.problem(words_for(services, error))
