"""What tests of the double share: an app that keeps what it gets, and how a refusal reads."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError

from playground.clock import ManualClock
from playground.slack import SlackDouble

Json = dict[str, Any]


class App:
    """A request URL that keeps what it gets and answers from a queue (200 when it is empty)."""

    def __init__(self) -> None:
        self.url = ""
        self.got: list[tuple[dict[str, str], str]] = []
        self.answers: list[Callable[[], Awaitable[web.Response]]] = []

    async def handle(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.got.append((headers, await request.text()))
        return await self.answers.pop(0)() if self.answers else web.Response()

    def then(self, status: int = 200, body: Json | str = "", **headers: str) -> None:
        async def answer() -> web.Response:
            if isinstance(body, dict):
                return web.json_response(body, status=status)
            return web.Response(status=status, text=body, headers=headers)

        self.answers.append(answer)

    @property
    def interaction(self) -> Json:
        """The last interaction's payload."""
        return dict(json.loads(parse_qs(self.got[-1][1])["payload"][0]))


@asynccontextmanager
async def served(app: App) -> AsyncIterator[App]:
    """The app, listening."""
    routes = web.Application()
    routes.router.add_post("/slack/events", app.handle)
    runner = web.AppRunner(routes, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    app.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield app
    await runner.cleanup()


def clock_of(slack: SlackDouble) -> ManualClock:
    assert isinstance(slack.clock, ManualClock)
    return slack.clock


async def refusal(call: object) -> str:
    """The error name of a call that fails."""
    with pytest.raises(SlackApiError) as caught:
        await call  # type: ignore[misc]
    return str(caught.value.response["error"])
