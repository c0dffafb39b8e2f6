"""Put the Slack side before a desk: one workspace by its bot token, or many by OAuth."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import Route

from assistant.bootstrap import Desk
from assistant.desk.signing_in import SigningIn
from assistant.importing import importing
from assistant.ports import Clock, Directory
from assistant.settings import Settings
from handlers.admitting import Admitting, SlackApp
from handlers.app import make_app
from handlers.calls import Slack
from handlers.connecting import ConnectPages
from handlers.directory import SlackDirectory
from handlers.installations import OneWorkspace
from handlers.installing import Installing
from handlers.manifest import bot_scopes
from handlers.many_workspaces import ManyWorkspaces
from handlers.metrics import Figures
from handlers.services import HomeDesk, Installations, Services
from handlers.tasks import Tasks

if TYPE_CHECKING:
    from assistant.respond_side import Sides
    from assistant.responding import CardWork

DRAIN_S = 25.0
"""Seconds running answers get to end after SIGTERM; Docker and Kubernetes allow 30 in all. What is
cut then is a committed run, and the next process takes it up."""


@dataclass(frozen=True, slots=True)
class SlackAccess:
    """How Slack is reached, and how it proves itself.

    `app` None: one workspace, by `bot_token`. Otherwise `bot_token` counts for nothing.
    """

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    api_url: str
    app: SlackApp | None = None

    @classmethod
    def of(cls, settings: Settings) -> SlackAccess:
        """As set."""
        token, secret = settings.slack_bot_token, settings.slack_signing_secret
        return cls(
            bot_token=token.get_secret_value() if token else "",
            signing_secret=secret.get_secret_value() if secret else "socket-mode-has-no-signatures",
            api_url=settings.slack_api_url,
            app=_app(settings),
        )


def _app(settings: Settings) -> SlackApp | None:
    client_id, secret = settings.slack_client_id, settings.slack_client_secret
    if client_id is None or secret is None or settings.public_url is None:
        return None
    return SlackApp(
        client_id=client_id,
        client_secret=secret.get_secret_value(),
        public_url=settings.public_url.rstrip("/"),
        allowed=settings.allowed_teams,
        scopes=bot_scopes(),
    )


@dataclass(frozen=True, slots=True)
class SlackSide:
    """The Slack side, put together. `routes` are pages of its own, beside Slack's requests; `cards`
    loads, at its first call, what background jobs show items with.
    """

    app: AsyncApp
    services: Services
    installations: Installations
    figures: Figures
    cards: Callable[[], CardWork]
    routes: Sequence[Route] = ()


@asynccontextmanager
async def slack_side(desk: Desk, access: SlackAccess) -> AsyncIterator[SlackSide]:
    """Put the Slack side before a desk; its tasks are drained when the block ends."""
    async with aiohttp.ClientSession() as http:
        tasks = Tasks()

        def slack_with(token: str | None, on_dead: Callable[[], None] = lambda: None) -> Slack:
            client = AsyncWebClient(token, base_url=access.api_url, session=http, retry_handlers=[])
            return Slack(client, http, on_dead)

        installations, routes = _installations(desk, access, slack_with, tasks)
        directory = _directory(installations, desk.clock)
        signing_in = desk.signing_in(directory)
        routes = (*routes, *_connect_routes(desk, signing_in))

        @cache
        def sides() -> Sides:
            with importing():
                from assistant.respond_side import respond_side  # noqa: PLC0415 - see there

            return respond_side(desk, installations, directory)

        answering = desk.answering(directory)
        home = _home(desk, directory, signing_in)
        services = Services(
            answering=answering,
            home=home,
            conversations=desk.conversations,
            directory=directory,
            installations=installations,
            once=desk.once,
            buckets=desk.buckets,
            tasks=tasks,
            clock=desk.clock,
            new_id=desk.new_id,
            make_respond=lambda: sides().respond,
            make_give=lambda: sides().give,
            make_summaries=lambda: sides().work.summarizing,
        )
        app = make_app(
            services, installations, signing_secret=access.signing_secret, api_url=access.api_url
        )
        figures = Figures(desk.figures.registry, tasks)
        try:
            yield SlackSide(app, services, installations, figures, lambda: sides().work, routes)
        finally:
            await tasks.drain(DRAIN_S)


SlackWith = Callable[..., Slack]
"""Makes a Web API client for a token, and something to do when the token is refused for good."""


def _installations(
    desk: Desk, access: SlackAccess, slack_with: SlackWith, tasks: Tasks
) -> tuple[Installations, Sequence[Route]]:
    """One workspace by its token, or many with the pages that install Engage."""
    if access.app is None:
        token = access.bot_token
        one = OneWorkspace(
            slack_with(token), token, desk.workspaces, desk.installed, tasks=tasks, clock=desk.clock
        )
        return one, ()
    many = ManyWorkspaces(desk.installed, desk.workspaces, slack_with, tasks, desk.clock)
    admitting = Admitting(
        access.app, desk.installed, many, slack_with=slack_with, tasks=tasks, clock=desk.clock
    )
    pages = Installing(
        access.app,
        admitting,
        desk.tickets,
        desk.buckets,
        access.api_url,
        lambda: desk.new_id()[:8],
    )
    return many, pages.routes()


def _connect_routes(desk: Desk, signing_in: SigningIn) -> Sequence[Route]:
    """The pages of signing in on the platforms' own; none where browsers do not reach Engage."""
    pages = desk.pages
    if pages.base_url is None:
        return ()
    made = ConnectPages(signing_in, pages.base_url, pages.metadata, lambda: desk.new_id()[:8])
    return made.routes()


def _directory(installations: Installations, clock: Clock) -> SlackDirectory:
    async def slack_of(workspace_id: str) -> Slack:
        return (await installations.of(workspace_id)).slack

    return SlackDirectory(slack_of, clock)


def _home(desk: Desk, directory: Directory, signing_in: SigningIn) -> HomeDesk:
    return HomeDesk(
        permitting=desk.permitting(directory),
        managing=desk.managing(directory),
        overseeing=desk.overseeing(directory),
        enrolling=desk.enrolling(directory),
        disconnecting=desk.disconnecting(directory),
        costing=desk.costing(directory),
        links=signing_in,
    )
