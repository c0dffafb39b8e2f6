"""Everything under a post of a Page, or under a comment.

Facebook counts comments that it shows to nobody but some people; where it counts more than it
shows, the thread is not complete.
"""

from __future__ import annotations

from assistant.community.posts import Post, Thread
from assistant.platforms.facebook_parse import COMMENT, CommentView, PageName
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.graph_json import each
from assistant.platforms.json_values import count

MOST = 100
"""Comments in one page of the list."""
PAGES = 30


async def below(api: GraphApi, page: PageName, top: Post) -> Thread:
    """All comments on both levels, the oldest first. Raises as `GraphApi.get`."""
    root_id = top.root_id or top.id
    found: list[Post] = []
    cursor: str | None = None
    for _ in range(PAGES):
        told = await api.page(
            f"{top.id}/comments",
            cursor,
            limit=MOST,
            filter="stream",
            order="chronological",
            summary="true",
            fields=COMMENT,
        )
        items, cursor = api.listed(told, cursor)
        found += each(CommentView, items, lambda view: view.post(page, root_id))
        if cursor is None:
            break
    summary = told.get("summary")
    total = count(summary.get("total_count")) if isinstance(summary, dict) else None
    return Thread(top, tuple(found), complete=cursor is None and len(found) >= (total or 0))
