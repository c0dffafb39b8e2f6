"""`ports.Managers` in PostgreSQL."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from assistant.ports import Deed, ManagedBy, Manager
from assistant.storage.acts import append_act
from assistant.storage.database import Database
from assistant.storage.schema import INSTALLATION, MANAGER


class PostgresManagers:
    """Who manages a workspace, besides its admins."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, workspace_id: str) -> ManagedBy:
        """The installer, and those who were named, the first of them first."""
        named = select(MANAGER).order_by(MANAGER.c.named_at, MANAGER.c.person_id)
        async with self._database.workspace(workspace_id) as connection:
            rows = (await connection.execute(named)).all()
            installer = await connection.execute(select(INSTALLATION.c.installer_id))
            return ManagedBy(
                installer_id=installer.scalar_one_or_none(),
                named=tuple(Manager(row.person_id, row.named_by, row.named_at) for row in rows),
            )

    async def name(self, workspace_id: str, person_id: str, deed: Deed) -> bool:
        """False when they were named already; nothing is written then."""
        made = insert(MANAGER).values(
            workspace_id=workspace_id,
            person_id=person_id,
            named_by=deed.person_id,
            named_at=deed.at,
        )
        async with self._database.workspace(workspace_id) as connection:
            new = await connection.execute(
                made.on_conflict_do_nothing().returning(MANAGER.c.person_id)
            )
            if named := new.one_or_none() is not None:
                await append_act(connection, workspace_id, deed)
            return named

    async def unname(self, workspace_id: str, person_id: str, deed: Deed) -> bool:
        """False when they were not named; nothing is written then."""
        async with self._database.workspace(workspace_id) as connection:
            done = await connection.execute(delete(MANAGER).where(MANAGER.c.person_id == person_id))
            if done.rowcount:
                await append_act(connection, workspace_id, deed)
            return bool(done.rowcount)
