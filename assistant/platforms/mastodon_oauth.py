"""Signing in to a Mastodon server in the browser: what the connect pages need, and no page itself.

    app = await oauth.register("example.social", "https://engage.example/connect/mastodon/callback")
    verifier = new_verifier()
    send the person to authorize_url(app, state=..., verifier=verifier)
    profile, credential = await oauth.exchange(app, code, verifier)

Every server wants an app of its own (https://docs.joinmastodon.org/client/token/#app). Keep the
`App` sealed: it holds a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from assistant.community.accounts import Profile
from assistant.errors import InvalidInput, PlatformUnavailable, ReconnectNeeded
from assistant.platforms.limits import Bucket
from assistant.platforms.mastodon_api import PLATFORM, said
from assistant.platforms.mastodon_names import Name
from assistant.platforms.mastodon_servers import About
from assistant.platforms.mastodon_signing import MastodonFactory
from assistant.platforms.pkce import challenge
from assistant.platforms.reading import Ask, Reader, Reply
from assistant.ports import Credential

READ = ("read:accounts", "read:statuses", "read:notifications", "read:search")
"""All that reading needs (https://docs.joinmastodon.org/api/oauth-scopes/)."""
SCOPES = (*READ, "write:statuses", "write:media")
"""What a brand's account is asked for: what a person approved is written, with its images."""
NAME = "Engage"
_UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True)
class App:
    """Engage as one server knows it.

    `domain` is that of the server's accounts, `scopes` are those that the server took; `pkce` says
    whether it checks a code challenge.
    """

    server: str
    domain: str
    base_url: str
    client_id: str
    client_secret: str
    redirect_uri: str
    scopes: tuple[str, ...]
    pkce: bool

    @property
    def may_write(self) -> bool:
        """Whether it asks for all that Engage does. Those made before it wrote, or before it handed
        over images, do not.
        """
        return "write" in self.scopes or {"write:statuses", "write:media"} <= set(self.scopes)

    def __repr__(self) -> str:
        return f"App({self.server}, hidden)"


def authorize_url(app: App, *, state: str, verifier: str) -> str:
    """Where the person says yes.

    Args:
        state: comes back with the code; single use, bound to the person and the browser.
        verifier: kept for `exchange`. Its challenge is sent where the server checks one.
    """
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "scope": " ".join(app.scopes),
        "state": state,
    }
    if app.pkce:
        query["code_challenge"] = challenge(verifier)
        query["code_challenge_method"] = "S256"
    return f"{app.base_url}/oauth/authorize?{urlencode(query)}"


