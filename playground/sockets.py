"""Socket Mode: the same deliveries as envelopes over a websocket.

slack.md 2.1 and 3; docs: Socket Mode. Any one of at most ten sockets gets an envelope; an event
that is not acknowledged comes again with `retry_attempt`; Slack refreshes connections by a
`disconnect` message.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

from aiohttp import WSMsgType, web

from playground.arguments import Arguments
from playground.clock import Clock
from playground.deliveries import ANSWER_WITHIN_S, Kind, Reply
from playground.errors import Json, SlackError

MOST_SOCKETS = 10


class Sockets:
    """Serves `/link` and is a transport for deliveries.

    Args:
        base_url: of the double, without a trailing slash.
    """

    def __init__(self, clock: Clock, app_id: str) -> None:
        self.clock = clock
        self.app_id = app_id
        self.base_url = ""
        self.open: list[web.WebSocketResponse] = []
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._connected = asyncio.Event()

    def connections_open(self, _: Arguments) -> Json:
        """apps.connections.open: a URL that lets one socket in."""
        if len(self.open) >= MOST_SOCKETS:
            raise SlackError("too_many_websockets")
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return {"url": f"{self.base_url.replace('http', 'ws', 1)}/link?ticket={ticket}"}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One socket from hello to goodbye."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self.open) + 1,
                "connection_info": {"app_id": self.app_id},
                "debug_info": {"host": "playground", "approximate_connection_time": 18060},
            }
        )
        self.open.append(socket)
        self._connected.set()
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledge(json.loads(message.data))
        finally:
            self.open.remove(socket)
            if not self.open:
                self._connected.clear()
        return socket

    def _acknowledge(self, answer: Json) -> None:
        waiting = self._waiting.get(str(answer.get("envelope_id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer.get("payload"))

    async def send(self, kind: Kind, payload: Json, attempt: int, reason: str | None) -> Reply:
        """Send one envelope and wait up to 3 s for its acknowledgement."""
        envelope_id = secrets.token_hex(16)
        envelope: Json = {
            "type": kind,
            "envelope_id": envelope_id,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": "timeout" if reason else ""}
        acknowledged: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = acknowledged
        late = asyncio.ensure_future(self.clock.sleep(ANSWER_WITHIN_S))
        try:
            if not await self._put(envelope):
                return Reply(0, reason="connection_failed")
            await asyncio.wait({acknowledged, late}, return_when=asyncio.FIRST_COMPLETED)
            if acknowledged.done():
                return Reply(200, acknowledged.result())
            return Reply(0, reason="http_timeout")
        finally:
            del self._waiting[envelope_id]
            late.cancel()
            await asyncio.gather(late, return_exceptions=True)

    async def _put(self, envelope: Json) -> bool:
        for socket in tuple(self.open):
            try:
                await socket.send_json(envelope)
            except ConnectionError:
                continue
            return True
        return False

    async def connected(self) -> None:
        """Wait until some socket is open."""
        await self._connected.wait()

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every socket to reconnect, as Slack does every few hours."""
        for socket in tuple(self.open):
            await socket.send_json({"type": "disconnect", "reason": reason})

    async def close(self) -> None:
        """Close every socket."""
        for socket in tuple(self.open):
            await socket.close()
