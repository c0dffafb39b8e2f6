"""Consent and tokens (docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code and
/user-access-token): PKCE, a code that lives 30 seconds, refresh tokens for one use each. What it
says to a wrong code or token is as developers have quoted it.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from aiohttp import web

from tests.doubles.x.world import User, World

CODE_LIVES = timedelta(seconds=30)
TOKEN_LIVES = timedelta(hours=2)
SCOPES = {
    "tweet.read",
    "tweet.write",
    "tweet.moderate.write",
    "users.read",
    "like.read",
    "media.write",
    "offline.access",
}
ALL_SCOPES = " ".join(sorted(SCOPES))
WRONG_CODE = "Value passed for the authorization code was invalid."
WRONG_TOKEN = "Value passed for the token was invalid."


@dataclass(frozen=True)
class App:
    """An app of a developer; a public one has no secret."""

    client_id: str
    client_secret: str | None
    redirects: tuple[str, ...]
    name: str = "Engage"


@dataclass(frozen=True)
class Grant:
    """What somebody allowed an app; `until` bounds it where it ends."""

    app: App
    user: User
    scopes: frozenset[str]
    until: datetime
    redirect: str = ""
    challenge: str = ""


@dataclass
class Signing:
    """The OAuth side.

    Attributes:
        tokens: access tokens of people; `app_tokens` those of apps without a person.
        spent: refresh tokens that were used, each with what it was for.
    """

    world: World
    apps: dict[str, App] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Grant] = field(default_factory=dict)
    app_tokens: set[str] = field(default_factory=set)
    refreshes: dict[str, Grant] = field(default_factory=dict)
    spent: dict[str, Grant] = field(default_factory=dict)

    def register(self, *redirects: str, confidential: bool = True) -> App:
        """An app as the developer console makes it."""
        secret = secrets.token_urlsafe(24) if confidential else None
        app = App(secrets.token_urlsafe(16), secret, redirects)
        self.apps[app.client_id] = app
        return app

    def bearer(self) -> str:
        """A token of an app without a person."""
        token = "AAAA" + secrets.token_urlsafe(24)
        self.app_tokens.add(token)
        return token

    def grant(self, user: User, scopes: str = ALL_SCOPES, app: App | None = None) -> dict[str, str]:
        """Tokens of a person, as after consent: `access_token` and perhaps `refresh_token`."""
        app = app or self.register()
        given = frozenset(scopes.split())
        access = secrets.token_urlsafe(32)
        self.tokens[access] = Grant(app, user, given, self.world.clock() + TOKEN_LIVES)
        found = {"access_token": access}
        if "offline.access" in given:
            refresh = secrets.token_urlsafe(32)
            never = datetime.max.replace(tzinfo=self.world.clock().tzinfo)
            self.refreshes[refresh] = Grant(app, user, given, never)
            found["refresh_token"] = refresh
        return found

    def withdraw(self, user: User) -> None:
        """Somebody takes back on X what they allowed."""
        for kept in (self.tokens, self.refreshes):
            for token in [each for each, grant in kept.items() if grant.user is user]:
                del kept[token]

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/i/oauth2/authorize", self._consent),
            web.post("/i/oauth2/authorize", self._decide),
            web.post("/2/oauth2/token", self._token),
            web.post("/2/oauth2/revoke", self._revoke),
        ]

    # -- the page ----------------------------------------------------------------------------

    async def _consent(self, request: web.Request) -> web.Response:
        """One button for each person, and one to refuse."""
        query = request.query
        app = self.apps.get(query.get("client_id", ""))
        sound = (
            app is not None
            and query.get("redirect_uri") in app.redirects
            and query.get("response_type") == "code"
            and query.get("code_challenge_method") == "S256"
            and query.get("code_challenge")
            and query.get("state")
            and set(query.get("scope", "").split()) <= SCOPES
        )
        if not sound or app is None:
            words = (
                "<h1>Something went wrong</h1><p>You weren't able to give access to the App.</p>"
            )
            return web.Response(status=400, text=words, content_type="text/html")
        buttons = "".join(
            f'<button name="as" value="{each.username}">Authorize app as {each.username}</button>'
            for each in self.world.users.values()
        )
        page = f'<form method="post">{buttons}<button name="as" value="">Cancel</button></form>'
        text = f"<h1>{app.name} wants to access your X account.</h1>{page}"
        return web.Response(text=text, content_type="text/html")

    async def _decide(self, request: web.Request) -> web.Response:
        query, form = request.query, await request.post()
        user = self.world.find(str(form.get("as", "")))
        answer = {"state": query["state"]}
        if user is None:
            answer["error"] = "access_denied"
        else:
            code = secrets.token_urlsafe(32)
            answer["code"] = code
            self.codes[code] = Grant(
                self.apps[query["client_id"]],
                user,
                frozenset(query["scope"].split()),
                self.world.clock() + CODE_LIVES,
                query["redirect_uri"],
                query["code_challenge"],
            )
        raise web.HTTPFound(f"{query['redirect_uri']}?{urlencode(answer)}")

    # -- the token endpoint ------------------------------------------------------------------

    async def _token(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        app = self._client(request, form)
        if app is None:
            return _refused(401, "unauthorized_client", "Missing valid authorization header")
        match form.get("grant_type"):
            case "authorization_code":
                return self._exchange(app, form)
            case "refresh_token":
                return self._refresh(app, str(form.get("refresh_token")))
        return _refused(400, "unsupported_grant_type", "The grant type is not supported.")

    def _client(self, request: web.Request, form: dict[str, object]) -> App | None:
        """A confidential client proves itself in the header, a public one names itself."""
        header = request.headers.get("Authorization", "")
        if not header.startswith("Basic "):
            app = self.apps.get(str(form.get("client_id")))
            return app if app and app.client_secret is None else None
        name, _, secret = base64.b64decode(header[6:]).decode().partition(":")
        app = self.apps.get(name)
        return app if app and app.client_secret and app.client_secret == secret else None

    def _exchange(self, app: App, form: dict[str, object]) -> web.Response:
        grant = self.codes.pop(str(form.get("code")), None)
        if (
            grant is None
            or grant.app is not app
            or grant.until <= self.world.clock()
            or grant.redirect != form.get("redirect_uri")
        ):
            return _refused(400, "invalid_request", WRONG_CODE)
        digest = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != grant.challenge:
            words = "Value passed for the code verifier did not match the code challenge."
            return _refused(400, "invalid_request", words)
        return self._given(app, grant)

    def _refresh(self, app: App, token: str) -> web.Response:
        grant = self.refreshes.pop(token, None)
        if grant is None or grant.app is not app:
            return _refused(400, "invalid_request", WRONG_TOKEN)
        self.spent[token] = grant
        return self._given(app, grant)

    def _given(self, app: App, grant: Grant) -> web.Response:
        tokens = self.grant(grant.user, " ".join(grant.scopes), app)
        told = {
            "token_type": "bearer",
            "expires_in": int(TOKEN_LIVES.total_seconds()),
            "scope": " ".join(sorted(grant.scopes)),
        }
        return web.json_response({**told, **tokens})

    async def _revoke(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        if self._client(request, form) is None:
            return _refused(401, "unauthorized_client", "Missing valid authorization header")
        token = str(form.get("token"))
        self.tokens.pop(token, None)
        self.refreshes.pop(token, None)
        return web.json_response({"revoked": True})


def _refused(status: int, error: str, words: str) -> web.Response:
    return web.json_response({"error": error, "error_description": words}, status=status)
