"""Signing in on X's own page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from assistant.community.accounts import AccountRef, Profile
from assistant.errors import InvalidInput
from assistant.platforms.pkce import new_verifier
from assistant.platforms.x_oauth import XOAuth
from assistant.platforms.x_signing import XFactory
from assistant.ports import Credential
from assistant.ports.signing_in import Leaving

CALLBACK = "/connect/x/callback"

_HANDLE = re.compile(r"\w{1,15}", re.ASCII)


class XPage:
    """Implements `ports.SignInPage`. A code lives 30 seconds, so `arrive` trades it at once.

    Args:
        base_url: where browsers reach Engage. X must know this address with `CALLBACK` behind it.
    """

    def __init__(self, oauth: XOAuth, factory: XFactory, base_url: str) -> None:
        self._oauth = oauth
        self._factory = factory
        self._redirect_uri = f"{base_url}{CALLBACK}"

    async def find(self, workspace_id: str, ref: AccountRef) -> Mapping[str, str]:  # noqa: ARG002
        """See the port. Whether there is such an account X tells nobody for nothing."""
        if not _HANDLE.fullmatch(ref.handle):
            raise InvalidInput(
                "An account on X has up to 15 letters, digits and underscores, for example acme."
            )
        return {"server": urlsplit(self._oauth.web_url).netloc, "account": ref.handle}

    async def leave(self, found: Mapping[str, str], state: str) -> Leaving:
        """See the port."""
        verifier = new_verifier()
        url = self._oauth.authorize_url(self._redirect_uri, state=state, verifier=verifier)
        return Leaving(url, {**found, "verifier": verifier})

    async def arrive(
        self, kept: Mapping[str, str], given: Mapping[str, str]
    ) -> tuple[Profile, Credential]:
        """See the port."""
        grant = await self._oauth.exchange(
            given.get("code", ""), kept["verifier"], self._redirect_uri
        )
        return await self._factory.from_grant(grant, kept["account"])
