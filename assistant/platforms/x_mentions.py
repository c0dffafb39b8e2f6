"""Who names us on X, and where.

Only what names our account comes by this listing, the last 800 of it
(docs.x.com/x-api/posts/timelines/introduction); answers in our threads name us by themselves.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from assistant.community.costs import Paid
from assistant.community.posts import Author, Interaction, Kind, Page, Post
from assistant.platforms.x_answers import Price
from assistant.platforms.x_api import XApi
from assistant.platforms.x_dialects import Want
from assistant.platforms.x_paging import Turn
from assistant.platforms.x_parse import ANSWERS, read_posts, versions
from assistant.platforms.x_posts import Posts

_KEPT = 5_000
"""Posts and conversations remembered."""


class Mentions:
    """Reads who names us, and remembers which posts are ours and what was said in conversations."""

    def __init__(self, api: XApi, us: Author, posts: Posts) -> None:
        self._api = api
        self._us = us
        self._posts = posts
        self._ours: OrderedDict[str, bool] = OrderedDict()
        self._heard: OrderedDict[str, Post] = OrderedDict()

    def learn(self, posts: Iterable[Post]) -> None:
        """Remember which of some posts are ours."""
        for post in posts:
            for each in versions(post):
                self._know(each, ours=post.author.id == self._us.id)

    def heard(self, root_id: str) -> tuple[Post, ...]:
        """What named us in a conversation, as far as it is remembered."""
        return tuple(each for each in self._heard.values() if each.root_id == root_id)

    def forget(self, gone: Iterable[str]) -> None:
        """Do not tell of these any more."""
        for each in gone:
            self._heard.pop(each, None)

    async def page(self, turn: Turn) -> Page[Interaction]:
        """One page, the newest first."""
        answer = await self._api.get(
            "users/{}/mentions",
            self._us.id,
            want=Want.POSTS,
            price=Price(Paid.OWNED_READ, Paid.OWNED_READ, turn.size),
            max_results=turn.size,
            pagination_token=turn.token,
        )
        posts = read_posts(answer)
        for post in posts:
            if post.root_id:
                self._heard[post.id] = post
                self._heard.move_to_end(post.id)
        while len(self._heard) > _KEPT:
            self._heard.popitem(last=False)
        await self._learn_tops(posts)
        items = tuple(self._interaction(each) for each in posts if each.author.id != self._us.id)
        following = turn.then(answer.next_token)
        return Page(items, following.cursor if following else None)

    async def _learn_tops(self, posts: Sequence[Post]) -> None:
        """Ask whose the conversations are that nobody knows of yet: each is paid for, once."""
        asked = {
            post.root_id
            for post in posts
            if post.root_id and post.root_id not in self._ours and self._under(post) is None
        }
        if not asked:
            return
        told = await self._posts.authors(sorted(asked))
        for root in asked:
            self._know(root, ours=told.get(root) == self._us.id)

    def _interaction(self, post: Post) -> Interaction:
        return Interaction(
            post.id,
            Kind.MENTION,
            post.author,
            post.created_at,
            self._under(post),
            post.parent_id,
            post.text,
            post.url,
            post.language,
            calls_us=True,
        )

    def _under(self, post: Post) -> str | None:
        """The post of ours it stands under; None outside, or while that is not known."""
        parent, root = post.parent_id, post.root_id
        if parent and (post.extra.get(ANSWERS) == self._us.id or self._ours.get(parent)):
            return parent
        return root if root and self._ours.get(root) else None

    def _know(self, post_id: str, *, ours: bool) -> None:
        self._ours[post_id] = ours
        self._ours.move_to_end(post_id)
        while len(self._ours) > _KEPT:
            self._ours.popitem(last=False)
