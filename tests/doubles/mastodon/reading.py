"""The reading calls (docs.joinmastodon.org/methods)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from tests.doubles.mastodon.flavours import Flavour
from tests.doubles.mastodon.paging import cut, linked
from tests.doubles.mastodon.shapes import Shapes
from tests.doubles.mastodon.signing import covers, problem
from tests.doubles.mastodon.world import Account, Status, World

VIEWER = web.RequestKey("viewer", object)
SCOPES = web.RequestKey("scopes", set)


class Reading:
    """Answers what is read."""

    def __init__(self, world: World, flavour: Flavour) -> None:
        self._world = world
        self._flavour = flavour
        self._shapes = Shapes(world, flavour)

    def routes(self) -> list[web.RouteDef]:
        found = [
            web.get("/api/v1/instance{slash:/?}", self._instance),  # Rails takes both
            web.get("/.well-known/webfinger", self._finger),
            web.get("/api/v1/accounts/verify_credentials", self._us),
            web.get("/api/v1/accounts/search", self._find_accounts),
            web.get("/api/v1/accounts/{id}", self._account),
            web.get("/api/v1/accounts/{id}/statuses", self._posts),
            web.get("/api/v1/statuses/{id}", self._status),
            web.get("/api/v1/statuses/{id}/context", self._context),
            web.get("/api/v1/statuses/{id}/favourited_by", self._favourited),
            web.get("/api/v1/statuses/{id}/reblogged_by", self._reblogged),
            web.get("/api/v1/notifications", self._notifications),
            web.get("/api/v1/timelines/tag/{tag}", self._tagged),
            web.get("/api/v2/search", self._search),
        ]
        if self._flavour.v2:
            found.append(web.get("/api/v2/instance{slash:/?}", self._instance))
        if self._flavour.lookup:
            found.insert(0, web.get("/api/v1/accounts/lookup", self._lookup))
        if self._flavour.batch:
            found.append(web.get("/api/v1/statuses", self._several))
        if self._flavour.quotes:
            found.append(web.get("/api/v1/statuses/{id}/quotes", self._quotes))
        if self._flavour.source:
            found.append(web.get("/api/v1/statuses/{id}/source", self._source))
        return found

    # -- the server and its people -----------------------------------------------------------

    async def _instance(self, request: web.Request) -> web.Response:
        return web.json_response(self._shapes.instance(2 if "/v2/" in request.path else 1))

    async def _finger(self, request: web.Request) -> web.Response:
        """docs.joinmastodon.org/spec/webfinger/."""
        account = self._world.find(request.query.get("resource", "").removeprefix("acct:"))
        if account is None:
            return problem(404, "Not Found")
        href = f"https://{request.host}/users/{account.user}"
        return web.json_response(
            {
                "subject": f"acct:{account.user}@{self._world.domain}",
                "links": [{"rel": "self", "type": "application/activity+json", "href": href}],
            }
        )

    async def _us(self, request: web.Request) -> web.Response:
        self._let(request, None, "read:accounts")
        viewer = self._viewer(request)
        assert viewer
        return web.json_response({**self._shapes.account(viewer), "source": {"privacy": "public"}})

    async def _lookup(self, request: web.Request) -> web.Response:
        self._let(request, "accounts", "read:accounts")
        account = self._world.find(request.query.get("acct", ""))
        return web.json_response(self._shapes.account(account)) if account else _absent()

    async def _account(self, request: web.Request) -> web.Response:
        self._let(request, "accounts", "read:accounts")
        account = self._world.accounts.get(request.match_info["id"])
        return web.json_response(self._shapes.account(account)) if account else _absent()

    async def _find_accounts(self, request: web.Request) -> web.Response:
        """User token + read:accounts (methods/accounts#search)."""
        self._let(request, None, "read:accounts")
        account = self._world.find(request.query.get("q", ""))
        return web.json_response([self._shapes.account(account)] if account else [])

    async def _posts(self, request: web.Request) -> web.Response:
        self._let(request, "accounts", "read:statuses")
        account = self._world.accounts.get(request.match_info["id"])
        if account is None:
            return _absent()
        asked = request.query.get("exclude_reblogs") == "true"
        boosts = not asked or not self._flavour.leaves_out_boosts
        theirs = [
            each
            for each in self._world.statuses.values()
            if each.author is account
            and self._world.visible(each, self._viewer(request))
            and (boosts or not each.boost_of)
        ]
        return self._page(request, theirs)

    # -- posts -------------------------------------------------------------------------------

    async def _status(self, request: web.Request) -> web.Response:
        self._let(request, "statuses", "read:statuses")
        return web.json_response(self._shapes.status(self._asked(request)))

    async def _source(self, request: web.Request) -> web.Response:
        """docs.joinmastodon.org/methods/statuses/#source."""
        self._let(request, None, "read:statuses")
        status = self._asked(request)
        told = {"id": status.id, "text": status.text, "spoiler_text": status.warning}
        return web.json_response(told)

    async def _several(self, request: web.Request) -> web.Response:
        self._let(request, "statuses", "read:statuses")
        wanted = request.query.getall(f"{self._flavour.batch}[]", [])
        if len(wanted) > (20 if self._flavour.batch == "id" else 100):
            return problem(422, "Validation failed")
        found = (self._world.statuses.get(number) for number in wanted)
        viewer = self._viewer(request)
        return web.json_response(
            [
                self._shapes.status(each)
                for each in found
                if each and self._world.visible(each, viewer)
            ]
        )

    async def _context(self, request: web.Request) -> web.Response:
        self._let(request, "context", "read:statuses")
        status, viewer = self._asked(request), self._viewer(request)
        deepest, most = (1000, 4096) if viewer else (self._flavour.deepest, self._flavour.most)
        below = itertools.islice(self._world.below(status, deepest), most)
        return web.json_response(
            {
                "ancestors": [
                    self._shapes.status(each)
                    for each in self._world.above(status)
                    if self._world.visible(each, viewer)
                ],
                "descendants": [
                    self._shapes.status(each) for each in below if self._world.visible(each, viewer)
                ],
            }
        )

    async def _favourited(self, request: web.Request) -> web.Response:
        self._let(request, "people", "read:accounts")
        return self._people(request, self._world.likes(self._asked(request)))

    async def _reblogged(self, request: web.Request) -> web.Response:
        self._let(request, "people", "read:accounts")
        boosts = self._world.boosts(self._asked(request))
        return self._people(request, [(each.id, each.author) for each in boosts])

    async def _quotes(self, request: web.Request) -> web.Response:
        self._let(request, None, "read:statuses")
        return self._page(request, self._world.quotes(self._asked(request)))

    # -- what concerns the viewer, and searches ----------------------------------------------

    async def _notifications(self, request: web.Request) -> web.Response:
        self._let(request, None, "read:notifications")
        wanted = request.query.getall("types[]", [])
        ours = [
            note
            for note in self._world.notes
            if note.to is self._viewer(request) and (not wanted or note.type in wanted)
        ]
        chosen = cut(request, self._flavour, [(note.id, note) for note in ours])
        shapes = [self._shapes.note(note) for _, note in chosen]
        return linked(request, self._flavour, shapes, [number for number, _ in chosen])

    async def _tagged(self, request: web.Request) -> web.Response:
        self._let(request, "tags", "read:statuses")
        tag = f"#{request.match_info['tag'].lower()}"
        found = [
            each
            for each in self._world.statuses.values()
            if tag in each.text.lower().split() and each.visibility == "public"
        ]
        return self._page(request, found)

    async def _search(self, request: web.Request) -> web.Response:
        """Without full-text search for all: posts of the viewer's or naming it (methods/search);
        `resolve` looks a post up by its address.
        """
        self._let(request, None, "read:search")
        words, viewer = request.query.get("q", ""), self._viewer(request)
        kinds: dict[str, list[Any]] = {"accounts": [], "statuses": [], "hashtags": []}
        if request.query.get("type") == "accounts":
            account = self._world.find(words)
            kinds["accounts"] = [self._shapes.account(account)] if account else []
            return web.json_response(kinds)
        found = [
            each
            for each in self._world.statuses.values()
            if not each.boost_of
            and self._world.visible(each, viewer)
            and (words.lower() in each.text.lower() or words == self._shapes.status(each)["url"])
        ]
        chosen = cut(request, self._flavour, [(each.id, each) for each in found])
        kinds["statuses"] = [self._shapes.status(each) for _, each in chosen]
        return web.json_response(kinds)

    # -- pieces ------------------------------------------------------------------------------

    def _viewer(self, request: web.Request) -> Account | None:
        viewer = request.get(VIEWER)
        return viewer if isinstance(viewer, Account) else None

    def _let(self, request: web.Request, group: str | None, scope: str) -> None:
        """Raise the refusal that this make of server gives."""
        if self._viewer(request) is None:
            if group is None or group not in self._flavour.strangers:
                raise Refusal(problem(401, self._flavour.no_token))
        elif not covers(request[SCOPES], scope):
            raise Refusal(problem(*self._flavour.no_scope))

    def _asked(self, request: web.Request) -> Status:
        status = self._world.statuses.get(request.match_info["id"])
        if status is None or not self._world.visible(status, self._viewer(request)):
            raise Refusal(_absent())
        return status

    def _page(self, request: web.Request, found: Sequence[Status]) -> web.Response:
        chosen = cut(request, self._flavour, [(each.id, each) for each in found])
        shapes = [self._shapes.status(each) for _, each in chosen]
        return linked(request, self._flavour, shapes, [number for number, _ in chosen])

    def _people(self, request: web.Request, found: Sequence[tuple[str, Account]]) -> web.Response:
        chosen = cut(request, self._flavour, found)
        shapes = [self._shapes.account(each) for _, each in chosen]
        return linked(request, self._flavour, shapes, [number for number, _ in chosen])


class Refusal(Exception):
    """Carries the answer."""

    def __init__(self, response: web.Response) -> None:
        super().__init__(response.status)
        self.response = response


def _absent() -> web.Response:
    return problem(404, "Record not found")
