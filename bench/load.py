"""Signed slash commands over kept connections, timed one by one; as little client as possible."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

SECRET = "bench"  # noqa: S105 - signs nothing but the bench's own requests
TEAM = "T0BENCH"
CHANNELS = 50
"""Command n comes from channel n modulo this and from person n divided by it: no two of the first
25,000 belong to one private conversation, in which only one answer goes on at a time."""


def command(number: int, slack: str, text: str = "how are we doing this week?") -> bytes:
    """One signed `/engage` request as bytes on the wire.

    Args:
        number: makes its trigger id unique; its answer goes to `SLACK/response/NUMBER`.
        slack: base address of the fake Slack.
        text: what follows the command.
    """
    form = {
        "token": "unused",
        "team_id": TEAM,
        "team_domain": "bench",
        "channel_id": f"C{number % CHANNELS:04d}",
        "channel_name": "general",
        "user_id": f"U{number // CHANNELS:04d}",
        "user_name": "bench",
        "command": "/engage",
        "text": text,
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": f"{slack}/response/{number}",
        "trigger_id": f"{number}.{number}.bench",
    }
    body = urlencode(form).encode()
    stamp = str(int(time.time())).encode()
    digest = hmac.digest(SECRET.encode(), b"v0:" + stamp + b":" + body, hashlib.sha256).hex()
    head = (
        "POST /slack/events HTTP/1.1\r\nhost: 127.0.0.1\r\n"
        "content-type: application/x-www-form-urlencoded\r\n"
        f"content-length: {len(body)}\r\nx-slack-request-timestamp: {stamp.decode()}\r\n"
        f"x-slack-signature: v0={digest}\r\n\r\n"
    )
    return head.encode() + body


def commands(numbers: Iterable[int], slack: str) -> list[bytes]:
    """Signed requests; valid for five minutes."""
    return [command(number, slack) for number in numbers]


@dataclass(frozen=True, slots=True)
class Sent:
    """One request: when it left (monotonic clock), and seconds until its answer, None if it was
    not acknowledged with 200.
    """

    at: float
    took: float | None


class Refused(Exception):
    """A request was not answered with 200."""


async def send(
    port: int, requests: Sequence[bytes], *, connections: int = 1, pause_s: float = 0
) -> list[Sent]:
    """Send all requests, `connections` at once; what became of each, in their order.

    Args:
        pause_s: seconds each connection waits after an answer.
    """
    numbered = list(enumerate(requests))[::-1]
    sent: dict[int, Sent] = {}
    await asyncio.gather(
        *(_one_connection(port, numbered, sent, pause_s) for _ in range(connections))
    )
    return [sent[number] for number in range(len(requests))]


async def _one_connection(
    port: int, waiting: list[tuple[int, bytes]], sent: dict[int, Sent], pause_s: float
) -> None:
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    while waiting:
        number, request = waiting.pop()
        began = time.monotonic()
        try:
            if reader is None or writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            await _answered(reader)
            sent[number] = Sent(began, time.monotonic() - began)
        except (OSError, asyncio.IncompleteReadError, Refused):
            sent[number] = Sent(began, None)
            reader = writer = None
        if pause_s:
            await asyncio.sleep(pause_s)
    if writer is not None:
        writer.close()


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


def all_taken(sent: Iterable[Sent]) -> list[float]:
    """Seconds each took. Raises Refused when one was not acknowledged."""
    taken = [each.took for each in sent]
    if None in taken:
        raise Refused(f"{taken.count(None)} of {len(taken)} commands were not acknowledged")
    return [each for each in taken if each is not None]


def quantile(values: Iterable[float], share: float) -> float:
    """The value below which `share` of all lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
