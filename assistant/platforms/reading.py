"""Ask a platform for JSON: within its limits, with retries, caps, and errors of our own tree.

What a 4xx means differs from platform to platform, so those come back as answers; everything that
means the same everywhere (no connection, nonsense, 5xx, 429) is raised here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import httpx2
import stamina
import structlog

from assistant.errors import PlatformUnavailable, RateLimited
from assistant.platforms.http import MAX_BYTES, TOTAL_S, AddressRefused
from assistant.platforms.limits import Bucket, Limits
from assistant.platforms.links import relations
from assistant.platforms.uploads import Upload

log = structlog.get_logger(__name__)

T = TypeVar("T")
R = TypeVar("R")

_TOO_MANY = 429
_SERVER_ERROR = 500
_NO_SUCH_CALL = 501
_REDIRECT = 300
_REFUSAL = 400
_UNREACHED = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.UnsupportedProtocol,
    httpx2.InvalidURL,
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request.

    Args:
        name: what is asked, for the log; never a URL.
        account: `platform:handle` or native id, for errors; None for strangers.
        body: sent as JSON.
        form: sent as a form, instead of a body.
        upload: sent instead of a body, or with the form.
        again: whether it may be sent twice without harm. Only then is it retried.
        lines: the answer is a JSON value on each line; `Reply.data` is their list.
        sign: makes further headers, anew for each try: some proofs may be used only once.
    """

    bucket: Bucket
    name: str
    url: str
    method: str = "GET"
    params: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    upload: Upload | None = None
    account: str | None = None
    again: bool = True
    lines: bool = False
    sign: Callable[[], Mapping[str, str]] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """A 2xx or 4xx answer, or a 501. `data` is its JSON; None when a refusal carried none.

    `links` are the addresses of its Link header (RFC 8288) by their relation; `nonce` is what the
    server wants to see in the next proof (RFC 9449, 8), None when it said nothing.
    """

    status: int
    data: Any
    links: Mapping[str, str] = field(default_factory=dict)
    nonce: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the platform did what was asked."""
        return self.status < _REDIRECT


class Refused(PlatformUnavailable):
    """The host is none that Engage talks to. Retrying will not help."""


class Unreached(PlatformUnavailable):
    """No connection came about: certainly not a byte of the request left."""


class Nonsense(PlatformUnavailable):
    """An answer that says it is one and is not JSON: a web site, or something in between."""


class Busy(PlatformUnavailable):
    """A 5xx. `wait_s` is the pause it asked for, None when it did not say."""

    wait_s: float | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long reads are tried.

    Args:
        attempts: tries in all.
        first_s: wait before the second try; doubled each time, with jitter.
        longest_s: longest wait; a platform that asks for more is not waited for.
    """

    attempts: int = 3
    first_s: float = 0.3
    longest_s: float = 5.0


