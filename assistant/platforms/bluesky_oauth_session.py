"""A sign-in to Bluesky by OAuth, kept alive.

Access tokens live an hour; a refresh token works once, and a server that sees it twice ends the
whole sign-in. So there is one refresher per account, over all processes: whoever renews holds the
stored sign-in, and who waited for it uses what the other one got.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from assistant.errors import NotFound, PlatformUnavailable, ReconnectNeeded
from assistant.platforms.bluesky_authority import Authority
from assistant.platforms.bluesky_oauth import BlueskyOAuth, Grant
from assistant.platforms.bluesky_session import PLATFORM
from assistant.platforms.dpop import Proofs
from assistant.platforms.keeping import Keeper
from assistant.platforms.reading import Reply
from assistant.ports import Clock, Credential

REFRESH_S = 25.0
"""Seconds a renewal may take: others wait for it, and so does a row of the database."""


def credential_of(
    pds: str, authority: Authority, key: str, key_id: str, grant: Grant
) -> Credential:
    """A sign-in to be kept. Its secret is the key that its tokens are bound to."""
    session = {**authority.kept(), "key_id": key_id, **_tokens(grant)}
    return Credential(pds, grant.did, key, session)


def is_oauth(credential: Credential) -> bool:
    """Whether it is one of these, and no app password."""
    return "issuer" in credential.session


class OAuthSession:
    """One signed-in account. `bluesky_xrpc.Signed`.

    Args:
        oauth: None where Engage is no client any more: the sign-in lasts as long as its token.
        keep: where the sign-in is stored, and renewed by one at a time; None before it is.
    """

    def __init__(
        self,
        oauth: BlueskyOAuth | None,
        credential: Credential,
        label: str,
        clock: Clock,
        keep: Keeper | None = None,
    ) -> None:
        self.label = label
        self._oauth = oauth
        self._credential = credential
        self._keep = keep
        self._proofs = Proofs(credential.secret, clock)
        self._lock = asyncio.Lock()
        self._refused = False
        self._going: set[asyncio.Task[str]] = set()

    @property
    def owner(self) -> str:
        """Whose rate budget is used."""
        return self._credential.identifier

    @property
    def service(self) -> str:
        """Base URL of the server that holds the account."""
        return self._credential.service

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

    def _ended(self, task: asyncio.Task[str]) -> None:
        self._going.discard(task)
        if not task.cancelled():
            task.exception()  # whoever asked has seen it, unless they were cancelled

    async def _renew(self, used: str) -> str:
        async with self._lock:
            if self._credential.session["access"] != used:
                return self._credential.session["access"]  # renewed while we waited
            if self._refused or self._keep is None or self._oauth is None:
                raise ReconnectNeeded(PLATFORM, self.label)
            try:
                self._credential = await self._keep.renew(self._renewal)
            except NotFound as gone:
                raise ReconnectNeeded(PLATFORM, self.label) from gone
            except ReconnectNeeded as ended:
                self._refused = True
                raise ReconnectNeeded(PLATFORM, self.label, ended.detail) from ended
            return self._credential.session["access"]

    def headers(self, method: str, url: str, token: str) -> Mapping[str, str]:
        """See `bluesky_xrpc.Signed`."""
        return self._proofs.headers(method, url, token)

    def heard(self, url: str, reply: Reply) -> bool:
        """See `bluesky_xrpc.Signed`."""
        return self._proofs.heard(url, reply)

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
                grant = await oauth.refresh(
                    Authority.of(stored.session),
                    stored.secret,
                    stored.session["key_id"],
                    stored.session["refresh"],
                )
        except TimeoutError as late:
            raise PlatformUnavailable(PLATFORM, self.label, "oauth/token: too slow") from late
        if grant.did != stored.identifier:
            raise ReconnectNeeded(PLATFORM, self.label, "oauth/token: another account")
        return replace(stored, session={**stored.session, **_tokens(grant)})


def _tokens(grant: Grant) -> Mapping[str, str]:
    return {"access": grant.access, "refresh": grant.refresh, "did": grant.did}
