"""The server as a whole: it listens, knows who asks, keeps a log, and can be made to fail."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.doubles.loopback import Loopback, never
from tests.doubles.meta.calls import Call
from tests.doubles.meta.dialog import Dialog
from tests.doubles.meta.errors import GraphError
from tests.doubles.meta.faults import Fault
from tests.doubles.meta.form import Form, read
from tests.doubles.meta.nodes import Page, Person
from tests.doubles.meta.routes import Routes, business_of, case_of
from tests.doubles.meta.shapes import JSON
from tests.doubles.meta.tokens import App, Token, Tokens
from tests.doubles.meta.usage import Usage
from tests.doubles.meta.view import View
from tests.doubles.meta.world import World

OLDEST, NEWEST = 22, 26
"""Versions served (graph-api/changelog/versions): a newer one is unknown, an older one is served as
the oldest (graph-api/guides/versioning).
"""
_VERSION = re.compile(r"v(\d+)\.0")


class MetaServer(Loopback):
    """Facebook and Instagram on loopback.

        async with MetaServer() as server:
            owner = server.world.person("Olga")
            page = server.world.page("acme", admin=owner)
            server.world.post(page, "Hello")
            token = server.page_token(owner, page)

    Attributes:
        url: for people and as `META_WEB_URL`; `graph` is what `GRAPH_API_URL` is.
        broken: answers given instead of the real ones, by the last part of the path.
        twists: what is changed in an answer before it goes out, by the template of the call:
            fields nobody knows, counts as words, things left out.
        faults: what goes wrong with the next requests that fit, one each.
        calls: the log.
        usage: of limits, told in headers.
    """

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.now)
        self.app = App()
        self.tokens = Tokens(self.world, self.app)
        self.dialog = Dialog(self.world, self.tokens)
        self.routes = Routes(self.world, self.tokens, self.dialog)
        self.usage = Usage()
        self.broken: dict[str, Callable[[web.Request], web.Response]] = {}
        self.twists: dict[str, Callable[[JSON], JSON]] = {}
        self.faults: list[Fault] = []
        self.calls: list[Call] = []

    @property
    def graph(self) -> str:
        return f"{self.url}/v{NEWEST}.0"

    def user_token(self, person: Person, *scopes: str) -> str:
        """As the dialog gives it, with these permissions or all."""
        return self.tokens.user(person, scopes=scopes) if scopes else self.tokens.user(person)

    def page_token(self, person: Person, page: Page, *scopes: str) -> str:
        """As `me/accounts` gives it."""
        self.user_token(person, *scopes)
        return self.tokens.page(person, page)

    def application(self) -> web.Application:
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        version, path = _split(request.path)
        if path == ["dialog", "oauth"]:
            if request.method == "POST":
                return await self.dialog.decide(request)
            return self.dialog.show(request)
        broken = self.broken.get(path[-1] if path else "")
        if broken:
            return broken(request)
        fault = self._fault(request)
        if fault and fault.before:
            return await self._spoilt(request, fault, None)
        call = Call(request.method)
        self.calls.append(call)
        response = await self._done(request, version, path, call)
        return await self._spoilt(request, fault, response) if fault else response

    async def _done(
        self, request: web.Request, version: int, path: list[str], call: Call
    ) -> web.Response:
        served = max(OLDEST, min(version, NEWEST))
        headers: dict[str, str] = {"facebook-api-version": f"v{served}.0"}
        try:
            told = await self._told(request, version, path, call, headers)
            if twist := self.twists.get(call.template):
                told = twist(told)
            call.status = 200
        except GraphError as error:
            told, call.status, call.code = error.body(), error.status, error.code
            if error.code == 190:
                # seen on every refusal of a token; RFC 6750, 3
                headers["WWW-Authenticate"] = f'OAuth "Facebook Platform" "invalid_token" "{error}"'
        # Meta says text/javascript and escapes slashes
        text = json.dumps(told).replace("/", "\\/")
        kind = "application/json"
        return web.Response(text=text, status=call.status, headers=headers, content_type=kind)

    async def _told(
        self,
        request: web.Request,
        version: int,
        path: list[str],
        call: Call,
        headers: dict[str, str],
    ) -> JSON:
        form = await read(request)
        call.params = frozenset(form.query)
        call.body = frozenset([*form.body, *form.files])
        if version > NEWEST:
            raise GraphError(2500, "Unknown path components: /" + "/".join(path))
        if path == ["oauth", "access_token"]:
            call.template = "/oauth/access_token"
            return self.dialog.exchange(form.all)
        token = self._token(request, form, call)
        case = case_of(path, self.world)
        headers |= self.usage.headers(token, case, business_of(path, token, self.world))
        self.usage.count(token, case)
        base = f"{self.url}/v{max(version, OLDEST)}.0"
        scopes, pages = self.tokens.scopes(token), self.tokens.pages(token)
        view = View(self.world, token, scopes, pages, base, call, form.all)
        return await self.routes.answer(view, request.method, path, form)

    def _token(self, request: web.Request, form: Form, call: Call) -> Token:
        """From the header or from a parameter (facebook-login/guides/access-tokens)."""
        header = request.headers.get("Authorization", "")
        call.by_header = header.startswith("Bearer ")
        value = header.removeprefix("Bearer ").strip() or form.all.get("access_token", "")
        proof = form.all.get("appsecret_proof")
        call.proven = proof is not None
        return self.tokens.read(value, proof)

    def _fault(self, request: web.Request) -> Fault | None:
        for fault in self.faults:
            if fault.fits(request.method, request.path):
                self.faults.remove(fault)
                return fault
        return None

    async def _spoilt(
        self, request: web.Request, fault: Fault, response: web.Response | None
    ) -> web.StreamResponse:
        if fault.kind == "status":
            words = "<html><body>Sorry, something went wrong.</body></html>"
            return web.Response(
                status=fault.status, text=words, headers=fault.headers, content_type="text/html"
            )
        if fault.kind == "error":
            error: Any = fault.error or GraphError(2)
            return web.json_response(error.body(), status=error.status, headers=fault.headers)
        if fault.kind == "half":
            whole = (response.text if response else None) or '{"data": [{"id": "1"}]}'
            half = whole[: len(whole) // 2 or 1]
            return web.Response(text=half, content_type="application/json")
        return await never(request, cut=fault.kind == "cut")


def _split(path: str) -> tuple[int, list[str]]:
    """A path without its version; the oldest where none is named."""
    parts = [part for part in path.split("/") if part]
    match = _VERSION.fullmatch(parts[0]) if parts else None
    return (int(match[1]), parts[1:]) if match else (OLDEST, parts)
