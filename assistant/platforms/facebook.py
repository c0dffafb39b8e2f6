"""One Facebook Page behind `ports.SocialPlatform`.

Facebook tells nothing to strangers, and a Page's token shows what is on the Page and what tags it.
It tells when a comment was written, but not when a reaction was given, so likes are named without
times; who shared a post is not told at all. There is no search.

Comments that are hidden come out, too: they were written for everybody to read, the Page still
sees them, and hiding is an act of the Page's own that can be undone. One that left the records
would look as if its author had deleted it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn

from assistant.community.accounts import Platform, Profile
from assistant.community.posts import Interaction, Kind, Page, Post, Thread
from assistant.errors import InvalidInput, NotFound
from assistant.platforms.facebook_links import NO_LINK, NOT_OURS, linked, name_in
from assistant.platforms.facebook_parse import (
    COMMENT,
    OTHERS_POST,
    POST,
    PROFILE,
    CommentView,
    LikesView,
    PageName,
    PageView,
    PostView,
    liked,
)
from assistant.platforms.facebook_thread import below
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.graph_connection import GraphConnection
from assistant.platforms.graph_errors import GraphRefused, Trouble
from assistant.platforms.graph_json import ID, each
from assistant.platforms.graph_merging import merged
from assistant.platforms.json_values import one

PLATFORM = Platform.FACEBOOK.value
PAGE, MOST = 50, 100
"""Posts, and other things, in one page of a list: posts carry counts, and Meta refuses too much."""
PAGES = 30
"""Of our posts, in which an address is looked for."""
_ID = re.compile(ID)
_NAME = re.compile(r"[\w.-]{1,100}")
NO_QUOTES = "Facebook does not tell who shared a post with words of their own."
NO_REPOSTS = "Facebook tells how often a post was shared, not by whom."


class Facebook(GraphConnection[PageName]):
    """One connection: of one Page, or of nobody."""

    platform = Platform.FACEBOOK
    names = frozenset({Kind.LIKE})

    async def profile(self, actor: str) -> Profile:
        """See the port."""
        api, page = self._signed_in("profile")
        name = page.id if actor.lower() in {page.id, page.handle} else actor
        if not _NAME.fullmatch(name):
            raise NotFound("account", actor)
        try:
            told = await api.get(name, fields=PROFILE)
        except GraphRefused as refused:
            if refused.problem.trouble in {Trouble.GONE, Trouble.FIELD}:
                raise NotFound("account", actor) from refused
            raise
        return one(PageView, told, PLATFORM, "profile").profile()

    async def posts(self, actor: str, *, cursor: str | None = None) -> Page[Post]:
        """See the port. Comments of ours stand in threads only, Facebook lists them nowhere."""
        api, page = self._signed_in("posts")
        if actor.lower() not in {page.id, page.handle}:
            raise InvalidInput("Facebook shows Engage only the posts of the connected Page.")
        path = f"{page.id}/published_posts"
        items, following = await api.listing(path, cursor, fields=POST, limit=PAGE)
        views = each(PostView, items, lambda view: view)
        posts = [view.post(page) for view in views if not view.is_repost]
        return Page(await self._told(posts), following)

    async def lookup(self, ids: Sequence[str]) -> Mapping[str, Post]:
        """See the port. An id does not say whether it is a comment's or another Page's post's."""
        api, page = self._signed_in("lookup")
        wanted = [post_id for post_id in dict.fromkeys(ids) if _ID.fullmatch(post_id)]
        own = [post_id for post_id in wanted if page.owns(post_id)]
        rest = [post_id for post_id in wanted if not page.owns(post_id)]
        posts = await api.several(own, POST)
        comments = await api.several(rest, COMMENT)
        others = [post_id for post_id in rest if post_id not in comments]
        posts = {**posts, **await api.several(others, OTHERS_POST)}
        found = await self._told(each(PostView, [*posts.values()], lambda view: view.post(page)))
        answers = each(CommentView, list(comments.values()), lambda view: view.post(page))
        return {post.id: post for post in (*found, *answers)}

    async def resolve(self, url: str) -> str:
        """See the port and `facebook_links`."""
        api, page = self._signed_in("resolve")
        link = linked(url, page)
        if link.id:
            return link.id
        if link.text:
            return await self._named(api, page, link.text)
        try:
            story = (await api.get(link.photo, fields="page_story_id")).get("page_story_id")
        except GraphRefused as refused:
            raise InvalidInput(NOT_OURS) from refused
        if not isinstance(story, str) or not _ID.fullmatch(story):
            raise InvalidInput(NO_LINK)
        return story

    async def thread(self, post_id: str) -> Thread:
        """See the port and `facebook_thread`."""
        api, page = self._signed_in("thread")
        top = await self._top(post_id)
        if top.parent_id and top.parent_id != top.root_id:
            return Thread(top, (), complete=True)  # there is no third level
        return await below(api, page, top)

    async def likes(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:
        """See the port. Reactions of every kind, at the post's own time: theirs is not told."""
        api, page = self._signed_in("likes")
        place = f".after({cursor})" if cursor else ""
        asked = f"reactions.limit({MOST}){place}{{id,name,type}}"
        told = await self._about(api, post_id, f"created_time,{asked}")
        view = one(LikesView, told, PLATFORM, "reactions")
        people, following = api.listed(view.reactions or {"data": []}, cursor)
        return Page(liked(people, post_id, view, page), following)

    async def reposts(self, post_id: str, *, cursor: str | None = None) -> NoReturn:  # noqa: ARG002
        """See the port."""
        raise InvalidInput(NO_REPOSTS)

    async def quotes(self, post_id: str, *, cursor: str | None = None) -> NoReturn:  # noqa: ARG002
        """See the port."""
        raise InvalidInput(NO_QUOTES)

    async def mentions(self, *, cursor: str | None = None) -> Page[Interaction]:
        """See the port: posts that tag the Page, and what others wrote on it. Comments that name
        it elsewhere are in no list.
        """
        api, page = self._signed_in("mentions")

        async def listed(edge: str, at: str | None) -> Page[Interaction]:
            path = f"{page.id}/{edge}"
            items, following = await api.listing(path, at, fields=OTHERS_POST, limit=PAGE)
            return Page(each(PostView, items, lambda view: view.mention(page)), following)

        return await merged(
            {
                "tagged": lambda at: listed("tagged", at),
                "visitor_posts": lambda at: listed("visitor_posts", at),
            },
            cursor,
        )

    async def _top(self, post_id: str) -> Post:
        found = (await self.lookup([post_id])).get(post_id)
        if found is None:
            raise NotFound("post", post_id)
        return found if found.parent_id else replace(found, root_id=None)

    async def _about(self, api: GraphApi, post_id: str, fields: str) -> Mapping[str, Any]:
        """Fields of a post. Raises NotFound when it is gone."""
        if not _ID.fullmatch(post_id):
            raise NotFound("post", post_id)
        try:
            return await api.get(post_id, fields=fields)
        except GraphRefused as refused:
            if refused.absent:
                raise NotFound("post", post_id) from refused
            raise

    async def _named(self, api: GraphApi, page: PageName, text: str) -> str:
        """The post of ours whose address ends in a text of Facebook's own."""
        cursor: str | None = None
        for _ in range(PAGES):
            path = f"{page.id}/published_posts"
            fields = "id,created_time,permalink_url"
            items, cursor = await api.listing(path, cursor, fields=fields, limit=MOST)
            for view in each(PostView, items, lambda view: view):
                if name_in(view.permalink_url or "") == text:
                    return view.id
            if cursor is None:
                break
        raise InvalidInput(NOT_OURS)
