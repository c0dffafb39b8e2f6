"""The post or comment to answer on Facebook, and whether a reply may go out through the API."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from assistant.community.accounts import Platform
from assistant.community.posts import Post
from assistant.community.rules import Action, Way, rule_of
from assistant.errors import NotFound
from assistant.platforms.facebook import Facebook
from assistant.platforms.facebook_parse import PageName
from assistant.platforms.facebook_thread import below
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.graph_errors import GraphRefused
from assistant.ports.publishing import Target, Verdict

UNDER = "under"
"""Of a target: what the reply is written under. There is no third level, so what answers a reply
hangs on the comment (https://developers.facebook.com/docs/graph-api/reference/object/comments)."""

HIDDEN = Verdict(
    Way.NOT_AT_ALL,
    "This comment is hidden, so hardly anybody would see an answer. Show it again on Facebook "
    "first.",
)
_NOT_OURS = Verdict(Way.BY_HAND, rule_of(Platform.FACEBOOK, Action.REPLY_UNCALLED).text)


async def look_at(facebook: Facebook, api: GraphApi, page: PageName, post_id: str) -> Target:
    """The post, its branch of the thread and the verdict.

    Raises:
        NotFound: it is gone, or Facebook does not show it to the Page.
        PlatformError: it could not be asked.
    """
    post = (await facebook.lookup([post_id])).get(post_id)
    if post is None:
        raise NotFound("post", post_id)
    above = await _above(facebook, post)
    comment = above[-1] if above and post.parent_id != post.root_id else None
    try:
        under = (await below(api, page, comment or post)).below
    except GraphRefused as refused:
        if refused.absent:
            raise NotFound("post", post_id) from refused
        raise
    later = [each for each in under if each.created_at >= post.created_at and each.id != post.id]
    extra = MappingProxyType({UNDER: comment.id if comment else post.id})
    return Target.of(post, (*above, post, *later), _verdict(page, post, above), extra)


async def _above(facebook: Facebook, post: Post) -> tuple[Post, ...]:
    """The post it stands under, and the comment where it answers one, as far as they are shown."""
    wanted = dict.fromkeys(each for each in (post.root_id, post.parent_id) if each)
    found = await facebook.lookup([*wanted])
    known = (found[each] for each in wanted if each in found)
    return tuple(each if each.parent_id else replace(each, root_id=None) for each in known)


def _verdict(page: PageName, post: Post, above: tuple[Post, ...]) -> Verdict:
    """Its own timeline is a Page's to answer on, and posts that tag it."""
    if any("hidden" in each.extra for each in (*above, post)):
        return HIDDEN
    top = above[0] if above else post
    if page.owns(post.root_id or post.id) or page.id in top.mentioned_ids:
        return Verdict(Way.BY_API)
    return _NOT_OURS
