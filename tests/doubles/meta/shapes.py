"""The fields of each kind of node, as graph-api/reference and instagram-platform have them.

What has no value is left out of an answer: a post without text has no `message`, one that nobody
shared has no `shares`, a comment by somebody who shares no name has no `from`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tests.doubles.meta.nodes import (
    Author,
    Comment,
    Container,
    IgComment,
    IgMedia,
    IgUser,
    Node,
    Page,
    PagePost,
    Person,
    Photo,
)

JSON = dict[str, Any]
Table = Mapping[str, Callable[[Any], Any]]

KINDS: Mapping[type[Node], str] = {
    Person: "User",
    Page: "Page",
    Photo: "Photo",
    PagePost: "PagePost",
    Comment: "Comment",
    IgUser: "IGUser",
    IgMedia: "IGMedia",
    IgComment: "IGComment",
    Container: "IGContainer",
}
"""Kinds by the names that Meta's library gives them; containers are in its reference alone
(instagram-platform/instagram-graph-api/reference/ig-container)."""


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


def author(who: Author) -> JSON | None:
    return {"name": who.name, "id": who.id} if who.shares_name else None


def _empty(_: Any) -> None:
    """A field that exists and has no value here, or one that depends on who asks (`Graph`)."""


def comment_link(comment: Comment) -> str:
    """A reply's names its top comment, too (seen in snarfed/bridgy issue 435)."""
    page, post = comment.post.page.id, _tail(comment.post)
    if comment.parent is None:
        query = f"comment_id={_tail(comment)}"
    else:
        query = f"comment_id={_tail(comment.parent)}&reply_comment_id={_tail(comment)}"
    return f"https://www.facebook.com/{page}/posts/{post}?{query}"


def post_link(post: PagePost) -> str:
    return f"https://www.facebook.com/{post.page.id}/posts/{_tail(post)}"


def _tail(node: PagePost | Comment) -> str:
    return node.id.partition("_")[2]


_PERSON: Table = {"id": lambda n: n.id, "name": lambda n: n.name}

_PAGE: Table = {
    "id": lambda n: n.id,
    "name": lambda n: n.name,
    "username": lambda n: n.username or None,
    "fan_count": lambda n: n.fans,
    "followers_count": lambda n: n.followers,
    "link": lambda n: f"https://www.facebook.com/{n.username or n.id}",
    "category": lambda _: "Coffee shop",
    "about": _empty,
    "access_token": _empty,
    "tasks": _empty,
    "verification_status": lambda _: "not_verified",
    "is_published": lambda _: True,
    "instagram_business_account": lambda n: n.instagram,
    "connected_instagram_account": lambda n: n.instagram,
}

_POST: Table = {
    "id": lambda n: n.id,
    "message": lambda n: n.message or None,
    "created_time": lambda n: moment(n.created_at),
    "updated_time": lambda n: moment(n.edited_at or n.created_at),
    "permalink_url": lambda n: (
        f"https://www.facebook.com/{n.page.id}/posts/{n.id.partition('_')[2]}"
    ),
    "shares": lambda n: {"count": n.shares} if n.shares else None,
    "from": lambda n: author(n.author),
    "is_published": lambda n: n.published,
    "is_hidden": lambda n: n.hidden,
    "is_expired": lambda _: False,
    "is_popular": lambda _: False,
    "status_type": lambda n: "added_photos" if n.photos else "mobile_status_update",
    "scheduled_publish_time": lambda n: int(n.publish_at.timestamp()) if n.publish_at else None,
    "full_picture": lambda n: f"https://scontent.example/{n.photos[0].id}" if n.photos else None,
    "message_tags": lambda n: [_tag(page) for page in n.tagged] or None,
    "parent_id": _empty,
    "story": _empty,
    "story_tags": _empty,
    "place": _empty,
    "icon": _empty,
    "picture": _empty,
    "privacy": lambda _: {"value": "EVERYONE", "description": "Public"},
}