class Reader:
    """Reads from platforms. One per process, shared by all connections.

    Args:
        total_s: the longest one try may take; no new try begins after twice that.
    """

    def __init__(
        self,
        client: httpx2.AsyncClient,
        limits: Limits,
        *,
        patience: Patience | None = None,
        total_s: float = TOTAL_S,
    ) -> None:
        self._client = client
        self._limits = limits
        self._patience = patience or Patience()
        self._total_s = total_s

    async def ask(self, ask: Ask) -> Reply:
        """Send it, again if that may help.

        Raises:
            RateLimited: the platform asks for a longer pause than patience allows.
            PlatformUnavailable: no usable answer came.
        """
        patience = self._patience
        attempts = stamina.retry_context(
            on=self._pause,
            attempts=patience.attempts if ask.again else 1,
            timeout=2 * self._total_s,
            wait_initial=patience.first_s,
            wait_max=patience.longest_s,
            wait_jitter=patience.first_s,
        )
        async for attempt in attempts:
            with attempt:
                return await self._once(ask)
        raise AssertionError("the loop above returns or raises")

    def rest(self, bucket: Bucket) -> float:
        """See `Limits.rest`, for platforms that say by no 429 that it is too much."""
        return self._limits.rest(bucket)

    def _pause(self, error: Exception) -> bool | float:
        """Whether to try again: False, True for the usual wait, or seconds."""
        wait = None
        if isinstance(error, RateLimited):
            if error.retry_after_s is None:
                return False
            wait = error.retry_after_s
        elif isinstance(error, Busy):
            wait = error.wait_s
        elif isinstance(error, Refused) or not isinstance(error, PlatformUnavailable):
            return False
        if wait is None:
            return True
        return wait if wait <= self._patience.longest_s else False

    async def _once(self, ask: Ask) -> Reply:
        platform = ask.bucket.platform
        wait = self._limits.wait_s(ask.bucket)
        if wait > 0:
            raise RateLimited(platform, ask.account, retry_after_s=wait)
        await self._limits.turn(ask.bucket)
        try:
            async with asyncio.timeout(self._total_s):
                status, headers, content = await self._exchange(ask)
        except AddressRefused as error:
            raise Refused(platform, ask.account, f"{ask.name}: {error}") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, TimeoutError) as error:
            detail = f"{ask.name}: {type(error).__name__}"
            log.warning("platform.unreachable", platform=platform, call=detail)
            kind = Unreached if isinstance(error, _UNREACHED) else PlatformUnavailable
            raise kind(platform, ask.account, detail) from error
        self._limits.note(ask.bucket, headers)
        if status == _TOO_MANY:
            asked = self._limits.stop(ask.bucket, headers)
            log.warning("platform.rate_limited", platform=platform, call=ask.name, wait_s=asked)
            raise RateLimited(platform, ask.account, retry_after_s=asked)
        # a call that the server does not have is no failure of the server
        if status >= _SERVER_ERROR and status != _NO_SUCH_CALL:
            log.warning("platform.failed", platform=platform, call=ask.name, status=status)
            busy = Busy(platform, ask.account, f"{ask.name}: HTTP {status}")
            busy.wait_s = self._limits.asked_s(headers)
            raise busy
        reply = self._understand(ask, status, content)
        link, nonce = headers.get("link"), headers.get("dpop-nonce")
        if link is None and nonce is None:
            return reply
        return replace(reply, links=relations(link or ""), nonce=nonce)

    async def _exchange(self, ask: Ask) -> tuple[int, httpx2.Headers, bytes]:
        file = ask.upload
        request = self._client.build_request(
            ask.method,
            ask.url,
            # none at all would take away what stands in the address
            params={key: value for key, value in ask.params.items() if value is not None} or None,
            headers={
                **ask.headers,
                **(file.headers if file else {}),
                **(ask.sign() if ask.sign else {}),
            },
            json=ask.body,
            data=ask.form,
            **(file.content if file else {}),
        )
        # a redirected body could hand a password to somebody else
        follow = ask.method == "GET"
        answer = await self._client.send(request, stream=True, follow_redirects=follow)
        try:
            content = bytearray()
            async for chunk in answer.aiter_bytes():
                content += chunk
                if len(content) > MAX_BYTES:
                    raise httpx2.StreamError("the answer is too large")
        finally:
            await answer.aclose()
        return answer.status_code, answer.headers, bytes(content)

    def _understand(self, ask: Ask, status: int, content: bytes) -> Reply:
        platform = ask.bucket.platform
        if _REDIRECT <= status < _REFUSAL:
            raise PlatformUnavailable(platform, ask.account, f"{ask.name}: HTTP {status}")
        try:
            told = b"[%b]" % b",".join(content.splitlines()) if ask.lines else content
            data = json.loads(told) if told else None
        except (ValueError, RecursionError) as error:
            if status >= _REFUSAL:  # proxies refuse in HTML
                return Reply(status, None)
            log.warning("platform.nonsense", platform=platform, call=ask.name)
            raise Nonsense(platform, ask.account, f"{ask.name}: not JSON") from error
        return Reply(status, data)


async def together(
    items: Sequence[T], call: Callable[[T], Awaitable[R]], at_once: int = 6
) -> list[R]:
    """Call for every item, a few at once; results in the order of items. The first failure stops
    the rest and is raised as itself.
    """
    gate = asyncio.Semaphore(at_once)

    async def held(item: T) -> R:
        async with gate:
            return await call(item)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(held(item)) for item in items]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]
