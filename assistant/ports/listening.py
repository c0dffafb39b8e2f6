"""Saved searches and their hits. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from assistant.community.periods import Period
from assistant.community.searches import Dismissal, Hit, SavedSearch


class Searches(Protocol):
    """The saved searches of a workspace, what they found, and what dismissals taught."""

    async def all(
        self, workspace_id: str, *, account_id: str | None = None
    ) -> Sequence[SavedSearch]: ...

    async def get(self, workspace_id: str, search_id: str) -> SavedSearch:
        """Raises NotFound."""
        ...

    async def add(self, search: SavedSearch) -> bool:
        """Store it, and put its job into the queue. False where the account has the same kind and
        words already, however they are capitalised.

        Raises:
            NotFound: no such account in this workspace.
        """
        ...

    async def change(self, search: SavedSearch) -> None:
        """Store listen_only, swept_at and trouble. Raises NotFound."""
        ...

    async def looked(
        self, workspace_id: str, search_id: str, swept_at: datetime | None, trouble: str | None
    ) -> None:
        """Note how its last look ended, and nothing else. Raises NotFound."""
        ...

    async def drop(self, workspace_id: str, search_id: str) -> bool:
        """Its hits stay."""
        ...

    async def add_hits(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Store them, all of one account; those that were new. A post found by two searches is one
        hit.

        Raises:
            NotFound: no such account in this workspace.
        """
        ...

    async def hit(self, workspace_id: str, account_id: str, hit_id: str) -> Hit:
        """Raises NotFound."""
        ...

    async def hits(
        self, workspace_id: str, account_id: str, period: Period, *, limit: int = 200
    ) -> Sequence[Hit]:
        """Hits created in the period that were not dismissed, the newest first."""
        ...

    async def count(self, workspace_id: str, account_id: str, period: Period) -> int:
        """How many of them."""
        ...

    async def dismiss(
        self, workspace_id: str, account_id: str, hit_ids: Sequence[str], at: datetime
    ) -> int:
        """Put hits away; how many were not before."""
        ...

    async def dismissals(self, workspace_id: str, account_id: str) -> Sequence[Dismissal]: ...

    async def add_dismissal(self, dismissal: Dismissal) -> bool:
        """False where there is the same rule already."""
        ...

    async def drop_dismissal(self, workspace_id: str, dismissal_id: str) -> bool: ...