_COMMENT: Table = {
    "id": lambda n: n.id,
    "message": lambda n: n.message,
    "created_time": lambda n: moment(n.created_at),
    "from": lambda n: author(n.author),
    "like_count": lambda n: len(n.reactions),
    "parent": lambda n: n.parent,
    "comment_count": _empty,
    "is_hidden": lambda n: n.hidden,
    "is_private": lambda _: False,
    "permalink_url": comment_link,
    "can_comment": lambda n: not n.hidden,
    "can_hide": lambda n: n.author is not n.post.page,
    "can_like": lambda _: True,
    "can_remove": lambda _: True,
    "can_reply_privately": lambda n: n.author is not n.post.page,
    "user_likes": lambda n: n.post.page in n.reactions,
    "attachment": _empty,
    "message_tags": _empty,
    "object": lambda n: {"created_time": moment(n.post.created_at), "id": n.post.id},
    "admin_creator": _empty,
    "application": _empty,
}

_PHOTO: Table = {
    "id": lambda n: n.id,
    "name": _empty,
    "alt_text": lambda n: n.alt or None,
    "alt_text_custom": lambda n: n.alt or None,
    "from": lambda n: author(n.page),
    "link": lambda n: f"https://www.facebook.com/photo/?fbid={n.id}",
    "page_story_id": _empty,
}

_IG_USER: Table = {
    "id": lambda n: n.id,
    "username": lambda n: n.username,
    "name": lambda n: n.name,
    "biography": _empty,
    "website": _empty,
    "profile_picture_url": _empty,
    "followers_count": lambda n: n.followers,
    "follows_count": lambda n: n.follows,
    "media_count": _empty,
    "ig_id": lambda n: int(n.id[-9:]),
}

_IG_MEDIA: Table = {
    "id": lambda n: n.id,
    "caption": lambda n: n.caption or None,
    "media_type": lambda n: n.media_type,
    "media_product_type": lambda _: "FEED",
    "media_url": lambda n: f"https://scontent.example/{n.shortcode}.jpg",
    "permalink": lambda n: f"https://www.instagram.com/p/{n.shortcode}/",
    "shortcode": lambda n: n.shortcode,
    "timestamp": lambda n: moment(n.created_at),
    "username": lambda n: n.owner.username,
    "like_count": lambda n: None if n.likes_hidden else len(n.likes),
    "comments_count": _empty,
    "owner": _empty,
    "is_comment_enabled": lambda n: not n.closed,
    "is_shared_to_feed": _empty,
    "thumbnail_url": _empty,
    "alt_text": lambda n: n.alt or None,
    "view_count": lambda n: n.figures.get("views"),
    "video_title": _empty,
}

_IG_COMMENT: Table = {
    "id": lambda n: n.id,
    "text": lambda n: n.text,
    "timestamp": lambda n: moment(n.created_at),
    "username": lambda n: n.author.username,
    "from": lambda n: _ig_author(n.author),
    "like_count": lambda n: len(n.likes),
    "hidden": lambda n: n.hidden,
    "media": lambda n: {"id": n.media.id, "media_product_type": "FEED"},
    "parent_id": lambda n: n.parent.id if n.parent else None,
    "user": _empty,
    "legacy_instagram_comment_id": _empty,
}

_CONTAINER: Table = {
    "id": lambda n: n.id,
    "status_code": lambda n: n.status,
    "status": lambda n: f"{n.status.title()}: {n.trouble}" if n.trouble else n.status.title(),
    "copyright_check_status": _empty,
}

TABLES: Mapping[type[Node], Table] = {
    Person: _PERSON,
    Page: _PAGE,
    Photo: _PHOTO,
    PagePost: _POST,
    Comment: _COMMENT,
    IgUser: _IG_USER,
    IgMedia: _IG_MEDIA,
    IgComment: _IG_COMMENT,
    Container: _CONTAINER,
}

USUAL: Mapping[type[Node], tuple[str, ...]] = {
    Person: ("name", "id"),
    Page: ("name", "id"),
    Photo: ("id",),
    PagePost: ("created_time", "message", "id"),
    Comment: ("created_time", "from", "message", "id"),
    IgUser: ("id",),
    IgMedia: ("id",),
    IgComment: ("timestamp", "text", "id"),
    Container: ("id",),
}
"""What is told where nobody says what they want (samples of each reference page)."""


def _tag(page: Page) -> JSON:
    return {"id": page.id, "name": page.name, "type": "page", "offset": 0, "length": len(page.name)}


def _ig_author(who: IgUser) -> JSON | None:
    return {"id": who.id, "username": who.username} if who.told_id else None
