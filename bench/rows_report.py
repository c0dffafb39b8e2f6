"""A 30-day report over a large account: through rollups as Engage reads it, and over raw rows.

Two parts, because they rest on different tables: what is counted by the hour (interactions by kind
and day), and who took part (people by the day). Both ways must give the same figures.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from assistant.community.health import measure
from assistant.community.periods import Period
from assistant.community.posts import Kind
from assistant.community.responses import Policy
from assistant.community.rows import Rows
from assistant.storage.database import Database
from assistant.storage.records import PostgresRecords
from bench.history import ACCOUNT, NOW, History, write
from bench.load import TEAM
from bench.rows import Row
from bench.stage import Stage

COUNTED = ("replies", "likes", "reposts", "quotes", "mentions", "engagements", "conversation_share")
TIMES = 5
"""How often each way is asked in a round; the median counts."""
TIMES_QUICK = 21
"""The same of the counts, which take a few milliseconds: a checkpoint is longer than one."""

_RAW_COUNTS = text("""
SELECT (created_at AT TIME ZONE :zone)::date AS day, kind, count(*) AS n
FROM interaction
WHERE account_id = :account AND created_at >= :start AND created_at < :end AND counted
GROUP BY 1, 2
""")

_RAW_PEOPLE = text("""
SELECT count(DISTINCT author_id) AS people,
    count(DISTINCT author_id) FILTER (WHERE NOT EXISTS (
        SELECT FROM interaction e WHERE e.account_id = i.account_id
            AND e.author_id = i.author_id AND e.created_at < :start)) AS first_timers
FROM interaction i
WHERE account_id = :account AND created_at >= :start AND created_at < :end
""")

Figures = Mapping[str, float]


async def report_rows(stage: Stage, rounds: int, count: int, *, longer: bool) -> list[Row]:
    """Measure reports over `count` interactions of 90 days; `longer` also over twice as many of
    180, which takes half a minute to write.
    """
    once = await _measured(stage, rounds, History(count, 90))
    rows = [
        Row.beside(
            f"30-day report of {count:,} interactions: counts by day",
            "ms",
            [(each.counts, each.raw_counts) for each in once],
            budget=0.1,
            note="Through Records and community, beside one statement over raw rows.",
        ),
        Row.beside("  (who took part)", "ms", [(each.people, each.raw_people) for each in once]),
    ]
    if not longer:
        return rows
    twice = await _measured(stage, rounds, History(2 * count, 180))
    counts = zip((each.counts for each in twice), (each.counts for each in once), strict=True)
    people = zip((each.people for each in twice), (each.people for each in once), strict=True)
    return [
        *rows,
        Row.beside("  counts with twice the history", "ms", list(counts), budget=1.25),
        Row.beside("  (who took part, with twice the history)", "ms", list(people)),
    ]


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of one round, by way."""

    counts: float
    raw_counts: float
    people: float
    raw_people: float


async def _measured(stage: Stage, rounds: int, history: History) -> list[Taken]:
    await asyncio.to_thread(write, stage.database_url, history)
    database = Database(stage.database_url)
    try:
        report = Report(database, history)
        await report.check()
        ways = (
            (report.counts, TIMES_QUICK),
            (report.raw_counts, TIMES_QUICK),
            (report.people, TIMES),
            (report.raw_people, TIMES),
        )
        return [Taken(*[await _median_ms(*way) for way in ways]) for _ in range(rounds)]
    finally:
        await database.close()


async def _median_ms(work: Callable[[], Awaitable[Figures]], times: int) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        await work()
        taken.append(time.perf_counter() - began)
    return sorted(taken)[times // 2] * 1000


class Report:
    """The same report in two ways."""

    def __init__(self, database: Database, history: History) -> None:
        self._database = database
        self._records = PostgresRecords(database)
        self._history = history

    async def check(self) -> None:
        """Raises AssertionError when the two ways differ."""
        for ours, raw in ((self.counts, self.raw_counts), (self.people, self.raw_people)):
            assert await ours() == await raw()

    async def counts(self) -> Figures:
        """Interactions by kind over the period and by local day, as measures read them."""
        month = self._history.month
        totals = await self._records.totals(TEAM, ACCOUNT, month)
        daily = await self._records.daily(TEAM, ACCOUNT, month)
        return _figures(month, totals) | {"days": len(daily), "most": _most(daily.values())}

    async def raw_counts(self) -> Figures:
        """The same over raw rows."""
        month = self._history.month
        rows = await self._raw(_RAW_COUNTS, zone=month.zone)
        totals = dict.fromkeys(Kind, 0)
        daily: dict[Any, dict[Kind, int]] = {}
        for day, kind, n in rows:
            totals[Kind(kind)] += n
            daily.setdefault(day, dict.fromkeys(Kind, 0))[Kind(kind)] = n
        return _figures(month, totals) | {"days": len(daily), "most": _most(daily.values())}

    async def people(self) -> Figures:
        """How many took part, and how many of them for the first time."""
        month = self._history.month
        days = await self._records.person_days(TEAM, ACCOUNT, month)
        first = await self._records.first_seen(TEAM, ACCOUNT, month)
        rows = Rows(month, NOW, "Sample", self._history.start, days=days, first_seen=first)
        return _measures(rows, ("people", "first_timers"))

    async def raw_people(self) -> Figures:
        """The same over raw rows."""
        ((people, first_timers),) = await self._raw(_RAW_PEOPLE)
        return {"people": people, "first_timers": first_timers}

    async def _raw(self, statement: Any, **values: object) -> Sequence[Any]:
        month = self._history.month
        at = {"account": ACCOUNT, "start": month.start, "end": month.end}
        async with self._database.workspace(TEAM) as connection:
            return (await connection.execute(statement, at | values)).all()


def _figures(month: Period, totals: Mapping[Kind, int]) -> dict[str, float]:
    return _measures(Rows(month, NOW, "Sample", month.start, totals=totals), COUNTED)


def _measures(rows: Rows, metrics: Sequence[str]) -> dict[str, float]:
    values = {metric: measure(metric, rows, Policy()).value for metric in metrics}
    return {metric: value for metric, value in values.items() if isinstance(value, int | float)}


def _most(days: Iterable[Mapping[Kind, int]]) -> int:
    return max(sum(kinds.values()) for kinds in days)
