"""HTTP: Slack's requests, and what an operator looks at. Signatures are always checked, by Bolt."""

from __future__ import annotations

import hmac
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from handlers.bolt_request import read_request
from handlers.metrics import Figures

log = structlog.get_logger(__name__)

LARGEST_BODY = 1_000_000
"""Bytes. Slack's largest payloads, views with all their state, stay far below."""

EVENTS = "/slack/events"
TEXT = [(b"content-type", b"text/plain; charset=utf-8")]

Answer = tuple[int, list[tuple[bytes, bytes]], bytes]
"""Status, headers and body."""

Ready = Callable[[], Awaitable[Mapping[str, bool]]]
"""Whether each thing the app stands on works, by name."""

Look = Callable[[], Awaitable[None]]
"""Never raises."""


@dataclass(frozen=True, slots=True)
class SlackEndpoint:
    """Everything Slack sends. Plain ASGI: a framework's way around each request would cost as
    much as half of Bolt's.
    """

    app: AsyncApp
    figures: Figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        began = time.perf_counter()
        status, headers, body = await self._answer(scope, receive)
        length = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
        await send({"type": "http.response.body", "body": body})
        self.figures.answered(status, time.perf_counter() - began)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        if scope["method"] != "POST":
            return 405, [(b"allow", b"POST")], b""
        given = dict(scope["headers"])
        body = await _body(given.get(b"content-length", b"0"), receive)
        if body is None:
            return 413, TEXT, b"Too large."
        try:
            asked = read_request(body, given)
        except (ValueError, TypeError, AttributeError):
            # No UTF-8, no JSON, or JSON that is no object: nothing Slack would send.
            return 400, TEXT, b"Not readable."
        try:
            said = await self.app.async_dispatch(asked)
        except Exception:
            # Bolt reads payloads before any handler of ours; one with parts missing ends here.
            log.exception("request.unreadable")
            return 500, TEXT, b""
        kind = said.headers.get("content-type") or ["text/plain;charset=utf-8"]
        return said.status, [(b"content-type", kind[0].encode())], said.body.encode()


async def _body(declared: bytes, receive: Receive) -> bytes | None:
    """The whole body; None as soon as it is too large, whatever its header says."""
    if not declared.isdigit() or int(declared) > LARGEST_BODY:
        return None
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return body
        part: bytes = message.get("body", b"")
        body += part
        if len(body) > LARGEST_BODY:
            return None
        if not message.get("more_body"):
            return body


def make_server(
    app: AsyncApp,
    figures: Figures,
    ready: Ready,
    *,
    look: Look | None = None,
    metrics_token: str | None,
    more: Sequence[Route] = (),
) -> ASGIApp:
    """The ASGI application: Slack's requests straight on, everything else by Starlette.

    Args:
        look: brings those figures up to now that are read, not counted.
        metrics_token: opens `/metrics` to others than this machine; None keeps it closed.
        more: pages of others.
    """
    slack = SlackEndpoint(app, figures)
    pages = operators_pages(
        figures.registry, ready, look=look, metrics_token=metrics_token, more=more
    )

    async def server(scope: Scope, receive: Receive, send: Send) -> None:
        await (slack if scope.get("path") == EVENTS else pages)(scope, receive, send)

    return server


async def _nothing() -> None:
    """Every figure is counted."""


def operators_pages(
    registry: CollectorRegistry,
    ready: Ready,
    *,
    look: Look | None = None,
    metrics_token: str | None,
    more: Sequence[Route] = (),
) -> Starlette:
    """`/healthz`, `/readyz` and `/metrics`; arguments as for `make_server`."""
    bring_up = look or _nothing

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        state = dict(await ready())
        return JSONResponse(state, status_code=200 if all(state.values()) else 503)

    async def metrics(request: Request) -> Response:
        if not _may_read(request, metrics_token):
            return PlainTextResponse("Not found.", status_code=404)
        await bring_up()
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
            *more,
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
