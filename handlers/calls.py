"""Calls to Slack's Web API: one door, with a timeout, one kind of error and patience.

Every method the code may call is a `Method`; a test holds them against the scopes of `app.yaml`.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.errors import PlatformError
from handlers.methods import READS
from handlers.methods import Method as Method  # noqa: PLC0414 - known from here
from handlers.shared_files import is_slacks

log = structlog.get_logger(__name__)

Json = Mapping[str, Any]

CALL_S = 10.0
"""Seconds one call may take; Slack's own median is below 0.2."""

UPLOAD_S = 60.0
"""Seconds the bytes of a file may take."""

PATIENCE_S = 60.0
"""Seconds a call that must arrive is repeated for."""

FIRST_PAUSE_S = 0.5
OK, TOO_MANY = 200, 429


_PASSING = frozenset(
    {"ratelimited", "unreachable", "internal_error", "fatal_error", "service_unavailable"}
)


HOPELESS = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
"""Refusals of a token that no waiting mends."""

DEAD = HOPELESS - {"missing_scope", "not_allowed_token_type"}
"""Refusals that say: this token is none any more."""


class SlackRefused(PlatformError):
    """Slack said no, or nothing.

    Args:
        code: Slack's name for it ("channel_not_found"), "http_500" for a bare status,
            "unreachable" when nobody knows whether the call arrived.
        retry_after_s: seconds Slack asks to wait; None when it does not.
    """

    def __init__(self, method: str, code: str, retry_after_s: float | None = None) -> None:
        super().__init__("slack", None, f"{method} {code}")
        self.method = method
        self.code = code
        self.retry_after_s = retry_after_s

    @property
    def passing(self) -> bool:
        """Whether the same call may work in a while."""
        return self.code in _PASSING or self.code.startswith("http_5")

    @property
    def final(self) -> bool:
        """Whether it never will: a token can be renewed, a channel that is gone stays gone."""
        return not self.passing and self.code not in HOPELESS


class Slack:
    """The Web API of one workspace.

    Args:
        client: holds the token and the base URL.
        http: the process's one session; opening one per call costs six times the CPU.
        on_dead: called when Slack takes the token no more.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        http: aiohttp.ClientSession,
        on_dead: Callable[[], None] = lambda: None,
    ) -> None:
        self._client = client
        self._http = http
        self._on_dead = on_dead

    async def call(self, method: Method, **arguments: Any) -> Json:
        """Call once. Arguments that are None are left out.

        Raises:
            SlackRefused: whatever went wrong.
        """
        given = {name: value for name, value in arguments.items() if value is not None}
        how: dict[str, Any] = {"params": given} if method in READS else {"json": given}
        return await self._send(method, how)

    async def exchange(self, app: tuple[str, str], *, code: str, redirect_uri: str) -> Json:
        """What Slack grants for the code that a browser brought back (docs: oauth.v2.access).

        Args:
            app: client id and secret; sent as Slack advises, in a header.

        Raises:
            SlackRefused: whatever went wrong.
        """
        client_id, client_secret = app
        how = {
            "data": {"code": code, "redirect_uri": redirect_uri},
            "auth": {"client_id": client_id, "client_secret": client_secret},
        }
        return await self._send(Method.EXCHANGE_CODE, how)

    async def _send(self, method: Method, how: Mapping[str, Any]) -> Json:
        try:
            async with asyncio.timeout(CALL_S):
                response = await self._client.api_call(method.value, **how)
        except SlackApiError as error:
            refused = _refusal(method, error)
            if refused.code in DEAD:
                self._on_dead()
            raise refused from error
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise SlackRefused(method, "unreachable") from error
        data = response.data
        return data if isinstance(data, dict) else {}

    async def insist(
        self, method: Method, *, within_s: float = PATIENCE_S, **arguments: Any
    ) -> Json:
        """Call until it is through or `within_s` seconds are over.

        For what must arrive: a post whose fate is unknown is sent again, since an answer shown
        twice is better than none.

        Raises:
            SlackRefused: a refusal that waiting does not mend, or the last one.
        """
        until = time.monotonic() + within_s
        pause = FIRST_PAUSE_S
        while True:
            try:
                return await self.call(method, **arguments)
            except SlackRefused as refused:
                wait = refused.retry_after_s or pause
                if not refused.passing or time.monotonic() + wait > until:
                    raise
                log.info("slack.again", method=method.value, code=refused.code, wait_s=wait)
            await asyncio.sleep(wait)
            pause = min(pause * 2, 8.0)

    def reading(self, url: str) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """Ask for a file with our token, which is given to nobody but Slack; redirects are not
        followed, since they lead to a page where people sign in.

        Raises:
            SlackRefused: `not_slacks`: the address is nobody's whom our token may be given to.
        """
        if not is_slacks(url, self._client.base_url):
            raise SlackRefused("file", "not_slacks")
        headers = {"Authorization": f"Bearer {self._client.token}"}
        return self._http.get(url, headers=headers, allow_redirects=False)

    async def upload(self, url: str, data: bytes) -> None:
        """Hand over the bytes of a file; the address itself is the permission, and no token goes
        along.

        Raises:
            SlackRefused: it is no address of Slack's, or Slack did not take them.
        """
        if not is_slacks(url, self._client.base_url):
            raise SlackRefused("upload", "not_slacks")
        try:
            async with (
                asyncio.timeout(UPLOAD_S),
                self._http.post(url, data=data, allow_redirects=False) as response,
            ):
                status = response.status
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise SlackRefused("upload", "unreachable") from error
        if status != OK:
            raise SlackRefused("upload", f"http_{status}")

    async def respond(self, url: str, **message: Any) -> None:
        """Post to a response URL (5 posts within 30 minutes).

        Raises:
            SlackRefused: with Slack's error name ("expired_url", "invalid_blocks").
        """
        given = {name: value for name, value in message.items() if value is not None}
        try:
            async with (
                asyncio.timeout(CALL_S),
                self._http.post(url, json=given, allow_redirects=False) as response,
            ):
                # Always UTF-8: looking for another encoding costs more than all else here.
                said = (await response.read()).decode("utf-8", "replace").strip()
                status, headers = response.status, response.headers
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise SlackRefused("response_url", "unreachable") from error
        if (code := _said(said, status)) is not None:
            raise SlackRefused("response_url", code, _seconds(headers))


def _said(text: str, status: int) -> str | None:
    """The error name in the body of a response URL, bare or in JSON; None when all is well."""
    if status == OK and text == "ok":
        return None
    if status == TOO_MANY:
        return "ratelimited"
    try:
        data = json.loads(text)
    except ValueError:
        data = {"ok": status == OK, "error": text}
    if not isinstance(data, dict) or (status == OK and data.get("ok", True)):
        return None if status == OK else f"http_{status}"
    code = str(data.get("error") or "")
    return code if code.replace("_", "").isalnum() else f"http_{status}"


def _refusal(method: Method, error: SlackApiError) -> SlackRefused:
    response: Any = error.response
    data = getattr(response, "data", None)
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    code = data.get("error") if isinstance(data, dict) else None
    if status == TOO_MANY:
        code = "ratelimited"
    return SlackRefused(
        method, str(code or f"http_{status}"), _seconds(getattr(response, "headers", None) or {})
    )


def _seconds(headers: Mapping[str, str]) -> float | None:
    try:
        return float(headers["Retry-After"])
    except (KeyError, ValueError):
        return None
