"""The server as a whole: it listens, knows who asks, counts calls, and can be made to fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Self

from aiohttp import web

from tests.doubles.loopback import Loopback, never
from tests.doubles.mastodon.flavours import FLAVOURS, Flavour
from tests.doubles.mastodon.media import Media
from tests.doubles.mastodon.reading import SCOPES, VIEWER, Reading, Refusal
from tests.doubles.mastodon.shapes import Shapes
from tests.doubles.mastodon.signing import Signing, problem
from tests.doubles.mastodon.world import Account, World
from tests.doubles.mastodon.writing import Writing

WINDOW = timedelta(minutes=5)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one post: the connection is cut, nothing ever comes, or an error page
    of a proxy; after the post was made or `before`.
    """

    kind: Literal["cut", "slow", "status"]
    status: int = 502
    before: bool = False


class MastodonServer(Loopback):
    """One server on loopback.

        async with MastodonServer("gotosocial") as server:
            acme = server.world.join("acme")
            server.world.post(acme, "Hello")
            token = server.token(acme)

    Attributes:
        limit: calls allowed in five minutes, by token or for all strangers together.
        broken: answers given instead of the real ones, by the last part of the path; a callable
            gets the request.
        asked: how often each path was asked for, numbers left out.
        faults: what goes wrong with the next posts, one fault each.
        writing: what its people do; `writing.idempotent` can be switched.
        media: the files they hand over.
    """

    def __init__(self, flavour: Flavour | str = "mastodon", *, limit: int = 30_000) -> None:
        super().__init__()
        self.flavour = FLAVOURS[flavour] if isinstance(flavour, str) else flavour
        self.limit = limit
        self.broken: dict[str, Callable[[web.Request], web.Response]] = {}
        self.asked: Counter[str] = Counter()
        self.world = World("", self.flavour.numbers, self.now)
        self.signing = Signing(self.world, self.flavour)
        self.shapes = Shapes(self.world, self.flavour)
        self.media = Media(self.world, self.flavour)
        self.writing = Writing(self.world, self.flavour, self.media)
        self.faults: list[Fault] = []
        self._used: Counter[str] = Counter()

    def token(self, account: Account, *scopes: str) -> str:
        return self.signing.token_for(account, *scopes)

    def handle(self, account: Account) -> str:
        """As people write it."""
        return f"@{account.user}@{account.domain or self.world.domain}"

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self._guarded])
        for part in (
            Reading(self.world, self.flavour),
            self.writing,
            self.media,
            self.signing,
        ):
            app.add_routes(part.routes())
        return app

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self.world.domain = self.world.domain or self.host
        return self

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.asked["/".join(p for p in request.path.split("/") if not _is_number(p))] += 1
        broken = self.broken.get(request.path.rpartition("/")[2])
        if broken:
            return broken(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if token:
            grant = self.signing.tokens.get(token)
            if grant is None and request.path.startswith("/api/v"):
                return problem(401, "The access token is invalid")
            if grant:
                request[VIEWER], request[SCOPES] = grant.account, grant.scopes
        headers = self._limits(token)
        if headers.get("X-RateLimit-Remaining", "").startswith("-"):
            headers["X-RateLimit-Remaining"] = "0"
            return web.json_response({"error": "Too many requests"}, status=429, headers=headers)
        try:
            response = await self._done(request, handler)
        except Refusal as refusal:
            response = refusal.response
        except web.HTTPNotFound:
            response = self._unknown()
        response.headers.update(headers)
        return response

    async def _done(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """What a server answers, but for a fault of the day."""
        writes = (request.method, request.path) == ("POST", "/api/v1/statuses")
        fault = self.faults.pop(0) if writes and self.faults else None
        if fault is None:
            return await handler(request)
        if not fault.before:
            await handler(request)
        if fault.kind == "status":
            return web.Response(status=fault.status, text="<h1>Something went wrong</h1>")
        return await never(request, cut=fault.kind == "cut")

    def _limits(self, token: str) -> dict[str, str]:
        """rack_attack.rb: 300 calls in five minutes, for each token and for all strangers."""
        if self.flavour.reset is None:
            return {}
        self._used[token] += 1
        ends = self.now() + WINDOW
        reset = ends.isoformat() if self.flavour.reset == "iso" else str(int(ends.timestamp()))
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.limit - self._used[token]),
            "X-RateLimit-Reset": reset,
        }

    def _unknown(self) -> web.Response:
        if self.flavour.unknown == "html":
            return web.Response(status=404, text="<h1>Not Found</h1>", content_type="text/html")
        words: dict[str, Any] = {"rails": "Not Found", "pleroma": "Not implemented"}
        return problem(404, words[self.flavour.unknown])


def _is_number(part: str) -> bool:
    return any(char.isdigit() for char in part) and part not in {"v1", "v2"}
