"""How the app is installed in workspaces, one by one. See `assistant.ports`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class InstalledApp:
    """The app in one workspace: its token there, and who it is.

    `scopes` are those that were granted; `installer_id` is the person who brought it in, who may
    manage it.
    """

    workspace_id: str
    token: str = field(repr=False)
    app_id: str
    bot_id: str
    bot_user_id: str
    installer_id: str
    scopes: frozenset[str]
    installed_at: datetime


class Arrival(StrEnum):
    """What an installation meant for its workspace."""

    NEW = "new"
    BACK = "back"
    """It had been removed, or its token revoked; everything it had is there again."""
    AGAIN = "again"
    """It was installed already: the token and the scopes are newer, the installer is as before."""


class InstalledApps(Protocol):
    """The installations, each sealed for its workspace."""

    async def keep(self, app: InstalledApp, *, name: str, zone: str | None) -> Arrival:
        """Make the workspace if it is new, and store or replace its installation.

        Args:
            name: of the workspace, as its chat shows it.
            zone: the IANA zone a new workspace begins with; None for UTC. One that is there keeps
                its own.
        """
        ...

    async def get(self, workspace_id: str) -> InstalledApp:
        """Raises NotFound where it is not installed, or its token was revoked."""
        ...

    async def revoke(self, workspace_id: str, at: datetime) -> None:
        """Note that the token works no more. What is stored of the workspace stays."""
        ...

    async def remove(self, workspace_id: str, at: datetime) -> None:
        """Note that the app was removed: the workspace rests, and is erased later."""
        ...


class Tickets(Protocol):
    """Short texts that can be redeemed once, and only for a while."""

    async def issue(self, ticket: str, text: str, keep_s: int) -> None:
        """Keep a text under a ticket nobody can guess."""
        ...

    async def redeem(self, ticket: str) -> str | None:
        """The text, for the first who asks; None when it was redeemed, has expired or never was."""
        ...
