"""A TCP proxy that cuts a conversation after so many bytes, and stays away for a while then."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Self
from urllib.parse import urlsplit

Direction = Literal["up", "down"]


@dataclass(frozen=True)
class Cut:
    """Where to cut.

    Args:
        direction: counted towards the server, or back.
        byte: so many bytes still pass.
        of_write: counted from the first byte of the request that writes, or of its answer; else
            from the beginning.
        refusals: how many connections are dropped at once afterwards.
        hard: whether the server's side is torn down, too, instead of ended in order.
    """

    direction: Direction
    byte: int
    of_write: bool
    refusals: int = 0
    hard: bool = False

    def __str__(self) -> str:
        where = "write" if self.of_write else "whole"
        how = "torn" if self.hard else "ended"
        return f"{where} {self.direction} {self.byte} {how}, {self.refusals} refused"


class CuttingProxy:
    """Forwards bytes to a server.

    Attributes:
        seen: bytes that passed since `begin`, by direction and by whether they were of the write.
        happened: whether the cut was reached.
        on_cut: called when it is.
    """

    def __init__(self, target: str, write: bytes) -> None:
        parts = urlsplit(target)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._write = write
        self._cut: Cut | None = None
        self._away = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self.seen: dict[tuple[Direction, bool], int] = {}
        self.happened = False
        self.on_cut: Callable[[], None] | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        self.begin(None)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def begin(self, cut: Cut | None) -> None:
        """A new run: count anew, and cut there; None: only count."""
        self._cut, self._away, self.happened = cut, 0, False
        self.seen = {(way, write): 0 for way in ("up", "down") for write in (True, False)}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if self._away > 0:
            self._away -= 1
            writer.transport.abort()
            return
        with contextlib.suppress(OSError):
            theirs = await asyncio.open_connection(self._host, self._port)
            await _Line(self, (reader, writer), theirs).run()

    def passing(self, direction: Direction, data: bytes, writing: int | None) -> int | None:
        """Count bytes; how many of these still pass, None for all.

        Args:
            writing: from where in `data` on it belongs to the write; None: nothing does.
        """
        cut, left = self._cut, None
        before = self.seen[direction, False], self.seen[direction, True]
        self.seen[direction, False] += len(data)
        self.seen[direction, True] += 0 if writing is None else len(data) - writing
        if cut is None or cut.direction != direction:
            return None
        if not cut.of_write:
            left = cut.byte - before[0]
        elif writing is not None:
            left = cut.byte - before[1] + writing
        if left is None or left >= len(data):
            return None
        self._cut, self._away, self.happened = None, cut.refusals, True
        return max(left, 0)


@dataclass
class _Line:
    """One connection through the proxy."""

    proxy: CuttingProxy
    client: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    server: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    writing: bool = False

    async def run(self) -> None:
        up = asyncio.create_task(self._pump("up", self.client[0], self.server[1]))
        down = asyncio.create_task(self._pump("down", self.server[0], self.client[1]))
        try:
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            up.cancel()
            down.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
            for _, writer in (self.client, self.server):
                writer.close()

    async def _pump(
        self, direction: Direction, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                cut = self.proxy._cut
                passing = self.proxy.passing(direction, data, self._of_write(direction, data))
                writer.write(data if passing is None else data[:passing])
                await writer.drain()
                if passing is not None:
                    self._end(hard=bool(cut and cut.hard))
                    return

    def _of_write(self, direction: Direction, data: bytes) -> int | None:
        begins = data.find(self.proxy._write) if direction == "up" else -1
        if begins >= 0:
            self.writing = True
            return begins
        if direction == "up" and data[:4] in {b"GET ", b"POST"}:
            self.writing = False  # the next request of the same connection
        return 0 if self.writing else None

    def _end(self, *, hard: bool) -> None:
        """The client loses it at once; the server reads what it was sent, unless it is torn."""
        if self.proxy.on_cut:
            self.proxy.on_cut()
        self.client[1].transport.abort()
        if hard:
            self.server[1].transport.abort()
        elif self.server[1].can_write_eof():
            self.server[1].write_eof()
