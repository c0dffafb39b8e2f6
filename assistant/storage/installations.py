"""`ports.InstalledApps` in PostgreSQL; tokens go through the vault."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.errors import NotFound
from assistant.ports import Arrival, InstalledApp
from assistant.storage.database import Database
from assistant.storage.schema import INSTALLATION, WORKSPACE
from assistant.storage.texts import storable
from assistant.storage.vault import Vault

PURPOSE = "installation"


class PostgresInstalledApps:
    """How the app is installed in each workspace."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def keep(self, app: InstalledApp, *, name: str, zone: str | None) -> Arrival:
        """Make the workspace if it is new, and store or replace its installation."""
        values = {
            "sealed": self._vault.seal(app.token.encode(), app.workspace_id, PURPOSE),
            "app_id": app.app_id,
            "bot_id": app.bot_id,
            "bot_user_id": app.bot_user_id,
            "installer_id": app.installer_id,
            "scopes": sorted(app.scopes),
            "installed_at": app.installed_at,
            "revoked_at": None,
        }
        made = insert(INSTALLATION).values(workspace_id=app.workspace_id, **values)
        async with self._database.workspace(app.workspace_id) as connection:
            arrival = await _settle_in(connection, app.workspace_id, name, zone)
            if arrival is Arrival.AGAIN:
                # Whoever installs manages: nobody becomes a manager by installing it once more.
                del values["installer_id"]
            await connection.execute(
                made.on_conflict_do_update(
                    index_elements=[INSTALLATION.c.workspace_id], set_=values
                )
            )
        return arrival

    async def get(self, workspace_id: str) -> InstalledApp:
        """The installation.

        Raises:
            NotFound: not installed, or the token was revoked.
            SealBroken: the token cannot be opened; see `explain` for the way on.
        """
        statement = select(INSTALLATION).where(
            INSTALLATION.c.workspace_id == workspace_id, INSTALLATION.c.revoked_at.is_(None)
        )
        async with self._database.workspace(workspace_id) as connection:
            row = (await connection.execute(statement)).one_or_none()
        if row is None:
            raise NotFound("workspace", workspace_id)
        return InstalledApp(
            workspace_id=row.workspace_id,
            token=self._vault.open(row.sealed, workspace_id, PURPOSE).decode(),
            app_id=row.app_id,
            bot_id=row.bot_id,
            bot_user_id=row.bot_user_id,
            installer_id=row.installer_id,
            scopes=frozenset(row.scopes),
            installed_at=row.installed_at,
        )

    async def revoke(self, workspace_id: str, at: datetime) -> None:
        """Note that the token works no more; the first time counts."""
        async with self._database.workspace(workspace_id) as connection:
            await _revoke(connection, workspace_id, at)

    async def remove(self, workspace_id: str, at: datetime) -> None:
        """Note that the app was removed; the first time counts."""
        first = func.coalesce(WORKSPACE.c.removed_at, at)
        resting = update(WORKSPACE).where(WORKSPACE.c.workspace_id == workspace_id)
        async with self._database.workspace(workspace_id) as connection:
            await _revoke(connection, workspace_id, at)
            await connection.execute(resting.values(removed_at=first))


async def _revoke(connection: AsyncConnection, workspace_id: str, at: datetime) -> None:
    first = func.coalesce(INSTALLATION.c.revoked_at, at)
    revoked = update(INSTALLATION).where(INSTALLATION.c.workspace_id == workspace_id)
    await connection.execute(revoked.values(revoked_at=first))


async def _settle_in(
    connection: AsyncConnection, workspace_id: str, name: str, zone: str | None
) -> Arrival:
    """Have the workspace there, named and not removed; what that meant.

    Two who install at once come one after the other: the second waits for the row of the first.
    """
    values = {"workspace_id": workspace_id, "name": storable(name)}
    made = insert(WORKSPACE).values(**values, **({"zone": zone} if zone else {}))
    await connection.execute(made.on_conflict_do_nothing())
    here = WORKSPACE.c.workspace_id == workspace_id
    found = (
        select(WORKSPACE.c.removed_at, INSTALLATION.c.revoked_at, INSTALLATION.c.installed_at)
        .outerjoin_from(WORKSPACE, INSTALLATION)
        .where(here)
        .with_for_update(of=WORKSPACE)
    )
    before = (await connection.execute(found)).one()
    living = update(WORKSPACE).where(here)
    await connection.execute(living.values(name=storable(name), removed_at=None))
    if before.removed_at or before.revoked_at:
        return Arrival.BACK
    return Arrival.AGAIN if before.installed_at else Arrival.NEW
