"""Bluesky's OAuth: pushed requests, PKCE, and tokens bound to a key (https://atproto.com/specs/oauth).

leaving = await oauth.push(authority, state=..., handle=...)
send the person to leaving.url
grant = await oauth.exchange(authority, leaving, code)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from assistant.errors import InvalidInput, PlatformUnavailable, ReconnectNeeded
from assistant.platforms.bluesky_authority import Authority
from assistant.platforms.bluesky_client import SCOPE, BlueskyClient
from assistant.platforms.bluesky_record import DID
from assistant.platforms.bluesky_session import PLATFORM
from assistant.platforms.dpop import Proofs, new_key
from assistant.platforms.limits import Bucket
from assistant.platforms.pkce import challenge, new_verifier
from assistant.platforms.reading import Ask, Reader, Reply
from assistant.ports import Clock

_REFUSED = range(400, 500)


@dataclass(frozen=True, slots=True)
class Pushed:
    """A request that waits for a person: where they go, and what their code is exchanged with."""

    url: str = field(repr=False)
    verifier: str = field(repr=False)
    key: str = field(repr=False)
    key_id: str


@dataclass(frozen=True, slots=True)
class Grant:
    """Tokens, and whose they are."""

    did: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)


class BlueskyOAuth:
    """Asks authorization servers, as one client."""

    def __init__(self, reader: Reader, client: BlueskyClient, clock: Clock) -> None:
        self._reader = reader
        self._client = client
        self._clock = clock

    async def push(self, authority: Authority, *, state: str, handle: str) -> Pushed:
        """Announce a request (RFC 9126).

        Args:
            state: comes back with the code.
            handle: who is to sign in; their name stands in the page's form.

        Raises:
            InvalidInput: the server does not take Engage for a client.
            PlatformError: it could not be asked.
        """
        verifier, key, key_id = new_verifier(), new_key(), self._client.key_id
        form = {
            "response_type": "code",
            "redirect_uri": self._client.redirect_uri,
            "scope": SCOPE,
            "state": state,
            "login_hint": handle,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
        }
        proofs = Proofs(key, self._clock)
        reply = await self._post(authority, authority.pushed, form, proofs, key_id)
        if reply.status in _REFUSED:
            raise InvalidInput(
                f"The sign-in server does not accept this Engage ({_said(reply) or 'no reason'}). "
                f"Whoever runs Engage can check that ENGAGE_PUBLIC_URL is reached from outside."
            )
        (uri,) = _texts(reply, "request_uri")
        asked = urlencode({"client_id": self._client.client_id, "request_uri": uri})
        return Pushed(f"{authority.authorization}?{asked}", verifier, key, key_id)

    async def exchange(self, authority: Authority, pushed: Pushed, code: str) -> Grant:
        """Turn the code that came back into tokens.

        Raises:
            ReconnectNeeded: the code is wrong, used or too old.
            InvalidInput: less was allowed than Engage needs; the tokens are given back.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.redirect_uri,
            "code_verifier": pushed.verifier,
        }
        return await self._grant(authority, form, pushed.key, pushed.key_id)

    async def refresh(self, authority: Authority, key: str, key_id: str, token: str) -> Grant:
        """Trade a refresh token, which works once, for new tokens.

        Raises:
            ReconnectNeeded: it was refused for good.
        """
        form = {"grant_type": "refresh_token", "refresh_token": token}
        return await self._grant(authority, form, key, key_id)

    async def revoke(self, authority: Authority, key: str, key_id: str, token: str) -> bool:
        """Give a sign-in back (RFC 7009); whether the server took it."""
        if not authority.revocation:
            return False
        form, proofs = {"token": token}, Proofs(key, self._clock)
        return (await self._post(authority, authority.revocation, form, proofs, key_id)).ok

    async def _grant(
        self, authority: Authority, form: Mapping[str, str], key: str, key_id: str
    ) -> Grant:
        proofs = Proofs(key, self._clock)
        reply = await self._post(authority, authority.token, form, proofs, key_id)
        if reply.status in _REFUSED:
            raise ReconnectNeeded(PLATFORM, None, f"oauth/token: {reply.status} {_said(reply)}")
        did, access, refresh, kind = _texts(
            reply, "sub", "access_token", "refresh_token", "token_type"
        )
        if not DID.fullmatch(did) or kind.lower() != "dpop":
            raise PlatformUnavailable(PLATFORM, None, "oauth/token: no bound token")
        (scope,) = _texts(reply, "scope")
        if not set(SCOPE.split()) <= set(scope.split()):
            await self.revoke(authority, key, key_id, refresh)
            raise InvalidInput(
                "Bluesky's server allowed Engage less than it needs to read. Please start again "
                "and allow all of it."
            )
        return Grant(did, access, refresh)

    async def _post(
        self,
        authority: Authority,
        url: str,
        form: Mapping[str, str],
        proofs: Proofs,
        key_id: str,
    ) -> Reply:
        """Send a form, once more with the server's nonce where it wants to see one."""
        for _ in range(2):
            ask = Ask(
                bucket=Bucket(PLATFORM, authority.issuer, "oauth"),
                name=url.rpartition("/")[2],
                url=url,
                method="POST",
                form={**form, **self._client.authentication(authority.issuer, key_id)},
                sign=lambda: proofs.headers("POST", url),
                again=False,
            )
            reply = await self._reader.ask(ask)
            if not proofs.heard(url, reply):
                break
        return reply


def _said(reply: Reply) -> str:
    """The protocol's name for a refusal, "" when there is none."""
    code = reply.data.get("error") if isinstance(reply.data, dict) else None
    sound = isinstance(code, str) and code.replace("_", "").isalnum() and len(code) <= 60  # noqa: PLR2004
    return str(code) if sound else ""


def _texts(reply: Reply, *names: str) -> tuple[str, ...]:
    """Fields that an answer cannot do without. Raises PlatformUnavailable."""
    found = [reply.data.get(name) if isinstance(reply.data, dict) else None for name in names]
    if not reply.ok or not all(isinstance(value, str) and value for value in found):
        raise PlatformUnavailable(PLATFORM, None, f"oauth: no {' and '.join(names)}")
    return tuple(str(value) for value in found)
