"""Calls that are paid. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from assistant.community.accounts import Account
from assistant.community.costs import Paid, Spent


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
        """In the month of `now`."""
        ...

    async def tell(self, workspace_id: str, now: datetime, level: str) -> bool:
        """Note that a workspace is told of a level ("warn", "stop") in the month of `now`; False
        where it was told before.
        """
        ...
