"""Signing in on Bluesky's own page: on the server that holds the account, whichever that is."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from assistant.community.accounts import AccountRef, Profile
from assistant.errors import InvalidInput
from assistant.platforms.bluesky_authority import Authorities, Authority
from assistant.platforms.bluesky_identity import Identities
from assistant.platforms.bluesky_oauth import BlueskyOAuth, Pushed
from assistant.platforms.bluesky_oauth_session import credential_of
from assistant.platforms.bluesky_signing import BlueskyFactory
from assistant.ports import Credential
from assistant.ports.signing_in import Leaving


class BlueskyPage:
    """Implements `ports.SignInPage`."""

    def __init__(
        self,
        identities: Identities,
        authorities: Authorities,
        oauth: BlueskyOAuth,
        factory: BlueskyFactory,
    ) -> None:
        self._identities = identities
        self._authorities = authorities
        self._oauth = oauth
        self._factory = factory

    async def find(self, workspace_id: str, ref: AccountRef) -> Mapping[str, str]:  # noqa: ARG002
        """See the port."""
        identity = await self._identities.of(ref.handle)
        authority = await self._authorities.of(identity.pds)
        return {
            **authority.kept(),
            "server": urlsplit(authority.issuer).netloc,
            "did": identity.did,
            "handle": identity.handle,
            "pds": identity.pds,
        }

    async def leave(self, found: Mapping[str, str], state: str) -> Leaving:
        """See the port."""
        authority = Authority.of(found)
        pushed = await self._oauth.push(authority, state=state, handle=found["handle"])
        secrets = {"verifier": pushed.verifier, "key": pushed.key, "key_id": pushed.key_id}
        return Leaving(pushed.url, {**found, **secrets})

    async def arrive(
        self, kept: Mapping[str, str], given: Mapping[str, str]
    ) -> tuple[Profile, Credential]:
        """See the port."""
        authority = Authority.of(kept)
        if given.get("iss") != authority.issuer:  # RFC 9207: another server answers
            raise InvalidInput("The answer came from another server than the one Engage asked.")
        pushed = Pushed("", kept["verifier"], kept["key"], kept["key_id"])
        grant = await self._oauth.exchange(authority, pushed, given.get("code", ""))
        if grant.did != kept["did"]:
            await self._oauth.revoke(authority, pushed.key, pushed.key_id, grant.refresh)
            raise InvalidInput(
                f"You signed in as another account than {kept['handle']}. Please start again in "
                f"Slack and sign in as {kept['handle']}."
            )
        credential = credential_of(kept["pds"], authority, pushed.key, pushed.key_id, grant)
        return await self._factory.by_oauth(credential, kept["handle"]), credential
