"""X as a whole: it listens, knows who asks, counts calls, and can be made to fail."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

from tests.doubles.loopback import Loopback, never
from tests.doubles.x import answers
from tests.doubles.x.answers import Refusal
from tests.doubles.x.asking import ASKED, VIEWER, Asking
from tests.doubles.x.billing import Billing
from tests.doubles.x.calls import CALLS, Call, asked
from tests.doubles.x.compliance import Compliance
from tests.doubles.x.dialects import DIALECTS
from tests.doubles.x.limits import Windows
from tests.doubles.x.media import Media
from tests.doubles.x.reading import Reading
from tests.doubles.x.searching import Searching
from tests.doubles.x.signing import Signing
from tests.doubles.x.world import User, World
from tests.doubles.x.writing import Writing

FAULTY = web.RequestKey("faulty", bool)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call, `before` it was done or after.

    Args:
        kind: the line is cut, nothing ever comes, the answer ends in the middle, or another answer
            takes its place.
        call: method and path with names for its parts.
        body, headers: of the other answer, as JSON or as text, and all that it has.
    """

    kind: Literal["cut", "slow", "half", "answer"]
    call: str = "POST /2/tweets"
    status: int = 502
    body: Any = "<h1>Bad Gateway</h1>"
    headers: dict[str, str] = field(default_factory=dict)
    before: bool = False


@dataclass(frozen=True)
class Logged:
    """A request that came. `path` has names for its parts; `body` is JSON, a form, or None."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    status: int

    @property
    def call(self) -> str:
        return f"{self.method} {self.path}"


class XServer(Loopback):
    """X on loopback: its API and its page for consent at one address.

        async with XServer("tweet") as x:
            acme = x.world.join("acme")
            x.world.post(acme, "Hello")
            token = x.token(acme)

    Attributes:
        faults: what goes wrong next, one fault each.
        changes: what becomes of the JSON that answers a call, each time.
        log: every request that came, the oldest first.
        windows: how often each call may be made; `windows.limits` holds other numbers.
        billing: what X would bill.
        writing, media, compliance, signing: what these are asked; each can be switched.
    """

    def __init__(self, dialect: str = "tweet") -> None:
        super().__init__()
        self.world = World(self.now)
        self.billing = Billing(self.now)
        self.windows = Windows(self.now)
        self.signing = Signing(self.world)
        self.asking = Asking(self.world, DIALECTS[dialect], self.billing)
        self.media = Media(self.asking)
        self.writing = Writing(self.asking, self.media)
        self.compliance = Compliance(self.asking)
        self.faults: list[Fault] = []
        self.changes: dict[str, Callable[[Any], Any]] = {}
        self.log: list[Logged] = []

    def speak(self, dialect: str) -> None:
        """Spell names another way from now on."""
        self.asking.dialect = DIALECTS[dialect]

    def token(self, user: User, *scopes: str) -> str:
        """An access token of a person, with these scopes or with all."""
        wanted = (" ".join(scopes),) if scopes else ()
        return self.signing.grant(user, *wanted)["access_token"]

    def asked(self, call: str) -> int:
        """How often a call was made."""
        return sum(each.call == call for each in self.log)

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self._logged, self._guarded], client_max_size=2**27)
        searching = Searching(self.asking, self.media)
        reading = Reading(self.asking, self.media)
        for part in (searching, self.writing, self.media, self.compliance, self.signing, reading):
            app.add_routes(part.routes())
        return app

    @web.middleware
    async def _logged(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        status, body = 0, await _body(request)
        try:
            response = await handler(request)
            status = response.status
        except web.HTTPException as error:
            status = error.status
            raise
        finally:
            path = _template(request)
            entry = Logged(request.method, path, dict(request.query), body, status)
            self.log.append(entry)
        return response

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        name = f"{request.method} {_template(request)}"
        call = CALLS.get(name)
        if call is None:
            return await self._done(name, request, handler)
        headers: dict[str, str] = {}
        try:
            headers = self._admit(name, call, request)
            request[ASKED] = asked(request, call, self.asking.dialect)
            response = await self._done(name, request, handler)
        except Refusal as refusal:
            response = refusal.response
        if FAULTY not in request:
            response.headers.update({**headers, **response.headers})
        return response

    def _admit(self, name: str, call: Call, request: web.Request) -> dict[str, str]:
        """Who asks, whether they may, and how often they still can. Raises Refusal."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        app = token in self.signing.app_tokens
        grant = self.signing.tokens.get(token)
        if not app and (grant is None or grant.until <= self.now()):
            raise answers.unauthorized()
        person = call.newer if self.asking.dialect.name == "post" else None
        usual = call.app if app else call.user or person
        if usual is None:
            raise answers.wrong_kind_of_token(self.asking.dialect, app=app)
        if grant is not None:
            request[VIEWER] = grant.user
            if not set(call.scopes.split()) <= grant.scopes:
                raise answers.forbidden()
            if grant.user.suspended or grant.user.locked:
                raise answers.forbidden(
                    answers.SUSPENDED if grant.user.suspended else answers.LOCKED
                )
        within, headers = self.windows.use(name, token, usual)
        if not within:
            refusal = answers.problem(429, "Too Many Requests", "Too Many Requests")
            refusal.response.headers.update(headers)
            raise refusal
        if self.billing.spent:
            kind = self.asking.dialect.problem("credits")
            raise answers.problem(402, "CreditsDepleted", answers.NO_CREDITS, kind)
        return headers

    def _changed(self, name: str, response: web.StreamResponse) -> web.StreamResponse:
        change = self.changes.get(name)
        if change is None or not isinstance(response, web.Response):
            return response
        return web.json_response(change(json.loads(response.text or "")), status=response.status)

    async def _done(self, name: str, request: web.Request, handler: Handler) -> web.StreamResponse:
        """What X answers, but for a fault of the day."""
        fault = next((each for each in self.faults if each.call == name), None)
        if fault is None:
            return self._changed(name, await handler(request))
        self.faults.remove(fault)
        response = None if fault.before else await handler(request)
        if fault.kind == "answer":
            request[FAULTY] = True
            text = fault.body if isinstance(fault.body, str) else json.dumps(fault.body)
            kind = "text/html" if isinstance(fault.body, str) else "application/json"
            return web.Response(
                status=fault.status, text=text, content_type=kind, headers=fault.headers
            )
        if fault.kind == "half" and isinstance(response, web.Response):
            whole = response.text or ""
            response.text = whole[: len(whole) // 2]
            return response
        return await never(request, cut=fault.kind == "cut")


def _template(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else request.path


async def _body(request: web.Request) -> Any:
    """What came with a request, for the log; images and lists of ids are left out."""
    if request.content_type == "application/json":
        try:
            return json.loads(await request.read())
        except ValueError:
            return None
    if request.content_type == "application/x-www-form-urlencoded":
        return dict(await request.post())
    return None
