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
from functools import partial
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
from playground.installs import Installs, new_token
from playground.interactions import Interactions
from playground.limits import Limits
from playground.oauth import OAuth
from playground.payloads import Payloads
from playground.sessions import Sessions
from playground.sockets import Sockets
from playground.streaming import Streaming
from playground.town import Town
from playground.views import Views
from playground.workspace import Workspace

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


class SlackDouble(Installs):
    """The double, as an async context manager. Binds loopback only.

    Args:
        clock: time for ids, limits and expiries; ManualClock in tests that would have to wait.
        limits: False switches rate limits off.
        subscriptions: events the app gets.
        scopes: what the bot token is granted; None for everything.
        port: 0 for a free one.
        installed: whether the app is there from the start; otherwise by OAuth.

    Attributes:
        bot_token, app_token, signing_secret: what the app is configured with.
        oauth: client id and secret, and what people answer to them.
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
        installed: bool = True,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.port = port
        self.bot_token = new_token() if installed else ""
        self.app_token = f"xapp-playground-{secrets.token_hex(8)}"
        self.signing_secret = secrets.token_hex(16)
        self.faults = Faults()
        self.limits = Limits(self.clock, enforced=limits)
        workspace = Workspace(self.clock, name, team_id)
        workspace.installed = installed
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
        self.town = Town(self)
        self.oauth = OAuth(self.clock, self.town.teams)
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
            "auth.revoke": self.auth_revoke,
            "oauth.v2.access": self.oauth.access,
            "users.info": directory.user,
            "conversations.info": directory.conversation,
            "conversations.open": directory.open,
            "conversations.members": directory.members,
            "conversations.history": chat.history,
            "conversations.replies": chat.replies,
            "files.info": chat.files.info,
            "files.getUploadURLExternal": chat.files.upload_url,
            "files.completeUploadExternal": partial(chat.files.complete, chat.channel_for),
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
        app.router.add_route("*", "/api/{method}", self.town.api)
        app.router.add_post("/hooks/{name}", self.town.hook)
        app.router.add_get("/files-pri/{file}/{tail:.+}", self.town.file)
        app.router.add_post("/upload/v1/{file}", self.town.upload)
        app.router.add_route("*", "/oauth/v2/authorize", self.oauth.handle)
        app.router.add_get("/link", self.sockets.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.chat.base_url = self.chat.files.base_url = self.base_url
        self.sockets.base_url = self.base_url
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))

    def beside(self, name: str, team_id: str) -> SlackDouble:
        """Another workspace behind the same address, without the app; start this one first."""
        other = SlackDouble(
            clock=self.clock,
            limits=self.limits.enforced,
            subscriptions=self.subscriptions,
            name=name,
            team_id=team_id,
            installed=False,
        )
        other.app_token, other.signing_secret = self.app_token, self.signing_secret
        other.base_url = other.chat.base_url = other.chat.files.base_url = self.base_url
        other.deliveries.transport = self.deliveries.transport
        self.town.teams.append(other)
        return other

    async def close(self) -> None:
        """Stop listening and give up deliveries on their way."""
        for team in self.town.teams:
            await team.deliveries.close()
            team.api.release()
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
        transport = HttpTransport(url, self.signing_secret, self.clock, self._session)
        for team in self.town.teams:
            team.deliveries.transport = transport

    def deliver_by_socket(self) -> None:
        """Deliver over the sockets that the app opens (Socket Mode)."""
        for team in self.town.teams:
            team.deliveries.transport = self.sockets
