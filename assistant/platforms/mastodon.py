"""Mastodon, and every server that speaks its API, behind `ports.SocialPlatform`.

A server tells what it has heard of: counts and threads are as seen by that server. It tells when a
reply was written, but not when a like or a boost was given, so neither is in `tells` and their
counters stand beside the post instead. Only what anybody may read leaves this adapter: posts for
followers or single people do not, whoever wrote them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import quote

from assistant.community.accounts import Platform, Profile
from assistant.community.posts import Interaction, Kind, Page, Post, Thread
from assistant.errors import InvalidInput, NotFound, PlatformUnavailable, SignInNeeded
from assistant.platforms.mastodon_above import Above
from assistant.platforms.mastodon_api import PLATFORM, MastodonRefused
from assistant.platforms.mastodon_json import each
from assistant.platforms.mastodon_mentions import named_us
from assistant.platforms.mastodon_names import Name, PostId, clean, is_abroad, linked
from assistant.platforms.mastodon_parse import AccountView, StatusView, acted, readable, views
from assistant.platforms.mastodon_place import EMPTY, PAGE, Place
from assistant.platforms.mastodon_scopes import may_write
from assistant.platforms.mastodon_search import found_by_tag, found_by_words
from assistant.platforms.mastodon_thread import whole_thread
from assistant.ports import Capabilities

PEOPLE = 80
"""The most people listed at once (https://docs.joinmastodon.org/methods/statuses/#favourited_by)."""

SERVERS = 100
"""Whose threads are remembered, for strangers who read many."""


class Places(Protocol):
    """Where posts and accounts are asked for."""

    own: Place | None
    """The server signed in to; None for strangers."""

    async def of(self, name: Name) -> Place:
        """The server to ask about an account. Raises InvalidInput, PlatformError."""
        ...

    async def named(self, server: str) -> Place | None:
        """The server that numbered a post; None when it is not to be asked."""
        ...

    async def renew(self) -> None:
        """Look whether the server signed in to has learned something new."""
        ...


class Mastodon:
    """One connection: to the server of one account, or as a stranger to any."""

    platform = Platform.MASTODON

    def __init__(self, places: Places) -> None:
        self._places = places
        self._aboves: OrderedDict[str, Above] = OrderedDict()

    @property
    def capabilities(self) -> Capabilities:
        """Likes and boosts have no time here, and there are no impressions at all."""
        own = self._places.own
        kinds = {Kind.REPLY} | ({Kind.MENTION} if own else set())
        return Capabilities(
            tells=frozenset(kinds | ({Kind.QUOTE} if own and own.quotes else set())),
            mentions=own is not None,
            search=own is not None,
            impressions=False,
        )

    @property
    def own(self) -> Place | None:
        """The server signed in to; None for strangers."""
        return self._places.own

    async def may_write(self) -> bool | None:
        """Whether the token lets Engage write; see `mastodon_scopes`. None for strangers."""
        return await may_write(self.own.api) if self.own else None

    async def profile(self, actor: str) -> Profile:
        """See the port. `actor` is `name@domain`, with or without a leading @."""
        name = Name.parse(actor)
        place = await self._places.of(name)
        if place.owner == str(name):
            await self._places.renew()
        return (await place.account(name)).profile(place.home)

    async def posts(self, actor: str, *, cursor: str | None = None) -> Page[Post]:
        """See the port. A page of nothing but boosts is passed over."""
        name = Name.parse(actor)
        place = await self._places.of(name)
        path = f"v1/accounts/{quote(await place.number_of(name))}/statuses"
        own: list[StatusView] = []
        for _ in range(EMPTY):
            items, cursor = await place.page(path, cursor, exclude_reblogs="true")
            own = [view for view in views(items) if view.is_open]
            if own or cursor is None:
                break
        above = self._above(place)
        await above.learn(own)
        return Page(tuple(above.placed(view) for view in own), cursor)

    async def lookup(self, ids: Sequence[str]) -> Mapping[str, Post]:
        """See the port. Ids of servers that are not to be asked are absent."""
        by_server: dict[str, list[str]] = {}
        for post in filter(None, map(PostId.parse, dict.fromkeys(ids))):
            by_server.setdefault(post.server, []).append(post.number)
        found: dict[str, Post] = {}
        for server, numbers in by_server.items():
            place = await self._places.named(server)
            if place is None:
                continue
            known = [view for view in (await place.statuses(numbers)).values() if view.is_open]
            above = self._above(place)
            await above.learn(known, cheaply=True)
            found.update((post.id, post) for post in map(above.placed, known))
        return found

    async def resolve(self, url: str) -> str:
        """See the port. Signed in, the own server is asked what it calls a post of another."""
        own = self._places.own
        if own and is_abroad(url):
            return await self._known_as(own, url)
        post = linked(url)
        if own is None:
            return str(post)
        if post.server in {own.home.server, own.home.domain}:
            return own.home.post_id(post.number)
        return await self._known_as(own, url)

    async def thread(self, post_id: str) -> Thread:
        """See the port and `mastodon_thread`."""
        place, number = await self._place_of(post_id)
        return await whole_thread(place, self._above(place), number)

    async def likes(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:
        """See the port. `created_at` is the post's own time: servers do not tell the like's."""
        return await self._people(Kind.LIKE, "favourited_by", post_id, cursor)

    async def reposts(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:
        """See the port. `created_at` is the post's own time: servers do not tell the boost's."""
        return await self._people(Kind.REPOST, "reblogged_by", post_id, cursor)

    async def quotes(self, post_id: str, *, cursor: str | None = None) -> Page[Post]:
        """See the port. Only newer servers list quotes, and only to somebody signed in."""
        place, number = await self._place_of(post_id)
        if not place.api.signed_in:
            raise SignInNeeded(PLATFORM, None, "quotes")
        try:
            items, following = await self._about(place, number, "quotes", cursor, limit=PAGE)
        except InvalidInput as missing:
            if not place.quotes:
                raise
            place.quotes = False  # it said that it had them
            raise PlatformUnavailable(PLATFORM, None, "quotes: not there") from missing
        posts = readable(items, place.home)
        return Page(tuple(sorted(posts, key=lambda post: post.created_at, reverse=True)), following)

    async def mentions(self, *, cursor: str | None = None) -> Page[Interaction]:
        """See the port. Replies in our own threads name us, too; they carry our post's id."""
        own = self._places.own
        if own is None:
            raise SignInNeeded(PLATFORM, None, "notifications")
        return await named_us(own, self._above(own), cursor)

    async def search(self, words: str, *, cursor: str | None = None) -> Page[Post]:
        """See the port and `mastodon_search`. Newest first."""
        if not words.strip():
            raise InvalidInput("Say what to search for.")
        own = self._places.own
        if own is None:
            raise SignInNeeded(PLATFORM, None, "search")
        if words.strip().startswith("#"):
            return await found_by_tag(own, words, cursor)
        return await found_by_words(own, words.strip(), cursor)

    async def close(self) -> None:
        """Nothing to let go of: the HTTP client belongs to the process."""

    def _above(self, place: Place) -> Above:
        above = self._aboves.setdefault(place.home.server, Above(place))
        self._aboves.move_to_end(place.home.server)
        while len(self._aboves) > SERVERS:
            self._aboves.popitem(last=False)
        return above

    async def _place_of(self, post_id: str) -> tuple[Place, str]:
        post = PostId.parse(post_id)
        place = await self._places.named(post.server) if post else None
        if post is None or place is None:
            raise NotFound("post", post_id)
        return place, post.number

    async def _about(
        self, place: Place, number: str, what: str, cursor: str | None, **params: Any
    ) -> tuple[Sequence[Any], str | None]:
        """A list about a post. Raises NotFound when the post is gone."""
        try:
            path = f"v1/statuses/{quote(number)}/{what}"
            return await place.api.listing(path, cursor, **params)
        except MastodonRefused as refused:
            if not refused.absent:
                raise
            await place.api.status(number)  # raises NotFound when it is the post that is missing
            raise InvalidInput(f"{place.home.server} does not tell that of a post.") from refused

    async def _people(
        self, kind: Kind, what: str, post_id: str, cursor: str | None
    ) -> Page[Interaction]:
        place, number = await self._place_of(post_id)
        post = await place.status(number)
        items, following = await self._about(place, number, what, cursor, limit=PEOPLE)
        people = each(AccountView, items, lambda view: view.author(place.home))
        return Page(
            tuple(acted(kind, person, post.created_at, post_id) for person in people), following
        )

    async def _known_as(self, own: Place, url: str) -> str:
        """What our server calls a post of another; it fetches the post if need be."""
        found = await own.api.get(
            "v2/search", q=clean(url), type="statuses", resolve="true", limit=1
        )
        data = found.data
        items = data.get("statuses") if isinstance(data, dict) else None
        for view in views(items if isinstance(items, list) else ()):
            return own.home.post_id(view.id)
        raise NotFound("post", url)
