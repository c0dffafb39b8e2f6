"""Facebook's stage: our double. We are a page; others are people who comment under its posts, tag
it and write on their own timelines.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import cast

from assistant.community.posts import Kind
from tests.conformance.meta import MetaStage
from tests.conformance.stage import Able, Actor, Made, OneByOne
from tests.doubles.meta import MetaServer
from tests.doubles.meta.nodes import Author, Comment, Page, PagePost
from tests.doubles.meta.shapes import comment_link, post_link
from tests.integration.meta_kit import Kit, kit

NATIVE = PagePost | Comment


class FacebookActor(OneByOne):
    """A page, or somebody."""

    def __init__(self, server: MetaServer, who: Author) -> None:
        self.who = who
        self.id = who.id
        self.handle = who.username if isinstance(who, Page) else who.name
        self._world = server.world

    def _made(self, node: NATIVE) -> Made:
        if isinstance(node, PagePost):
            link = post_link(node)
            return Made(node.id, link, node.created_at, self.id, node.message, node)
        link, parent = comment_link(node), (node.parent or node.post).id
        return Made(node.id, link, node.created_at, self.id, node.message, node, parent)

    async def post(self, text: str, *, at: datetime | None = None) -> Made:
        timeline = self._world.timeline(self.who)
        return self._made(self._world.post(timeline, text, by=self.who, at=at))

    async def reply(self, to: Made, text: str, *, at: datetime | None = None) -> Made:
        return self._made(self._world.comment(self.who, to.native, text, at=at))

    async def mention(self, whom: Actor, text: str) -> Made:
        page = cast("Page", cast("FacebookActor", whom).who)
        return self._made(self._world.tag(self.who, page, text))

    async def like(self, post: Made) -> None:
        self._world.react(self.who, post.native)

    async def repost(self, post: Made) -> None:
        self._world.share(post.native)

    async def quote(self, post: Made, text: str) -> Made:
        """A share with a word of one's own: a post on one's timeline that counts as a share."""
        self._world.share(post.native)
        return await self.post(text)

    async def delete(self, post: Made) -> None:
        self._world.delete(post.native)


class FacebookStage(MetaStage):
    """See `Stage`."""

    able = Able(
        strangers=False,
        told=frozenset({Kind.REPLY, Kind.MENTION}),
        names=frozenset({Kind.LIKE}),
        impressions=True,
        levels=2,
        search=False,
        elsewhere=False,
        lists_replies=False,
        threads=False,
    )

    def __init__(self, place: Kit) -> None:
        super().__init__(place, place.facebook)
        self.gone_id = f"{place.page.id}_12999999999999999"

    async def person(self, name: str) -> Actor:
        """The first is the page, the others are people."""
        who = self._place.page if self.is_first() else self._place.server.world.person(name)
        return FacebookActor(self._place.server, who)


@asynccontextmanager
async def facebook_stage() -> AsyncIterator[FacebookStage]:
    async with kit() as place:
        yield FacebookStage(place)
