"""A double of Slack's Web API and deliveries on localhost.

Faithful where it matters: every rule cites the fact it follows, and none is laxer than Slack. It
serves scenario tests, benchmarks and the playground alike.

    async with SlackDouble() as slack:
        anna = slack.add_person("Anna")
        general = slack.add_channel("general", anna)
        slack.deliver_to("http://127.0.0.1:3000/slack/events")
        await slack.command(anna, general, "/engage", "how are we doing?")
        await slack.until(lambda: slack.ephemerals(anna, general))
"""

from __future__ import annotations

import secrets
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

from playground.api import Api, Method
from playground.chat import Chat
from playground.clock import Clock, SystemClock
from playground.deliveries import Deliveries, HttpTransport
from playground.directory import Directory
from playground.events import Parts
from playground.faults import Faults
from playground.hooks import Hooks
from playground.interactions import Interactions
from playground.limits import Limits
from playground.payloads import Payloads
from playground.reading import Reading
from playground.sessions import Sessions
from playground.sockets import Sockets
from playground.streaming import Streaming
from playground.views import Views
from playground.workspace import Channel, ChannelKind, Person, Workspace

SUBSCRIPTIONS = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "app_context_changed",
        "agent_session_stopped",
        "agent_session_title_changed",
        "message.im",
        "message.channels",
        "message.groups",
        "message.mpim",
        "tokens_revoked",
        "app_uninstalled",
    }
)
"""What Engage's manifest subscribes to (slack.md 2.4)."""


class SlackDouble(Reading):
    """The double, as an async context manager. Binds loopback only.

    Args:
        clock: time for ids, limits and expiries; ManualClock in tests that would have to wait.
        limits: False switches rate limits off.
        subscriptions: events the app gets.
        scopes: what the bot token is granted; None for everything.
        port: 0 for a free one.

    Attributes:
        bot_token, app_token, signing_secret: what the app is configured with.
        calls: every Web API call in order.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        limits: bool = True,
        subscriptions: frozenset[str] = SUBSCRIPTIONS,
        scopes: frozenset[str] | None = None,
        port: int = 0,
        name: str = "Playground",
        team_id: str = "T0PLAYGRND",
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.port = port
        self.bot_token = f"xoxb-playground-{secrets.token_hex(8)}"
        self.app_token = f"xapp-playground-{secrets.token_hex(8)}"
        self.signing_secret = secrets.token_hex(16)
        self.faults = Faults()
        self.limits = Limits(self.clock, enforced=limits)
        workspace = Workspace(self.clock, name, team_id)
        interactions = Interactions(self.clock)
        self.chat = Chat(workspace, self.limits, self.faults, "")
        views = Views(workspace, interactions)
        parts = Parts(
            workspace,
            Payloads(workspace, self.chat),
            Deliveries(self.clock, lambda delivery: workspace.tell("delivered", delivery=delivery)),
            interactions,
            Hooks(workspace, self.chat, interactions),
            views,
        )
        super().__init__(parts, subscriptions)
        self.sockets = Sockets(self.clock, workspace.app_id)
        self.api = Api(
            workspace,
            self._methods(),
            self.limits,
            self.faults,
            bot_token=self.bot_token,
            app_token=self.app_token,
            scopes=scopes,
        )
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    def _methods(self) -> dict[str, Method]:
        chat = self.chat
        streaming = Streaming(self.workspace, chat)
        sessions = Sessions(
            self.workspace, chat, stop_event="agent_session_stopped" in self.subscriptions
        )
        directory = Directory(self.workspace, chat)
        return {
            "auth.test": directory.auth_test,
            "users.info": directory.user,
            "conversations.info": directory.conversation,
            "conversations.open": directory.open,
            "conversations.members": directory.members,
            "reactions.add": directory.react,
            "chat.postMessage": chat.post,
            "chat.postEphemeral": chat.post_ephemeral,
            "chat.update": chat.update,
            "chat.delete": chat.delete,
            "chat.getPermalink": chat.permalink,
            "chat.startStream": streaming.start,
            "chat.appendStream": streaming.append,
            "chat.stopStream": streaming.stop,
            "agents.sessions.setStatus": sessions.set_status,
            "agents.sessions.rename": sessions.rename,
            "assistant.threads.setStatus": sessions.thread_status,
            "assistant.threads.setTitle": sessions.thread_title,
            "assistant.threads.setSuggestedPrompts": sessions.suggest,
            "views.open": self.views.open,
            "views.push": self.views.push,
            "views.update": self.views.update,
            "views.publish": self.views.publish,
            "apps.connections.open": self.sockets.connections_open,
        }

    # -- life -----------------------------------------------------------------------------

    async def start(self) -> None:
        """Listen on 127.0.0.1."""
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self.api.handle)
        app.router.add_post("/hooks/{name}", self.hooks.handle)
        app.router.add_get("/link", self.sockets.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.chat.base_url = self.base_url
        self.sockets.base_url = self.base_url
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))

    async def close(self) -> None:
        """Stop listening and give up deliveries on their way."""
        await self.deliveries.close()
        self.api.release()
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def api_url(self) -> str:
        """Base of the Web API, for `SLACK_API_URL`."""
        return f"{self.base_url}/api/"

    def deliver_to(self, url: str) -> None:
        """Deliver by signed HTTP requests to this URL."""
        assert self._session is not None, "start first"
        self.deliveries.transport = HttpTransport(
            url, self.signing_secret, self.clock, self._session
        )

    def deliver_by_socket(self) -> None:
        """Deliver over the sockets that the app opens (Socket Mode)."""
        self.deliveries.transport = self.sockets

    # -- people and places ------------------------------------------------------------------

    def add_person(self, name: str, *, admin: bool = False, zone: str = "Etc/UTC") -> Person:
        """A full member."""
        return self.workspace.add_person(name, admin=admin, zone=zone)

    def add_guest(self, name: str) -> Person:
        """A guest of this workspace."""
        return self.workspace.add_person(name, "guest")

    def add_stranger(self, name: str) -> Person:
        """Somebody of another organisation, as in a shared channel."""
        return self.workspace.add_person(name, "stranger")

    def add_channel(
        self, name: str, *people: Person, kind: ChannelKind = "public", bot: bool = True
    ) -> Channel:
        """A channel with these people; `bot` False leaves the app's bot out."""
        members = {person.id for person in people}
        if bot:
            members.add(self.workspace.bot.id)
        return self.workspace.add_channel(name, kind, members)

    def direct(self, person: Person, other: Person | None = None) -> Channel:
        """The direct message of a person with the app, or with another person."""
        return self.workspace.direct(person.id, (other or self.workspace.bot).id)
