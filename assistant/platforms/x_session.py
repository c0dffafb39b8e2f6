"""A sign-in to X, kept alive.

An access token lives two hours; a refresh token works once. So there is one refresher per account,
over all processes: whoever renews holds the stored sign-in, and the new token is stored in the very
transaction that used the old one. Who waited for it uses what the other one got.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from secrets import token_urlsafe

from assistant.errors import InvalidInput, NotFound, PlatformUnavailable, ReconnectNeeded
from assistant.platforms.keeping import Keeper
from assistant.platforms.x_api import PLATFORM
from assistant.platforms.x_oauth import Grant, XOAuth
from assistant.ports import Credential

REFRESH_S = 25.0
"""Seconds a renewal may take: others wait for it, and so does a row of the database."""


def credential_of(api_url: str, native_id: str, grant: Grant) -> Credential:
    """A sign-in to be kept. Its secret is a name that tells it from every other one: tokens
    change.
    """
    return Credential(api_url, native_id, token_urlsafe(16), _kept(grant))


def grant_of(credential: Credential) -> Grant:
    """Its tokens."""
    return Grant(credential.session["access"], credential.session["refresh"])


class FreshSession:
    """Tokens that came a moment ago, of somebody who is not known yet. `x_api.Session`."""

    owner = ""

    def __init__(self, grant: Grant, label: str) -> None:
        self.label = label
        self._grant = grant

    async def token(self) -> str:
        """See `x_api.Session`."""
        return self._grant.access

    async def renewed(self, used: str) -> str:  # noqa: ARG002
        """See `x_api.Session`. What is new and refused stays so."""
        raise ReconnectNeeded(PLATFORM, self.label)


class XSession:
    """One signed-in account. `x_api.Session`.

    Args:
        oauth: None where Engage is no app of X's any more: a sign-in lasts as long as its token.
        keep: where the sign-in is stored, and renewed by one at a time.
    """

    def __init__(
        self, oauth: XOAuth | None, credential: Credential, label: str, keep: Keeper
    ) -> None:
        self.label = label
        self._oauth = oauth
        self._credential = credential
        self._keep = keep
        self._lock = asyncio.Lock()
        self._refused = False
        self._going: set[asyncio.Task[str]] = set()

    @property
    def owner(self) -> str:
        """Native id of the account."""
        return self._credential.identifier

    async def token(self) -> str:
        """See `x_api.Session`."""
        return self._credential.session["access"]

    async def renewed(self, used: str) -> str:
        """See `x_api.Session`.

        Raises:
            ReconnectNeeded: the sign-in has ended; it stays so for the life of this object.
        """
        # A caller that is cancelled must not take a renewal with it: its token would be lost.
        task = asyncio.create_task(self._renewed(used))
        self._going.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Let renewals under way come to their end."""
        while self._going:
            await asyncio.wait(self._going)

    def _ended(self, task: asyncio.Task[str]) -> None:
        self._going.discard(task)
        if not task.cancelled():
            task.exception()  # whoever asked has seen it, unless they were cancelled

    async def _renewed(self, used: str) -> str:
        async with self._lock:
            if self._credential.session["access"] != used:
                return self._credential.session["access"]  # renewed while we waited
            if self._refused or self._oauth is None:
                raise ReconnectNeeded(PLATFORM, self.label)
            try:
                self._credential = await self._keep.renew(self._renewal)
            except NotFound as gone:
                raise ReconnectNeeded(PLATFORM, self.label) from gone
            except ReconnectNeeded as ended:
                self._refused = True
                raise ReconnectNeeded(PLATFORM, self.label, ended.detail) from ended
            return self._credential.session["access"]

    async def _renewal(self, stored: Credential) -> Credential:
        """What the stored sign-in becomes, while nobody else can renew it."""
        ours, oauth = self._credential, self._oauth
        assert oauth is not None
        if stored.secret != ours.secret:  # somebody signed in anew: another connection has it
            raise ReconnectNeeded(PLATFORM, self.label)
        if stored.session["access"] != ours.session["access"]:
            return stored  # another process was first
        try:
            async with asyncio.timeout(REFRESH_S):
                grant = await oauth.refresh(stored.session["refresh"])
        except TimeoutError as late:
            raise PlatformUnavailable(PLATFORM, self.label, "oauth2/token: too slow") from late
        except InvalidInput as less:  # somebody took permissions back
            raise ReconnectNeeded(PLATFORM, self.label, "oauth2/token: less is allowed") from less
        return replace(stored, session={**stored.session, **_kept(grant)})


def _kept(grant: Grant) -> Mapping[str, str]:
    return {"access": grant.access, "refresh": grant.refresh}
