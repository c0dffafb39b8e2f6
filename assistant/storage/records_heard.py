"""Talk that does not tag us: what saved searches found, and what became of it."""

from __future__ import annotations

from sqlalchemy import text

from assistant.community.activity import Ears, Heard
from assistant.community.heard import ABOUT_US
from assistant.community.periods import Period
from assistant.storage.database import Database
from assistant.storage.texts import account_at

_SEARCHES = text("""
SELECT count(*), count(*) FILTER (WHERE NOT listen_only), min(made_at),
    coalesce(bool_and(swept_at IS NOT NULL AND trouble IS NULL), true)
FROM saved_search WHERE account_id = :account_id AND kind = ANY(:kinds)
""")

# What was written before its search was saved never became an item.
_HEARD = text("""
SELECT h.created_at, NOT s.listen_only AND h.created_at >= s.made_at, i.due_at, i.decided_at
FROM hit h
    JOIN saved_search s ON s.workspace_id = h.workspace_id AND s.id = h.search_id
    LEFT JOIN item_part p ON p.account_id = h.account_id AND p.id = h.id
    LEFT JOIN item i ON i.workspace_id = h.workspace_id AND i.id = p.item_id
WHERE h.account_id = :account_id AND h.dismissed_at IS NULL AND s.kind = ANY(:kinds)
    AND h.created_at >= :starts AND h.created_at < :ends
ORDER BY h.created_at, h.id
""")


class RecordHearing:
    """What `ports.Records` tells of listening."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def heard(self, workspace_id: str, account_id: str, period: Period) -> Ears:
        """See the port."""
        kinds = sorted(kind.value for kind in ABOUT_US)
        known = {**account_at(account_id), "kinds": kinds}
        within = {**known, "starts": period.start, "ends": period.end}
        ((searches, answering, since, whole),), rows = await self._database.plain.tuples(
            workspace_id, (_SEARCHES, known), (_HEARD, within)
        )
        return Ears(searches, answering, since, whole, tuple(Heard(*row) for row in rows))
