"""Our own posts on X as they are this moment, for writing: what is newest, and what was sent.

Publishing may use what is kept back of the budget, so its reading may, too.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.community.costs import Paid, Use
from assistant.community.posts import Author, Post
from assistant.errors import PlatformUnavailable
from assistant.platforms.x_answers import Answer, Price
from assistant.platforms.x_api import PLATFORM, XApi
from assistant.platforms.x_dialects import Want
from assistant.platforms.x_parse import read_posts

_OURS, _NAMING = "users/{}/tweets", "users/{}/mentions"
LEAST = 5
"""Posts of a page, at least (docs.x.com/x-api/users/get-posts)."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page, the newest first; `token` leads to the next, None at the end."""

    posts: tuple[Post, ...]
    token: str | None


async def own_posts(
    api: XApi, us: Author, *, size: int, since: str | None = None, token: str | None = None
) -> Listed:
    """A page of what we posted, replies among it.

    Args:
        size: how many at most, 5 to 100.
        since: only what is newer than this post.
        token: of `Listed`, for a page that is not the first.

    Raises:
        PlatformError: it is not known, or not all of it.
    """
    answer = await api.get(
        _OURS,
        us.id,
        want=Want.OUR_POSTS,
        price=Price(Paid.OWNED_READ, None, size),
        use=Use.PUBLISHING,
        max_results=size,
        exclude="retweets",
        since_id=since,
        pagination_token=token,
    )
    return _listed(api, answer, read_posts(answer, us), _OURS)


async def naming_us(api: XApi, us: Author, *, size: int, since: str) -> Listed:
    """The newest of what names us and is newer than a post. Args and errors as `own_posts`."""
    answer = await api.get(
        _NAMING,
        us.id,
        want=Want.POSTS,
        price=Price(Paid.OWNED_READ, Paid.OWNED_READ, size),
        use=Use.PUBLISHING,
        max_results=size,
        since_id=since,
    )
    return _listed(api, answer, read_posts(answer), _NAMING)


def _listed(api: XApi, answer: Answer, posts: tuple[Post, ...], path: str) -> Listed:
    """An empty page says that it is one. Raises PlatformUnavailable."""
    told = bool(answer.items) or str(answer.meta.get("result_count")) == "0"
    if not told or len(posts) < len(answer.items):
        raise PlatformUnavailable(PLATFORM, api.account, f"{path}: not all is told")
    return Listed(posts, answer.next_token)
