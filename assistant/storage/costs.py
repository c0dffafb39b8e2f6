"""`ports.costs.Costs` in PostgreSQL: what paid calls cost, day by day, and who was told of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.community.costs import (
    DOLLAR,
    NOBODY,
    PRICES,
    Level,
    Paid,
    Spent,
    month_after,
    month_of,
)
from assistant.community.settings import WorkspaceSettings
from assistant.errors import NotFound
from assistant.ports.work import Job
from assistant.storage.database import Database, Door
from assistant.storage.deferring import put_each
from assistant.storage.schema import COST_NOTICE, WORKSPACE
from assistant.storage.texts import id_at

_KINDS = frozenset(each.value for each in Paid)

_ADD = text("""
INSERT INTO cost_day (workspace_id, day, account_id, paid, units, micro)
VALUES (:workspace_id, :day,
    coalesce((SELECT id FROM account WHERE id = :account_id), CAST(:nobody AS uuid)),
    :paid, :units, :micro)
ON CONFLICT (workspace_id, day, account_id, paid) DO UPDATE
SET units = cost_day.units + excluded.units, micro = cost_day.micro + excluded.micro
""")

_SPENT = text("""
SELECT account_id::text AS account_id, paid, sum(units)::bigint AS units,
    sum(micro)::bigint AS micro
FROM cost_day WHERE day >= :month AND day < :after GROUP BY 1, 2
""")


class PostgresCosts:
    """`ports.costs.Costs`, and what meters write."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def spent(self, workspace_id: str, now: datetime) -> Spent:
        """In the month of `now`. Raises NotFound."""
        async with self._database.workspace(workspace_id) as connection:
            return await _spent(connection, workspace_id, month_of(now))

    async def add(
        self, workspace_id: str, account_id: str, paid: Paid, units: int, now: datetime
    ) -> int:
        """Note what was paid for; how much that is, in micro. Where the month is to be told of
        then, that is noted, too.

        Raises:
            NotFound: there is no such workspace.
        """
        micro = units * PRICES[paid].micro
        row = {
            "workspace_id": workspace_id,
            "day": now.date(),
            "account_id": id_at(account_id),
            "nobody": NOBODY,
            "paid": paid.value,
            "units": units,
            "micro": micro,
        }
        try:
            async with self._database.workspace(workspace_id) as connection:
                await connection.execute(_ADD, row)
                spent = await _spent(connection, workspace_id, month_of(now))
                if spent.level:
                    await _note(connection, workspace_id, spent.month, spent.level, now)
                return micro
        except IntegrityError:
            raise NotFound("workspace", workspace_id) from None

    async def refuse(self, workspace_id: str, now: datetime) -> None:
        """Note that a call was not made because little is left, so that it is told."""
        async with self._database.workspace(workspace_id) as connection:
            await _note(connection, workspace_id, month_of(now), Level.STOP, now)

    async def is_told(self, workspace_id: str, month: date, level: Level) -> bool:
        """Whether somebody was told of a level of a month, or nobody is to be."""
        its = (COST_NOTICE.c.month == month, COST_NOTICE.c.level == level.value)
        waiting = select(COST_NOTICE.c.level).where(*its, COST_NOTICE.c.told_at.is_(None))
        async with self._database.workspace(workspace_id) as connection:
            return (await connection.execute(waiting)).first() is None

    async def told(self, workspace_id: str, month: date, level: Level, at: datetime) -> None:
        """Note that they were."""
        its = (COST_NOTICE.c.month == month, COST_NOTICE.c.level == level.value)
        noted = update(COST_NOTICE).where(*its, COST_NOTICE.c.told_at.is_(None)).values(told_at=at)
        async with self._database.workspace(workspace_id) as connection:
            await connection.execute(noted)

    async def untold(self, before: datetime) -> Sequence[tuple[str, date, Level]]:
        """What was noted before then and nobody was told of, over all workspaces, with a
        `Job.COSTS` put into the queue for each where none waits.
        """
        its = WORKSPACE.c.workspace_id == COST_NOTICE.c.workspace_id
        left = select(COST_NOTICE.c.workspace_id, COST_NOTICE.c.month, COST_NOTICE.c.level)
        left = left.join(WORKSPACE, its).where(
            COST_NOTICE.c.told_at.is_(None), COST_NOTICE.c.noted_at < before
        )
        async with self._database.across(Door.COSTS) as connection:
            rows = (
                await connection.execute(left.order_by(COST_NOTICE.c.noted_at).limit(500))
            ).all()
            found = [(row.workspace_id, row.month, Level(row.level)) for row in rows]
            await put_each(connection, Job.COSTS, [_job(*each) for each in found])
        return found


async def _spent(connection: AsyncConnection, workspace_id: str, month: date) -> Spent:
    house = select(WORKSPACE.c.settings).where(WORKSPACE.c.workspace_id == workspace_id)
    kept = (await connection.execute(house)).one_or_none()
    if kept is None:
        raise NotFound("workspace", workspace_id)
    dollars = kept.settings.get("monthly_usd", WorkspaceSettings().monthly_usd)
    by_paid: dict[Paid, tuple[int, int]] = {}
    by_account: dict[str, int] = defaultdict(int)
    stretch = {"month": month, "after": month_after(month)}
    for row in await connection.execute(_SPENT, stretch):
        by_account[row.account_id] += row.micro
        if row.paid in _KINDS:  # one of a newer version counts, and has no name here
            units, micro = by_paid.get(Paid(row.paid), (0, 0))
            by_paid[Paid(row.paid)] = (units + row.units, micro + row.micro)
    return Spent(month, dollars * DOLLAR, MappingProxyType(by_paid), MappingProxyType(by_account))


async def _note(
    connection: AsyncConnection, workspace_id: str, month: date, level: Level, now: datetime
) -> None:
    """Once a month and level, with the job that tells of it."""
    row = {"workspace_id": workspace_id, "month": month, "level": level.value, "noted_at": now}
    noted = insert(COST_NOTICE).values(row).on_conflict_do_nothing()
    if (await connection.execute(noted.returning(COST_NOTICE.c.level))).first() is not None:
        await put_each(connection, Job.COSTS, [_job(workspace_id, month, level)])


def _job(workspace_id: str, month: date, level: Level) -> tuple[str, dict[str, str]]:
    """The mark and the ids of the job that tells of it: one waits for each."""
    ids = {"workspace_id": workspace_id, "month": month.isoformat(), "level": level.value}
    return f"costs:{workspace_id}:{month}:{level}", ids
