"""Instagram's stage: our double. We are a professional account; others comment under its media and
tag it in theirs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import cast

from assistant.community.posts import Kind
from tests.conformance.meta import MetaStage
from tests.conformance.stage import Able, Actor, Made, OneByOne
from tests.doubles.meta import MetaServer
from tests.doubles.meta.nodes import IgComment, IgMedia, IgUser
from tests.integration.meta_kit import Kit, kit

NATIVE = IgMedia | IgComment


class InstagramActor(OneByOne):
    """Somebody on Instagram."""

    def __init__(self, server: MetaServer, who: IgUser) -> None:
        self.who = who
        self.id = who.id
        self.handle = who.username
        self._world = server.world

    def _made(self, node: NATIVE) -> Made:
        media = node if isinstance(node, IgMedia) else node.media
        link = f"https://www.instagram.com/p/{media.shortcode}/"
        if isinstance(node, IgMedia):
            return Made(node.id, link, node.created_at, self.id, node.caption, node)
        parent = (node.parent or media).id
        return Made(node.id, link, node.created_at, self.id, node.text, node, parent)

    async def post(self, text: str, *, at: datetime | None = None) -> Made:
        return self._made(self._world.media(self.who, text, at=at))

    async def reply(self, to: Made, text: str, *, at: datetime | None = None) -> Made:
        return self._made(self._world.remark(self.who, to.native, text, at=at))

    async def mention(self, whom: Actor, text: str) -> Made:
        """Media that tag somebody: there only the name of their author is told."""
        tagged = (cast("InstagramActor", whom).who,)
        made = self._made(self._world.media(self.who, text, tagged=tagged))
        return replace(made, author_id=f"@{self.handle}")

    async def like(self, post: Made) -> None:
        self._world.like(self.who, post.native)

    async def repost(self, post: Made) -> None:
        """Sharing in a story or a message leaves nothing that is told but a number."""

    async def quote(self, post: Made, text: str) -> Made:  # noqa: ARG002 - there are none
        """There is none: a post of one's own."""
        return await self.post(text)

    async def delete(self, post: Made) -> None:
        self._world.delete(post.native)


class InstagramStage(MetaStage):
    """See `Stage`."""

    able = Able(
        strangers=False,
        told=frozenset({Kind.REPLY, Kind.MENTION}),
        names=frozenset(),
        counted=frozenset({Kind.LIKE, Kind.REPLY}),
        impressions=True,
        levels=2,
        search=False,
        elsewhere=False,
        lists_replies=False,
        threads=False,
    )
    gone_id = "17999999999999999"

    def __init__(self, place: Kit) -> None:
        super().__init__(place, place.instagram)

    async def person(self, name: str) -> Actor:
        """The first is the professional account, the others are people."""
        server = self._place.server
        who = self._place.insta if self.is_first() else server.world.instagram(name)
        return InstagramActor(server, who)


@asynccontextmanager
async def instagram_stage() -> AsyncIterator[InstagramStage]:
    async with kit() as place:
        yield InstagramStage(place)
