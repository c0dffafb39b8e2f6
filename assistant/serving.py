"""Run the Slack app: put the Slack side before the desk, serve until told to stop, then drain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import aiohttp
import structlog
from prometheus_client import CollectorRegistry
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.types import ASGIApp

from assistant.bootstrap import Desk, open_desk, work
from assistant.errors import EngageError, SettingsError, StoreUnavailable
from assistant.lifetime import stop_signal
from assistant.settings import Settings
from handlers.app import make_app
from handlers.calls import HOPELESS, Slack, SlackRefused
from handlers.directory import SlackDirectory
from handlers.installations import OneWorkspace
from handlers.listening import Listening
from handlers.metrics import Figures
from handlers.resume import keep_resuming
from handlers.server import make_server
from handlers.services import Services
from handlers.socket import Socket
from handlers.tasks import Tasks

log = structlog.get_logger(__name__)

DRAIN_S = 25.0
"""Seconds running answers get to end after SIGTERM; Docker and Kubernetes allow 30 in all. What is
cut then is a committed run, and the next process takes it up."""

ASK_AGAIN_S = 5.0
"""Seconds until Slack is asked again who we are."""


@dataclass(frozen=True, slots=True)
class SlackSide:
    """The Slack side, put together."""

    app: AsyncApp
    services: Services
    installation: OneWorkspace
    figures: Figures


@dataclass(frozen=True, slots=True)
class SlackAccess:
    """How Slack is reached, and how it proves itself."""

    bot_token: str
    signing_secret: str
    api_url: str


@asynccontextmanager
async def slack_side(desk: Desk, access: SlackAccess) -> AsyncIterator[SlackSide]:
    """Put the Slack side before a desk; its tasks are drained when the block ends."""
    async with aiohttp.ClientSession() as http:
        tasks = Tasks()
        client = AsyncWebClient(
            access.bot_token, base_url=access.api_url, session=http, retry_handlers=[]
        )
        slack = Slack(client, http)
        installation = OneWorkspace(slack, access.bot_token, desk.workspaces, tasks, desk.clock)

        async def slack_of(workspace_id: str) -> Slack:
            return (await installation.of(workspace_id)).slack

        directory = SlackDirectory(slack_of, desk.clock)
        services = Services(
            answering=desk.answering(directory),
            conversations=desk.conversations,
            directory=directory,
            installations=installation,
            once=desk.once,
            buckets=desk.buckets,
            tasks=tasks,
            clock=desk.clock,
            new_id=desk.new_id,
        )
        app = make_app(
            services, installation, signing_secret=access.signing_secret, api_url=access.api_url
        )
        figures = Figures(CollectorRegistry(), tasks)
        try:
            yield SlackSide(app, services, installation, figures)
        finally:
            await tasks.drain(DRAIN_S)


async def serve(settings: Settings, *, socket: bool, worker: bool) -> None:
    """Serve until SIGTERM or SIGINT, then drain.

    Args:
        socket: Socket Mode; HTTP still answers health checks.
        worker: run background jobs in this process, too.

    Raises:
        EngageError: what ended one of its parts, for example a token that Slack does not accept.
    """
    try:
        await _serve(settings, socket=socket, worker=worker)
    except ExceptionGroup as group:
        ours = group.subgroup(EngageError)
        if ours is None:
            raise
        raise _first(ours) from group


def _first(group: ExceptionGroup[EngageError]) -> EngageError:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, ExceptionGroup) else error


async def _serve(settings: Settings, *, socket: bool, worker: bool) -> None:
    stop = stop_signal()
    async with (
        open_desk(settings) as desk,
        slack_side(desk, _access(settings)) as side,
        asyncio.TaskGroup() as group,
    ):
        server = group.create_task(run_http(_http(desk, side), settings, stop))
        group.create_task(desk.models.warm())
        going = [
            group.create_task(_check_schema(desk)),
            group.create_task(_find_out_who_we_are(side)),
            group.create_task(keep_resuming(side.services)),
        ]
        if worker:
            going.append(group.create_task(work(desk)))
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
    log.info("serve.stopped")


async def work_until_stopped(settings: Settings) -> None:
    """Run background jobs until SIGTERM or SIGINT."""
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
            "slack": side.installation.ready,
        }

    token = desk.settings.metrics_token
    return make_server(
        side.app, side.figures, ready, metrics_token=token.get_secret_value() if token else None
    )


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
            await side.installation.warm()
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


def _access(settings: Settings) -> SlackAccess:
    token, secret = settings.slack_bot_token, settings.slack_signing_secret
    return SlackAccess(
        bot_token=token.get_secret_value() if token else "",
        signing_secret=secret.get_secret_value() if secret else "socket-mode-has-no-signatures",
        api_url=settings.slack_api_url,
    )


def _socket(side: SlackSide, settings: Settings, desk: Desk) -> Socket:
    assert settings.slack_app_token is not None  # `check_serve` has seen to it
    return Socket(
        side.app,
        app_token=settings.slack_app_token.get_secret_value(),
        api_url=settings.slack_api_url,
        clock=desk.clock,
    )
