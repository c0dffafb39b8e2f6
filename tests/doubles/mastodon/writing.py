"""The writing calls that people's clients use (docs.joinmastodon.org/methods/statuses)."""

from __future__ import annotations

from aiohttp import web

from tests.doubles.mastodon.flavours import Flavour
from tests.doubles.mastodon.reading import SCOPES, VIEWER, Refusal
from tests.doubles.mastodon.shapes import Shapes
from tests.doubles.mastodon.signing import covers, fields, problem
from tests.doubles.mastodon.world import Account, Status, World


class Writing:
    """Does what a token's owner asks."""

    def __init__(self, world: World, flavour: Flavour) -> None:
        self._world = world
        self._flavour = flavour
        self._shapes = Shapes(world, flavour)

    def routes(self) -> list[web.RouteDef]:
        one = "/api/v1/statuses/{id}"
        return [
            web.post("/api/v1/statuses", self._post),
            web.put(one, self._edit),
            web.delete(one, self._delete),
            web.post(f"{one}/favourite", self._favourite),
            web.post(f"{one}/unfavourite", self._unfavourite),
            web.post(f"{one}/reblog", self._boost),
            web.post(f"{one}/unreblog", self._unboost),
        ]

    async def _post(self, request: web.Request) -> web.Response:
        who, form = self._who(request, "write:statuses"), await fields(request)
        text = str(form.get("status") or "")
        if not text.strip():
            return problem(self._flavour.empty_post, "Validation failed: Text can't be blank")
        number, quoted = form.get("in_reply_to_id"), form.get("quoted_status_id")
        to = self._world.statuses.get(str(number)) if number else None
        if number and to is None:
            return problem(404, "Record not found")
        status = self._world.post(
            who,
            text,
            visibility=str(form.get("visibility") or "public"),
            reply_to=to,
            warning=str(form.get("spoiler_text") or ""),
            language=str(form["language"]) if form.get("language") else "en",
            quote_of=self._world.statuses.get(str(quoted)) if quoted else None,
        )
        return self._told(status)

    async def _edit(self, request: web.Request) -> web.Response:
        status = self._own(request)
        status.text = str((await fields(request)).get("status"))
        status.edited_at = self._world.clock()
        return self._told(status)

    async def _delete(self, request: web.Request) -> web.Response:
        status = self._own(request)
        answer = {**self._shapes.status(status), "text": status.text}
        self._world.delete(status)
        return web.json_response(answer)

    async def _favourite(self, request: web.Request) -> web.Response:
        who, status = self._who(request, "write:favourites"), self._asked(request)
        self._world.favourite(who, status)
        return self._told(status)

    async def _unfavourite(self, request: web.Request) -> web.Response:
        who, status = self._who(request, "write:favourites"), self._asked(request)
        self._world.unfavourite(who, status)
        return self._told(status)

    async def _boost(self, request: web.Request) -> web.Response:
        who, status = self._who(request, "write:statuses"), self._asked(request)
        return self._told(self._world.boost(who, status))

    async def _unboost(self, request: web.Request) -> web.Response:
        who, status = self._who(request, "write:statuses"), self._asked(request)
        for each in self._world.boosts(status):
            if each.author is who:
                self._world.delete(each)
        return self._told(status)

    def _told(self, status: Status) -> web.Response:
        return web.json_response(self._shapes.status(status))

    def _who(self, request: web.Request, scope: str) -> Account:
        who = request.get(VIEWER)
        if not isinstance(who, Account):
            raise Refusal(problem(401, self._flavour.no_token))
        if not covers(request[SCOPES], scope):
            raise Refusal(problem(*self._flavour.no_scope))
        return who

    def _asked(self, request: web.Request) -> Status:
        status = self._world.statuses.get(request.match_info["id"])
        if status is None:
            raise Refusal(problem(404, "Record not found"))
        return status

    def _own(self, request: web.Request) -> Status:
        who, status = self._who(request, "write:statuses"), self._asked(request)
        if status.author is not who:
            raise Refusal(problem(404, "Record not found"))
        return status
