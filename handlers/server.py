"""HTTP: Slack's requests, and what an operator looks at. Signatures are always checked, by Bolt."""

from __future__ import annotations

import hmac
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from handlers.metrics import Figures

log = structlog.get_logger(__name__)

LARGEST_BODY = 1_000_000
"""Bytes. Slack's largest payloads, views with all their state, stay far below."""

Ready = Callable[[], Awaitable[Mapping[str, bool]]]
"""Whether each thing the app stands on works, by name."""


@dataclass(frozen=True, slots=True)
class SlackEndpoint:
    """`POST /slack/events` for everything Slack sends: an ASGI app, to spare each request the
    framework's way around.
    """

    app: AsyncApp
    figures: Figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        began = time.perf_counter()
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)
        self.figures.requests.labels(str(response.status_code)).inc()
        self.figures.ack_s.observe(time.perf_counter() - began)

    async def _answer(self, request: Request) -> Response:
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return PlainTextResponse("Too large.", status_code=413)
        try:
            asked = AsyncBoltRequest(body=body.decode(), headers=_headers(request))
        except (ValueError, TypeError, AttributeError):
            # No UTF-8, no JSON, or JSON that is no object: nothing Slack would send.
            return PlainTextResponse("Not readable.", status_code=400)
        try:
            said = await self.app.async_dispatch(asked)
        except Exception:
            # Bolt reads payloads before any handler of ours; one with parts missing ends here.
            log.exception("request.unreadable")
            return Response(status_code=500)
        headers = said.first_headers_without_set_cookie()
        return Response(said.body, said.status, headers)


async def _body(request: Request) -> bytes | None:
    """The whole body; None as soon as it is too large, whatever its header says."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdigit() or int(declared) > LARGEST_BODY:
        return None
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            return None
        parts.append(part)
    return b"".join(parts)


def _headers(request: Request) -> dict[str, str | Sequence[str]]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers.raw}


def make_server(
    app: AsyncApp, figures: Figures, ready: Ready, *, metrics_token: str | None
) -> Starlette:
    """The ASGI application.

    Args:
        metrics_token: opens `/metrics` to others than this machine; None keeps it closed.
    """

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        state = dict(await ready())
        return JSONResponse(state, status_code=200 if all(state.values()) else 503)

    async def metrics(request: Request) -> Response:
        if not _may_read(request, metrics_token):
            return PlainTextResponse("Not found.", status_code=404)
        return Response(generate_latest(figures.registry), media_type=CONTENT_TYPE_LATEST)

    return Starlette(
        routes=[
            Route("/slack/events", SlackEndpoint(app, figures), methods=["POST"]),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
        ]
    )


def _may_read(request: Request, token: str | None) -> bool:
    """The token where one is set; otherwise this machine alone, and through no proxy."""
    if token is not None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    host = request.client.host if request.client else ""
    try:
        return not forwarded and ip_address(host).is_loopback
    except ValueError:
        return False
