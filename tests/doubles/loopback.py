"""A platform's double as a server: it listens, has a clock, and can leave a call unanswered."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import Self

from aiohttp import web


class Loopback(ABC):
    """A server on loopback, for as long as it is entered.

    Attributes:
        host: with its port; "" before it listens.
        moment: the time, held still; None: as it is.
    """

    def __init__(self) -> None:
        self.host = ""
        self.moment: datetime | None = None
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def now(self) -> datetime:
        """The server's clock."""
        return self.moment or datetime.now(UTC)

    @abstractmethod
    def application(self) -> web.Application:
        """What answers."""

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(
            self.application(), handler_cancellation=True, shutdown_timeout=1
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()


async def never(request: web.Request, *, cut: bool) -> web.StreamResponse:
    """Nothing comes: the line is cut, or left open until whoever asked has gone."""
    if cut and request.transport:
        request.transport.abort()
    await asyncio.Event().wait()
    raise AssertionError
