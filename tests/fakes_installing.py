"""Installations and tickets in memory, with the manners of the real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from assistant.errors import NotFound, StoreUnavailable
from assistant.ports import Arrival, Clock, InstalledApp, Workspace


class MemoryApps:
    """`ports.InstalledApps`. `down` makes it a database that cannot be reached.

    Args:
        workspaces: where new workspaces are put, by id.
    """

    def __init__(self, workspaces: dict[str, Workspace] | None = None) -> None:
        self.workspaces = {} if workspaces is None else workspaces
        self.kept: dict[str, InstalledApp] = {}
        self.revoked: dict[str, datetime] = {}
        self.removed: dict[str, datetime] = {}
        self.reads = 0
        self.down = False

    async def keep(self, app: InstalledApp, *, name: str, zone: str | None) -> Arrival:
        self._up()
        arrival = Arrival.AGAIN if app.workspace_id in self.kept else Arrival.NEW
        if app.workspace_id in self.revoked or app.workspace_id in self.removed:
            arrival = Arrival.BACK
        self.revoked.pop(app.workspace_id, None)
        self.removed.pop(app.workspace_id, None)
        installer_id = app.installer_id
        if arrival is Arrival.AGAIN:
            installer_id = self.kept[app.workspace_id].installer_id
        self.kept[app.workspace_id] = replace(app, installer_id=installer_id)
        made = Workspace(app.workspace_id, name, zone or "UTC")
        self.workspaces.setdefault(app.workspace_id, made)
        return arrival

    async def get(self, workspace_id: str) -> InstalledApp:
        self.reads += 1
        self._up()
        if workspace_id not in self.kept or workspace_id in self.revoked:
            raise NotFound("workspace", workspace_id)
        return self.kept[workspace_id]

    async def revoke(self, workspace_id: str, at: datetime) -> None:
        self._up()
        self.revoked.setdefault(workspace_id, at)

    async def remove(self, workspace_id: str, at: datetime) -> None:
        await self.revoke(workspace_id, at)
        self.removed.setdefault(workspace_id, at)

    def _up(self) -> None:
        if self.down:
            raise StoreUnavailable("PostgreSQL")


class MemoryTickets:
    """`ports.Tickets`. `down` makes it a Redis that cannot be reached."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.issued: dict[str, tuple[datetime, str]] = {}
        self.down = False

    async def issue(self, ticket: str, text: str, keep_s: int) -> None:
        self._up()
        self.issued[ticket] = (self.clock() + timedelta(seconds=keep_s), text)

    async def redeem(self, ticket: str) -> str | None:
        self._up()
        until, text = self.issued.pop(ticket, (self.clock(), ""))
        return text if self.clock() < until else None

    def _up(self) -> None:
        if self.down:
            raise StoreUnavailable("Redis")
