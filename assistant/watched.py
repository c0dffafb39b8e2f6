"""What whoever runs Engage looks at over HTTP, and how anything is served."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from functools import partial

from starlette.types import ASGIApp

from assistant.bootstrap import Desk
from assistant.errors import EngageError
from assistant.settings import Settings
from handlers.listening import Listening
from handlers.server import operators_pages


async def run_http(
    asgi: ASGIApp, settings: Settings, stop: asyncio.Event, port: int | None = None
) -> None:
    """Serve an ASGI app until `stop`; requests under way are answered.

    Args:
        port: ENGAGE_WORKER_PORT instead of ENGAGE_PORT.

    Raises:
        SettingsError: nobody can listen there.
    """
    if port is None:
        listening = Listening(asgi, settings.host, settings.port)
    else:
        listening = Listening(asgi, settings.host, port, named="ENGAGE_WORKER_PORT")
    listening.start()
    await stop.wait()
    await listening.stop()


def workers_pages(desk: Desk) -> ASGIApp:
    """The pages of `engage worker`: figures of its own jobs, and of all that waits anywhere."""
    return operators_pages(
        desk.figures.registry,
        partial(stores_answer, desk),
        look=partial(look, desk),
        metrics_token=metrics_token(desk),
    )


async def stores_answer(desk: Desk) -> Mapping[str, bool]:
    """Whether each store answers."""
    return {
        "postgres": await _works(desk.stores.database.standing()),
        "redis": await _works(desk.budget.left("")),
    }


def metrics_token(desk: Desk) -> str | None:
    """What opens `/metrics` to others than this machine; None keeps it closed to them."""
    token = desk.settings.metrics_token
    return token.get_secret_value() if token else None


async def look(desk: Desk) -> None:
    """Bring the figures that the database tells up to now."""
    backlog = None
    with suppress(EngageError):
        backlog = await desk.stores.backlog.read()
    desk.figures.waiting(backlog)


async def _works(check: object) -> bool:
    try:
        await check  # type: ignore[misc]
    except EngageError:
        return False
    return True
