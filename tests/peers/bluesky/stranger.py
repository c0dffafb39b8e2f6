"""A proxy before a real server: refuses what production refuses, and breaks on demand.

In front of the AppView it is what strangers get (`BLUESKY_PUBLIC_URL` in tests); in front of a PDS
it is a clean pipe that can be made to fail. It runs in a thread of its own, so that blocking tests
and programs started by tests can use it, too.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

import aiohttp
from aiohttp import web

SEARCH_REFUSED = (
    403,
    "text/html",
    b"<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>",
)
"""What public.api.bsky.app says to a search without credentials since January 2025.

https://github.com/bluesky-social/atproto/issues/3423 (the maintainers close it on purpose), the
words as quoted in https://github.com/bluesky-social/atproto/issues/2838.
"""

SIGN_IN_FIRST = (
    401,
    "application/json",
    b'{"error":"AuthMissing","message":"Authentication Required"}',
)
"""What the AppView itself says to `app.bsky.notification.*` without credentials (seen here)."""

STRANGERS_MAY_NOT = {
    "/xrpc/app.bsky.feed.searchPosts": SEARCH_REFUSED,
    "/xrpc/app.bsky.notification.": SIGN_IN_FIRST,
}

HOP_BY_HOP = {"transfer-encoding", "content-encoding", "content-length", "connection", "host"}


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next requests whose path contains `path`.

    Exactly one of these happens: `status` with `headers` and `body` is answered instead; `stall`
    never answers; `cut_after` sends that many bytes of the true answer and drops the connection.
    """

    path: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    stall: bool = False
    cut_after: int | None = None
    times: int = 1_000_000
    hits: int = 0


class Proxy:
    """Forwards to `target`. `requests` are the paths asked for so far, with their queries."""

    def __init__(
        self, target: str, *, refuses: Mapping[str, tuple[int, str, bytes]] | None = None
    ) -> None:
        self.url = ""
        self.requests: list[str] = []
        self._target = target.rstrip("/")
        self._refuses = dict(refuses or {})
        self._faults: list[Fault] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.url = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @contextmanager
    def fault(self, fault: Fault) -> Iterator[Fault]:
        """Let things go wrong inside the block. Its `hits` tell how often it happened."""
        self._faults.append(fault)
        try:
            yield fault
        finally:
            self._faults.remove(fault)

    def asked(self, name: str) -> int:
        """How many requests named this method so far."""
        return sum(name in request for request in self.requests)

    async def _start(self) -> str:
        self._over = asyncio.Event()
        self._client = aiohttp.ClientSession(auto_decompress=True)
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        return f"http://127.0.0.1:{port}"

    async def _end(self) -> None:
        self._over.set()
        await self._runner.cleanup()
        await self._client.close()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request.path_qs)
        fault = self._next_fault(request.path_qs)
        if fault and fault.stall:
            await self._over.wait()
        if fault and fault.status:
            return web.Response(status=fault.status, headers=fault.headers, body=fault.body)
        if "authorization" not in request.headers:
            for prefix, (status, kind, body) in self._refuses.items():
                if request.path.startswith(prefix):
                    return web.Response(status=status, content_type=kind, body=body)
        return await self._forward(request, fault)

    async def _forward(self, request: web.Request, fault: Fault | None) -> web.StreamResponse:
        headers = {k: v for k, v in request.headers.items() if k.lower() not in HOP_BY_HOP}
        body = await request.read()
        async with self._client.request(
            request.method, f"{self._target}{request.path_qs}", headers=headers, data=body or None
        ) as answer:
            content = await answer.read()
            kept = {k: v for k, v in answer.headers.items() if k.lower() not in HOP_BY_HOP}
        if fault is None or fault.cut_after is None:
            return web.Response(status=answer.status, headers=kept, body=content)
        cut = web.StreamResponse(status=answer.status, headers=kept)
        cut.content_length = len(content)
        await cut.prepare(request)
        await cut.write(content[: fault.cut_after])
        if request.transport:
            request.transport.abort()
        return cut

    def _next_fault(self, path: str) -> Fault | None:
        for fault in self._faults:
            if fault.path in path and fault.hits < fault.times:
                fault.hits += 1
                return fault
        return None


def stranger(appview: str) -> Proxy:
    """The AppView as people without credentials meet it in production."""
    return Proxy(appview, refuses=STRANGERS_MAY_NOT)
