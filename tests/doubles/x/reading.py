"""The reading calls (docs.x.com/x-api/posts and /users)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from tests.doubles.x.answers import Refusal, invalid, not_found, not_shown, problem_answer
from tests.doubles.x.asking import ASKED, Asking
from tests.doubles.x.calls import NUMBER, Asked
from tests.doubles.x.media import Media
from tests.doubles.x.paging import bounded, page
from tests.doubles.x.shapes import Shapes
from tests.doubles.x.world import Post, User, World

MOST_OF_TIMELINE = 3_200
MOST_OF_MENTIONS = 800
"""docs.x.com/x-api/posts/timelines/introduction."""


class Reading:
    """Answers what is read."""

    def __init__(self, asking: Asking, media: Media) -> None:
        self._asking = asking
        self._media = media

    @property
    def _world(self) -> World:
        return self._asking.world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/2/users/me", self._us),
            web.get("/2/users/by/username/{username}", self._by_name),
            web.get("/2/users/{id}", self._by_id),
            web.get("/2/users/{id}/tweets", self._timeline),
            web.get("/2/users/{id}/mentions", self._mentions),
            web.get("/2/tweets", self._several),
            web.get("/2/tweets/{id}", self._one),
            web.get("/2/tweets/{id}/quote_tweets", self._quotes),
            web.get("/2/tweets/{id}/liking_users", self._likers),
            web.get("/2/tweets/{id}/retweeted_by", self._reposters),
        ]

    # -- people ------------------------------------------------------------------------------

    async def _us(self, request: web.Request) -> web.Response:
        viewer = self._asking.person(request)
        return self._person(request, viewer, "id", viewer.id, owned=True)

    async def _by_name(self, request: web.Request) -> web.Response:
        name = request.match_info["username"]
        return self._person(request, self._world.find(name), "username", name)

    async def _by_id(self, request: web.Request) -> web.Response:
        number = self._number(request)
        return self._person(request, self._world.users.get(number), "id", number)

    def _person(
        self, request: web.Request, user: User | None, key: str, value: str, *, owned: bool = False
    ) -> web.Response:
        dialect = self._asking.dialect
        if user is None:
            return self._nothing(not_found(dialect, "user", key, value))
        if user.suspended:
            return self._nothing(not_shown(dialect, "user", key, value))
        cheap = owned and self._asking.billing.owns(user.id)
        self._asking.billing.read("user", [user.id], price="owned" if cheap else None)
        return web.json_response({"data": self._shapes(request).user(user)})

    async def _likers(self, request: web.Request) -> web.Response:
        """Likes are private since June 2024: only its author is told who likes a post."""
        post = self._asked(request)
        if post.author is not self._asking.viewer(request):
            return self._people(request, [])
        return self._people(request, self._world.likers(post))

    async def _reposters(self, request: web.Request) -> web.Response:
        reposts = self._world.reposts(self._asked(request))
        return self._people(request, [(int(each.id), each.author) for each in reposts])

    def _people(self, request: web.Request, found: Sequence[tuple[int, User]]) -> web.Response:
        users, meta = page(request, self._asking.dialect, found, 100)
        self._asking.billing.read("user", [each.id for each in users])
        shapes = self._shapes(request)
        data = {"data": [shapes.user(each) for each in users]} if users else {}
        return web.json_response({**data, "meta": meta})

    # -- posts -------------------------------------------------------------------------------

    async def _one(self, request: web.Request) -> web.Response:
        return self._listed(request, [self._asked(request)], "id", one=True)

    async def _several(self, request: web.Request) -> web.Response:
        dialect, given = self._asking.dialect, request.query.get("ids", "")
        ids = given.split(",")
        if not all(NUMBER.fullmatch(each) for each in ids):
            words = f"The `ids` query parameter value [{given}] is not valid"
            raise invalid(dialect, "ids", given, words)
        if len(ids) > 100:
            words = f"The number of values in the `ids` query parameter list [{len(ids)}] is not"
            raise invalid(dialect, "ids", given, f"{words} between 1 and 100")
        found: list[Post] = []
        errors: list[dict[str, Any]] = []
        for number in ids:
            post = self._world.posts.get(number)
            if post is None:
                errors.append(not_found(dialect, dialect.name, "ids", number))
            elif not self._world.visible(post, self._asking.viewer(request)):
                errors.append(not_shown(dialect, dialect.name, "ids", number))
            else:
                found.append(post)
        return self._listed(request, found, "ids", errors=errors)

    async def _timeline(self, request: web.Request) -> web.Response:
        user = self._whose(request)
        left_out = request.query.get("exclude", "").split(",")
        posts = [
            each
            for each in self._world.shown(self._asking.viewer(request))
            if each.author is user
            and not (each.repost_of and "retweets" in left_out)
            and not (each.reply_to and "replies" in left_out)
        ]
        return self._pages(request, _newest(posts, MOST_OF_TIMELINE), 10, of=user)

    async def _mentions(self, request: web.Request) -> web.Response:
        user = self._whose(request)
        viewer = self._asking.viewer(request)
        posts = [each for each in self._world.mentions(user) if self._world.visible(each, viewer)]
        return self._pages(request, _newest(posts, MOST_OF_MENTIONS), 10, of=user)

    async def _quotes(self, request: web.Request) -> web.Response:
        viewer = self._asking.viewer(request)
        quotes = self._world.quotes(self._asked(request))
        shown = [each for each in quotes if self._world.visible(each, viewer)]
        chosen, meta = page(request, self._asking.dialect, [(int(q.id), q) for q in shown], 10)
        return self._listed(request, chosen, "id", meta=meta)

    # -- pieces, which searching shares ------------------------------------------------------

    def _pages(
        self, request: web.Request, posts: Sequence[Post], usual: int, *, of: User | None = None
    ) -> web.Response:
        within = bounded(request, self._asking.dialect, posts)
        chosen, meta = page(request, self._asking.dialect, [(int(p.id), p) for p in within], usual)
        if chosen:
            meta |= {"newest_id": chosen[0].id, "oldest_id": chosen[-1].id}
        owned = of is not None and of is self._asking.viewer(request)
        owned = owned and of is not None and self._asking.billing.owns(of.id)
        return self._listed(request, chosen, "id", meta=meta, owned=owned)

    def _listed(
        self,
        request: web.Request,
        posts: Sequence[Post],
        parameter: str,
        *,
        one: bool = False,
        errors: Sequence[dict[str, Any]] = (),
        meta: dict[str, Any] | None = None,
        owned: bool = False,
    ) -> web.Response:
        shapes = self._shapes(request)
        data: Any = shapes.posts(posts, parameter)
        includes = shapes.includes()
        told = shapes.told
        price = "owned" if owned else None
        billing = self._asking.billing
        billing.read("post", [each["id"] for each in data], price=price)
        if billing.includes:
            billing.read("post", told.posts, price=price)
            billing.read("user", told.users, price=price)
            billing.read("media", told.media, price=price)
        body: dict[str, Any] = {}
        if data:
            body["data"] = data[0] if one else data
        if includes:
            body["includes"] = includes
        if wrong := [*errors, *told.errors]:
            body["errors"] = wrong
        if meta is not None:
            body["meta"] = meta
        return web.json_response(body)

    def _shapes(self, request: web.Request) -> Shapes:
        asked = request[ASKED]
        assert isinstance(asked, Asked)
        viewer, stored = self._asking.viewer(request), self._media.stored
        return Shapes(self._world, self._asking.dialect, asked, viewer, stored.__getitem__)

    def _number(self, request: web.Request) -> str:
        number = request.match_info["id"]
        if not NUMBER.fullmatch(number):
            words = f"The `id` query parameter value [{number}] is not valid"
            raise invalid(self._asking.dialect, "id", number, words)
        return number

    def _whose(self, request: web.Request) -> User:
        number = self._number(request)
        user = self._world.users.get(number)
        if user is None:
            error = not_found(self._asking.dialect, "user", "id", number)
        elif user.suspended or (user.protected and user is not self._asking.viewer(request)):
            error = not_shown(self._asking.dialect, "user", "id", number)
        else:
            return user
        raise Refusal(self._nothing(error))

    def _asked(self, request: web.Request) -> Post:
        number, dialect = self._number(request), self._asking.dialect
        post = self._world.posts.get(number)
        if post is None:
            error = not_found(dialect, dialect.name, "id", number)
        elif not self._world.visible(post, self._asking.viewer(request)):
            error = not_shown(dialect, dialect.name, "id", number)
        else:
            return post
        raise Refusal(self._nothing(error))

    def _nothing(self, error: dict[str, Any]) -> web.Response:
        """There is nothing to tell but the error."""
        dialect = self._asking.dialect
        if dialect.gone_status == 200:
            return web.json_response({"errors": [error]})
        whole = {key: error[key] for key in ("title", "detail", "type", "resource_type")}
        return problem_answer(404, {**whole, "errors": [error], "status": 404})


def _newest(posts: Sequence[Post], most: int) -> list[Post]:
    return sorted(posts, key=lambda each: int(each.id), reverse=True)[:most]
