"""Our own posts as rows."""

from __future__ import annotations

from assistant.community.posts import Author, Counts, Post
from assistant.storage.database import AnyRow


def post_of(row: AnyRow) -> Post:
    """The post of a row: a `post` with its account's `native_id`, `handle` and `name`."""
    return Post(
        id=row.id,
        author=Author(row.native_id, row.handle, row.name),
        text=row.text,
        created_at=row.created_at,
        url=row.url,
        root_id=row.root_id,
        parent_id=row.parent_id,
        quoted_id=row.quoted_id,
        mentioned_ids=tuple(row.mentioned_ids),
        language=row.language,
        counts=Counts(**row.counts) if row.counts else None,
        extra=row.extra,
    )
