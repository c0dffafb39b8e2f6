"""Apps, consent and tokens, as docs.joinmastodon.org/methods/oauth and methods/apps tell it."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode

from aiohttp import web

from tests.doubles.mastodon.flavours import Flavour
from tests.doubles.mastodon.world import Account, World

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
COARSE = {"read", "write", "follow", "push"}


@dataclass
class App:
    name: str
    redirects: list[str]
    scopes: set[str]
    client_id: str = field(default_factory=lambda: secrets.token_hex(8))
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))


@dataclass
class Grant:
    """A code, or the token it was turned into."""

    app: App
    account: Account
    scopes: set[str]
    redirect: str
    challenge: str | None = None


def covers(granted: set[str], scope: str) -> bool:
    """Whether scopes hold one: `read` holds `read:statuses` (api/oauth-scopes)."""
    return scope in granted or scope.partition(":")[0] in granted


class Signing:
    """The OAuth side of a server."""

    def __init__(self, world: World, flavour: Flavour) -> None:
        self._world = world
        self._flavour = flavour
        self.apps: dict[str, App] = {}
        self.codes: dict[str, Grant] = {}
        self.tokens: dict[str, Grant] = {}

    def token_for(self, account: Account, *scopes: str) -> str:
        """A token as the account's preferences page makes it."""
        app = App("preferences", [OUT_OF_BAND], set(scopes or ("read", "write")))
        token = secrets.token_urlsafe(24)
        self.tokens[token] = Grant(app, account, app.scopes, OUT_OF_BAND)
        return token

    def routes(self) -> list[web.RouteDef]:
        found = [
            web.post("/api/v1/apps", self._register),
            web.get("/oauth/authorize", self._consent),
            web.post("/oauth/authorize", self._decide),
            web.post("/oauth/token", self._token),
            web.post("/oauth/revoke", self._revoke),
        ]
        if self._flavour.pkce:
            found.append(web.get("/.well-known/oauth-authorization-server", self._metadata))
        return found

    async def _metadata(self, request: web.Request) -> web.Response:
        """Since 4.3 (methods/oauth#authorization-server-metadata)."""
        base = f"http://{request.host}"
        return web.json_response(
            {
                "issuer": f"{base}/",
                "authorization_endpoint": f"{base}/oauth/authorize",
                "token_endpoint": f"{base}/oauth/token",
                "revocation_endpoint": f"{base}/oauth/revoke",
                "app_registration_endpoint": f"{base}/api/v1/apps",
                "scopes_supported": ["read", "write", "profile"],
                "response_types_supported": ["code"],
                "response_modes_supported": ["query", "fragment", "form_post"],
                "grant_types_supported": ["authorization_code", "client_credentials"],
                "token_endpoint_auth_methods_supported": [
                    "client_secret_basic",
                    "client_secret_post",
                ],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _register(self, request: web.Request) -> web.Response:
        form = await fields(request)
        scopes = set(str(form.get("scopes") or "read").split())
        if not self._flavour.fine_scopes and not scopes <= COARSE:
            return problem(422, "The requested scope is invalid, unknown, or malformed.")
        if not form.get("client_name") or not form.get("redirect_uris"):
            return problem(422, "Validation failed: Redirect URI must be an absolute URI.")
        app = App(str(form["client_name"]), str(form["redirect_uris"]).split(), scopes)
        self.apps[app.client_id] = app
        return web.json_response(
            {
                "id": "1",
                "name": app.name,
                "website": None,
                "scopes": sorted(app.scopes),
                "redirect_uri": app.redirects[0],
                "redirect_uris": app.redirects,
                "client_id": app.client_id,
                "client_secret": app.client_secret,
                "vapid_key": "",
            }
        )

    async def _consent(self, request: web.Request) -> web.Response:
        """The page: one button for each person of this server, and one to refuse."""
        app = self.apps.get(request.query.get("client_id", ""))
        if app is None or request.query.get("redirect_uri") not in app.redirects:
            return web.Response(
                status=400, text="<p>Client authentication failed</p>", content_type="text/html"
            )
        people = [each.user for each in self._world.accounts.values() if not each.domain]
        buttons = "".join(
            f'<button name="as" value="{name}">Authorize as {name}</button>' for name in people
        )
        page = f'<form method="post">{buttons}<button name="as" value="">Deny</button></form>'
        return web.Response(text=f"<h1>{app.name} wants in</h1>{page}", content_type="text/html")

    async def _decide(self, request: web.Request) -> web.Response:
        query, form = request.query, await request.post()
        app = self.apps[query["client_id"]]
        account = self._world.find(str(form.get("as", "")))
        answer = {"state": query["state"]} if "state" in query else {}
        scopes = set(query.get("scope", "read").split())
        if account is None:
            answer["error"] = "access_denied"
        elif not all(covers(app.scopes, scope) for scope in scopes):
            answer["error"] = "invalid_scope"
        else:
            code = secrets.token_urlsafe(24)
            challenge = query.get("code_challenge") if self._flavour.pkce else None
            self.codes[code] = Grant(app, account, scopes, query["redirect_uri"], challenge)
            answer["code"] = code
            if query["redirect_uri"] == OUT_OF_BAND:
                return web.Response(text=code)
        raise web.HTTPFound(f"{query['redirect_uri']}?{urlencode(answer)}")

    async def _token(self, request: web.Request) -> web.Response:
        form = await fields(request)
        app = self.apps.get(str(form.get("client_id")))
        if app is None or form.get("client_secret") != app.client_secret:
            return problem(401, "invalid_client")
        grant = self.codes.pop(str(form.get("code")), None)
        sound = grant and grant.app is app and grant.redirect == form.get("redirect_uri")
        if not grant or not sound or not _proven(grant, str(form.get("code_verifier", ""))):
            return problem(400, "invalid_grant")
        token = secrets.token_urlsafe(24)
        self.tokens[token] = grant
        return web.json_response(
            {
                "access_token": token,
                "token_type": "Bearer",
                "scope": " ".join(sorted(grant.scopes)),
                "created_at": int(self._world.clock().timestamp()),
            }
        )

    async def _revoke(self, request: web.Request) -> web.Response:
        form = await fields(request)
        app = self.apps.get(str(form.get("client_id")))
        if app is None or form.get("client_secret") != app.client_secret:
            return problem(403, "You are not authorized to revoke this token")
        self.tokens.pop(str(form.get("token")), None)
        return web.json_response({})


def _proven(grant: Grant, verifier: str) -> bool:
    if grant.challenge is None:
        return True
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=") == grant.challenge


async def fields(request: web.Request) -> dict[str, object]:
    """A form or JSON; servers take either."""
    if request.content_type == "application/json":
        return dict(await request.json())
    return dict(await request.post())


def problem(status: int, words: str) -> web.Response:
    return web.json_response({"error": words}, status=status)
