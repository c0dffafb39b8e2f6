"""Where a post stands: whose thread it is in, and which of our posts it is under."""

from __future__ import annotations

from collections.abc import Container, Mapping

from assistant.community.posts import Interaction, Kind, Post


def as_interaction(
    post: Post, kind: Kind, under: str | None, *, calls_us: bool | None = None
) -> Interaction:
    """A post by somebody else, seen as something done to us."""
    return Interaction(
        id=post.id,
        kind=kind,
        author=post.author,
        created_at=post.created_at,
        post_id=under,
        parent_id=post.parent_id,
        text=post.text,
        url=post.url,
        language=post.language,
        calls_us=calls_us,
    )


def calls(post: Post, us: str, own: Container[str]) -> bool | None:
    """Whether a post names us or quotes a post of ours.

    Args:
        us: native id of our account.
        own: our posts, as far as they are known.

    Returns:
        None where it quotes a post that is not known.
    """
    if us in post.mentioned_ids or post.quoted_id in own:
        return True
    return False if post.quoted_id is None else None


def top_of(post: Post, own: Container[str]) -> str:
    """The post whose thread shows what stands under this one: its root when that is ours."""
    return post.root_id if post.root_id in own and post.root_id else post.id


def nearest_own(post: Post, posts: Mapping[str, Post], own: Container[str]) -> str | None:
    """Walk up from a reply to the first post of ours."""
    parent = post.parent_id
    while parent is not None:
        if parent in own:
            return parent
        above = posts.get(parent)
        parent = above.parent_id if above else None
    return None
