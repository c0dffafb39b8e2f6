"""Erasing what has been kept for long enough. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol


class Retention(Protocol):
    """Erases records of workspaces, a bounded batch at a time."""

    async def erase(
        self, workspace_id: str, before: datetime, *, images_before: datetime | None = None
    ) -> Mapping[str, int]:
        """Erase one batch of what is older; how many rows of each table. Empty: nothing is left.

        Images of posts go where the last draft of their studio ended before `images_before`; None
        for `before`.

        Rollups stay equal to the rows that are left, and the workspace's accounts say from when
        on their records are whole.
        """
        ...

    async def removed(self, before: datetime) -> Sequence[str]:
        """Ids of workspaces from which Engage was removed before that, of all workspaces."""
        ...

    async def erase_all(self, workspace_id: str, removed_before: datetime) -> Mapping[str, int]:
        """Erase one batch of a workspace from which Engage was removed before that; in the end the
        workspace itself. Empty: nothing is left, or Engage has been installed again.
        """
        ...
