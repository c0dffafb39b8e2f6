"""The baseline of streaming: bare `create_agent` behind slack_sdk's own `chat_stream`, which sends
every 256 characters, with its handler for rate limits.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from aiohttp import web
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bench.lean_agent import told
from bench.load import TEAM

TRIES = 5


class BareStream:
    """The app."""

    def __init__(self) -> None:
        self._client: AsyncWebClient | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def app(self) -> web.Application:
        """The server."""
        made = web.Application()
        made.router.add_post("/slack/events", self.event)
        made.cleanup_ctx.append(self._open)
        return made

    async def _open(self, _: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as http:
            self._client = AsyncWebClient(
                os.environ["SLACK_BOT_TOKEN"],
                base_url=os.environ["SLACK_API_URL"],
                session=http,
                retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=TRIES)],
            )
            yield

    async def event(self, request: web.Request) -> web.Response:
        """Take an event, ack it, answer in a task."""
        event = (await request.json())["event"]
        if event["type"] == "app_mention":
            task = asyncio.create_task(self._answer(event))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return web.Response()

    async def _answer(self, event: dict[str, Any]) -> None:
        assert self._client is not None
        stream = await self._client.chat_stream(
            channel=event["channel"],
            thread_ts=event["ts"],
            recipient_team_id=TEAM,
            recipient_user_id=event["user"],
        )
        async for piece in told(event["text"].partition("> ")[2]):
            await stream.append(markdown_text=piece)
        await stream.stop()


if __name__ == "__main__":
    web.run_app(
        BareStream().app(),
        host="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        access_log=None,
        print=None,
    )
