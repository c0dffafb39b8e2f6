"""A Slack that answers at once and counts, in a process of its own. It knows no rules: whatever
depends on them is measured against the playground's double instead.

`POST /people {"members": bool}` makes everybody a full member, or a guest. `GET /seen` tells how
often each method was called, and when each response URL was posted to (monotonic clock).
"""

from __future__ import annotations

import os
import time
from collections import Counter
from typing import Any

from aiohttp import web

from bench.load import TEAM


class FakeSlack:
    """Its state and its routes."""

    def __init__(self) -> None:
        self.members = False
        self.calls: Counter[str] = Counter()
        self.answered: dict[str, list[float]] = {}

    def app(self) -> web.Application:
        """The server."""
        made = web.Application()
        made.router.add_route("*", "/api/{method}", self.call)
        made.router.add_post("/response/{number}", self.response)
        made.router.add_post("/people", self.people)
        made.router.add_get("/seen", self.seen)
        return made

    async def call(self, request: web.Request) -> web.Response:
        """Any Web API method."""
        method = request.match_info["method"]
        self.calls[method] += 1
        await request.read()
        return web.json_response({"ok": True, **self._answer(method, request.query)})

    def _answer(self, method: str, arguments: Any) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {"team_id": TEAM, "team": "Bench", "user_id": "U0BOT", "bot_id": "B0BOT"}
            case "users.info":
                user = {"id": arguments["user"], "team_id": TEAM, "name": "bench"}
                return {"user": user | {"is_restricted": not self.members}}
            case _:
                return {"ts": f"{time.time():.6f}", "channel": "C0000"}

    async def response(self, request: web.Request) -> web.Response:
        """A post to a response URL."""
        self.answered.setdefault(request.match_info["number"], []).append(time.monotonic())
        await request.read()
        return web.Response(text="ok")

    async def people(self, request: web.Request) -> web.Response:
        """Change what people are."""
        self.members = (await request.json())["members"]
        return web.Response()

    async def seen(self, _: web.Request) -> web.Response:
        """What was called."""
        return web.json_response({"calls": self.calls, "answered": self.answered})


if __name__ == "__main__":
    web.run_app(
        FakeSlack().app(),
        host="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        access_log=None,
        print=None,
    )
