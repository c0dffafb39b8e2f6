"""Signed slash commands over kept connections, timed one by one; as little client as possible."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import Sequence
from urllib.parse import urlencode


def command(secret: str, number: int, *, team: str, person: str, slack: str, text: str) -> bytes:
    """One signed `/engage` request as bytes on the wire; `number` makes its trigger id unique."""
    form = {
        "token": "unused",
        "team_id": team,
        "team_domain": "bench",
        "channel_id": f"C{number % 50:04d}",
        "channel_name": "general",
        "user_id": person,
        "user_name": "bench",
        "command": "/engage",
        "text": text,
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": f"{slack}response/{number}",
        "trigger_id": f"{number}.{number}.bench",
    }
    body = urlencode(form).encode()
    stamp = str(int(time.time())).encode()
    digest = hmac.digest(secret.encode(), b"v0:" + stamp + b":" + body, hashlib.sha256).hex()
    head = (
        "POST /slack/events HTTP/1.1\r\nhost: 127.0.0.1\r\n"
        "content-type: application/x-www-form-urlencoded\r\n"
        f"content-length: {len(body)}\r\nx-slack-request-timestamp: {stamp.decode()}\r\n"
        f"x-slack-signature: v0={digest}\r\n\r\n"
    )
    return head.encode() + body


class Refused(Exception):
    """A request was not answered with 200."""


async def send(port: int, requests: Sequence[bytes], *, connections: int = 1) -> list[float]:
    """Send all requests, `connections` at once; seconds until each was answered, unordered."""
    waiting = list(requests)
    taken: list[float] = []

    async def one_connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while waiting:
            request = waiting.pop()
            start = time.perf_counter()
            writer.write(request)
            await _answered(reader)
            taken.append(time.perf_counter() - start)
        writer.close()

    await asyncio.gather(*(one_connection() for _ in range(connections)))
    return taken


async def _answered(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise Refused(head.split(b"\r\n", 1)[0].decode())
    if b"transfer-encoding: chunked" in head:
        while (size := int(await reader.readuntil(b"\r\n"), 16)) > 0:
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
        return
    length = int(head.split(b"content-length:")[1].split(b"\r\n", 1)[0])
    await reader.readexactly(length)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of all lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
