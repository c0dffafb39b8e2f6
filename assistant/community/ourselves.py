"""Who we are on one platform, and which posts reach us without being listened for."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.community.posts import Post


@dataclass(frozen=True, slots=True)
class Us:
    """Who we are on one platform.

    Attributes:
        ids: native ids of our accounts there.
        posts: native ids of posts of ours, as far as they are known.
        names: what we are called, for products named beside it.
        handles: of our accounts, lower case, without a leading @.
    """

    ids: frozenset[str]
    posts: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    handles: frozenset[str] = frozenset()


def known_otherwise(post: Post, us: Us) -> bool:
    """Whether a post is ours, tags us, or stands in or quotes what is ours."""
    if post.author.id in us.ids or us.ids.intersection(post.mentioned_ids):
        return True
    around = (post.root_id, post.parent_id, post.quoted_id)
    return any(each in us.posts or _written_by(each, us) for each in around if each)


def _written_by(post_id: str, us: Us) -> bool:
    """An at:// address holds its author's id."""
    return bool(us.ids.intersection(post_id.split("/")))
