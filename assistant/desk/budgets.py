"""What use cases that make posts see of the promotion budget."""

from __future__ import annotations

from typing import Protocol

from assistant.community.mix import Function


class BudgetSeen(Protocol):
    """What of a promotion budget matters here."""

    @property
    def missing(self) -> Function | None:
        """The function that our posts lack."""
        ...


class Counts(Protocol):
    """What our posts are for, counted. `desk.mixing.Mixing`."""

    async def budget(self, workspace_id: str, account_id: str) -> BudgetSeen: ...
