"""The post to answer on Bluesky as it stands now, and whether a reply would be seen there.

A server takes any reply into its author's own repository. Whether others see it is up to the
AppView: it leaves out what a thread's rules (threadgate) or a block shut out. So both are asked
for before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from types import MappingProxyType
from typing import Any

from assistant.community.posts import Post
from assistant.community.rules import Way
from assistant.errors import NotFound
from assistant.platforms.bluesky_parse import PostView, each, one
from assistant.platforms.bluesky_record import AT_URI, POST, at, storable, web_url, when
from assistant.platforms.bluesky_xrpc import Xrpc, XrpcRefused
from assistant.ports.publishing import Target, Verdict

THREAD = "app.bsky.feed.getPostThread"
DEPTH = 100
"""Levels below and above that are looked at (1000 are allowed)."""

YES = Verdict(Way.BY_API)
GATED = "Whoever began this conversation lets only some people reply, and this account is not one."
BLOCKED = "The author of this post has blocked the account, so a reply would not be shown."
BLOCKING = "This account has blocked the author of this post. Lift the block there to reply."


async def look_at(xrpc: Xrpc, post_id: str, now: datetime) -> Target:
    """The post, its branch of the thread and the verdict. Raises NotFound, PlatformError."""
    if not AT_URI.fullmatch(post_id) or f"/{POST}/" not in post_id:
        raise NotFound("post", post_id)
    try:
        answer = await xrpc.get(THREAD, uri=post_id, depth=DEPTH, parentHeight=DEPTH)
    except XrpcRefused as refused:
        refused.if_missing("post", post_id)
        raise
    node = answer.get("thread")
    if at(node, "notFound") is True:
        raise NotFound("post", post_id)
    if at(node, "blocked") is True:
        return await _blocked(xrpc, post_id, node, now)
    view = one(PostView, at(node, "post"), THREAD)
    posts = _branch(node)
    gated = at(node, "post", "viewer", "replyDisabled") is True
    verdict = Verdict(Way.NOT_AT_ALL, GATED) if gated else YES
    extra = MappingProxyType({"cid": view.cid, **_root(view.record.reply)})
    return Target.of(view.post(), posts, verdict, extra)


def _root(reply: Any) -> dict[str, str]:
    """The strong reference of the top of the thread, as the post itself names it."""
    uri, cid = at(reply, "root", "uri"), at(reply, "root", "cid")
    sound = isinstance(uri, str) and AT_URI.fullmatch(uri) and isinstance(cid, str)
    return {"root": str(uri), "root_cid": str(cid)} if sound else {}


def _branch(node: Any) -> tuple[Post, ...]:
    """What a post answers up to the top, the post itself and everything under it."""
    views = (at(raw, "post") for raw in (*_above(node), node, *_below(node)))
    found = each(PostView, [view for view in views if view], PostView.post)
    return tuple({post.id: post for post in found}.values())


def _above(node: Any) -> Iterator[Any]:
    while (node := at(node, "parent")) is not None:
        yield node


def _below(node: Any) -> Iterator[Any]:
    level = [node]
    while level:
        replies = at(level.pop(), "replies")
        found = replies if isinstance(replies, list) else []
        yield from found
        level += found


async def _blocked(xrpc: Xrpc, post_id: str, node: Any, now: datetime) -> Target:
    """A post hidden by a block. Its record is still told; nothing of its thread is."""
    did, _, path = post_id.removeprefix("at://").partition("/")
    collection, _, rkey = path.partition("/")
    try:
        found = await xrpc.get(
            "com.atproto.repo.getRecord", repo=did, collection=collection, rkey=rkey
        )
    except XrpcRefused as refused:
        raise NotFound("post", post_id) from refused
    record = found.get("value")
    ours = at(node, "author", "viewer", "blocking") is not None
    text = at(record, "text")
    return Target(
        id=post_id,
        text=storable(text) if isinstance(text, str) else "",
        author_id=did,
        url=web_url(post_id),
        created_at=when(at(record, "createdAt"), now),
        root_id=_root(at(record, "reply")).get("root"),
        conversation=(post_id,),
        extra=MappingProxyType({"cid": str(found.get("cid") or "")}),
        verdict=Verdict(Way.NOT_AT_ALL, BLOCKING if ours else BLOCKED),
    )
