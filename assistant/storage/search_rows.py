"""Saved searches, hits and dismissals as rows."""

from __future__ import annotations

from assistant.community.posts import Author
from assistant.community.searches import (
    Band,
    Dismissal,
    DismissalKind,
    Hit,
    SavedSearch,
    SearchKind,
)
from assistant.storage.database import AnyRow
from assistant.storage.texts import storable


def search_values(search: SavedSearch) -> dict[str, object]:
    """A new search."""
    return {
        "workspace_id": search.workspace_id,
        "id": search.id,
        "account_id": search.account_id,
        "kind": search.kind.value,
        "words": storable(search.words),
        "made_by": search.made_by,
        "made_at": search.made_at,
        "listen_only": search.listen_only,
        "swept_at": search.swept_at,
        "trouble": search.trouble,
    }


def search_of(row: AnyRow) -> SavedSearch:
    """The search of a row."""
    return SavedSearch(
        id=row.id,
        workspace_id=row.workspace_id,
        account_id=row.account_id,
        kind=SearchKind(row.kind),
        words=row.words,
        made_by=row.made_by,
        made_at=row.made_at,
        listen_only=row.listen_only,
        swept_at=row.swept_at,
        trouble=row.trouble,
    )


def hit_values(hit: Hit) -> dict[str, object]:
    """A new hit."""
    return {
        "workspace_id": hit.workspace_id,
        "account_id": hit.account_id,
        "id": storable(hit.id),
        "search_id": hit.search_id,
        "author_id": storable(hit.author.id),
        "author_handle": storable(hit.author.handle),
        "author_name": storable(hit.author.name),
        "text": storable(hit.text),
        "url": storable(hit.url),
        "created_at": hit.created_at,
        "found_at": hit.found_at,
        "band": hit.band.value,
        "reason": storable(hit.reason),
        "language": hit.language,
        "dismissed_at": hit.dismissed_at,
    }


def hit_of(row: AnyRow) -> Hit:
    """The hit of a row."""
    return Hit(
        id=row.id,
        workspace_id=row.workspace_id,
        account_id=row.account_id,
        search_id=row.search_id,
        author=Author(row.author_id, row.author_handle, row.author_name),
        text=row.text,
        url=row.url,
        created_at=row.created_at,
        found_at=row.found_at,
        band=Band(row.band),
        reason=row.reason,
        language=row.language,
        dismissed_at=row.dismissed_at,
    )


def dismissal_values(dismissal: Dismissal) -> dict[str, object]:
    """A new rule."""
    return {
        "workspace_id": dismissal.workspace_id,
        "id": dismissal.id,
        "account_id": dismissal.account_id,
        "kind": dismissal.kind.value,
        "value": storable(dismissal.value),
        "shown": storable(dismissal.shown),
        "made_by": dismissal.made_by,
        "made_at": dismissal.made_at,
    }


def dismissal_of(row: AnyRow) -> Dismissal:
    """The rule of a row."""
    return Dismissal(
        id=row.id,
        workspace_id=row.workspace_id,
        account_id=row.account_id,
        kind=DismissalKind(row.kind),
        value=row.value,
        shown=row.shown,
        made_by=row.made_by,
        made_at=row.made_at,
    )
