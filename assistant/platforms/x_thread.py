"""A conversation on X, whole where X lets it be.

A search finds the last seven days of it; what is older is only known where it named us. Each post
says how many answers it has: with fewer found, the thread is not whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from assistant.community.costs import Paid
from assistant.community.posts import Post, Thread
from assistant.platforms.x_answers import Price
from assistant.platforms.x_api import XApi
from assistant.platforms.x_dialects import Want
from assistant.platforms.x_paging import Turn
from assistant.platforms.x_parse import read_posts, versions

PAGES = 15
"""Of a search at most; what is left then makes the thread incomplete."""


async def whole_thread(api: XApi, top: Post, heard: Iterable[Post]) -> Thread:
    """Everything below a post.

    Args:
        top: as it is now.
        heard: what is known of the conversation besides.
    """
    root = top.root_id or top.id
    found = {post.id: post for post in heard}
    if top.counts is None or top.counts.replies != 0 or found:
        found |= {post.id: post for post in await _said_in(api, root)}
    first_ids = {each: post.id for post in (top, *found.values()) for each in versions(post)}
    found = {key: _hung(post, root, first_ids) for key, post in found.items() if key != top.id}
    under: dict[str, list[Post]] = defaultdict(list)
    for post in found.values():
        under[post.parent_id or root].append(post)
    below = list(found.values()) if top.id == root else _below(top.id, under)
    below = [post for post in below if post.id != root]
    whole = all(_is_whole(post, under) for post in (top, *below))
    return Thread(top, tuple(below), whole)


async def _said_in(api: XApi, root: str) -> tuple[Post, ...]:
    posts: list[Post] = []
    turn = Turn()
    while turn.step < PAGES:
        answer = await api.get(
            "tweets/search/recent",
            want=Want.POSTS,
            price=Price(Paid.POST_READ, Paid.USER_READ, turn.size),
            query=f"conversation_id:{root}",
            max_results=turn.size,
            next_token=turn.token,
        )
        posts += read_posts(answer)
        following = turn.then(answer.next_token)
        if following is None:
            break
        turn = following
    return tuple(posts)


def _hung(post: Post, root: str, first_ids: dict[str, str]) -> Post:
    """With what it answers by its first id, whichever version was answered."""
    parent = first_ids.get(post.parent_id or "", post.parent_id)
    return replace(post, parent_id=parent, root_id=root if parent else post.root_id)


def _below(post_id: str, under: dict[str, list[Post]]) -> list[Post]:
    found: list[Post] = []
    left = [post_id]
    while left:
        posts = under.get(left.pop(), [])
        found += posts
        left += [post.id for post in posts]
    return found


def _is_whole(post: Post, under: dict[str, list[Post]]) -> bool:
    told = post.counts.replies if post.counts else None
    return told is not None and len(under.get(post.id, ())) >= told