class MastodonOAuth:
    """Registers Engage with servers and turns codes into sign-ins."""

    def __init__(self, reader: Reader, factory: MastodonFactory) -> None:
        self._reader = reader
        self._factory = factory

    async def register(
        self, server: str, redirect_uri: str, scopes: tuple[str, ...] = SCOPES
    ) -> App:
        """Make an app on a server.

        Args:
            server: its name, `@acme@example.social` or a web address, as people type it.
            redirect_uri: where the code is to come.
            scopes: what to ask for.

        Raises:
            InvalidInput: that is no server that Engage could sign in to.
            PlatformError: it could not be asked.
        """
        return await self.register_at(await self._about(server), redirect_uri, scopes)

    async def register_at(
        self, about: About, redirect_uri: str, scopes: tuple[str, ...] = SCOPES
    ) -> App:
        """Make an app on a server that is known already. Raises as `register`."""
        # servers that know no finer scopes, as Pixelfed, refuse them
        coarse = tuple(dict.fromkeys(scope.partition(":")[0] for scope in scopes))
        for asked in (scopes, coarse):
            form = {
                "client_name": NAME,
                "redirect_uris": redirect_uri,
                "scopes": " ".join(asked),
            }
            reply = await self._post(about.base_url, "api/v1/apps", form)
            if reply.ok:
                client_id, client_secret = _texts(reply, "client_id", "client_secret")
                return App(
                    about.home.server,
                    about.home.domain,
                    about.base_url,
                    client_id,
                    client_secret,
                    redirect_uri,
                    scopes=asked,
                    pkce=await self._checks_challenges(about.base_url),
                )
        raise InvalidInput(
            f"{about.home.server} does not let apps register. Make an access token there instead, "
            f"and connect with: engage connect mastodon @NAME@{about.home.domain}"
        )

    async def exchange(self, app: App, code: str, verifier: str) -> tuple[Profile, Credential]:
        """Turn the code that came back into a sign-in.

        Raises:
            ReconnectNeeded: the code is wrong, used or too old.
            InvalidInput: the person allowed less than Engage needs.
        """
        form = {
            "grant_type": "authorization_code",
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "redirect_uri": app.redirect_uri,
            "code": code,
            **({"code_verifier": verifier} if app.pkce else {}),
        }
        reply = await self._post(app.base_url, "oauth/token", form)
        if not reply.ok:
            raise ReconnectNeeded(PLATFORM, None, f"oauth/token: HTTP {reply.status} {said(reply)}")
        (token,) = _texts(reply, "access_token")
        about = await self._factory.servers.named(app.base_url, app.domain)
        try:
            profile, credential = await self._factory.from_token(about, token)
        except InvalidInput as short:
            await self.revoke(app, Credential(app.base_url, "", token, {}))
            raise InvalidInput(
                f"{app.server} let Engage read less than it needs. Please start again, and allow "
                f"everything it asks for."
            ) from short
        client = {"client_id": app.client_id, "client_secret": app.client_secret}
        return profile, replace(credential, session={**credential.session, **client})

    async def alive(self, app: App) -> bool:
        """Whether the server still knows the app: some forget those that nobody uses.

        A server that does not say so at once gets the benefit of the doubt.
        """
        form = {
            "grant_type": "client_credentials",
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "scope": app.scopes[0],
        }
        reply = await self._post(app.base_url, "oauth/token", form)
        return reply.status != _UNAUTHORIZED and "invalid_client" not in said(reply)

    async def revoke(self, app: App, credential: Credential) -> bool:
        """Give a token back (RFC 7009).

        Returns:
            whether the server took it; a server that does not know revoking says no.
        """
        return await self._factory.revoke(
            app.base_url, app.client_id, app.client_secret, credential.secret
        )

    async def _about(self, server: str) -> About:
        typed = server.strip().removeprefix("@")
        if "://" not in typed and "@" in typed:
            return await self._factory.servers.of(Name.parse(typed))
        return await self._factory.servers.named(typed)

    async def _checks_challenges(self, base_url: str) -> bool:
        """Mastodon says so since 4.3 (https://docs.joinmastodon.org/methods/oauth/)."""
        try:
            reply = await self._ask(base_url, ".well-known/oauth-authorization-server", "GET", None)
        except PlatformUnavailable:
            return False  # a page instead of JSON, on servers that do not know the address
        told = reply.data if reply.ok and isinstance(reply.data, dict) else {}
        methods = told.get("code_challenge_methods_supported")
        return isinstance(methods, list) and "S256" in methods

    async def _post(self, base_url: str, path: str, form: Mapping[str, str]) -> Reply:
        return await self._ask(base_url, path, "POST", form)

    async def _ask(
        self, base_url: str, path: str, method: str, form: Mapping[str, str] | None
    ) -> Reply:
        reply = await self._reader.ask(
            Ask(
                bucket=Bucket(PLATFORM, base_url, "session"),
                name=path.removeprefix("."),
                url=f"{base_url}/{path}",
                method=method,
                form=form,
                again=method == "GET",
            )
        )
        if reply.ok and not isinstance(reply.data, dict | None):
            raise PlatformUnavailable(PLATFORM, None, f"{path}: no object")
        return reply


def _texts(reply: Reply, *names: str) -> tuple[str, ...]:
    """Fields that an answer cannot do without. Raises PlatformUnavailable."""
    found = [reply.data.get(name) if isinstance(reply.data, dict) else None for name in names]
    if not all(isinstance(value, str) and value for value in found):
        raise PlatformUnavailable(PLATFORM, None, f"oauth: no {' and '.join(names)}")
    return tuple(str(value) for value in found)
