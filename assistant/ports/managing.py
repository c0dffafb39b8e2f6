"""Settings that people edit, who manages, and what people did. See `assistant.ports`.

Whatever changes something takes the deed that tells of it, and writes both in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from assistant.community.rights import Act
from assistant.community.settings import AccountSettings, WorkspaceSettings

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Kept(Generic[S]):
    """Settings as they are stored.

    `version` counts the edits; an edit names the one it was made from. `chosen` are the fields
    that a person has set; the others have their defaults (the zone: that of the first person who
    was there).
    """

    settings: S
    version: int
    chosen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Deed:
    """What a person did: an act, when, and to what.

    `subject` is an account id, a person id, or "" for the workspace itself. `detail` holds what a
    reader of the list needs (fields with their old and new values, counts of what was erased);
    never a secret and no message text.
    """

    act: Act
    person_id: str
    at: datetime
    subject: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manager:
    """Somebody whom a manager named one."""

    person_id: str
    named_by: str
    named_at: datetime


@dataclass(frozen=True, slots=True)
class ManagedBy:
    """Who manages a workspace, besides its admins. `installer_id` is None where Engage runs by a
    bot token of its own and nobody installed it.
    """

    installer_id: str | None
    named: tuple[Manager, ...]


class Preferences(Protocol):
    """Settings of workspaces and accounts."""

    async def of_workspace(self, workspace_id: str) -> Kept[WorkspaceSettings]:
        """Raises NotFound."""
        ...

    async def of_account(self, workspace_id: str, account_id: str) -> Kept[AccountSettings]:
        """Raises NotFound."""
        ...

    async def of_accounts(self, workspace_id: str) -> Mapping[str, Kept[AccountSettings]]:
        """Of all accounts of a workspace, by account id."""
        ...

    async def keep_workspace(
        self, workspace_id: str, settings: WorkspaceSettings, *, version: int, deed: Deed
    ) -> Kept[WorkspaceSettings]:
        """Replace them. Raises NotFound, and EditConflict unless `version` is still the stored
        one.
        """
        ...

    async def keep_account(
        self,
        workspace_id: str,
        account_id: str,
        settings: AccountSettings,
        *,
        version: int,
        deed: Deed,
    ) -> Kept[AccountSettings]:
        """Replace them. Raises NotFound, and EditConflict unless `version` is still the stored
        one.
        """
        ...

    async def find_zone(self, workspace_id: str, zone: str) -> str:
        """Take a zone as the default, once: while there is only UTC, and nobody chose anything.

        Returns the zone that is in force. Raises NotFound.
        """
        ...


class Managers(Protocol):
    """Who manages a workspace."""

    async def of(self, workspace_id: str) -> ManagedBy: ...

    async def name(self, workspace_id: str, person_id: str, deed: Deed) -> bool:
        """False when they were named already; nothing is written then."""
        ...

    async def unname(self, workspace_id: str, person_id: str, deed: Deed) -> bool:
        """False when they were not named; nothing is written then."""
        ...


class Acts(Protocol):
    """What people did in a workspace. It only grows, until its time to be kept is over."""

    async def append(self, workspace_id: str, deed: Deed) -> None:
        """Write one that changes nothing else here."""
        ...

    async def latest(
        self, workspace_id: str, *, limit: int, before: datetime | None = None
    ) -> Sequence[Deed]:
        """The newest first; `before` (not included) to go on from an earlier page."""
        ...
