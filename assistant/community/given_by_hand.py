"""Which post of ours is the answer that somebody gave on the platform itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from assistant.community.accounts import Account, Platform
from assistant.community.inbox import Item
from assistant.community.posts import Author, Post

TWO_LEVELS = frozenset({Platform.FACEBOOK, Platform.INSTAGRAM})
"""Where an answer to a comment under a comment stands beside it, under the first one."""


def answer_in(posts: Collection[Post], item: Item, account: Account) -> Post | None:
    """The earliest post of ours that answers a part of the item; None without.

    Args:
        posts: what the platform shows now, of the conversation or of our own.
    """
    asked = {part.id: part.created_at for part in item.parts}
    if account.ref.platform in TWO_LEVELS:
        asked |= _above(posts, item)
    ours = (post for post in posts if post.author.id == account.native_id)
    answers = [each for each in ours if _answers(each, asked)]
    return min(answers, key=lambda each: each.created_at, default=None)


def is_beside(post: Post, item: Item, posts: Iterable[Post], account: Account) -> bool:
    """Whether a post of ours answers the item from beside it, as answers do where there are two
    levels. Answers to others stand there, too, so it must name whom it answers.
    """
    if account.ref.platform not in TWO_LEVELS:
        return False
    since = _above(posts, item).get(post.parent_id or "")
    return since is not None and post.created_at >= since and _names(post, item.person)


def hung(post: Post, posts: Iterable[Post], platform: Platform) -> Post:
    """A post of ours under what it answers, also where that is beside it: the latest comment there
    of somebody whom it names. Everywhere else as it is.

    Args:
        posts: of its thread.
    """
    if platform not in TWO_LEVELS or post.parent_id in {None, post.root_id}:
        return post
    named = [
        each
        for each in posts
        if each.parent_id == post.parent_id
        and each.created_at < post.created_at
        and each.author.id != post.author.id
        and _names(post, each.author)
    ]
    latest = max(named, key=lambda each: each.created_at, default=None)
    return replace(post, parent_id=latest.id) if latest else post


def _names(post: Post, person: Author) -> bool:
    if person.id in post.mentioned_ids:
        return True
    name = rf"(?<!\w)@{re.escape(person.handle)}(?!\w)"
    return bool(person.handle) and re.search(name, post.text, re.IGNORECASE) is not None


def _answers(post: Post, asked: dict[str, datetime]) -> bool:
    since = asked.get(post.parent_id or "")
    return since is not None and post.created_at >= since


def _above(posts: Iterable[Post], item: Item) -> dict[str, datetime]:
    """The comments under which parts of the item stand, each with the time of the first of them."""
    parts = {part.id: part.created_at for part in item.parts}
    found: dict[str, datetime] = {}
    for post in posts:
        if post.id in parts and post.parent_id and post.parent_id != item.thread_id:
            since = parts[post.id]
            found[post.parent_id] = min(since, found.get(post.parent_id, since))
    return found
