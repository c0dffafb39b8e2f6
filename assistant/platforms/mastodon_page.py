"""Signing in on a Mastodon server's own page. Each server knows Engage as an app of the workspace,
made when the first account there is connected.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.community.accounts import AccountRef, Profile
from assistant.errors import InvalidInput
from assistant.platforms.mastodon_api import PLATFORM
from assistant.platforms.mastodon_names import Name
from assistant.platforms.mastodon_oauth import App, MastodonOAuth, authorize_url
from assistant.platforms.mastodon_servers import About, Servers
from assistant.platforms.pkce import new_verifier
from assistant.ports import Credential
from assistant.ports.signing_in import Leaving, Registrations

CALLBACK = "/connect/mastodon/callback"


class MastodonPage:
    """Implements `ports.SignInPage`.

    Args:
        base_url: where browsers reach Engage.
    """

    def __init__(
        self,
        servers: Servers,
        oauth: MastodonOAuth,
        registrations: Registrations,
        base_url: str,
    ) -> None:
        self._servers = servers
        self._oauth = oauth
        self._registrations = registrations
        self._redirect_uri = f"{base_url}{CALLBACK}"

    async def find(self, workspace_id: str, ref: AccountRef) -> Mapping[str, str]:
        """See the port. Makes the app where the server does not know it, or does no more."""
        name = Name.parse(ref.handle)
        about = await self._servers.of(name)
        return {**await self._app(workspace_id, about), "account": str(name)}

    async def leave(self, found: Mapping[str, str], state: str) -> Leaving:
        """See the port."""
        verifier = new_verifier()
        url = authorize_url(_read(found), state=state, verifier=verifier)
        return Leaving(url, {**found, "verifier": verifier})

    async def arrive(
        self, kept: Mapping[str, str], given: Mapping[str, str]
    ) -> tuple[Profile, Credential]:
        """See the port."""
        app, account = _read(kept), kept["account"]
        profile, credential = await self._oauth.exchange(
            app, given.get("code", ""), kept["verifier"]
        )
        user = account.partition("@")[0]
        if profile.native_id not in {account, f"{user}@{app.domain}"}:
            await self._oauth.revoke(app, credential)
            raise InvalidInput(
                f"You signed in as {profile.handle}, not as @{account}. Please start again in "
                f"Slack and sign in as @{account}."
            )
        return profile, credential

    async def _app(self, workspace_id: str, about: About) -> Mapping[str, str]:
        server = about.home.server
        kept = await self._registrations.get(workspace_id, PLATFORM, server)
        known = _read(kept) if kept and kept["redirect_uri"] == self._redirect_uri else None
        if kept and known and known.may_write and await self._oauth.alive(known):
            return {**kept, "domain": about.home.domain}
        app = _written(await self._oauth.register_at(about, self._redirect_uri))
        await self._registrations.keep(workspace_id, PLATFORM, server, app)
        return app


def _written(app: App) -> Mapping[str, str]:
    return {
        "server": app.server,
        "domain": app.domain,
        "base_url": app.base_url,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "redirect_uri": app.redirect_uri,
        "scopes": " ".join(app.scopes),
        "pkce": "yes" if app.pkce else "no",
    }


def _read(words: Mapping[str, str]) -> App:
    return App(
        server=words["server"],
        domain=words["domain"],
        base_url=words["base_url"],
        client_id=words["client_id"],
        client_secret=words["client_secret"],
        redirect_uri=words["redirect_uri"],
        scopes=tuple(words["scopes"].split()),
        pkce=words["pkce"] == "yes",
    )
