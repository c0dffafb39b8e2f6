"""`ports.Familiar` in PostgreSQL: what the records know of one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import TextClause, text

from assistant.community.posts import Author
from assistant.ports.inbox import Talk
from assistant.storage.database import AnyRow, Database
from assistant.storage.texts import account_at, storable

_TALKS = text("""
SELECT i.id, i.text, i.url, i.created_at, answer.text AS answer, answer.created_at AS answered_at
FROM interaction i LEFT JOIN LATERAL (
    SELECT text, created_at FROM post
    WHERE account_id = :account_id AND parent_id = i.id ORDER BY created_at, id LIMIT 1
) answer ON true
WHERE i.account_id = :account_id AND i.author_id = :person_id
    AND i.kind IN ('reply', 'quote', 'mention')
ORDER BY i.created_at DESC, i.id DESC LIMIT :most
""")

_PERSON = text("""
SELECT id, handle, name, first_at FROM person WHERE account_id = :account_id AND id = :person_id
""")

_DAYS = text("""
SELECT DISTINCT date_trunc('day', created_at, 'UTC') AS day FROM interaction
WHERE account_id = :account_id AND author_id = :person_id AND created_at >= :since
    AND kind IN ('reply', 'quote', 'mention')
ORDER BY day
""")


class PostgresFamiliar:
    """The people behind comments and mentions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def talks(
        self, workspace_id: str, account_id: str, person_id: str, *, limit: int
    ) -> Sequence[Talk]:
        """Their comments, quotes and mentions with our first answer, the latest first."""
        rows = await self._rows(workspace_id, account_id, person_id, _TALKS, most=limit)
        return [Talk(*row) for row in rows]

    async def first_at(self, workspace_id: str, account_id: str, person_id: str) -> datetime | None:
        """When they first did anything that we know of, also what was erased since."""
        rows = await self._rows(workspace_id, account_id, person_id, _PERSON)
        return rows[0].first_at if rows else None

    async def active_days(
        self, workspace_id: str, account_id: str, person_id: str, since: datetime
    ) -> Sequence[datetime]:
        """UTC days, as their midnights, on which they wrote to us since then, oldest first."""
        rows = await self._rows(workspace_id, account_id, person_id, _DAYS, since=since)
        return [row.day for row in rows]

    async def person(self, workspace_id: str, account_id: str, person_id: str) -> Author | None:
        """As last seen; None for a stranger."""
        rows = await self._rows(workspace_id, account_id, person_id, _PERSON)
        return Author(rows[0].id, rows[0].handle, rows[0].name) if rows else None

    async def _rows(
        self,
        workspace_id: str,
        account_id: str,
        person_id: str,
        statement: TextClause,
        **values: object,
    ) -> Sequence[AnyRow]:
        at = {**account_at(account_id), "person_id": storable(person_id), **values}
        async with self._database.workspace(workspace_id) as connection:
            return (await connection.execute(statement, at)).all()
