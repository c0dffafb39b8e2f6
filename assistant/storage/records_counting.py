"""Counts over time: whole hours from rollups, the edges of a period from rows, exact everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import TextClause, text

from assistant.community.activity import PersonDay
from assistant.community.periods import Period
from assistant.community.posts import Kind
from assistant.storage.database import Database
from assistant.storage.stretches import DAY, HOUR, Cut, buckets, local_days
from assistant.storage.texts import account_at

# LATERAL with OFFSET 0 makes the planner walk the time index once an edge: joined plainly it
# cannot tell how short the edges are, and reads every row of the account instead.
_COUNTS = text("""
SELECT s.bucket, r.kind, sum(r.n)::int AS n
FROM unnest(CAST(:whole_buckets AS int[]), CAST(:whole_starts AS timestamptz[]),
        CAST(:whole_ends AS timestamptz[])) AS s (bucket, starts, ends)
    JOIN rollup_hour r ON r.account_id = :account_id AND r.hour >= s.starts AND r.hour < s.ends
GROUP BY 1, 2
UNION ALL
SELECT s.bucket, i.kind, count(*)::int
FROM unnest(CAST(:edge_buckets AS int[]), CAST(:edge_starts AS timestamptz[]),
        CAST(:edge_ends AS timestamptz[])) AS s (bucket, starts, ends),
    LATERAL (SELECT kind FROM interaction WHERE account_id = :account_id
        AND created_at >= s.starts AND created_at < s.ends AND counted OFFSET 0) i
GROUP BY 1, 2
""")

_PERSON_DAYS = text("""
SELECT author_id, day, talk, "all" FROM author_day
WHERE account_id = :account_id AND day >= :whole_start AND day < :whole_end AND "all" > 0
UNION ALL
SELECT i.author_id, (i.created_at AT TIME ZONE 'UTC')::date,
    count(*) FILTER (WHERE i.kind IN ('reply', 'quote', 'mention')), count(*)
FROM unnest(CAST(:edge_starts AS timestamptz[]), CAST(:edge_ends AS timestamptz[]))
        AS s (starts, ends),
    LATERAL (SELECT author_id, created_at, kind FROM interaction WHERE account_id = :account_id
        AND created_at >= s.starts AND created_at < s.ends OFFSET 0) i
GROUP BY 1, 2
ORDER BY 2, 1
""")

# The same of several stretches at once, which may overlap.
_PERSON_DAYS_EACH = text("""
SELECT s.bucket, d.author_id, d.day, d.talk, d."all"
FROM unnest(CAST(:whole_buckets AS int[]), CAST(:whole_starts AS date[]),
        CAST(:whole_ends AS date[])) AS s (bucket, starts, ends)
    JOIN author_day d ON d.account_id = :account_id AND d.day >= s.starts AND d.day < s.ends
        AND d."all" > 0
UNION ALL
SELECT s.bucket, i.author_id, (i.created_at AT TIME ZONE 'UTC')::date,
    count(*) FILTER (WHERE i.kind IN ('reply', 'quote', 'mention')), count(*)
FROM unnest(CAST(:edge_buckets AS int[]), CAST(:edge_starts AS timestamptz[]),
        CAST(:edge_ends AS timestamptz[])) AS s (bucket, starts, ends),
    LATERAL (SELECT author_id, created_at, kind FROM interaction WHERE account_id = :account_id
        AND created_at >= s.starts AND created_at < s.ends OFFSET 0) i
GROUP BY 1, 2, 3
ORDER BY 1, 3, 2
""")

_FIRST_SEEN = text("""
SELECT id FROM person WHERE account_id = :account_id AND first_at >= :starts AND first_at < :ends
""")

_SNAPSHOTS = text("""
SELECT taken_at, value FROM snapshot
WHERE account_id = :account_id AND subject_id = '' AND metric = :metric
    AND taken_at >= :starts AND taken_at < :ends
ORDER BY taken_at
""")

_HISTORY_STARTS = text("""
SELECT least((SELECT min(created_at) FROM post WHERE account_id = :account_id),
    (SELECT min(created_at) FROM interaction WHERE account_id = :account_id))
