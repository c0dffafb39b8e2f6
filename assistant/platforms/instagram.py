"""One Instagram professional account behind `ports.SocialPlatform`.

Instagram tells nothing to strangers. It tells when a comment was written; likes are only counted,
and shares are not told at all. There is no search of words. Comments that are hidden come out, too,
as in `facebook`.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NoReturn
from urllib.parse import urlsplit

from assistant.community.accounts import Platform, Profile
from assistant.community.posts import Interaction, Page, Post, Thread
from assistant.errors import InvalidInput, NotFound
from assistant.platforms.graph_connection import GraphConnection
from assistant.platforms.graph_json import ID, Node, each
from assistant.platforms.instagram_parse import (
    COMMENT,
    MEDIA,
    PROFILE,
    CommentView,
    MediaView,
    Owner,
    UserView,
)
from assistant.platforms.instagram_thread import below
from assistant.platforms.json_values import one

PLATFORM = Platform.INSTAGRAM.value
PAGE = 100
"""Media in one page of a list."""
PAGES = 30
"""Of our media, in which one is looked for."""
KINDS = 5000
"""Ids of which a connection remembers whether they are media."""
_ID = re.compile(ID)
_CODE = re.compile(r"/(?:[\w.]{1,30}/)?(?:p|reel|reels|tv)/(?P<code>[\w-]{5,60})/?(?:c/\d+/?)?")
_HOSTS = frozenset({"instagram.com", "www.instagram.com", "m.instagram.com"})
NO_LINK = (
    "That is not a link to a post on Instagram. Copy it from the post's menu there and try again."
)
NOT_OURS = "Instagram shows Engage only posts of the connected account and those that tag it."


class Instagram(GraphConnection[Owner]):
    """One connection: of one account, or of nobody."""

    platform = Platform.INSTAGRAM
    names = frozenset()

    @cached_property
    def _is_media(self) -> OrderedDict[str, bool]:
        """Of the ids that this connection has met, whether they are of media."""
        return OrderedDict()

    async def profile(self, actor: str) -> Profile:
        """See the port. Only our own: nobody else is shown."""
        api, owner = self._signed_in("profile")
        if actor.lower() not in {owner.id, owner.handle}:
            raise NotFound("account", actor)
        told = await api.get(owner.id, fields=PROFILE)
        return one(UserView, told, PLATFORM, "profile").profile()

    async def posts(self, actor: str, *, cursor: str | None = None) -> Page[Post]:
        """See the port. Comments of ours stand in threads only, Instagram lists them nowhere."""
        api, owner = self._signed_in("posts")
        if actor.lower() not in {owner.id, owner.handle}:
            raise InvalidInput("Instagram shows Engage only the posts of the connected account.")
        items, following = await api.listing(f"{owner.id}/media", cursor, fields=MEDIA, limit=PAGE)
        posts = each(MediaView, items, lambda view: view.post(owner))
        self._remember(posts, media=True)
        return Page(await self._told(posts), following)

    async def lookup(self, ids: Sequence[str]) -> Mapping[str, Post]:
        """See the port. An id does not say whether it is a comment's: what this connection has not
        met is looked for among our media first.
        """
        api, owner = self._signed_in("lookup")
        wanted = [post_id for post_id in dict.fromkeys(ids) if _ID.fullmatch(post_id)]
        if any(post_id not in self._is_media for post_id in wanted):
            await self._learn_media(frozenset(wanted))
        media = [post_id for post_id in wanted if self._is_media.get(post_id)]
        rest = [post_id for post_id in wanted if not self._is_media.get(post_id)]
        comments = await api.several(rest, COMMENT)
        others = [post_id for post_id in rest if post_id not in comments]
        found = [*(await api.several([*media, *others], MEDIA)).values()]
        posts = await self._told(each(MediaView, found, lambda view: view.post(owner)))
        answers = each(CommentView, [*comments.values()], lambda view: view.post(owner))
        self._remember(posts, media=True)
        self._remember(answers, media=False)
        return {post.id: post for post in (*posts, *answers)}

    async def resolve(self, url: str) -> str:
        """See the port. A link holds a code that only the post's own address tells, so it is looked
        for among our media and those that tag us.
        """
        api, owner = self._signed_in("resolve")
        parts = urlsplit(url.strip().strip("<>").partition("|")[0])
        match = _CODE.fullmatch(parts.path)
        if parts.netloc.lower() not in _HOSTS or not match:
            raise InvalidInput(NO_LINK)
        for edge in ("media", "tags"):
            cursor: str | None = None
            for _ in range(PAGES):
                path = f"{owner.id}/{edge}"
                fields = "id,timestamp,permalink"
                items, cursor = await api.listing(path, cursor, fields=fields, limit=PAGE)
                for view in each(MediaView, items, lambda view: view):
                    if _code(view.permalink or "") == match["code"]:
                        return view.id
                if cursor is None:
                    break
        raise InvalidInput(NOT_OURS)

    async def thread(self, post_id: str) -> Thread:
        """See the port and `instagram_thread`."""
        api, owner = self._signed_in("thread")
        top = (await self.lookup([post_id])).get(post_id)
        if top is None:
            raise NotFound("post", post_id)
        told = await below(api, owner, top)
        self._remember(told.below, media=False)
        return told

    async def likes(self, post_id: str, *, cursor: str | None = None) -> NoReturn:  # noqa: ARG002
        """See the port."""
        raise InvalidInput("Instagram tells how many like a post, not who.")

    async def reposts(self, post_id: str, *, cursor: str | None = None) -> NoReturn:  # noqa: ARG002
        """See the port."""
        raise InvalidInput("Instagram does not tell who shared a post.")

    async def quotes(self, post_id: str, *, cursor: str | None = None) -> NoReturn:  # noqa: ARG002
        """See the port."""
        raise InvalidInput("Instagram has no quotes.")

    async def mentions(self, *, cursor: str | None = None) -> Page[Interaction]:
        """See the port: media that tag us. Words that name us elsewhere are in no list."""
        api, owner = self._signed_in("mentions")
        items, following = await api.listing(f"{owner.id}/tags", cursor, fields=MEDIA, limit=PAGE)
        return Page(each(MediaView, items, lambda view: view.mention(owner)), following)

    async def _learn_media(self, wanted: frozenset[str]) -> None:
        """Which of these ids are media of ours, from the list of them."""
        api, owner = self._signed_in("lookup")
        cursor: str | None = None
        for _ in range(PAGES):
            items, cursor = await api.listing(f"{owner.id}/media", cursor, fields="id", limit=PAGE)
            for media_id in each(Node, items, lambda view: view.id):
                self._is_media[media_id] = True
            if cursor is None or wanted <= self._is_media.keys():
                break

    def _remember(self, posts: Sequence[Post], *, media: bool) -> None:
        for post in posts:
            self._is_media[post.id] = media
            self._is_media.move_to_end(post.id)
        while len(self._is_media) > KINDS:
            self._is_media.popitem(last=False)


def _code(url: str) -> str:
    match = _CODE.fullmatch(urlsplit(url).path)
    return match["code"] if match else ""
