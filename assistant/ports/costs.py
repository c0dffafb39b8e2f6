"""Calls that are paid. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol

from assistant.community.accounts import Account
from assistant.community.costs import Level, Paid, Spent, Use


class Meter(Protocol):
    """Counts what one account's calls cost. Adapters hold what a call may cost while it goes on,
    and tell what it did cost before they let go.
    """

    def hold(self, micro: int, use: Use = Use.READING) -> AbstractAsyncContextManager[None]:
        """Keep so much of the month's budget back for a call, until it has ended: whatever is asked
        for at the same time, here or in another process, all of it fits.

        Args:
            micro: the most that it can cost.

        Raises:
            BudgetSpent: it would go over what there is for this use. Nothing is asked of the
                platform.
            StoreUnavailable: what was spent is not known.
        """
        ...

    async def charge(self, paid: Paid, ids: Sequence[str]) -> int:
        """Note what a call brought or made, by native ids: each is charged once on a UTC day.
        Whoever is charged by the request gives each one an id of its own.

        Returns:
            the micro that are new by that.

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
        """Tell everybody who manages a workspace by direct message, once for each key. Where nobody
        is known by name, in the channels of the accounts that cost something.

        Raises:
            EngageError: somebody could not be told, and may be later.
        """
        ...
