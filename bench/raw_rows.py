"""Everything a platform tells about an account, read once: rows, where Engage keeps records."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from assistant.community.accounts import Account, Profile
from assistant.community.posts import Interaction, Kind, Page, Post
from assistant.community.threads import as_interaction
from assistant.ports import SocialPlatform

HISTORY = timedelta(days=120)
"""How far back posts are read: further than any question asks."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RawAccount:
    """One account as its platform shows it, newest first.

    Attributes:
        posts: ours, replies included, with their counters.
        interactions: by others, under our posts or naming us.
    """

    account: Account
    profile: Profile
    posts: Sequence[Post]
    interactions: Sequence[Interaction]


async def read(platform: SocialPlatform, account: Account, now: datetime) -> RawAccount:
    """Read an account with everything under its posts."""
    handle = account.ref.handle
    posts = []
    async for post in _every(lambda cursor: platform.posts(handle, cursor=cursor)):
        if post.created_at < now - HISTORY:
            break
        posts.append(post)
    found: dict[str, Interaction] = {}
    async for each in _every(lambda cursor: platform.mentions(cursor=cursor)):
        found[each.id] = each
    for post in posts:
        async for each in _under(platform, post):
            found[each.id] = each
    us = account.native_id
    others = [each for each in found.values() if each.author.id != us]
    newest = sorted(others, key=lambda each: (each.created_at, each.id), reverse=True)
    return RawAccount(account, await platform.profile(handle), posts, newest)


async def _under(platform: SocialPlatform, post: Post) -> AsyncIterator[Interaction]:
    """What stands under a post; replies come with the thread of the post at its top."""
    async for like in _every(lambda cursor: platform.likes(post.id, cursor=cursor)):
        yield like
    async for repost in _every(lambda cursor: platform.reposts(post.id, cursor=cursor)):
        yield repost
    async for quote in _every(lambda cursor: platform.quotes(post.id, cursor=cursor)):
        yield as_interaction(quote, Kind.QUOTE, post.id)
    if post.root_id is None:
        for reply in (await platform.thread(post.id)).below:
            yield as_interaction(reply, Kind.REPLY, post.id)


async def _every(page: Callable[[str | None], Awaitable[Page[T]]]) -> AsyncIterator[T]:
    cursor: str | None = None
    while True:
        found = await page(cursor)
        for each in found.items:
            yield each
        cursor = found.cursor
        if cursor is None:
            return
