"""Calls that are paid. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from assistant.community.accounts import Account
from assistant.community.costs import Level, Paid, Spent


class Meter(Protocol):
    """Counts what one account's calls cost. Adapters ask before a call, and tell after it."""

    async def allow(self, paid: Paid, units: int, *, reserved: bool = False) -> None:
        """Ask whether a call that brings at most so many posts or people may be made.

        Args:
            reserved: it may use what is kept back for publishing (what has to be removed).

        Raises:
            BudgetSpent: it would go over the month's budget. Nothing is asked of the platform.
            StoreUnavailable: what was spent is not known.
        """
        ...

    async def charge(self, paid: Paid, ids: Sequence[str]) -> None:
        """Note what a call brought or made, by native ids: each is charged once on a UTC day.
        Whoever is charged by the request gives each one an id of its own.

        Raises:
            StoreUnavailable: it was not noted.
        """
        ...


class Meters(Protocol):
    """A meter for each account."""

    def of(self, account: Account) -> Meter: ...


class Costs(Protocol):
    """What was spent, for people."""

    async def spent(self, workspace_id: str, now: datetime) -> Spent:
        """In the month of `now`. Raises NotFound."""
        ...

    async def is_told(self, workspace_id: str, month: date, level: Level) -> bool:
        """Whether somebody was told of a level of a month, or nobody is to be."""
        ...

    async def told(self, workspace_id: str, month: date, level: Level, at: datetime) -> None:
        """Note that they were."""
        ...

    async def untold(self, before: datetime) -> Sequence[tuple[str, date, Level]]:
        """What was noted before then and nobody was told of, over all workspaces, with a
        `Job.COSTS` put into the queue for each where none waits.
        """
        ...


class CostTeller(Protocol):
    """Tells people in the chat. Implemented by `handlers`."""

    async def tell_managers(self, workspace_id: str, key: str, sentence: str) -> None:
        """Tell everybody who manages a workspace by direct message, once for each key.

        Raises:
            EngageError: somebody could not be told, and may be later.
        """
        ...
