"""What the account itself has written lately on Instagram, in one place and in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from assistant.community.posts import Post
from assistant.errors import PlatformUnavailable
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.graph_json import each
from assistant.platforms.graph_writing import same
from assistant.platforms.instagram_parse import COMMENT, MEDIA, CommentView, MediaView, Owner
from assistant.ports.publishing import Prepared

RECENT = timedelta(days=1)
"""How far before the request was made it is looked for: clocks differ, and by less than that."""
PAGE, PAGES = 50, 40
"""Comments or media that are read back."""


async def saying(
    api: GraphApi, owner: Owner, prepared: Prepared, *, every: bool = False
) -> Sequence[Post]:
    """What stands where a request was to write, in the same words.

    Media and comments come the newest first, answers to a comment in no order that is promised
    (https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/
    ig-media/comments), so of those all are read. Raises as `GraphApi.get`, and
    PlatformUnavailable where there are too many.

    Args:
        every: one that cannot be read could be it, so that is a failure.
    """
    path = str(prepared.body["path"]) if prepared.target_id else f"{owner.id}/media"
    oldest = prepared.prepared_at - RECENT
    found: list[Post] = []
    cursor: str | None = None
    for _ in range(PAGES):
        items, cursor = await api.listing(path, cursor, fields=fields_of(prepared), limit=PAGE)
        posts = read(items, owner, prepared)
        if every and len(posts) < len(items):
            raise PlatformUnavailable(api.platform, api.label, "something nobody can read")
        found += [post for post in posts if post.created_at >= oldest]
        passed = any(post.created_at < oldest for post in posts)
        if cursor is None or (passed and not path.endswith("/replies")):
            own = (post for post in found if post.author.id == owner.id)
            return [post for post in own if same(post.text, prepared.text)]
    raise PlatformUnavailable(api.platform, api.label, "too many to look through")


def read(items: Sequence[Any], owner: Owner, prepared: Prepared) -> Sequence[Post]:
    """Comments for a reply, media for a post."""
    if prepared.target_id:
        return each(CommentView, items, lambda view: view.post(owner))
    return each(MediaView, items, lambda view: view.post(owner))


def fields_of(prepared: Prepared) -> str:
    """What is asked of these."""
    return COMMENT if prepared.target_id else MEDIA
