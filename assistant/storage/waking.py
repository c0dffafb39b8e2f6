"""`ports.waking.Wakes` in PostgreSQL: whose account it is, over all workspaces."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from assistant.community.accounts import Platform
from assistant.ports.work import Job
from assistant.storage.database import Database, Door
from assistant.storage.deferring import put
from assistant.storage.schema import ACCOUNT, WORKSPACE


class PostgresWakes:
    """Has accounts swept that something happened to."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def wake(self, platforms: Collection[Platform], native_ids: Collection[str]) -> int:
        """See the port. Accounts of workspaces that left, or were disconnected, sleep on."""
        house = ACCOUNT.join(WORKSPACE, WORKSPACE.c.workspace_id == ACCOUNT.c.workspace_id)
        statement = (
            select(ACCOUNT.c.workspace_id, ACCOUNT.c.id)
            .select_from(house)
            .where(
                ACCOUNT.c.platform.in_([each.value for each in platforms]),
                ACCOUNT.c.native_id.in_(sorted(native_ids)),
            )
        )
        async with self._database.across(Door.WAKING) as connection:
            found = (await connection.execute(statement)).all()
        for workspace_id, account_id in found:
            mark = f"{Job.SYNC}:{account_id}"
            async with self._database.workspace(workspace_id) as connection:
                await put(
                    connection,
                    Job.SYNC,
                    lock=mark,
                    once=mark,
                    workspace_id=workspace_id,
                    account_id=account_id,
                )
        return len(found)
