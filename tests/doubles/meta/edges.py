"""The edges that can be read: what stands on them, in what order, with which permission."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.doubles.meta.errors import bad_parameter
from tests.doubles.meta.nodes import (
    Comment,
    IgComment,
    IgMedia,
    IgUser,
    Node,
    Page,
    PagePost,
)
from tests.doubles.meta.paging import between
from tests.doubles.meta.world import World

Params = Mapping[str, str]


@dataclass(frozen=True)
class Edge:
    """One edge.

    Args:
        find: what stands on it.
        scope: the permission it needs.
        summary: what `summary(true)` tells, None where there is no such thing.
        by_page: only a page's own token reads it.
        most: things on a page.
    """

    find: Callable[[World, Any, Params], Sequence[Any]]
    scope: str
    summary: Callable[[World, Any, Params], dict[str, Any]] | None = None
    by_page: bool = False
    most: int = 100


def _when(node: Any) -> datetime:
    at: datetime = node.created_at
    return at


def newest(found: Sequence[Any]) -> list[Any]:
    return sorted(found, key=lambda each: (each.created_at, each.id), reverse=True)


def _own(world: World, page: Page, params: Params) -> list[PagePost]:
    posts = [p for p in world.all(PagePost) if p.page is page and p.author is page and p.published]
    return newest(between(posts, params, _when))


def _feed(world: World, page: Page, params: Params) -> list[PagePost]:
    posts = [p for p in world.all(PagePost) if p.page is page and p.published]
    return newest(between(posts, params, _when))


def _visitors(world: World, page: Page, params: Params) -> list[PagePost]:
    return [post for post in _feed(world, page, params) if post.author is not page]


def _tagged(world: World, page: Page, params: Params) -> list[PagePost]:
    posts = [p for p in world.all(PagePost) if page in p.tagged and p.published]
    return newest(between(posts, params, _when))


def under(world: World, node: PagePost | Comment, params: Params) -> list[Comment]:
    """graph-api/reference/object/comments, Modifiers: `filter`, `order`; `since` in its table."""
    kind, order = params.get("filter", "toplevel"), params.get("order", "chronological")
    if kind not in {"toplevel", "stream"}:
        raise bad_parameter("Param filter must be one of {TOPLEVEL, STREAM}")
    if order not in {"chronological", "reverse_chronological", "ranked"}:
        raise bad_parameter("Param order must be one of {CHRONOLOGICAL, REVERSE_CHRONOLOGICAL}")
    found = [c for c in world.all(Comment) if _stands_under(c, node, kind)]
    listed = newest(between(found, params, _when))
    return listed if order == "reverse_chronological" else list(reversed(listed))


def _stands_under(comment: Comment, node: PagePost | Comment, kind: str) -> bool:
    if isinstance(node, Comment):
        return comment.parent is node
    return comment.post is node and (kind == "stream" or comment.parent is None)


def _comment_summary(world: World, node: PagePost | Comment, params: Params) -> dict[str, Any]:
    """`total_count` depends on the filter (object/comments, Fields)."""
    kept = {k: v for k, v in params.items() if k in {"filter", "order"}}
    total = len(under(world, node, kept))
    return {"order": kept.get("order", "chronological"), "total_count": total, "can_comment": True}


def _reactions(_: World, node: PagePost | Comment, params: Params) -> list[tuple[Any, str]]:
    """Who reacted, as far as they are told to an app (object/reactions); no times."""
    kind = params.get("type")
    return [
        (who, how)
        for who, how in reversed(node.reactions.items())
        if who.shares_name and kind in {None, "NONE", how}
    ]


def _likes(world: World, node: PagePost | Comment, params: Params) -> list[tuple[Any, str]]:
    return _reactions(world, node, {**params, "type": "LIKE"})


def _reaction_summary(_: World, node: PagePost | Comment, params: Params) -> dict[str, Any]:
    kind = params.get("type")
    counted = [how for how in node.reactions.values() if kind in {None, "NONE", how}]
    return {"total_count": len(counted), "viewer_reaction": "NONE"}


def _like_summary(_: World, node: PagePost | Comment, __: Params) -> dict[str, Any]:
    """`likes` counts every kind of reaction (object/likes, total_count)."""
    return {"total_count": len(node.reactions), "can_like": True, "has_liked": False}


def _nothing(_: World, __: Any, ___: Params) -> list[Any]:
    return []


def _media(world: World, user: IgUser, params: Params) -> list[IgMedia]:
    own = [m for m in world.all(IgMedia) if m.owner is user and m.album is None]
    return newest(between(own, params, _when))


def _children(world: World, media: IgMedia, _: Params) -> list[IgMedia]:
    return [each for each in world.all(IgMedia) if each.album is media]


def _ig_tags(world: World, user: IgUser, params: Params) -> list[IgMedia]:
    """Media of others in which they are tagged (ig-user/tags)."""
    found = [m for m in world.all(IgMedia) if user in m.tagged and m.owner is not user]
    return newest(between(found, params, _when))


def _remarks(world: World, media: IgMedia, _: Params) -> list[IgComment]:
    """Top-level comments, the newest first (ig-media/comments)."""
    return newest([c for c in world.all(IgComment) if c.media is media and c.parent is None])


def _replies(world: World, comment: IgComment, _: Params) -> list[IgComment]:
    return list(reversed(newest([c for c in world.all(IgComment) if c.parent is comment])))


ENGAGED, CONTENT = "pages_read_engagement", "pages_read_user_content"

EDGES: Mapping[tuple[type[Node], str], Edge] = {
    (Page, "published_posts"): Edge(_own, ENGAGED, by_page=True),
    (Page, "posts"): Edge(_own, ENGAGED, by_page=True),
    (Page, "feed"): Edge(_feed, CONTENT, by_page=True),
    (Page, "visitor_posts"): Edge(_visitors, CONTENT, by_page=True),
    (Page, "tagged"): Edge(_tagged, CONTENT, by_page=True),
    (PagePost, "comments"): Edge(under, CONTENT, _comment_summary),
    (PagePost, "reactions"): Edge(_reactions, ENGAGED, _reaction_summary),
    (PagePost, "likes"): Edge(_likes, ENGAGED, _like_summary),
    (PagePost, "sharedposts"): Edge(_nothing, CONTENT),
    (Comment, "comments"): Edge(under, CONTENT, _comment_summary),
    (Comment, "reactions"): Edge(_reactions, ENGAGED, _reaction_summary),
    (Comment, "likes"): Edge(_likes, ENGAGED, _like_summary),
    (IgUser, "media"): Edge(_media, "instagram_basic"),
    (IgUser, "tags"): Edge(_ig_tags, "instagram_manage_comments"),
    (IgUser, "stories"): Edge(_nothing, "instagram_basic"),
    (IgMedia, "comments"): Edge(_remarks, "instagram_manage_comments", most=50),
    (IgMedia, "children"): Edge(_children, "instagram_basic"),
    (IgComment, "replies"): Edge(_replies, "instagram_manage_comments", most=50),
}
"""Permissions: the "Requirements" of each page; 50 comments to a query (ig-media/comments)."""

SCOPES: Mapping[type[Node], str] = {
    PagePost: ENGAGED,
    Comment: CONTENT,
    IgUser: "instagram_basic",
    IgMedia: "instagram_basic",
    IgComment: "instagram_manage_comments",
}
"""What reading a node itself needs."""
