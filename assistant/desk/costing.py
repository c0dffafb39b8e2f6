"""Show what paid calls cost, and tell those who manage Engage in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import structlog

from assistant.community.cost_words import notice
from assistant.community.costs import CHARGING, Level, Spent
from assistant.community.rights import Act
from assistant.desk.permitting import Permitting
from assistant.ports import Accounts, Clock
from assistant.ports.costs import Costs, CostTeller

log = structlog.get_logger(__name__)

PATIENCE = timedelta(minutes=10)
"""What was noted earlier and nobody was told of is told anew."""


@dataclass(frozen=True, slots=True)
class CostView:
    """What a month has cost.

    Attributes:
        names: accounts as people write them, by id; those that are gone are not among them.
        may_change: whether this person may change the budget.
    """

    spent: Spent
    names: Mapping[str, str]
    now: datetime
    may_change: bool


class Costing:
    """The use case behind `/engage costs`."""

    def __init__(
        self, *, permitting: Permitting, accounts: Accounts, costs: Costs, clock: Clock
    ) -> None:
        self._permitting = permitting
        self._accounts = accounts
        self._costs = costs
        self._clock = clock

    async def view(self, workspace_id: str, person_id: str) -> CostView | None:
        """This month; None where no account costs anything and nothing was spent.

        Raises:
            NotAllowed: no full member.
        """
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        accounts, now = await self._accounts.all(workspace_id), self._clock()
        spent = await self._costs.spent(workspace_id, now)
        if not spent.micro and not any(each.ref.platform in CHARGING for each in accounts):
            return None
        may = await self._permitting.permitted(workspace_id, person_id)
        names = {each.id: str(each.ref) for each in accounts}
        return CostView(spent, names, now, Act.CHANGE_SETTINGS in may)


class CostNotices:
    """The use case behind what managers are told, as a job."""

    def __init__(self, costs: Costs, teller: CostTeller, clock: Clock) -> None:
        self._costs = costs
        self._teller = teller
        self._clock = clock

    async def tell(self, workspace_id: str, month: str, level: str) -> None:
        """Tell what was noted, unless it was told. Safe to run again.

        Args:
            month: its first day, ISO.
            level: see `Level`.

        Raises:
            EngageError: the chat cannot be reached; whoever asks tries again.
        """
        at = (workspace_id, date.fromisoformat(month), Level(level))
        if await self._costs.is_told(*at):
            return
        now = self._clock()
        spent = await self._costs.spent(workspace_id, datetime.combine(at[1], time(), UTC))
        await self._teller.tell_managers(workspace_id, f"{month}:{level}", notice(at[2], spent))
        await self._costs.told(*at, now)
        log.info("costs.told", workspace_id=workspace_id, month=month, level=level)

    async def look_after(self) -> None:
        """Have told what was left."""
        await self._costs.untold(self._clock() - PATIENCE)
