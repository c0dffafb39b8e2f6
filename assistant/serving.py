"""Run the Slack app: serve until told to stop, then drain."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import structlog
from starlette.types import ASGIApp

from assistant.bootstrap import Desk, open_desk
from assistant.errors import EngageError, SettingsError, StoreUnavailable
from assistant.lifetime import stop_signal
from assistant.settings import Settings
from assistant.slack_side import SlackAccess, SlackSide, slack_side
from assistant.storage.addresses import Addresses
from handlers.calls import HOPELESS, SlackRefused
from handlers.listening import Listening
from handlers.resume import keep_resuming
from handlers.server import make_server

if TYPE_CHECKING:
    from handlers.socket import Socket

log = structlog.get_logger(__name__)

ASK_AGAIN_S = 5.0
"""Seconds until Slack is asked again who we are."""


async def serve(
    settings: Settings, where: Addresses, stop: asyncio.Event, *, socket: bool, worker: bool
) -> None:
    """Serve until `stop`, then drain.

    Args:
        where: the stores' addresses.
        stop: set by SIGTERM and SIGINT.
        socket: Socket Mode; HTTP still answers health checks.
        worker: run background jobs in this process, too.

    Raises:
        EngageError: what ended one of its parts, for example a token that Slack does not accept.
    """
    try:
        async with (
            open_desk(settings, where=where) as desk,
            slack_side(desk, SlackAccess.of(settings)) as side,
        ):
            await _serve(desk, side, stop, socket=socket, worker=worker)
    except ExceptionGroup as group:
        ours = group.subgroup(EngageError)
        if ours is None:
            raise
        raise _first(ours) from group
    log.info("serve.stopped")


def _first(group: ExceptionGroup[EngageError]) -> EngageError:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, ExceptionGroup) else error


async def _serve(
    desk: Desk, side: SlackSide, stop: asyncio.Event, *, socket: bool, worker: bool
) -> None:
    settings = desk.settings
    async with asyncio.TaskGroup() as group:
        server = group.create_task(run_http(_http(desk, side), settings, stop))
        known = group.create_task(_find_out_who_we_are(side))
        reached = group.create_task(_check_schema(desk))
        loaded = group.create_task(_load_the_rest(desk, known))
        going = [known, reached, loaded, group.create_task(keep_resuming(side.services))]
        if worker:
            going.append(group.create_task(_work(desk, loaded, reached)))
        if socket:
            group.create_task(_socket(side, settings, desk).run(stop))
        log.info(
            "serve.started",
            socket=socket,
            worker=worker,
            address=f"http://{settings.host}:{settings.port}",
        )
        await server
        for task in going:
            task.cancel()


async def _load_the_rest(desk: Desk, known: asyncio.Task[None]) -> None:
    """Load what only answers and jobs need.

    Not before Slack has told who we are: until then nothing can be acknowledged, and a thread that
    imports would slow it down.
    """
    await asyncio.wait({known}, timeout=ASK_AGAIN_S)
    await desk.connections.warm()
    await desk.models.warm()


async def _work(desk: Desk, loaded: asyncio.Task[None], reached: asyncio.Task[None]) -> None:
    """Work on jobs once everything is loaded. A database that went away meanwhile is waited for.

    Raises:
        StoreUnavailable: it has never been reached.
    """
    await asyncio.wait({loaded})
    jobs = await asyncio.to_thread(import_module, "assistant.jobs")
    task = asyncio.current_task()
    while not (task and task.cancelling()):
        try:
            await jobs.work(desk)
        except StoreUnavailable:
            if not reached.done():
                raise
            log.warning("queue.not_ready")
            await asyncio.sleep(ASK_AGAIN_S)


async def work_until_stopped(settings: Settings) -> None:
    """Run background jobs until SIGTERM or SIGINT."""
    from assistant.jobs import work  # noqa: PLC0415 - `serve` starts before it loads the queue

    stop = stop_signal()
    async with open_desk(settings) as desk:
        log.info("worker.started")
        await desk.stores.database.check_schema()
        working = asyncio.create_task(work(desk))
        waiting = asyncio.create_task(stop.wait())
        await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
    log.info("worker.stopped")


async def run_http(asgi: ASGIApp, settings: Settings, stop: asyncio.Event) -> None:
    """Serve an ASGI app until `stop`; requests under way are answered.

    Raises:
        SettingsError: nobody can listen there.
    """
    listening = Listening(asgi, settings.host, settings.port)
    listening.start()
    await stop.wait()
    await listening.stop()


def _http(desk: Desk, side: SlackSide) -> ASGIApp:
    async def ready() -> Mapping[str, bool]:
        return {
            "postgres": await _works(desk.stores.database.standing()),
            "redis": await _works(desk.budget.left("")),
            "slack": side.installations.ready,
        }

    token = desk.settings.metrics_token
    return make_server(
        side.app,
        side.figures,
        ready,
        look=partial(_look, desk),
        metrics_token=token.get_secret_value() if token else None,
        more=side.routes,
    )


async def _look(desk: Desk) -> None:
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


async def _check_schema(desk: Desk) -> None:
    """Look at the schema once, as soon as the database can be reached.

    Raises:
        SettingsError: it is not this version's.
    """
    while True:
        try:
            await desk.stores.database.check_schema()
        except StoreUnavailable:
            log.warning("database.not_ready")
            await asyncio.sleep(ASK_AGAIN_S)
        else:
            return


async def _find_out_who_we_are(side: SlackSide) -> None:
    """Ask Slack until it tells: before that `/readyz` says no, and no request may ever come.

    Raises:
        SettingsError: Slack does not accept the token.
    """
    while True:
        try:
            await side.installations.warm()
        except SlackRefused as refused:
            if refused.code in HOPELESS:
                problem = (
                    f"SLACK_BOT_TOKEN: Slack does not accept it ({refused.code}). Copy the bot "
                    f"token (xoxb-...) from the app's page again."
                )
                raise SettingsError((problem,)) from refused
            log.warning("slack.not_ready", code=refused.code)
        except EngageError as error:
            log.warning("slack.not_ready", error=type(error).__name__)
        else:
            return
        await asyncio.sleep(ASK_AGAIN_S)


def _socket(side: SlackSide, settings: Settings, desk: Desk) -> Socket:
    from handlers.socket import Socket  # noqa: PLC0415 - a client of its own, for Socket Mode only

    assert settings.slack_app_token is not None  # `check_serve` has seen to it
    return Socket(
        side.app,
        app_token=settings.slack_app_token.get_secret_value(),
        api_url=settings.slack_api_url,
        clock=desk.clock,
    )