""")


class RecordCounting:
    """Counts, days and people of `ports.Records`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def totals(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Mapping[Kind, int]:
        """Interactions by kind; every kind is there, those nobody did with 0.

        Counted are those made within 90 days of the post they stand under, and mentions.
        """
        bounds = [(period.start, period.end)]
        return (await self._counts(workspace_id, account_id, bounds))[0]

    async def totals_each(
        self, workspace_id: str, account_id: str, periods: Sequence[Period]
    ) -> Sequence[Mapping[Kind, int]]:
        """The same of several periods, in one statement and their order."""
        bounds = [(period.start, period.end) for period in periods]
        return await self._counts(workspace_id, account_id, bounds)

    async def daily(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Mapping[datetime, Mapping[Kind, int]]:
        """The same per local day of `period.zone`, in order; days without any are there, too.

        Keys are the day's start in UTC, also where the period begins later on that day.
        """
        days = list(local_days(period))
        bounds = [(max(start, period.start), min(end, period.end)) for start, end in days]
        counts = await self._counts(workspace_id, account_id, bounds)
        return {start: count for (start, _), count in zip(days, counts, strict=True)}

    async def person_days(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Sequence[PersonDay]:
        """Who was active on which UTC day, oldest first; edge days count what lies inside."""
        cut = Cut.of(period.start, period.end, DAY)
        rows = await self._tuples(
            workspace_id,
            account_id,
            _PERSON_DAYS,
            whole_start=cut.whole[0].date(),
            whole_end=cut.whole[1].date(),
            edge_starts=[start for start, _ in cut.edges],
            edge_ends=[end for _, end in cut.edges],
        )
        starts: dict[date, datetime] = {}
        return [
            PersonDay(person, starts.setdefault(day, _midnight(day)), talk, total)
            for person, day, talk, total in rows
        ]

    async def person_days_each(
        self, workspace_id: str, account_id: str, periods: Sequence[Period]
    ) -> Sequence[Sequence[PersonDay]]:
        """The same of several periods, which may overlap, in one statement and their order."""
        cuts = [Cut.of(period.start, period.end, DAY) for period in periods]
        edges = [(bucket, *edge) for bucket, cut in enumerate(cuts) for edge in cut.edges]
        wholes = [(cut.whole[0].date(), cut.whole[1].date()) for cut in cuts]
        rows = await self._tuples(
            workspace_id, account_id, _PERSON_DAYS_EACH, **buckets(wholes, edges)
        )
        starts: dict[date, datetime] = {}
        found: list[list[PersonDay]] = [[] for _ in periods]
        for bucket, person, day, talk, total in rows:
            at = starts.setdefault(day, _midnight(day))
            found[bucket].append(PersonDay(person, at, talk, total))
        return found

    async def first_seen(
        self, workspace_id: str, account_id: str, period: Period
    ) -> frozenset[str]:
        """People whose first interaction of all that are stored lies in the period."""
        rows = await self._tuples(
            workspace_id, account_id, _FIRST_SEEN, starts=period.start, ends=period.end
        )
        return frozenset(person for (person,) in rows)

    async def snapshots(
        self, workspace_id: str, account_id: str, metric: str, period: Period
    ) -> Sequence[tuple[datetime, int]]:
        """Account-level counters, oldest first."""
        rows = await self._tuples(
            workspace_id,
            account_id,
            _SNAPSHOTS,
            metric=metric,
            starts=period.start,
            ends=period.end,
        )
        return [(taken_at, value) for taken_at, value in rows]

    async def history_starts(self, workspace_id: str, account_id: str) -> datetime | None:
        """Created time of the oldest post or interaction stored; None when there is none."""
        rows = await self._tuples(workspace_id, account_id, _HISTORY_STARTS)
        found: datetime | None = rows[0][0]
        return found

    async def _counts(
        self, workspace_id: str, account_id: str, bounds: Sequence[tuple[datetime, datetime]]
    ) -> list[dict[Kind, int]]:
        """One count per stretch, in one statement."""
        cuts = [Cut.of(start, end, HOUR) for start, end in bounds]
        edges = [(bucket, *edge) for bucket, cut in enumerate(cuts) for edge in cut.edges]
        wholes = [cut.whole for cut in cuts]
        rows = await self._tuples(workspace_id, account_id, _COUNTS, **buckets(wholes, edges))
        counts = [dict.fromkeys(Kind, 0) for _ in bounds]
        for bucket, kind, n in rows:
            counts[bucket][Kind(kind)] += n
        return counts

    async def _tuples(
        self, workspace_id: str, account_id: str, statement: TextClause, **values: object
    ) -> Sequence[tuple[Any, ...]]:
        values = {**account_at(account_id), **values}
        (rows,) = await self._database.plain.tuples(workspace_id, (statement, values))
        return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
