"""Bluesky's way of calling: XRPC over HTTPS, signed in or as a stranger.

Refused tokens come as HTTP 400 (`ExpiredToken`, `InvalidToken`), seen on a real PDS; the session
is renewed once and the call sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from assistant.errors import (
    NotFound,
    OutcomeUnknown,
    PlatformUnavailable,
    ReconnectNeeded,
    SignInNeeded,
)
from assistant.platforms.bluesky_session import PLATFORM, error_code
from assistant.platforms.limits import WRITE, Bucket
from assistant.platforms.reading import Ask, Reader, Reply
from assistant.platforms.uploads import Upload
from assistant.platforms.writing import send_once

_STALE = {"ExpiredToken", "InvalidToken"}
# the AppView says InvalidRequest for an unknown profile or handle
_MISSING = {"InvalidRequest", "NotFound", "AccountTakedown", "AccountDeactivated"}
_UNAUTHORIZED = 401
_NOT_FOR_STRANGERS = {_UNAUTHORIZED, 403}


class Signed(Protocol):
    """A sign-in, whichever way it was made. `label` is the account as people write it, `owner`
    whose rate budget is used, `service` the base URL of its server.
    """

    label: str

    @property
    def owner(self) -> str: ...

    @property
    def service(self) -> str: ...

    async def token(self) -> str:
        """An access token. Raises ReconnectNeeded."""
        ...

    async def renew(self, used: str) -> str:
        """Another one after the server refused `used`. Raises ReconnectNeeded."""
        ...

    def headers(self, method: str, url: str, token: str) -> Mapping[str, str]:
        """What makes a request the account's, for one try."""
        ...

    def heard(self, url: str, reply: Reply) -> bool:
        """Take note of an answer; whether the server asks for the same request once more."""
        ...

    async def close(self) -> None:
        """Let what is under way come to its end."""
        ...


class XrpcRefused(PlatformUnavailable):
    """A 4xx. `code` is the protocol's name for it, "" when the server gave none."""

    code: str = ""

    def if_missing(self, kind: str, name: str) -> None:
        """Raise NotFound in its place when it says that what was asked about is not there."""
        if self.code in _MISSING:
            raise NotFound(kind, name) from self


class Xrpc:
    """Calls one server.

    Args:
        base_url: of the AppView for strangers, of the service (PDS) when signed in.
        session: None for a stranger.
    """

    def __init__(self, reader: Reader, base_url: str, session: Signed | None = None) -> None:
        self._reader = reader
        self._base_url = base_url.rstrip("/")
        self._session = session
        self.account = session.label if session else None
        self._bucket = Bucket(PLATFORM, session.owner if session else "", "read")
        self._writes = self._bucket._replace(kind=WRITE)

    @property
    def signed_in(self) -> bool:
        """Whether calls carry a sign-in."""
        return self._session is not None

    async def close(self) -> None:
        """Let go of the sign-in."""
        if self._session:
            await self._session.close()

    async def get(self, name: str, **params: Any) -> Mapping[str, Any]:
        """Call a query. Parameters that are None are left out.

        Raises:
            SignInNeeded: a stranger asked what strangers are not told.
            ReconnectNeeded: the sign-in was refused for good.
            XrpcRefused: any other 4xx; `code` says which.
            RateLimited, PlatformUnavailable: as `Reader.ask`.
        """
        return self._result(name, await self._signed(name, params, None))

    async def post(self, name: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call a procedure that must not happen twice. Only a refused token lets it be sent again.

        Raises:
            SignInNeeded: a stranger cannot write.
            ReconnectNeeded, XrpcRefused: a definite no; nothing was written.
            RateLimited, PlatformUnavailable: certainly nothing was written.
            OutcomeUnknown: nobody knows, an answer that no server of Bluesky's gives included.
        """
        if self._session is None:
            raise SignInNeeded(PLATFORM, None, name)
        reply = await self._signed(name, {}, body)
        if reply.ok and not isinstance(reply.data, dict):
            raise OutcomeUnknown(PLATFORM, self.account, f"{name}: no object")
        if not reply.ok and not error_code(reply):
            # something in between said it: what stands behind that may have been asked or not
            raise OutcomeUnknown(PLATFORM, self.account, f"{name}: HTTP {reply.status}")
        return self._result(name, reply)

    async def upload(self, name: str, file: Upload) -> Mapping[str, Any]:
        """Hand over a file. Doing so twice does no harm, so it is tried again as reads are. Raises
        as `get`.
        """
        return self._result(name, await self._signed(name, {}, file))

    async def _signed(
        self, name: str, params: Mapping[str, Any], body: Mapping[str, Any] | Upload | None
    ) -> Reply:
        """Call as whoever is signed in, with a new token where the server wants one."""
        if self._session is None:
            return await self._send(name, params, body, None)
        token = await self._session.token()
        reply = await self._send(name, params, body, token)
        if not reply.ok and (reply.status == _UNAUTHORIZED or error_code(reply) in _STALE):
            reply = await self._send(name, params, body, await self._session.renew(token))
            if reply.status == _UNAUTHORIZED or error_code(reply) in _STALE:
                raise ReconnectNeeded(PLATFORM, self.account, name)
        return reply

    async def _send(
        self,
        name: str,
        params: Mapping[str, Any],
        body: Mapping[str, Any] | Upload | None,
        token: str | None,
    ) -> Reply:
        url, session = f"{self._base_url}/xrpc/{name}", self._session
        method = "GET" if body is None else "POST"
        file = body if isinstance(body, Upload) else None
        ask = Ask(
            bucket=self._bucket if body is None else self._writes,
            name=name,
            url=url,
            method=method,
            params=params,
            body=None if isinstance(body, Upload) else body,
            upload=file,
            sign=(lambda: session.headers(method, url, token)) if session and token else None,
            account=self.account,
        )
        reply = await self._exchange(ask)
        # only a server that did nothing yet asks for the same request with a nonce
        if session and session.heard(url, reply):
            reply = await self._exchange(ask)
            session.heard(url, reply)
        return reply

    async def _exchange(self, ask: Ask) -> Reply:
        if ask.body is None:
            return await self._reader.ask(ask)
        return await send_once(self._reader, ask)

    def _result(self, name: str, reply: Reply) -> Mapping[str, Any]:
        if reply.ok:
            if not isinstance(reply.data, dict):
                raise PlatformUnavailable(PLATFORM, self.account, f"{name}: no object")
            return reply.data
        if self._session is None and reply.status in _NOT_FOR_STRANGERS:
            raise SignInNeeded(PLATFORM, None, name)
        code = error_code(reply)
        refused = XrpcRefused(PLATFORM, self.account, f"{name}: HTTP {reply.status} {code}")
        refused.code = code
        raise refused
