"""Everything under media on Instagram, or under a comment.

Instagram counts answers among the comments; where it counts more than it shows, the thread is not
complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.community.posts import Post, Thread
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.graph_json import each
from assistant.platforms.instagram_parse import COMMENT, COMMENTS, CommentView, Owner

MOST = 50
"""Comments in one page of a list (https://developers.facebook.com/docs/instagram-platform/
reference/instagram-media/comments)."""
PAGES = 60


async def below(api: GraphApi, owner: Owner, top: Post) -> Thread:
    """Comments on both levels. Raises as `GraphApi.get`."""
    if top.parent_id:
        return await _below_comment(api, owner, top)
    items, whole = await _every(api, f"{top.id}/comments", COMMENTS)
    found: list[Post] = []
    for view in each(CommentView, items, lambda view: view):
        found.append(view.post(owner, top))
        answers: Sequence[Any] = view.replies.data if view.replies else ()
        if view.replies and view.replies.cut:
            answers, all_of_them = await _every(api, f"{view.id}/replies", COMMENT)
            whole = whole and all_of_them
        found += _answers(answers, owner, top, view.id)
    counted = (top.counts.replies if top.counts else None) or 0
    return Thread(top, tuple(found), complete=whole and len(found) >= counted)


async def _below_comment(api: GraphApi, owner: Owner, top: Post) -> Thread:
    if top.parent_id != top.root_id:
        return Thread(top, (), complete=True)  # there is no third level
    items, whole = await _every(api, f"{top.id}/replies", COMMENT)
    return Thread(top, _answers(items, owner, None, top.id), complete=whole)


def _answers(
    items: Sequence[Any], owner: Owner, top: Post | None, comment_id: str
) -> tuple[Post, ...]:
    return each(CommentView, items, lambda view: view.post(owner, top, comment_id))


async def _every(api: GraphApi, path: str, fields: str) -> tuple[Sequence[Any], bool]:
    """All of a list, and whether its end was reached."""
    found: list[Any] = []
    cursor: str | None = None
    for _ in range(PAGES):
        items, cursor = await api.listing(path, cursor, fields=fields, limit=MOST)
        found += items
        if cursor is None:
            return found, True
    return found, False
