"""X behind `ports.SocialPlatform`, for one signed-in account. Strangers see nothing: `x_stranger`.

Everything read is paid for, so calls are few and pages small, and what belongs to the account
itself is asked for by the calls that cost least. Who liked or reposted is told without times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.community.accounts import Platform, Profile
from assistant.community.costs import Paid
from assistant.community.posts import Author, Interaction, Kind, Page, Post, Thread
from assistant.errors import NotFound, SignInNeeded
from assistant.platforms.x_answers import Price
from assistant.platforms.x_api import PLATFORM, XApi
from assistant.platforms.x_app import XApp, told_by
from assistant.platforms.x_dialects import Want
from assistant.platforms.x_links import linked
from assistant.platforms.x_mentions import Mentions
from assistant.platforms.x_paging import Turn
from assistant.platforms.x_parse import acted, born, read_people, read_posts
from assistant.platforms.x_people import People
from assistant.platforms.x_posts import Posts, is_id
from assistant.platforms.x_removed import looked_up
from assistant.platforms.x_search import Search
from assistant.platforms.x_thread import whole_thread
from assistant.ports import Capabilities, Clock
from assistant.ports.platforms import LookedUp

EMPTY = 20
"""Pages without anything that are passed over at once."""
CAPABILITIES = Capabilities(
    tells=frozenset({Kind.REPLY, Kind.QUOTE, Kind.MENTION}),
    mentions=True,
    search=True,
    impressions=True,
    names=frozenset({Kind.LIKE, Kind.REPOST}),
    paid=True,
)


class X:
    """One connection; also `ports.Watching`.

    Args:
        us: whose it is.
        app: what Engage may ask as an app, without a person; None without a token for that.
    """

    platform = Platform.X

    def __init__(self, api: XApi, us: Author, clock: Clock, app: XApp | None = None) -> None:
        self.api = self._api = api
        self._us = us
        self._app = app
        self._people = People(api, us)
        self._posts = Posts(api, us, clock)
        self._mentions = Mentions(api, us, self._posts)
        self._search = Search(api, us.handle, clock, app.api if app else None)

    @property
    def capabilities(self) -> Capabilities:
        """Likes and reposts have no time here."""
        return CAPABILITIES

    async def profile(self, actor: str) -> Profile:
        """See the port. `actor` may carry a leading @."""
        return await self._people.profile(actor)

    async def posts(self, actor: str, *, cursor: str | None = None) -> Page[Post]:
        """See the port. Our own come with what only we are told, for thirty days."""
        author = await self._people.named(actor)
        page: Page[Post] = Page((), cursor)
        for _ in range(EMPTY):
            turn = Turn.at(page.cursor)
            page = await (
                self._posts.ours(turn) if author is self._us else self._posts.of(author, turn)
            )
            if page.items or page.cursor is None:
                break
        self._mentions.learn(page.items)
        return page

    async def lookup(self, ids: Sequence[str]) -> Mapping[str, Post]:
        """See the port."""
        found = await self._posts.lookup(ids)
        self._mentions.learn(found.values())
        return found

    async def resolve(self, url: str) -> str:
        """See the port. Takes links of x.com and twitter.com."""
        return linked(url)

    async def thread(self, post_id: str) -> Thread:
        """See the port and `x_thread`."""
        top = await self._posts.one(post_id)
        return await whole_thread(self._api, top, self._mentions.heard(top.root_id or top.id))

    async def likes(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:
        """See the port. X tells who likes a post to its author alone."""
        return await self._people_of(Kind.LIKE, "tweets/{}/liking_users", post_id, cursor)

    async def reposts(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:
        """See the port."""
        return await self._people_of(Kind.REPOST, "tweets/{}/retweeted_by", post_id, cursor)

    async def quotes(self, post_id: str, *, cursor: str | None = None) -> Page[Post]:
        """See the port."""
        turn = Turn.at(cursor)
        answer = await self._api.get(
            "tweets/{}/quote_tweets",
            _checked(post_id),
            want=Want.POSTS,
            price=Price(Paid.POST_READ, Paid.USER_READ, turn.size),
            max_results=turn.size,
            pagination_token=turn.token,
        )
        answer.missing("post", post_id)
        # whichever version they quoted
        posts = tuple(replace(each, quoted_id=post_id) for each in read_posts(answer))
        following = turn.then(answer.next_token)
        return Page(posts, following.cursor if following else None)

    async def mentions(self, *, cursor: str | None = None) -> Page[Interaction]:
        """See the port and `x_mentions`."""
        return await self._mentions.page(Turn.at(cursor))

    async def search(self, words: str, *, cursor: str | None = None) -> Page[Post]:
        """See the port, `x_query` and `x_search`."""
        return await self._search.page(words, Turn.at(cursor))

    @property
    def tells_removed(self) -> bool:
        """See `ports.Watching`: with a token of the app."""
        return self._app is not None

    async def removed(self, ids: Sequence[str]) -> frozenset[str]:
        """See `ports.Watching`."""
        if self._app is None:
            raise SignInNeeded(PLATFORM, self._api.account, "removed")
        gone = await told_by(self._app, ids)
        self._mentions.forget(gone)
        return gone

    async def looked_up(self, ids: Sequence[str], most: int) -> LookedUp:
        """See `ports.Watching` and `x_removed`. What can be no id is passed over."""
        sound = [each for each in ids if is_id(each)]
        found = await looked_up(self._api, self._us.id, sound, most)
        self._mentions.forget(found.gone)
        through = found.asked == len(sound)
        asked = len(ids) if through else list(ids).index(sound[found.asked])
        return replace(found, asked=asked)

    async def close(self) -> None:
        """Nothing to let go of: the HTTP client belongs to the process."""

    async def _people_of(
        self, kind: Kind, path: str, post_id: str, cursor: str | None
    ) -> Page[Interaction]:
        turn = Turn.at(cursor)
        answer = await self._api.get(
            path,
            _checked(post_id),
            want=Want.PEOPLE,
            price=Price(None, Paid.USER_READ, turn.size),
            max_results=turn.size,
            pagination_token=turn.token,
        )
        answer.missing("post", post_id)
        at = born(post_id) or (await self._posts.one(post_id)).created_at
        people = read_people(answer.items)
        following = turn.then(answer.next_token)
        return Page(
            tuple(acted(kind, each, at, post_id) for each in people),
            following.cursor if following else None,
        )


def _checked(post_id: str) -> str:
    """Raises NotFound for what can be no post's id."""
    if not is_id(post_id):
        raise NotFound("post", post_id)
    return post_id
