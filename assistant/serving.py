"""Run the Slack app: serve until told to stop, then drain."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import structlog
from starlette.routing import Route
from starlette.types import ASGIApp

from assistant.bootstrap import Desk, open_desk
from assistant.community.patterns import compile_all
from assistant.desk.waking import Waking
from assistant.importing import importing
from assistant.lifetime import one_error
from assistant.media_side import public_images
from assistant.recognising import ASK_AGAIN_S, who_we_are
from assistant.settings import Settings
from assistant.slack_side import SlackAccess, SlackSide, slack_side
from assistant.storage.addresses import Addresses
from assistant.watched import look, metrics_token, run_http, stores_answer
from assistant.working import keep_working, schema_in_place
from handlers.media import media_routes
from handlers.resume import keep_resuming
from handlers.server import make_server
from handlers.webhooks import MetaWebhook

if TYPE_CHECKING:
    from handlers.socket import Socket

log = structlog.get_logger(__name__)

FIRST_ACKS_S = 0.1
"""What the first acks have to themselves."""


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
    with one_error():
        async with (
            open_desk(settings, where=where) as desk,
            slack_side(desk, SlackAccess.of(settings)) as side,
        ):
            await _serve(desk, side, stop, socket=socket, worker=worker)
    log.info("serve.stopped")


async def _serve(
    desk: Desk, side: SlackSide, stop: asyncio.Event, *, socket: bool, worker: bool
) -> None:
    settings = desk.settings
    async with asyncio.TaskGroup() as group:
        server = group.create_task(run_http(_http(desk, side), settings, stop))
        known = group.create_task(who_we_are(side))
        reached = group.create_task(schema_in_place(desk))
        loaded = group.create_task(_load_the_rest(desk, side, known))
        resumed = group.create_task(_keep_resuming(side, reached))
        going = [known, reached, loaded, resumed]
        if worker:
            going.append(group.create_task(keep_working(desk, side.cards, loaded, reached)))
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


async def _keep_resuming(side: SlackSide, reached: asyncio.Task[None]) -> None:
    """Take up runs that were left; not before the schema is known to be ours, for they are written
    to.
    """
    await asyncio.wait({reached})
    await keep_resuming(side.services)


async def _load_the_rest(desk: Desk, side: SlackSide, known: asyncio.Task[None]) -> None:
    """Load what only answers and jobs need.

    Not before Slack has told who we are, and those who came meanwhile have their ack: until then a
    thread that imports would slow it down.
    """
    await asyncio.wait({known}, timeout=ASK_AGAIN_S)
    await asyncio.sleep(FIRST_ACKS_S)
    await asyncio.to_thread(_load, side)
    await desk.connections.warm()
    await desk.models.warm()


def _load(side: SlackSide) -> None:
    """What threads, cards and jobs need besides. Blocks."""
    with importing():
        late = ("assistant.storage.job_insert", "assistant.community.authenticity.review", "emoji")
        for module in late:
            import_module(module)
        lint = import_module("assistant.community.authenticity.rules")
    side.cards()
    compile_all()
    lint.prepare()


def _http(desk: Desk, side: SlackSide) -> ASGIApp:
    async def ready() -> Mapping[str, bool]:
        return {**await stores_answer(desk), "slack": side.installations.ready}

    return make_server(
        side.app,
        side.figures,
        ready,
        look=partial(look, desk),
        metrics_token=metrics_token(desk),
        more=(*side.routes, *_webhooks(desk), *_media(desk)),
    )


def _webhooks(desk: Desk) -> Sequence[Route]:
    """Where Meta says that something happened; nowhere unless both its secrets are set."""
    secret, word = desk.settings.meta_app_secret, desk.settings.meta_webhook_token
    if secret is None or word is None:
        return ()
    waking = Waking(desk.stores.wakes, desk.once)
    return MetaWebhook(
        waking, app_secret=secret.get_secret_value(), word=word.get_secret_value()
    ).routes()


def _media(desk: Desk) -> Sequence[Route]:
    """Where platforms fetch images of approved posts; nowhere where nobody reaches Engage."""
    images = public_images(desk.settings, desk.stores, desk.clock)
    return media_routes(images.opened) if images else ()


def _socket(side: SlackSide, settings: Settings, desk: Desk) -> Socket:
    from handlers.socket import Socket  # noqa: PLC0415 - a client of its own, for Socket Mode only

    assert settings.slack_app_token is not None  # `check_serve` has seen to it
    return Socket(
        side.app,
        app_token=settings.slack_app_token.get_secret_value(),
        api_url=settings.slack_api_url,
        clock=desk.clock,
    )
