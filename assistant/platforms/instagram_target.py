"""The post or comment to answer on Instagram, and whether a reply may go out through the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from assistant.community.accounts import Platform
from assistant.community.posts import Post
from assistant.community.rules import Action, Way, rule_of
from assistant.errors import NotFound
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.graph_errors import GraphRefused
from assistant.platforms.instagram import Instagram
from assistant.platforms.instagram_parse import Owner
from assistant.platforms.instagram_thread import below
from assistant.ports.publishing import Target, Verdict

PATH = "path"
"""Of a target: the list that a reply is written to, and stands in. What answers an answer stands
under the first comment (https://developers.facebook.com/docs/instagram-platform/
instagram-graph-api/reference/ig-comment/replies)."""

HIDDEN = Verdict(
    Way.NOT_AT_ALL,
    "This comment is hidden, and Instagram takes no answers to it. Show it again on Instagram "
    "first.",
)
CLOSED = Verdict(Way.NOT_AT_ALL, "Comments are switched off under this post.")
_NOT_OURS = Verdict(Way.BY_HAND, rule_of(Platform.INSTAGRAM, Action.REPLY_UNCALLED).text)


async def look_at(instagram: Instagram, api: GraphApi, owner: Owner, post_id: str) -> Target:
    """The post, its branch of the thread and the verdict.

    Raises:
        NotFound: it is gone, or Instagram does not show it to the account.
        PlatformError: it could not be asked.
    """
    found = await instagram.lookup([post_id])
    if post_id not in found:
        raise NotFound("post", post_id)
    post = found[post_id]
    above = await _above(instagram, post)
    media = above[0] if above else post
    comment = above[1] if len(above) > 1 else None
    branch = comment or post
    try:
        # the posts of others that tag us tell nothing of what stands below
        under = (await below(api, owner, branch)).below if _is_ours(media, owner) else ()
        open_ = await _is_open(api, media) if _is_ours(media, owner) else True
    except GraphRefused as refused:
        if refused.absent:
            raise NotFound("post", post_id) from refused
        raise
    later = (each for each in under if each.created_at >= post.created_at and each.id != post.id)
    return Target.of(
        replace(post, url=media.url),
        tuple(replace(each, url=media.url) for each in (*above, post, *later)),
        _verdict((*above, post), owner, is_open=open_),
        MappingProxyType(_path(branch)),
        _opening(post, owner) if comment else "",
    )


async def _above(instagram: Instagram, post: Post) -> tuple[Post, ...]:
    """The post it stands under, and the comment where it answers one."""
    wanted = dict.fromkeys(each for each in (post.root_id, post.parent_id) if each)
    found = await instagram.lookup([*wanted])
    if post.root_id and post.root_id not in found:
        raise NotFound("post", post.root_id)
    return tuple(found[each] for each in wanted if each in found)


def _path(branch: Post) -> Mapping[str, str]:
    edge = "replies" if branch.parent_id else "comments"
    return {PATH: f"{branch.id}/{edge}"}


def _opening(post: Post, owner: Owner) -> str:
    """Whoever answered a comment hears of an answer under that only by their name."""
    own = post.author.id == owner.id
    return "" if own or not post.author.handle else f"@{post.author.handle} "


def _is_ours(media: Post, owner: Owner) -> bool:
    return media.author.id == owner.id


async def _is_open(api: GraphApi, media: Post) -> bool:
    told = await api.get(media.id, fields="is_comment_enabled")
    return told.get("is_comment_enabled") is not False


def _verdict(posts: tuple[Post, ...], owner: Owner, *, is_open: bool) -> Verdict:
    if not _is_ours(posts[0], owner):
        return _NOT_OURS
    if any("hidden" in each.extra for each in posts):
        return HIDDEN
    return Verdict(Way.BY_API) if is_open else CLOSED
