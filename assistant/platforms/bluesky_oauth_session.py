"""A sign-in to Bluesky by OAuth: its tokens are bound to a key, and each request proves it."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.errors import ReconnectNeeded
from assistant.platforms.bluesky_authority import Authority
from assistant.platforms.bluesky_oauth import BlueskyOAuth, Grant
from assistant.platforms.bluesky_session import PLATFORM
from assistant.platforms.dpop import Proofs
from assistant.platforms.keeping import Keeper
from assistant.platforms.reading import Reply
from assistant.platforms.rotating import Rotating
from assistant.ports import Clock, Credential


def credential_of(
    pds: str, authority: Authority, key: str, key_id: str, grant: Grant
) -> Credential:
    """A sign-in to be kept. Its secret is the key that its tokens are bound to."""
    session = {**authority.kept(), "key_id": key_id, **_tokens(grant)}
    return Credential(pds, grant.did, key, session)


def is_oauth(credential: Credential) -> bool:
    """Whether it is one of these, and no app password."""
    return "issuer" in credential.session


class OAuthSession(Rotating):
    """One signed-in account. `bluesky_xrpc.Signed`.

    Args:
        oauth: None where Engage is no client any more: the sign-in lasts as long as its token.
        keep: where the sign-in is stored, and renewed by one at a time; None before it is.
    """

    platform = PLATFORM

    def __init__(
        self,
        oauth: BlueskyOAuth | None,
        credential: Credential,
        label: str,
        clock: Clock,
        keep: Keeper | None = None,
    ) -> None:
        super().__init__(credential, label, keep)
        self._oauth = oauth
        self._proofs = Proofs(credential.secret, clock)

    @property
    def service(self) -> str:
        """Base URL of the server that holds the account."""
        return self._credential.service

    def headers(self, method: str, url: str, token: str) -> Mapping[str, str]:
        """See `bluesky_xrpc.Signed`."""
        return self._proofs.headers(method, url, token)

    def heard(self, url: str, reply: Reply) -> bool:
        """See `bluesky_xrpc.Signed`."""
        return self._proofs.heard(url, reply)

    def _known(self) -> bool:
        return self._oauth is not None

    async def _refreshed(self, stored: Credential) -> Mapping[str, str]:
        assert self._oauth is not None  # it was asked just now
        grant = await self._oauth.refresh(
            Authority.of(stored.session),
            stored.secret,
            stored.session["key_id"],
            stored.session["refresh"],
        )
        if grant.did != stored.identifier:
            raise ReconnectNeeded(PLATFORM, self.label, "oauth/token: another account")
        return _tokens(grant)


def _tokens(grant: Grant) -> Mapping[str, str]:
    return {"access": grant.access, "refresh": grant.refresh, "did": grant.did}
