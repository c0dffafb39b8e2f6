"""Signing in (facebook-login/guides/advanced/manual-flow): the page, the code, the tokens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from tests.doubles.meta.errors import GraphError, bad_parameter, bad_token
from tests.doubles.meta.nodes import Person
from tests.doubles.meta.tokens import LONG, SHORT, Token, Tokens
from tests.doubles.meta.world import World

CODE_LASTS = timedelta(minutes=10)


@dataclass
class Code:
    person: Person
    redirect: str
    made_at: datetime
    used: bool = False


class Dialog:
    """The pages that people see, and what is made of their answer.

    Attributes:
        declining: permissions that people untick.
    """

    def __init__(self, world: World, tokens: Tokens) -> None:
        self._world = world
        self._tokens = tokens
        self.codes: dict[str, Code] = {}
        self.declining: tuple[str, ...] = ()

    def show(self, request: web.Request) -> web.Response:
        """One button for each person, and one to cancel."""
        app, query = self._tokens.app, request.query
        if query.get("client_id") != app.id:
            return _page("Invalid App ID", 400)
        if app.redirects and query.get("redirect_uri") not in app.redirects:
            # facebook-login/security#strict_mode
            return _page("URL Blocked: this redirect failed", 400)
        if query.get("config_id", "") not in {"", *app.configurations}:
            return _page("It looks like this app isn't available", 400)
        people = [each for each in self._world.all(Person) if each.id in self._users()]
        buttons = "".join(
            f'<button name="as" value="{each.id}">Continue as {escape(each.name)}</button>'
            for each in people
        )
        form = f'<form method="post">{buttons}<button name="as" value="">Cancel</button></form>'
        return _page(f"<h1>{escape(app.name)} wants in</h1>{form}")

    async def decide(self, request: web.Request) -> web.Response:
        """As "Confirming Identity" and "Cancelled Login" of the guide say."""
        who = str((await request.post()).get("as", ""))
        person = self._world.nodes.get(who)
        if not isinstance(person, Person):
            return self._back(request, _cancelled())
        if not self._tokens.app.live and person.id not in self._tokens.app.roles:
            return _page("App not active: this app is not accessible right now.", 400)
        return self._back(request, {"code": self._code(request, person)})

    def exchange(self, params: dict[str, Any]) -> dict[str, Any]:
        """`/oauth/access_token`, in its three uses."""
        app = self._tokens.app
        if params.get("client_id") != app.id:
            words = (
                "Error validating application. Cannot get application info due to a system error."
            )
            raise GraphError(101, words)
        if params.get("client_secret") != app.secret:
            raise GraphError(1, "Error validating client secret.")
        kind = params.get("grant_type", "authorization_code")
        if kind == "client_credentials":
            return {"access_token": f"{app.id}|{app.secret}", "token_type": "bearer"}
        if kind == "fb_exchange_token":
            return self._longer(str(params.get("fb_exchange_token", "")))
        return self._first(str(params.get("code", "")), str(params.get("redirect_uri", "")))

    def debug(self, token: Token, value: str) -> dict[str, Any]:
        """graph-api/reference/debug_token; for the app's own token or its developers'."""
        if token.kind != "APP" and token.person is None:
            raise bad_parameter(
                "You must provide an app access token, or a user access token that "
                "is an owner or developer of the app"
            )
        asked, app = self._tokens.known.get(value), self._tokens.app
        if asked is None:
            error = {"code": 190, "message": "Invalid OAuth access token data."}
            return {"data": {"error": error, "is_valid": False, "scopes": []}}
        scopes = sorted(self._tokens.scopes(asked))
        ends = int(asked.expires_at.timestamp()) if asked.expires_at else 0
        told: dict[str, Any] = {
            "app_id": app.id,
            "type": asked.kind,
            "application": app.name,
            "expires_at": ends,
            "data_access_expires_at": ends,
            "is_valid": not asked.dead and (not ends or ends > self._world.clock().timestamp()),
            "scopes": scopes,
            "granular_scopes": [self._granular(asked, scope) for scope in scopes],
        }
        if asked.person:
            told["user_id"] = asked.person.id
        if asked.page:
            told["profile_id"] = asked.page.id
        return {"data": told}

    def _granular(self, token: Token, scope: str) -> dict[str, Any]:
        pages = self._tokens.pages(token)
        if scope.startswith("instagram"):
            return {"scope": scope, "target_ids": [p.instagram.id for p in pages if p.instagram]}
        return {"scope": scope, "target_ids": [page.id for page in pages]}

    def _first(self, text: str, redirect: str) -> dict[str, Any]:
        code = self.codes.get(text)
        if code is None:
            raise bad_parameter("Invalid verification code format.")
        if code.used:
            raise bad_parameter("This authorization code has been used.", subcode=36009)
        if code.made_at + CODE_LASTS < self._world.clock():
            raise bad_parameter("This authorization code has expired.", subcode=36007)
        if code.redirect != redirect:
            words = (
                "Error validating verification code. Please make sure your redirect_uri is "
                "identical to the one you used in the OAuth dialog request"
            )
            raise bad_parameter(words, subcode=36008)
        code.used = True
        return _told(self._tokens.make_user(code.person, SHORT), SHORT)

    def _longer(self, value: str) -> dict[str, Any]:
        """facebook-login/guides/access-tokens/get-long-lived."""
        token = self._tokens.known.get(value)
        if token is None or token.person is None or token.dead:
            raise bad_token()
        return _told(self._tokens.make_user(token.person, LONG), LONG)

    def _code(self, request: web.Request, person: Person) -> str:
        scopes = request.query.get("scope", "").replace(" ", ",").split(",")
        declining: tuple[str, ...] = self.declining
        if wanted := self._tokens.app.configurations.get(request.query.get("config_id", "")):
            scopes = list(wanted)
            declining = wanted if declining else ()
        agreed = tuple(each for each in scopes if each and each not in declining)
        declined = tuple(each for each in scopes if each in declining)
        self._tokens.grant(person, agreed, declined)
        code = secrets.token_urlsafe(24)
        self.codes[code] = Code(person, request.query["redirect_uri"], self._world.clock())
        return code

    def _back(self, request: web.Request, answer: dict[str, str]) -> web.Response:
        if "state" in request.query:
            answer["state"] = request.query["state"]
        raise web.HTTPFound(f"{request.query['redirect_uri']}?{urlencode(answer)}#_=_")

    def _users(self) -> set[str]:
        """Who has a page at all, or a role on the app."""
        from_pages = {
            who for page in self._world.nodes.values() for who in getattr(page, "tasks", ())
        }
        return from_pages | self._tokens.app.roles | set(self._tokens.granted)


def _cancelled() -> dict[str, str]:
    return {
        "error": "access_denied",
        "error_code": "200",
        "error_description": "Permissions error",
        "error_reason": "user_denied",
    }


def _told(token: Token, lasts: timedelta) -> dict[str, Any]:
    seconds = int(lasts.total_seconds())
    return {"access_token": token.value, "token_type": "bearer", "expires_in": seconds}


def _page(words: str, status: int = 200) -> web.Response:
    return web.Response(status=status, text=f"<p>{words}</p>", content_type="text/html")
