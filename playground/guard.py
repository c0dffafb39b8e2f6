"""Keeps the page to the person who started it: loopback, own host, own origin, own cookie.

A page on localhost is reachable from every site that the person has open (by DNS rebinding and by
cross-origin requests) and from every program on the machine; each check here closes one way in.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web

COOKIE = "engage_playground"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Guard:
    """Checks every request of the page.

    Args:
        port: where the page listens, part of the hosts and origins that are its own.
    """

    def __init__(self) -> None:
        self.port = 0
        self.token = secrets.token_urlsafe(24)
        self._cookie = secrets.token_urlsafe(24)

    @property
    def _hosts(self) -> frozenset[str]:
        return frozenset(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost"))

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse with 403 what is not ours; add the security headers to every answer."""
        if not self._own(request):
            return self.secured(
                web.Response(status=403, text="This page is only for its own machine.")
            )
        first = request.path == "/" and self._same(request.query.get("token"), self.token)
        if not first and not self._same(request.cookies.get(COOKIE), self._cookie):
            text = "Open the address that `engage demo` printed; it carries the key to this page."
            return self.secured(web.Response(status=403, text=text))
        response = await handler(request)
        if first:
            response.set_cookie(COOKIE, self._cookie, httponly=True, samesite="Strict", path="/")
        return response if response.prepared else self.secured(response)

    def _own(self, request: web.Request) -> bool:
        if request.host not in self._hosts:
            return False
        origin = request.headers.get("Origin")
        if origin is None:
            # Browsers always send one when a websocket opens.
            return request.headers.get("Upgrade", "").lower() != "websocket"
        return origin == f"http://{request.host}"

    def _same(self, given: str | None, wanted: str) -> bool:
        return given is not None and hmac.compare_digest(given.encode(), wanted.encode())

    def secured(self, response: web.StreamResponse) -> web.StreamResponse:
        """Allow this page its own files and its own socket, and nothing else."""
        sockets = " ".join(f"ws://{host}" for host in sorted(self._hosts))
        response.headers.update(
            {
                "Content-Security-Policy": (
                    "default-src 'none'; script-src 'self'; style-src 'self'; "
                    "img-src 'self' data:; "
                    f"connect-src 'self' {sockets}; base-uri 'none'; form-action 'none'; "
                    "frame-ancestors 'none'"
                ),
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "no-referrer",
                "Cross-Origin-Opener-Policy": "same-origin",
                "Cross-Origin-Resource-Policy": "same-origin",
                "Cache-Control": "no-store",
            }
        )
        return response
