"""The writing calls that people's clients use (docs.joinmastodon.org/methods/statuses)."""

from __future__ import annotations

from datetime import datetime, timedelta

import regex
from aiohttp import web

from tests.doubles.mastodon.flavours import Flavour
from tests.doubles.mastodon.media import Media
from tests.doubles.mastodon.reading import SCOPES, VIEWER, Refusal
from tests.doubles.mastodon.shapes import Shapes
from tests.doubles.mastodon.signing import covers, fields, problem
from tests.doubles.mastodon.world import Account, Status, World

KEPT = timedelta(hours=1)
"""post_status_service.rb, `redis.setex(idempotency_key, 3_600, @status.id)`."""
NOT_THERE = "The post you are trying to reply to does not appear to exist."
"""config/locales/en.yml, `statuses.errors.in_reply_not_found`."""


class Writing:
    """Does what a token's owner asks.

    Attributes:
        idempotent: whether an Idempotency-Key is heeded; tests switch it.
    """

    def __init__(self, world: World, flavour: Flavour, media: Media) -> None:
        self._world = world
        self._media = media
        self._flavour = flavour
        self._shapes = Shapes(world, flavour)
        self.idempotent = flavour.idempotent
        self._keys: dict[tuple[str, str], tuple[datetime, Status]] = {}

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
        key = (who.id, request.headers.get("Idempotency-Key", ""))
        if before := self._made_before(key):
            return self._told(before)
        text = str(form.get("status") or "")
        self._check(text)
        number, quoted = form.get("in_reply_to_id"), form.get("quoted_status_id")
        to = self._world.statuses.get(str(number)) if number else None
        if number and (to is None or not self._world.visible(to, who)):
            return problem(404, NOT_THERE)
        status = self._world.post(
            who,
            text,
            visibility=str(form.get("visibility") or self._flavour.usual_visibility),
            reply_to=to,
            warning=str(form.get("spoiler_text") or ""),
            language=str(form["language"]) if form.get("language") else "en",
            quote_of=self._world.statuses.get(str(quoted)) if quoted else None,
            media=tuple(each.id for each in self._media.named(form.get("media_ids"), who)),
        )
        self._keys[key] = (self._world.clock(), status)
        return self._told(status)

    def _made_before(self, key: tuple[str, str]) -> Status | None:
        at, status = self._keys.get(key, (None, None))
        if not self.idempotent or not key[1] or at is None:
            return None
        return status if self._world.clock() - at < KEPT else None

    def _check(self, text: str) -> None:
        """status_length_validator.rb: addresses count the same, handles without their server."""
        refused = self._flavour.empty_post
        if not text.strip():
            raise Refusal(problem(refused, "Validation failed: Text can't be blank"))
        counted = regex.sub(r"https?://\S+", "x" * self._flavour.reserved, text)
        counted = regex.sub(r"(@[\w.-]+)@[\w.:-]+\w", r"\1", counted)
        if len(regex.findall(r"\X", counted)) > self._flavour.longest:
            words = f"Validation failed: Text character limit of {self._flavour.longest} exceeded"
            raise Refusal(problem(refused, words))

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
        if who.id in self._world.suspended:
            # base_controller.rb, `require_user!`; docs.joinmastodon.org/methods/accounts/
            raise Refusal(problem(403, "Your login is currently disabled"))
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
