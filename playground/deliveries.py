"""Sends events, commands and interactions to the app, as Slack does over HTTP.

slack.md 2.1: 3 s to answer; an event without a 200 comes again at once, after a minute and after
five, with the same `event_id` and with `x-slack-retry-num` and `x-slack-retry-reason`; commands
and interactions do not come again.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from urllib.parse import urlencode

import aiohttp

from playground.clock import Clock
from playground.errors import Json

ANSWER_WITHIN_S = 3.0
RETRIES_AFTER_S = (0.0, 60.0, 300.0)

Kind = Literal["events_api", "slash_commands", "interactive"]


@dataclass(frozen=True)
class Reply:
    """What came back from one attempt.

    `reason` is Slack's word for the failure, None when it was taken; `body` is parsed JSON, text,
    or None.
    """

    status: int
    body: Any = None
    reason: str | None = None
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        """Whether the app took it."""
        return self.reason is None


@dataclass
class Delivery:
    """One thing that was sent, with all its attempts."""

    kind: Kind
    payload: Json
    replies: list[Reply] = field(default_factory=list)

    @property
    def taken(self) -> bool:
        """Whether some attempt was answered with success."""
        return any(reply.ok for reply in self.replies)


class Transport(Protocol):
    """One way to the app: one attempt, at most 3 seconds long."""

    async def send(self, kind: Kind, payload: Json, attempt: int, reason: str | None) -> Reply: ...


def signed_headers(secret: str, body: str, at: float) -> dict[str, str]:
    """Headers that prove a request is Slack's (docs: verifying requests, v0 HMAC).

    Args:
        at: seconds since 1970; the app refuses what is more than five minutes off.
    """
    stamp = str(int(at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}


def encoded(kind: Kind, payload: Json) -> tuple[str, str]:
    """Body and content type of a payload on its way over HTTP."""
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


class HttpTransport:
    """POSTs to the app's request URL."""

    def __init__(self, url: str, secret: str, clock: Clock, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.secret = secret
        self.clock = clock
        self.session = session

    async def send(self, kind: Kind, payload: Json, attempt: int, reason: str | None) -> Reply:
        body, content_type = encoded(kind, payload)
        headers = signed_headers(self.secret, body, time.time())
        headers |= {"content-type": content_type, "user-agent": "Slackbot 1.0 (playground)"}
        if attempt:
            headers["x-slack-retry-num"] = str(attempt)
            headers["x-slack-retry-reason"] = reason or "unknown_error"
        post = asyncio.ensure_future(self._post(body, headers))
        late = asyncio.ensure_future(self.clock.sleep(ANSWER_WITHIN_S))
        try:
            await asyncio.wait({post, late}, return_when=asyncio.FIRST_COMPLETED)
            return post.result() if post.done() else Reply(0, reason="http_timeout")
        finally:
            post.cancel()
            late.cancel()
            await asyncio.gather(post, late, return_exceptions=True)

    async def _post(self, body: str, headers: dict[str, str]) -> Reply:
        try:
            async with self.session.post(
                self.url, data=body.encode(), headers=headers, allow_redirects=False
            ) as answer:
                text = await answer.text()
                failed = None if 200 <= answer.status < 300 else "http_error"  # noqa: PLR2004
                no_retry = answer.headers.get("x-slack-no-retry") == "1"
                return Reply(answer.status, _parsed(text), failed, no_retry)
        except (aiohttp.ClientError, OSError):
            return Reply(0, reason="connection_failed")


def _parsed(text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text


class Deliveries:
    """Keeps what was sent, and sends events again until they are taken.

    Args:
        on_reply: called after every attempt.
    """

    def __init__(self, clock: Clock, on_reply: Callable[[Delivery], None]) -> None:
        self.clock = clock
        self.on_reply = on_reply
        self.transport: Transport | None = None
        self.log: list[Delivery] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def event(self, payload: Json) -> Delivery:
        """Send an event in the background, with retries."""
        delivery = Delivery("events_api", payload)
        self.log.append(delivery)
        if self.transport is not None:
            self._start(self._persist(self.transport, delivery))
        return delivery

    async def once(self, kind: Kind, payload: Json) -> Reply:
        """Send a command or an interaction and wait for the answer."""
        delivery = Delivery(kind, payload)
        self.log.append(delivery)
        if self.transport is None:
            return Reply(0, reason="dispatch_failed")
        reply = await self.transport.send(kind, payload, 0, None)
        delivery.replies.append(reply)
        self.on_reply(delivery)
        return reply

    async def _persist(self, transport: Transport, delivery: Delivery) -> None:
        for attempt, wait_s in enumerate((0.0, *RETRIES_AFTER_S)):
            if attempt:
                await self.clock.sleep(wait_s)
            reason = delivery.replies[-1].reason if delivery.replies else None
            reply = await transport.send(delivery.kind, delivery.payload, attempt, reason)
            delivery.replies.append(reply)
            self.on_reply(delivery)
            if reply.ok or reply.no_retry:
                return

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until nothing is on its way."""
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))

    async def close(self) -> None:
        """Give up what is on its way."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
