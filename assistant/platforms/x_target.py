"""The post to answer on X, and whether a reply may go out through the API.

Since 23 February 2026 it may only where the author has named the account or quoted a post of it
(https://docs.x.com/changelog). Answering under a post of ours names us by itself, unless somebody
took the name out.

What is around the post is read by the calls that cost least: our own posts and what names us. What
others say to each other below is not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.community.accounts import Platform
from assistant.community.costs import Paid, Use
from assistant.community.posts import Author, Post
from assistant.community.rules import Action, Way, rule_of
from assistant.errors import NotFound, PlatformUnavailable
from assistant.platforms.x_answers import Price
from assistant.platforms.x_api import PLATFORM, XApi
from assistant.platforms.x_dialects import Want
from assistant.platforms.x_own import naming_us, own_posts
from assistant.platforms.x_parse import ANSWERS, read_posts, versions
from assistant.platforms.x_posts import is_id
from assistant.ports.publishing import Target, Verdict

AROUND = 50
"""Posts of ours, and of those that name us, among which the conversation is looked for."""

_NOT_CALLED = Verdict(Way.BY_HAND, rule_of(Platform.X, Action.REPLY_UNCALLED).text)


async def look_at(api: XApi, us: Author, post_id: str) -> Target:
    """The post, what is known of its branch of the thread, and the verdict.

    Raises:
        NotFound: it is gone, or X does not show it to us.
        PlatformError: it could not be asked.
    """
    post = await _asked(api, post_id)
    above = await _above(api, us, post)
    ours = await own_posts(api, us, size=AROUND, since=post.id)
    naming = await naming_us(api, us, size=AROUND, since=post.id)
    posts = (*above, post, *_below(post, (*ours.posts, *naming.posts)))
    return Target.of(post, posts, await _verdict(api, us, post))


async def post_of(api: XApi, post_id: str) -> Post | None:
    """A post as it is now, at the price of a post and its author; None where it is gone."""
    found = await _told(api, post_id, Want.POSTS)
    newest = versions(found)[-1] if found else post_id
    return found if newest == post_id else await _told(api, newest, Want.POSTS)


async def _asked(api: XApi, post_id: str) -> Post:
    post = await post_of(api, post_id) if is_id(post_id) else None
    if post is None:
        raise NotFound("post", post_id)
    return post


async def _told(api: XApi, post_id: str, want: Want, author: Author | None = None) -> Post | None:
    people = Paid.USER_READ if want is Want.POSTS else None
    price = Price(Paid.POST_READ, people)
    answer = await api.get("tweets", want=want, price=price, use=Use.PUBLISHING, ids=post_id)
    posts = read_posts(answer, author)
    if posts:
        return posts[0]
    try:
        answer.missing("post", post_id)
    except NotFound:
        return None
    raise PlatformUnavailable(PLATFORM, api.account, "tweets: not told")


async def _above(api: XApi, us: Author, post: Post) -> tuple[Post, ...]:
    """What the post answers, where it is still there. Of our own no author is paid for."""
    if not post.parent_id:
        return ()
    ours = post.extra.get(ANSWERS) == us.id
    want, author = (Want.OUR_POSTS, us) if ours else (Want.POSTS, None)
    parent = await _told(api, post.parent_id, want, author)
    return (parent,) if parent else ()


def _below(post: Post, known: Iterable[Post]) -> tuple[Post, ...]:
    """What stands under it, each once, the oldest first."""
    under = set(versions(post))
    found: dict[str, Post] = {}
    for each in sorted(known, key=lambda one: (one.created_at, one.id)):
        if each.parent_id in under and each.id not in under:
            found[each.id] = each
            under.update(versions(each))
    return tuple(found.values())


async def _verdict(api: XApi, us: Author, post: Post) -> Verdict:
    """Our own posts are gone on from without being named."""
    if us.id in {post.author.id, *post.mentioned_ids}:
        return Verdict(Way.BY_API)
    if post.quoted_id and await _author_of(api, post.quoted_id) == us.id:
        return Verdict(Way.BY_API)
    return _NOT_CALLED


async def _author_of(api: XApi, post_id: str) -> str | None:
    price = Price(Paid.POST_READ, Paid.USER_READ)
    answer = await api.get(
        "tweets", want=Want.AUTHORS, price=price, use=Use.PUBLISHING, ids=post_id
    )
    first = answer.items[0] if answer.items else None
    told = first.get("author_id") if isinstance(first, Mapping) else None
    return told if isinstance(told, str) else None
