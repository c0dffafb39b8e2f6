"""The baseline: a raw ASGI app that checks the signature, parses, acks and hands over to a task.

Run by uvicorn in a process of its own. `BENCH_SECRET` signs, `BENCH_SLACK` is the fake Slack it
posts to, `BENCH_MODEL_S` how long its "model" takes.
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

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

SECRET = os.environ.get("BENCH_SECRET", "").encode()
SLACK = os.environ.get("BENCH_SLACK", "")
MODEL_S = float(os.environ.get("BENCH_MODEL_S", "0"))
FRESH_S = 300
ACK = json.dumps({"response_type": "ephemeral", "text": "Looking."}).encode()

_tasks: set[asyncio.Task[None]] = set()
_session: list[aiohttp.ClientSession] = []


async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    status, answer = (200, b"ok") if scope["method"] == "GET" else _command(scope, body)
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"application/json")],
        }
    )
    await send({"type": "http.response.body", "body": answer})


def _command(scope: dict[str, Any], body: bytes) -> tuple[int, bytes]:
    headers = dict(scope["headers"])
    stamp = headers.get(b"x-slack-request-timestamp", b"0")
    wanted = (
        b"v0=" + hmac.digest(SECRET, b"v0:" + stamp + b":" + body, hashlib.sha256).hex().encode()
    )
    if abs(time.time() - int(stamp)) > FRESH_S or not hmac.compare_digest(
        wanted, headers.get(b"x-slack-signature", b"")
    ):
        return 401, b"{}"
    form = dict(parse_qsl(body.decode()))
    handler = {"/engage": _engage}.get(form.get("command", ""))
    if handler is None:
        return 404, b"{}"
    handler(form)
    return 200, ACK


def _engage(form: dict[str, str]) -> None:
    if MODEL_S:
        task = asyncio.create_task(_answer(form["channel_id"]))
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)


async def _answer(channel: str) -> None:
    await asyncio.sleep(MODEL_S)
    async with _session[0].post(
        SLACK + "chat.postMessage", json={"channel": channel, "text": "Done."}
    ) as response:
        await response.read()


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            _session.append(aiohttp.ClientSession())
            await send({"type": "lifespan.startup.complete"})
        else:
            await _session[0].close()
            await send({"type": "lifespan.shutdown.complete"})
            return
