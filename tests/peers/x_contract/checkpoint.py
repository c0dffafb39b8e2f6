"""The way from a client to the double, past the official spec: what the spec does not allow is
written down.

    client -> checkpoint -> Prism -> double

Calls that the spec does not hold go to the double directly: consent and tokens (X's documentation
has them apart) and the two addresses of a compliance job, which X makes up itself.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
from aiohttp import web

from tests.doubles.x import XServer
from tests.peers.x_contract.prism import prism, readable

SPECS = {"tweet": "x-openapi-v2.159.json", "post": "x-openapi-v2.167.json"}
_APART = ("/i/", "/2/oauth2/")
_OWN = ("/upload", "/download")
_HOP = {"host", "content-length", "transfer-encoding", "connection", "content-encoding"}
_TIMEOUT_S = 30


@dataclass
class Checkpoint:
    """Where clients connect.

    Attributes:
        x: the double behind it.
        url: its own address.
        violations: what the spec does not allow: the call, and Prism's words.
    """

    x: XServer
    url: str = ""
    violations: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Forget what was seen."""
        self.violations.clear()
        self.x.log.clear()

    @property
    def calls(self) -> set[str]:
        """What came through to the double, and was no consent or token."""
        return {each.call for each in self.x.log if not each.path.startswith(_APART)}


@asynccontextmanager
async def checkpoint(specs: Path, dialect: str) -> AsyncIterator[Checkpoint]:
    """A double with the spec of its dialect in front of it."""
    with TemporaryDirectory(prefix="x-contract-") as folder:
        document = readable(specs / SPECS[dialect], Path(folder))
        async with (
            XServer(dialect) as x,
            prism(document, x.url) as checked,
            httpx2.AsyncClient(timeout=_TIMEOUT_S) as client,
        ):
            passed = Checkpoint(x)
            runner = web.AppRunner(_app(passed, checked, client), shutdown_timeout=1)
            await runner.setup()
            try:
                await web.TCPSite(runner, "127.0.0.1", 0).start()
                passed.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
                yield passed
            finally:
                await runner.cleanup()


def _app(passed: Checkpoint, checked: str, client: httpx2.AsyncClient) -> web.Application:
    async def forward(request: web.Request) -> web.Response:
        apart = request.path.startswith(_APART) or (
            "/compliance/jobs/" in request.path and request.path.endswith(_OWN)
        )
        base = passed.x.url if apart else checked
        headers = {k: v for k, v in request.headers.items() if k.lower() not in _HOP}
        answer = await client.request(
            request.method,
            f"{base}{request.path_qs}",
            headers=headers,
            content=await request.read(),
        )
        _note(passed, f"{request.method} {request.path_qs}", answer)
        kept = {k: v for k, v in answer.headers.items() if k.lower() not in _HOP}
        # the double names itself in what it makes up
        content = answer.content.replace(passed.x.url.encode(), passed.url.encode())
        return web.Response(status=answer.status_code, body=content, headers=kept)

    app = web.Application(client_max_size=2**27)
    app.router.add_route("*", "/{path:.*}", forward)
    return app


def _note(passed: Checkpoint, call: str, answer: httpx2.Response) -> None:
    """Prism answers in place of the server: "https://stoplight.io/prism/errors#..."."""
    if b"stoplight.io/prism/errors" not in answer.content:
        return
    told = json.loads(answer.content)
    details = [f"{'.'.join(e['location'])}: {e['message']}" for e in told.get("validation", [])]
    passed.violations.append(f"{call}: {'; '.join(details) or told['title']}")
