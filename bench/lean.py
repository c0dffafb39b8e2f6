"""The baseline: a raw ASGI app that checks the signature, parses, acks and hands over to a task.

Nothing that a real app must do is in it: no commit, no rights, no errors. uvicorn runs it in a
process of its own. `BENCH_WAIT_S` set: the task waits that long, as for a model, and posts once.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

import aiohttp

from bench.load import SECRET

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Form = dict[str, str]
Work = Callable[[Form, aiohttp.ClientSession], Awaitable[None]]

FRESH_S = 300
ACK = json.dumps({"response_type": "ephemeral", "text": "Looking."}).encode()
HEADERS = [(b"content-type", b"application/json")]


class Lean:
    """The app.

    Args:
        before: awaited before the ack (the one insert, where that is measured).
        work: what the task does after the ack; None for nothing.
    """

    def __init__(
        self,
        *,
        before: Callable[[Form], Awaitable[None]] | None = None,
        work: Work | None = None,
    ) -> None:
        self._before = before
        self._work = work
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: aiohttp.ClientSession | None = None

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        status, answer = await self._answer(scope, body)
        await send({"type": "http.response.start", "status": status, "headers": HEADERS})
        await send({"type": "http.response.body", "body": answer})

    async def _answer(self, scope: dict[str, Any], body: bytes) -> tuple[int, bytes]:
        if not _signed(dict(scope["headers"]), body):
            return 401, b"{}"
        form = dict(parse_qsl(body.decode()))
        handler = {"/engage": self._engage}.get(form.get("command", ""))
        if handler is None:
            return 404, b"{}"
        await handler(form)
        return 200, ACK

    async def _engage(self, form: Form) -> None:
        if self._before:
            await self._before(form)
        if self._work:
            assert self._http is not None
            task = asyncio.ensure_future(self._work(form, self._http))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._http = aiohttp.ClientSession()
                await send({"type": "lifespan.startup.complete"})
            else:
                assert self._http is not None
                await self._http.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _signed(headers: dict[bytes, bytes], body: bytes) -> bool:
    stamp = headers.get(b"x-slack-request-timestamp", b"0")
    digest = hmac.digest(SECRET.encode(), b"v0:" + stamp + b":" + body, hashlib.sha256).hex()
    given = headers.get(b"x-slack-signature", b"")
    return abs(time.time() - int(stamp)) <= FRESH_S and hmac.compare_digest(
        b"v0=" + digest.encode(), given
    )


async def post(form: Form, http: aiohttp.ClientSession, text: str) -> None:
    """Answer where Engage answers a private question."""
    async with http.post(form["response_url"], json={"text": text}) as response:
        await response.read()


async def _wait_and_post(form: Form, http: aiohttp.ClientSession) -> None:
    await asyncio.sleep(float(os.environ["BENCH_WAIT_S"]))
    await post(form, http, "Done.")


def work() -> Work | None:
    """What the task does, as the environment says."""
    return _wait_and_post if os.environ.get("BENCH_WAIT_S") else None


app = Lean(work=work())
