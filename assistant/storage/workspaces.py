"""`ports.Workspaces` in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Label, func, select
from sqlalchemy.dialects.postgresql import insert

from assistant.errors import NotFound
from assistant.ports import Workspace
from assistant.storage.database import AnyRow, Database, Door
from assistant.storage.schema import WORKSPACE


def _in_force(column: Column[str]) -> Label[str]:
    """What people chose, else what Engage found by itself: `storage.preferences` in SQL."""
    return func.coalesce(WORKSPACE.c.settings[column.name].astext, column).label(column.name)


_COLUMNS = (
    WORKSPACE.c.workspace_id,
    WORKSPACE.c.name,
    _in_force(WORKSPACE.c.zone),
    _in_force(WORKSPACE.c.language),
)


class PostgresWorkspaces:
    """The workspaces Engage serves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ensure(self, workspace_id: str, name: str) -> Workspace:
        """Return the workspace, made with defaults when it is new; a new name is kept.

        One that had been removed is there again with all it had.
        """
        made = insert(WORKSPACE).values(workspace_id=workspace_id, name=name)
        statement = made.on_conflict_do_update(
            index_elements=[WORKSPACE.c.workspace_id],
            set_={"name": made.excluded.name, "removed_at": None},
        ).returning(*_COLUMNS)
        async with self._database.workspace(workspace_id) as connection:
            return _workspace((await connection.execute(statement)).one())

    async def get(self, workspace_id: str) -> Workspace:
        """Raises NotFound."""
        async with self._database.workspace(workspace_id) as connection:
            row = (await connection.execute(select(*_COLUMNS))).one_or_none()
        if row is None:
            raise NotFound("workspace", workspace_id)
        return _workspace(row)

    async def all(self) -> Sequence[Workspace]:
        """Every workspace that was not removed, the oldest first."""
        statement = (
            select(*_COLUMNS)
            .where(WORKSPACE.c.removed_at.is_(None))
            .order_by(WORKSPACE.c.made_at, WORKSPACE.c.workspace_id)
        )
        async with self._database.across(Door.WORKSPACES) as connection:
            return [_workspace(row) for row in await connection.execute(statement)]


def _workspace(row: AnyRow) -> Workspace:
    return Workspace(row.workspace_id, row.name, row.zone, row.language)
