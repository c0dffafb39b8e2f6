"""X's OAuth 2.0: a code with PKCE, an access token for two hours, a refresh token for one use
(https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code).

    verifier = new_verifier()
    send the person to oauth.authorize_url(redirect_uri, state=..., verifier=verifier)
    grant = await oauth.exchange(code, verifier, redirect_uri)     # within 30 seconds
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlencode

from assistant.errors import AccessRefused, InvalidInput, PlatformUnavailable, ReconnectNeeded
from assistant.platforms.limits import Bucket
from assistant.platforms.pkce import challenge
from assistant.platforms.reading import Ask, Reader, Reply
from assistant.platforms.x_api import PLATFORM

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "tweet.read": "read posts",
        "users.read": "see who wrote them",
        "tweet.write": "write posts and replies",
        "tweet.moderate.write": "hide replies",
        "media.write": "hand over images",
        "like.read": "see who likes a post",
        "offline.access": "stay signed in",
    }
)
"""All that an account is asked for, and what each is needed for. The first two go with every call;
without the last one a sign-in ends after two hours. Nothing that Engage does needs likes, follows,
messages, lists or blocks, so they are not asked for
(https://docs.x.com/fundamentals/authentication/guides/v2-authentication-mapping)."""

_BAD_REQUEST, _UNAUTHORIZED = 400, 401
_NOT_TAKEN = frozenset({"invalid_request", "invalid_grant"})
"""What X calls a code or a token that it does not take."""
_NO_CLIENT = frozenset({"invalid_client", "unauthorized_client"})
_CHECK_CLIENT = (
    "it does not know Engage by the X_CLIENT_ID and X_CLIENT_SECRET that are set. Whoever runs "
    "Engage can compare them with X's developer console"
)


@dataclass(frozen=True, slots=True)
class XClient:
    """Engage as an app of X's developer console. A public client has no secret."""

    client_id: str
    client_secret: str | None = field(default=None, repr=False)

    def headers(self) -> Mapping[str, str]:
        """How a confidential client proves itself."""
        if not self.client_secret:
            return {}
        pair = f"{self.client_id}:{self.client_secret}".encode()
        return {"authorization": f"Basic {base64.b64encode(pair).decode()}"}

    def form(self) -> Mapping[str, str]:
        """How a public one names itself."""
        return {} if self.client_secret else {"client_id": self.client_id}


@dataclass(frozen=True, slots=True)
class Grant:
    """Tokens, and what they allow."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)


class XOAuth:
    """Asks X's token endpoint, as one client. Nothing is ever sent twice: codes and refresh tokens
    are good once.

    Args:
        api_url: where tokens come from.
        web_url: where people say yes.
    """

    def __init__(self, reader: Reader, client: XClient, *, api_url: str, web_url: str) -> None:
        self._reader = reader
        self._client = client
        self._api_url = api_url.rstrip("/")
        self._web_url = web_url.rstrip("/")

    @property
    def web_url(self) -> str:
        """Whose page it is."""
        return self._web_url

    def authorize_url(self, redirect_uri: str, *, state: str, verifier: str) -> str:
        """Where the person says yes.

        Args:
            state: comes back with the code; single use, bound to the person and the browser.
            verifier: kept for `exchange`.
        """
        query = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(SCOPES),
            "state": state,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
        }
        return f"{self._web_url}/i/oauth2/authorize?{urlencode(query)}"

    async def exchange(self, code: str, verifier: str, redirect_uri: str) -> Grant:
        """Turn the code that came back into tokens. It lives 30 seconds.

        Raises:
            ReconnectNeeded: the code is wrong, used or too old.
            InvalidInput: less was allowed than Engage needs; the tokens are given back.
            AccessRefused: X does not know this Engage.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        return await self._grant(form)

    async def refresh(self, token: str) -> Grant:
        """Trade a refresh token, which works once, for new tokens. Raises as `exchange`."""
        return await self._grant({"grant_type": "refresh_token", "refresh_token": token})

    async def revoke(self, grant: Grant) -> bool:
        """Give a sign-in back (RFC 7009), both of its tokens; whether X took them."""
        taken = [await self._post("revoke", {"token": token}) for token in _tokens(grant)]
        return bool(taken) and all(reply.ok for reply in taken)

    async def _grant(self, form: Mapping[str, str]) -> Grant:
        reply = await self._post("token", form)
        if not reply.ok:
            raise _refused(reply)
        told = reply.data if isinstance(reply.data, Mapping) else {}
        access, refresh, scope = map(told.get, ("access_token", "refresh_token", "scope"))
        if not isinstance(access, str) or not access:
            raise PlatformUnavailable(PLATFORM, None, "oauth2/token: no access_token")
        grant = Grant(access, refresh if isinstance(refresh, str) else "")
        given = set(scope.split()) if isinstance(scope, str) else set(SCOPES)
        if not grant.refresh:
            given.discard("offline.access")
        if missing := [each for each in SCOPES if each not in given]:
            await self.revoke(grant)
            raise InvalidInput(_short_of(missing))
        return grant

    async def _post(self, call: str, form: Mapping[str, str]) -> Reply:
        return await self._reader.ask(
            Ask(
                bucket=Bucket(PLATFORM, "", f"oauth2 {call}"),
                name=f"oauth2/{call}",
                url=f"{self._api_url}/2/oauth2/{call}",
                method="POST",
                headers=self._client.headers(),
                form={**form, **self._client.form()},
                again=False,
            )
        )


def _tokens(grant: Grant) -> list[str]:
    return [token for token in (grant.refresh, grant.access) if token]


def _refused(reply: Reply) -> ReconnectNeeded | AccessRefused | PlatformUnavailable:
    """A no of the token endpoint. What only stands in between, such as a proxy, ends no sign-in."""
    error = reply.data.get("error") if isinstance(reply.data, Mapping) else None
    if error in _NO_CLIENT or (error and reply.status == _UNAUTHORIZED):
        return AccessRefused(PLATFORM, None, reason=_CHECK_CLIENT)
    detail = f"oauth2/token: HTTP {reply.status}"
    if reply.status == _BAD_REQUEST and error in _NOT_TAKEN:
        return ReconnectNeeded(PLATFORM, None, detail)
    return PlatformUnavailable(PLATFORM, None, detail)


def _short_of(missing: Iterable[str]) -> str:
    words = ", ".join(f"{SCOPES[each]} ({each})" for each in missing)
    return (
        f"X lets Engage do less than it needs. What is missing: {words}. Whoever runs Engage gives "
        f"its app on X the permission to read and write; then start again and allow everything."
    )
