"""uvicorn, started and stopped by us: its own signal handling ends the process before work that
is under way can be drained.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from assistant.errors import SettingsError

CLOSE_S = 5
"""Seconds that requests in the middle of being answered get when listening ends."""


class _Quiet(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


class Listening:
    """One ASGI app on one port.

    Args:
        port: 0 takes a free one.
        named: the setting it comes from.
    """

    def __init__(self, app: ASGIApp, host: str, port: int, named: str = "ENGAGE_PORT") -> None:
        self._socket = _bound(host, port, named)
        config = uvicorn.Config(
            app,
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            # Who asks is taken from the connection, never from a header.
            proxy_headers=False,
            timeout_graceful_shutdown=CLOSE_S,
        )
        self._server = _Quiet(config)
        self._serving: asyncio.Task[Any] | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Take connections from now on; those that come before the loop turns wait."""
        self._socket.listen(2048)
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))

    async def stop(self) -> None:
        """Take no more connections and end those there are."""
        self._server.should_exit = True
        if self._serving is not None:
            await asyncio.wait({self._serving})


def _bound(host: str, port: int, named: str) -> socket.socket:
    """Raises SettingsError when nobody can listen there."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        made = socket.socket(family, kind, protocol)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except OSError as error:
        problem = f"ENGAGE_HOST, {named}: cannot listen on {host}:{port} ({error.strerror})."
        raise SettingsError((problem,)) from error
    made.setblocking(False)
    return made
