"""A sign-in to Bluesky with an app password, kept alive.

Access tokens live two hours, refresh tokens ninety days and change with every use. A PDS allows 30
sign-ins in five minutes per account, so the session is kept between runs and the password is used
only when the refresh token no longer works.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from assistant.community.accounts import Platform
from assistant.errors import PlatformUnavailable, ReconnectNeeded
from assistant.platforms.bluesky_record import DID
from assistant.platforms.limits import Bucket
from assistant.platforms.reading import Ask, Reader, Reply
from assistant.ports import Credential

PLATFORM = Platform.BLUESKY.value

Keep = Callable[[Credential], Awaitable[None]]
"""Stores a credential whose session changed."""


class Session:
    """One signed-in account.

    Args:
        credential: `session` holds `access`, `refresh` and `did`, or is empty before the first
            sign-in.
        label: the account as people write it, for errors.
        keep: called after every change of the session, before it is used.
    """

    def __init__(
        self, reader: Reader, credential: Credential, label: str, keep: Keep | None = None
    ) -> None:
        self.label = label
        self._reader = reader
        self._credential = credential
        self._keep = keep
        self._lock = asyncio.Lock()
        self._refused = False

    @property
    def credential(self) -> Credential:
        """As it is now, session included."""
        return self._credential

    @property
    def owner(self) -> str:
        """Whose rate budget is used: the DID once known, what was typed before."""
        return self._credential.session.get("did") or self._credential.identifier

    @property
    def service(self) -> str:
        """Base URL of the server that holds the account."""
        return self._credential.service.rstrip("/")

    async def token(self) -> str:
        """An access token; signs in when there is none yet. Raises ReconnectNeeded."""
        return self._credential.session.get("access") or await self.renew("")

    async def renew(self, used: str) -> str:
        """A new access token after the server refused `used`.

        Raises:
            ReconnectNeeded: identifier or password was refused. It stays refused for the life of
                this object: asking again would only use up the account's sign-ins.
        """
        async with self._lock:
            current = self._credential.session.get("access", "")
            if current != used:
                return current  # somebody else renewed it while we waited
            if self._refused:
                raise ReconnectNeeded(PLATFORM, self.label)
            reply = await self._refresh()
            if reply is None or not reply.ok:
                reply = await self._sign_in()
            if not reply.ok and not error_code(reply):
                detail = f"sign-in: HTTP {reply.status}"  # no Bluesky server says only that
                raise PlatformUnavailable(PLATFORM, self.label, detail)
            if not reply.ok:
                self._refused = True
                raise ReconnectNeeded(PLATFORM, self.label)
            self._credential = replace(self._credential, session=self._tokens(reply.data))
            if self._keep:
                await self._keep(self._credential)
            return self._credential.session["access"]

    def headers(self, method: str, url: str, token: str) -> Mapping[str, str]:  # noqa: ARG002
        """See `bluesky_xrpc.Signed`."""
        return {"authorization": f"Bearer {token}"}

    def heard(self, url: str, reply: Reply) -> bool:  # noqa: ARG002 - the protocol's
        """See `bluesky_xrpc.Signed`."""
        return False

    async def close(self) -> None:
        """See `bluesky_xrpc.Signed`."""

    async def end(self) -> bool:
        """End the session; whether the server took it. An app password stays for the person to
        take back.
        """
        token = self._credential.session.get("refresh")
        if not token:
            return False
        headers = {"authorization": f"Bearer {token}"}
        return (await self._post("com.atproto.server.deleteSession", headers, None)).ok

    async def _refresh(self) -> Reply | None:
        token = self._credential.session.get("refresh")
        if not token:
            return None
        headers = {"authorization": f"Bearer {token}"}
        return await self._post("com.atproto.server.refreshSession", headers, None)

    async def _sign_in(self) -> Reply:
        body = {"identifier": self._credential.identifier, "password": self._credential.secret}
        return await self._post("com.atproto.server.createSession", {}, body)

    async def _post(
        self, name: str, headers: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> Reply:
        return await self._reader.ask(
            Ask(
                bucket=Bucket(PLATFORM, self.owner, "session"),
                name=name,
                url=f"{self.service}/xrpc/{name}",
                method="POST",
                headers=headers,
                body=body,
                account=self.label,
            )
        )

    def _tokens(self, data: Any) -> Mapping[str, str]:
        """Raises PlatformUnavailable when the server answered something else."""
        found = {
            name: data.get(key) if isinstance(data, dict) else None
            for name, key in (("access", "accessJwt"), ("refresh", "refreshJwt"), ("did", "did"))
        }
        sound = all(isinstance(value, str) and value for value in found.values())
        if not sound or not DID.fullmatch(str(found["did"])):
            raise PlatformUnavailable(PLATFORM, self.label, "sign-in: no tokens")
        return {name: str(value) for name, value in found.items()}


def error_code(reply: Reply) -> str:
    """The protocol's name for a failure (`{"error": ..., "message": ...}`), "" when none."""
    code = reply.data.get("error") if isinstance(reply.data, dict) else None
    # some servers put sentences there; a name is short and has no spaces
    return code if isinstance(code, str) and code.isalnum() and len(code) <= 60 else ""  # noqa: PLR2004
