"""A sign-in to X: an access token for two hours, a refresh token for one use."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_urlsafe

from assistant.errors import InvalidInput, ReconnectNeeded
from assistant.platforms.keeping import Keeper
from assistant.platforms.rotating import Rotating
from assistant.platforms.x_api import PLATFORM
from assistant.platforms.x_oauth import Grant, XOAuth
from assistant.ports import Credential


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

    async def renew(self, used: str) -> str:  # noqa: ARG002
        """See `x_api.Session`. What is new and refused stays so."""
        raise ReconnectNeeded(PLATFORM, self.label)


class XSession(Rotating):
    """One signed-in account. `x_api.Session`.

    Args:
        oauth: None where Engage is no app of X's any more: a sign-in lasts as long as its token.
        keep: where the sign-in is stored, and renewed by one at a time.
    """

    platform = PLATFORM

    def __init__(
        self, oauth: XOAuth | None, credential: Credential, label: str, keep: Keeper
    ) -> None:
        super().__init__(credential, label, keep)
        self._oauth = oauth

    def _known(self) -> bool:
        return self._oauth is not None

    async def _refreshed(self, stored: Credential) -> Mapping[str, str]:
        assert self._oauth is not None  # it was asked just now
        try:
            return _kept(await self._oauth.refresh(stored.session["refresh"]))
        except InvalidInput as less:  # somebody took permissions back
            raise ReconnectNeeded(PLATFORM, self.label, "oauth2/token: less is allowed") from less


def _kept(grant: Grant) -> Mapping[str, str]:
    return {"access": grant.access, "refresh": grant.refresh}
