"""What paid calls cost, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

from assistant.community.clearances import Clearance
from assistant.community.costs import DOLLAR, PRICES, Level, Paid, Spent, month_of


def spent(
    units: Mapping[Paid, int],
    *,
    dollars: int = 25,
    month: date = date(2026, 11, 1),
    account_id: str = "a1",
) -> Spent:
    """So many of each kind, all by one account."""
    by_paid = {paid: (n, n * PRICES[paid].micro) for paid, n in units.items()}
    whole = sum(micro for _, micro in by_paid.values())
    by_account = {account_id: whole} if whole else {}
    return Spent(month, dollars * DOLLAR, MappingProxyType(by_paid), MappingProxyType(by_account))


class MemoryClearances:
    """`ports.keeping.Clearances`, as far as it is shown."""

    def __init__(self) -> None:
        self.known: dict[str, Clearance] = {}

    async def all(self, workspace_id: str) -> Mapping[str, Clearance]:  # noqa: ARG002
        return self.known


class MemoryCosts:
    """`ports.costs.Costs`. `waiting` is what was noted and is to be told."""

    def __init__(self) -> None:
        self.by_workspace: dict[str, Spent] = {}
        self.waiting: set[tuple[str, date, Level]] = set()
        self.asked_before: list[datetime] = []

    async def spent(self, workspace_id: str, now: datetime) -> Spent:
        return self.by_workspace.get(workspace_id, spent({}, month=month_of(now)))

    async def is_told(self, workspace_id: str, month: date, level: Level) -> bool:
        return (workspace_id, month, level) not in self.waiting

    async def told(self, workspace_id: str, month: date, level: Level, at: datetime) -> None:
        assert at.tzinfo is not None
        self.waiting.discard((workspace_id, month, level))

    async def untold(self, before: datetime) -> Sequence[tuple[str, date, Level]]:
        self.asked_before.append(before)
        return sorted(self.waiting)
