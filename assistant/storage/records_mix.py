"""Our own posts with where they stand, and what is known for telling what they are for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from sqlalchemy import text

from assistant.community.mix import Function, Value
from assistant.community.own_mix import Ours, OwnMix, Place, Told, Written
from assistant.community.periods import Period
from assistant.community.searches import SearchKind
from assistant.storage.database import AnyRow, Database
from assistant.storage.post_rows import post_of
from assistant.storage.texts import account_at

# Called: what it answers is known to us as something that somebody did under, about or to us, or
# stands in a thread that begins with a post of ours.
_WRITTEN = text("""
SELECT p.*, a.native_id, a.handle, a.name,
    p.parent_id IS NULL OR EXISTS (SELECT FROM post o
        WHERE o.account_id = :account_id AND o.id = p.parent_id) AS own,
    EXISTS (SELECT FROM interaction i WHERE i.account_id = :account_id AND i.id = p.parent_id)
        OR EXISTS (SELECT FROM post r WHERE r.account_id = :account_id AND r.id = p.root_id)
        AS called
FROM post p JOIN account a ON a.id = p.account_id
WHERE p.account_id = :account_id AND p.created_at >= :starts AND p.created_at < :ends
ORDER BY p.created_at, p.id
""")

_TOLD = text("""
SELECT l.post_id, p.text, l.function, l.value, l.made_by, l.made_at
FROM post_label l JOIN post p ON p.account_id = l.account_id AND p.id = l.post_id
WHERE l.account_id = :account_id ORDER BY l.made_at, l.post_id
""")

_KNOWN = text("""
WITH ours AS (
    SELECT s.native_id, s.handle FROM account s JOIN account a
        ON a.workspace_id = s.workspace_id AND a.platform = s.platform
    WHERE a.id = :account_id
)
SELECT ARRAY(SELECT native_id FROM ours) AS ids, ARRAY(SELECT handle FROM ours) AS handles,
    ARRAY(SELECT DISTINCT source FROM brand_fact
        WHERE account_id IS NULL OR account_id = :account_id) AS sources,
    ARRAY(SELECT words FROM saved_search
        WHERE account_id = :account_id AND kind = :kind) AS searched
""")


class RecordMix:
    """What `ports.Records` tells of the mix."""

    _loaded = False
    """Whether the rules are; the first time takes a thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def own_mix(self, workspace_id: str, account_id: str, period: Period) -> OwnMix:
        """See the port."""
        known = account_at(account_id)
        within = {**known, "starts": period.start, "ends": period.end}
        kind = {**known, "kind": SearchKind.DOMAIN.value}
        written, told, (ours,) = await self._database.plain.named(
            workspace_id, (_WRITTEN, within), (_TOLD, known), (_KNOWN, kind)
        )
        handles = frozenset(handle.lower().removeprefix("@") for handle in ours.handles)
        found = (handles, ours.sources, ours.searched)
        domains = _domains(*found) if self._loaded else await asyncio.to_thread(_domains, *found)
        self._loaded = True
        return OwnMix(
            written=tuple(map(_written, written)),
            told=tuple(map(_told, told)),
            ours=Ours(frozenset(ours.ids), handles, domains),
        )


def _written(row: AnyRow) -> Written:
    post = post_of(row)
    if row.own:
        return Written(post, Place.OWN)
    return Written(post, Place.CALLED if row.called else Place.UNCALLED)


def _told(row: AnyRow) -> Told:
    return Told(
        post_id=row.post_id,
        text=row.text,
        function=Function(row.function),
        value=Value(row.value) if row.value else None,
        by=row.made_by,
        at=row.made_at,
    )


def _domains(
    handles: Iterable[str], sources: Iterable[str], searched: Iterable[str]
) -> frozenset[str]:
    """Which domains are ours. The rules are loaded, and read their words, the first time."""
    from assistant.community.classifying import own_domains  # noqa: PLC0415 - no ack waits for them

    return own_domains(handles, sources, searched)
