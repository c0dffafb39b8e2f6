"""Socket Mode with a watchdog: its client is known to go deaf after a reconnect and not to notice
(bolt-python#1529, #417; python-slack-sdk#1701), and its close can hang.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from aiohttp import ClientError
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from assistant.errors import SettingsError
from handlers.calls import HOPELESS

if TYPE_CHECKING:
    from assistant.ports import Clock

log = structlog.get_logger(__name__)

LOOK_S = 15.0
"""Seconds between looks at the connection."""

SILENCE = timedelta(minutes=20)
"""A connection over which nothing came for so long is made anew, though it looks alive: a busy
workspace is never so quiet, and for a quiet one a new connection costs nothing."""

CONNECT_S = 30.0
CLOSE_S = 5.0


class Socket:
    """Keeps one Socket Mode connection alive.

    Args:
        app: the Bolt app.
        app_token: `xapp-...`, with `connections:write`.
        api_url: Web API base, with its trailing slash.
        clock: tells how long it has been quiet.
        look_s: seconds between looks.
    """

    def __init__(
        self,
        app: AsyncApp,
        *,
        app_token: str,
        api_url: str,
        clock: Clock,
        look_s: float = LOOK_S,
    ) -> None:
        self._app = app
        self._app_token = app_token
        self._api_url = api_url
        self._clock = clock
        self._look_s = look_s
        self._handler: AsyncSocketModeHandler | None = None
        self._heard_at: datetime = clock()

    async def connected(self) -> bool:
        """Whether a connection is open right now."""
        return self._handler is not None and bool(await self._handler.client.is_connected())

    async def run(self, stop: asyncio.Event) -> None:
        """Hold a connection until `stop`, then close it: nothing new comes in afterwards."""
        try:
            while not stop.is_set():
                await self._look()
                try:
                    async with asyncio.timeout(self._look_s):
                        await stop.wait()
                except TimeoutError:
                    continue
        finally:
            await self._close()

    async def _look(self) -> None:
        quiet = self._clock() - self._heard_at
        if await self.connected() and quiet < SILENCE:
            return
        if self._handler is not None:
            log.warning("socket.reconnect", quiet_s=int(quiet.total_seconds()))
        await self._close()
        await self._open()

    async def _open(self) -> None:
        client = AsyncWebClient(token=self._app_token, base_url=self._api_url)
        handler = AsyncSocketModeHandler(self._app, self._app_token, web_client=client)
        handler.client.socket_mode_request_listeners.insert(0, self._heard)
        self._handler, self._heard_at = handler, self._clock()
        try:
            async with asyncio.timeout(CONNECT_S):
                handler.client.wss_uri = await handler.client.issue_new_wss_url()
                await handler.connect_async()  # type: ignore[no-untyped-call]
        except SlackApiError as error:
            code = str(error.response.get("error"))
            log.warning("socket.refused", code=code)
            if code in HOPELESS:
                problem = (
                    f"SLACK_APP_TOKEN: Slack does not accept it ({code}). Make an app-level token "
                    "with the scope connections:write."
                )
                raise SettingsError((problem,)) from error
        except (ClientError, OSError, TimeoutError) as error:
            log.warning("socket.not_connected", error=type(error).__name__)

    async def _heard(self, _: AsyncBaseSocketModeClient, __: SocketModeRequest) -> None:
        self._heard_at = self._clock()

    async def _close(self) -> None:
        handler, self._handler = self._handler, None
        if handler is None:
            return
        try:
            async with asyncio.timeout(CLOSE_S):
                await handler.close_async()  # type: ignore[no-untyped-call]
        except (ClientError, OSError, TimeoutError) as error:
            log.warning("socket.not_closed", error=type(error).__name__)
