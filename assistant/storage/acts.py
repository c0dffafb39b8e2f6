"""`ports.Acts` in PostgreSQL, and the way to write one beside the change that it tells of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.community.rights import Act
from assistant.ports import Deed
from assistant.storage.database import Database
from assistant.storage.schema import ACT


class PostgresActs:
    """What people did."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, workspace_id: str, deed: Deed) -> None:
        """Write one that changes nothing else here."""
        async with self._database.workspace(workspace_id) as connection:
            await append_act(connection, workspace_id, deed)

    async def latest(
        self, workspace_id: str, *, limit: int, before: datetime | None = None
    ) -> Sequence[Deed]:
        """The newest first; `before` (not included) to go on from an earlier page."""
        known = ACT.c.kind.in_([each.value for each in Act])  # a later version may write others
        statement = select(ACT).where(known).order_by(ACT.c.at.desc(), ACT.c.id).limit(limit)
        if before is not None:
            statement = statement.where(ACT.c.at < before)
        async with self._database.workspace(workspace_id) as connection:
            rows = (await connection.execute(statement)).all()
        return [Deed(Act(row.kind), row.person_id, row.at, row.subject, row.detail) for row in rows]


async def append_act(connection: AsyncConnection, workspace_id: str, deed: Deed) -> None:
    """Write one in the transaction of the change that it tells of."""
    await connection.execute(
        insert(ACT).values(
            workspace_id=workspace_id,
            id=str(uuid4()),
            person_id=deed.person_id,
            kind=deed.act.value,
            subject=deed.subject,
            at=deed.at,
            detail=dict(deed.detail),
        )
    )
