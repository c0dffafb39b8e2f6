"""A thread, whole: a server cuts long branches, so it is asked again from where it stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from assistant.community.posts import Post, Thread
from assistant.errors import NotFound
from assistant.platforms.bluesky_parse import PostView, each, one
from assistant.platforms.bluesky_record import at
from assistant.platforms.bluesky_xrpc import Xrpc, XrpcRefused
from assistant.platforms.reading import together

CALL = "app.bsky.feed.getPostThread"
DEPTH = 100
"""Levels asked for at once. Servers may give fewer; 1000 are allowed, but an answer that deep is
more than JSON parsers take."""
CALLS = 200
"""Requests for one thread at most; what is left then makes it incomplete."""


@dataclass(slots=True)
class _Gathered:
    """Posts by id, with how many direct replies the server counts and how many it showed."""

    posts: dict[str, Post] = field(default_factory=dict)
    shown: dict[str, int] = field(default_factory=dict)
    hidden: bool = False

    def short(self, post_id: str) -> bool:
        """Whether replies are missing right under a post."""
        counts = self.posts[post_id].counts
        return self.shown[post_id] < ((counts.replies if counts else None) or 0)


async def whole_thread(xrpc: Xrpc, post_id: str) -> Thread:
    """Everything below a post.

    `complete` is False when replies stay missing after asking right at the post they stand under:
    blocked between two people, taken down, or refused by the thread's rules.

    Raises:
        NotFound: the post itself is gone, or hidden from us.
    """
    gathered = _Gathered()
    node = await _fetch(xrpc, post_id)
    if node is None:
        raise NotFound("post", post_id)
    top = one(PostView, at(node, "post"), CALL).post()
    new = [post_id for post_id in _take(node, gathered) if post_id != top.id]
    calls = 1
    while cut := [post_id for post_id in new if gathered.short(post_id)][: CALLS - calls]:
        calls += len(cut)
        new = []
        for node in await together(cut, partial(_fetch, xrpc)):
            if node is None:
                gathered.hidden = True  # deleted since we saw it
            else:
                new += _take(node, gathered)
    hidden = gathered.hidden or any(gathered.short(post_id) for post_id in gathered.posts)
    below = tuple(post for post in gathered.posts.values() if post.id != top.id)
    return Thread(top, below, complete=not hidden)


async def _fetch(xrpc: Xrpc, uri: str) -> Any | None:
    try:
        answer = await xrpc.get(CALL, uri=uri, depth=DEPTH, parentHeight=0)
    except XrpcRefused as refused:
        if refused.code == "NotFound":
            return None
        raise
    node = answer.get("thread")
    # instead of the post: `notFoundPost`, or `blockedPost` between its author and us
    gone = at(node, "notFound") is True or at(node, "blocked") is True
    return None if gone else node


def _take(node: Any, gathered: _Gathered) -> list[str]:
    """Take in a tree. Returns the ids not seen before."""
    new: list[str] = []
    level = [node]
    while level:
        node = level.pop()
        replies = at(node, "replies")
        replies = replies if isinstance(replies, list) else []
        posts = each(PostView, [at(node, "post")], PostView.post)
        gathered.hidden |= not posts
        for post in posts:
            if post.id not in gathered.posts:
                new.append(post.id)
            gathered.posts[post.id] = post
            gathered.shown[post.id] = max(len(replies), gathered.shown.get(post.id, 0))
        level.extend(_visible(replies, gathered))
    return new


def _visible(replies: list[Any], gathered: _Gathered) -> Iterator[Any]:
    for reply in replies:
        if at(reply, "post") is None:
            gathered.hidden = True  # `blockedPost` or `notFoundPost`: something stands there
        else:
            yield reply
