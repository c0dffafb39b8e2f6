"""A sign-in whose refresh token works once, kept alive.

A server that sees such a token twice ends the whole sign-in, or has nothing more to give. So there
is one refresher per account, over all processes: whoever renews holds the stored sign-in, the new
token is stored in the very transaction that used the old one, and who waited for it uses what the
other one got.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace

from assistant.errors import NotFound, PlatformUnavailable, ReconnectNeeded
from assistant.platforms.keeping import Keeper
from assistant.ports import Credential

REFRESH_S = 25.0
"""Seconds a renewal may take: others wait for it, and so does a row of the database."""


class Rotating(ABC):
    """One signed-in account with an access token in its session.

    Args:
        keep: where the sign-in is stored, and renewed by one at a time; None before it is.
    """

    platform: str

    def __init__(self, credential: Credential, label: str, keep: Keeper | None) -> None:
        self.label = label
        self._credential = credential
        self._keep = keep
        self._lock = asyncio.Lock()
        self._refused = False
        self._going: set[asyncio.Task[str]] = set()

    @property
    def owner(self) -> str:
        """Native id of the account: whose rate budget is used."""
        return self._credential.identifier

    async def token(self) -> str:
        """The access token."""
        return self._credential.session["access"]

    async def renew(self, used: str) -> str:
        """A new access token after the server refused `used`.

        Raises:
            ReconnectNeeded: the sign-in has ended; it stays so for the life of this object.
        """
        # A caller that is cancelled must not take a renewal with it: its token would be lost.
        task = asyncio.create_task(self._renew(used))
        self._going.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Let renewals under way come to their end."""
        while self._going:
            await asyncio.wait(self._going)

    @abstractmethod
    def _known(self) -> bool:
        """Whether the platform knows Engage: a sign-in lasts as long as its token otherwise."""

    @abstractmethod
    async def _refreshed(self, stored: Credential) -> Mapping[str, str]:
        """What its session becomes by its refresh token. Raises ReconnectNeeded, PlatformError."""

    def _ended(self, task: asyncio.Task[str]) -> None:
        self._going.discard(task)
        if not task.cancelled():
            task.exception()  # whoever asked has seen it, unless they were cancelled

    async def _renew(self, used: str) -> str:
        async with self._lock:
            if self._credential.session["access"] != used:
                return self._credential.session["access"]  # renewed while we waited
            if self._refused or self._keep is None or not self._known():
                raise ReconnectNeeded(self.platform, self.label)
            try:
                self._credential = await self._keep.renew(self._renewal)
            except NotFound as gone:
                raise ReconnectNeeded(self.platform, self.label) from gone
            except ReconnectNeeded as ended:
                self._refused = True
                raise ReconnectNeeded(self.platform, self.label, ended.detail) from ended
            return self._credential.session["access"]

    async def _renewal(self, stored: Credential) -> Credential:
        """What the stored sign-in becomes, while nobody else can renew it."""
        ours = self._credential
        if stored.secret != ours.secret:  # somebody signed in anew: another connection has it
            raise ReconnectNeeded(self.platform, self.label)
        if stored.session["access"] != ours.session["access"]:
            return stored  # another process was first
        try:
            async with asyncio.timeout(REFRESH_S):
                session = await self._refreshed(stored)
        except TimeoutError as late:
            detail = "token: too slow"
            raise PlatformUnavailable(self.platform, self.label, detail) from late
        return replace(stored, session={**stored.session, **session})
