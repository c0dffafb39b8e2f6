"""A conversation on Meta's double, and Engage writing for the Page and the account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from assistant.community.accounts import Account, AccountRef
from assistant.platforms import facebook_publishing, instagram_own
from assistant.platforms.meta_signing import MetaFactory
from assistant.ports.publishing import Publisher
from tests.doubles.meta import Fault, MetaServer, World
from tests.doubles.meta.errors import INSTAGRAM_BUSY, PAGES_BUSY
from tests.doubles.meta.nodes import Comment, IgComment, IgMedia, PagePost
from tests.integration.meta_kit import Kit
from tests.integration.platform_kit import Held

WORDS = "At eight 🌅 & on Sundays at nine: https://acme.example/hours #coffee"


@dataclass
class Talk:
    """Acme's post, a question under it, an answer to that, on both."""

    place: Kit
    top: PagePost = field(init=False)
    question: Comment = field(init=False)
    answer: Comment = field(init=False)
    media: IgMedia = field(init=False)
    remark: IgComment = field(init=False)
    retort: IgComment = field(init=False)

    def __post_init__(self) -> None:
        world = self.world
        self.fan, self.friend = world.person("Fan"), world.instagram("fan")
        self.top = world.post(self.place.page, "We have new beans")
        self.question = world.comment(self.fan, self.top, "When do you open?")
        self.answer = world.comment(world.person("Other"), self.question, "Me too")
        self.media = world.media(self.place.insta, "We have new beans")
        self.remark = world.remark(self.friend, self.media, "When do you open?")
        self.retort = world.remark(world.instagram("other"), self.remark, "Me too")

    @property
    def world(self) -> World:
        return self.place.server.world

    async def facebook(self, *scopes: str) -> Publisher:
        """Signed in for the Page, with these permissions or with all."""
        return await self._publisher(self.place.facebook, *scopes)

    async def instagram(self, *scopes: str) -> Publisher:
        return await self._publisher(self.place.instagram, *scopes)

    async def _publisher(self, factory: MetaFactory, *scopes: str) -> Publisher:
        ref = AccountRef(factory.platform, "acme")
        profile, credential = await factory.sign_in(ref, self.place.token, None)
        if scopes:
            token = self.place.server.page_token(self.place.owner, self.place.page, *scopes)
            credential = type(credential)(
                credential.service, credential.identifier, token, credential.session
            )
        account = Account(
            "a1", "T1", ref, profile.native_id, profile.name, profile.url, datetime.now(UTC)
        )
        made: Any = factory
        connection = made.signed_in(account, credential, Held(credential))
        publisher: Publisher = await made.publisher(account, connection)
        return publisher

    def comments(self) -> list[Comment]:
        """What the Page has commented."""
        return [each for each in self.world.all(Comment) if each.author is self.place.page]

    def posts(self) -> list[PagePost]:
        """What the Page has posted since, as everybody sees it."""
        found = self.world.all(PagePost)
        own = [each for each in found if each.author is self.place.page and each is not self.top]
        return [each for each in own if each.published]

    def remarks(self) -> list[IgComment]:
        """What the account has commented."""
        return [each for each in self.world.all(IgComment) if each.author is self.place.insta]

    def medias(self) -> list[IgMedia]:
        """What the account has posted since."""
        found = self.world.all(IgMedia)
        own = [each for each in found if each.owner is self.place.insta and each.album is None]
        return [each for each in own if each is not self.media]


@dataclass
class Side:
    """One of the two, where somebody's comment waits for an answer.

    Attributes:
        edge: the list of what answers it, and `template` how the log calls it.
        page: how many of these come at once.
        busy: the code of too many calls.
    """

    talk: Talk
    us: Publisher
    own: Any
    fan: Any
    other: Any
    top: Any
    comment: Any
    edge: str
    template: str
    page: int
    busy: int
    write: Callable[[Any, Any, str], Any]
    written: Callable[[], Sequence[Any]]

    @property
    def server(self) -> MetaServer:
        return self.talk.place.server

    def fail(self, fault: Fault) -> None:
        """Let the next answer that is written go wrong."""
        self.server.faults.append(replace(fault, edge=self.edge, method="POST"))


async def facebook_side(talk: Talk) -> Side:
    return Side(
        talk,
        await talk.facebook(),
        own=talk.place.page,
        fan=talk.fan,
        other=talk.answer.author,
        top=talk.top,
        comment=talk.question,
        edge="comments",
        template="/{Comment}/comments",
        page=facebook_publishing.PAGE,
        busy=PAGES_BUSY,
        write=talk.world.comment,
        written=talk.comments,
    )


async def instagram_side(talk: Talk) -> Side:
    return Side(
        talk,
        await talk.instagram(),
        own=talk.place.insta,
        fan=talk.friend,
        other=talk.retort.author,
        top=talk.media,
        comment=talk.remark,
        edge="replies",
        template="/{IGComment}/replies",
        page=instagram_own.PAGE,
        busy=INSTAGRAM_BUSY,
        write=talk.world.remark,
        written=talk.remarks,
    )
