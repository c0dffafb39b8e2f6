"""`engage demo`: the real app, with embedded stores of its own, behind the double and the page."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import structlog
from rich.status import Status

from assistant.bootstrap import Desk, open_desk
from assistant.community.accounts import Platform
from assistant.errors import EngageError, SettingsError
from assistant.explain import explain
from assistant.jobs import work
from assistant.lifetime import ended, stop_signal
from assistant.settings import Settings
from assistant.slack_side import SlackAccess, slack_side
from handlers.manifest import load
from handlers.resume import keep_resuming
from handlers.socket import Socket
from playground.beside import pages_of, port_beside
from playground.scenery import Stage, commands, furnish, shortcuts, stage_for, welcome
from playground.settling_in import settle_in
from playground.slack import SlackDouble
from playground.web import Page

log = structlog.get_logger(__name__)

FIRST_LOOK_S = 60.0
"""Seconds the first reading of an account may take before the page is offered; it goes on later."""

SOCKET_S = 15.0
"""Seconds the socket gets to close by itself."""

FRESH = timedelta(hours=1)

CONNECT_S = 30.0
"""Seconds the app has to open its socket to the double."""


def check_port(port: int) -> None:
    """Raise SettingsError when the port is taken, before anything is started."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            problem = f"Port {port} is taken. Choose another with --port, or 0 for a free one."
            raise SettingsError((problem,)) from error


def own_settings(settings: Settings, port: int | None = None) -> Settings:
    """The settings with stores, secrets and folder of the playground alone.

    Args:
        port: of Engage's own pages for browsers; None for none.
    """
    return settings.model_copy(
        update={
            "data_dir": settings.data_dir / "playground",
            "database_url": None,
            "redis_url": None,
            "secret_key": None,
            "slack_bot_token": None,
            "slack_client_id": None,
            "slack_client_secret": None,
            "host": "127.0.0.1",
            "port": port or settings.port,
            "public_url": f"http://127.0.0.1:{port}" if port else None,
            # Answers are on the page; the terminal keeps to the address and to trouble.
            "log_level": "warning",
        }
    )


async def run(
    settings: Settings, account: str | None, port: int, stop: asyncio.Event | None = None
) -> None:
    """Serve the playground until Ctrl-C.

    Args:
        account: `platform:handle` of a real public account; None for the sample community.
        port: of the page; 0 for a free one.
        stop: ends the demo when set; None for SIGINT and SIGTERM.

    Raises:
        InvalidInput, NotFound, PlatformError: the account cannot be shown.
        SettingsError: the port is taken.
        StoreUnavailable: the embedded stores do not start.
    """
    stop = stop or stop_signal()
    stage = stage_for(account)
    check_port(port)
    beside = port_beside(port)
    check_port(beside)
    _say("Starting PostgreSQL and Valkey…")
    async with open_desk(own_settings(settings, beside)) as desk:
        await connect(desk, stage)
        async with staged(desk, stage, port) as page:
            _say(f"Open {page.url}\nCtrl-C ends it.")
            await _open_browser(page.url)
            await stop.wait()
            _say("Stopping…")


@asynccontextmanager
async def staged(desk: Desk, stage: Stage, port: int) -> AsyncIterator[Page]:
    """The double, the real Slack side on it, and the page, all of them running."""
    stop = asyncio.Event()
    manifest = load()
    async with SlackDouble(
        name=stage.workspace,
        team_id=stage.team_id,
        subscriptions=frozenset(manifest["settings"]["event_subscriptions"]["bot_events"]),
        scopes=frozenset(manifest["oauth_config"]["scopes"]["bot"]),
    ) as slack:
        access = SlackAccess(slack.bot_token, slack.signing_secret, slack.api_url)
        async with slack_side(desk, access) as side:
            link = Socket(
                side.app, app_token=slack.app_token, api_url=slack.api_url, clock=desk.clock
            )
            slack.deliver_by_socket()
            going = [
                asyncio.create_task(part, name=name)
                for name, part in (
                    ("socket", link.run(stop)),
                    ("resuming", keep_resuming(side.services)),
                    ("worker", work(desk, side.cards())),
                    ("models", desk.models.warm()),
                    *pages_of(desk, side, stop),
                )
            ]
            for task in going:
                task.add_done_callback(_tell_of_failure)
            try:
                async with asyncio.timeout(CONNECT_S):
                    await slack.sockets.connected()
                people, community = furnish(slack)
                async with Page(
                    slack,
                    people,
                    commands(),
                    welcome(stage),
                    port,
                    shortcuts=shortcuts(manifest),
                ) as page:
                    await settle_in(desk, side, stage.team_id, people[0], community)
                    yield page
            finally:
                stop.set()
                await asyncio.wait(going[:1], timeout=SOCKET_S)
                await ended(*going)


def _tell_of_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("demo.part_failed", part=task.get_name(), exc_info=error)


async def connect(desk: Desk, stage: Stage) -> None:
    """Connect the account and read it once, so that the first answer is quick."""
    await desk.workspaces.ensure(stage.team_id, stage.workspace)
    at = (stage.team_id, stage.account)
    if stage.account.platform is Platform.SAMPLE:
        account = await desk.connecting.sign_in(*at, "any")  # made-up people have no secrets
    else:
        account = await desk.connecting.watch(*at)
    with Status(f"Reading {account.ref}") as status:

        async def progress(line: str) -> None:
            status.update(f"Reading {line}")

        found = await desk.syncing.refresh(
            account, max_age=FRESH, within_s=FIRST_LOOK_S, progress=progress
        )
    if isinstance(found.trouble, EngageError):
        _say(explain(found.trouble))
    elif not found.complete:
        _say("Not everything is read yet; answers say how far it has come.")


async def _open_browser(url: str) -> None:
    """Open the page where there is a desktop; the printed address serves everywhere else."""
    desktop = sys.platform in ("darwin", "win32") or os.environ.keys() & {
        "DISPLAY",
        "WAYLAND_DISPLAY",
    }
    if desktop and sys.stdout.isatty():
        with suppress(webbrowser.Error):
            await asyncio.to_thread(webbrowser.open, url)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
