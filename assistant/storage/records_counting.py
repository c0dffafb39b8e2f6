"""Counts over time: whole hours from rollups, the edges of a period from rows, exact everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import TextClause, text

from assistant.community.activity import PersonDay
from assistant.community.periods import Period
from assistant.community.posts import Kind
from assistant.storage.database import AnyRow, Database
from assistant.storage.texts import account_at

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

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
        rows = await self._rows(
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

    async def first_seen(
        self, workspace_id: str, account_id: str, period: Period
    ) -> frozenset[str]:
        """People whose first interaction of all that are stored lies in the period."""
        rows = await self._rows(
            workspace_id, account_id, _FIRST_SEEN, starts=period.start, ends=period.end
        )
        return frozenset(row.id for row in rows)

    async def snapshots(
        self, workspace_id: str, account_id: str, metric: str, period: Period
    ) -> Sequence[tuple[datetime, int]]:
        """Account-level counters, oldest first."""
        rows = await self._rows(
            workspace_id,
            account_id,
            _SNAPSHOTS,
            metric=metric,
            starts=period.start,
            ends=period.end,
        )
        return [(row.taken_at, row.value) for row in rows]

    async def history_starts(self, workspace_id: str, account_id: str) -> datetime | None:
        """Created time of the oldest post or interaction stored; None when there is none."""
        rows = await self._rows(workspace_id, account_id, _HISTORY_STARTS)
        found: datetime | None = rows[0][0]
        return found

    async def _counts(
        self, workspace_id: str, account_id: str, bounds: Sequence[tuple[datetime, datetime]]
    ) -> list[dict[Kind, int]]:
        """One count per stretch, in one statement."""
        cuts = [Cut.of(start, end, HOUR) for start, end in bounds]
        edges = [(bucket, *edge) for bucket, cut in enumerate(cuts) for edge in cut.edges]
        rows = await self._rows(
            workspace_id,
            account_id,
            _COUNTS,
            whole_buckets=list(range(len(cuts))),
            whole_starts=[cut.whole[0] for cut in cuts],
            whole_ends=[cut.whole[1] for cut in cuts],
            edge_buckets=[bucket for bucket, _, _ in edges],
            edge_starts=[start for _, start, _ in edges],
            edge_ends=[end for _, _, end in edges],
        )
        counts = [dict.fromkeys(Kind, 0) for _ in bounds]
        for bucket, kind, n in rows:
            counts[bucket][Kind(kind)] += n
        return counts

    async def _rows(
        self, workspace_id: str, account_id: str, statement: TextClause, **values: object
    ) -> Sequence[AnyRow]:
        values = {**account_at(account_id), **values}
        async with self._database.workspace(workspace_id) as connection:
            return (await connection.execute(statement, values)).all()


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of time cut at whole units of UTC: the whole part, and the edges before and
    after it. Together they are the stretch, without gap or overlap.
    """

    whole: tuple[datetime, datetime]
    edges: tuple[tuple[datetime, datetime], ...]

    @classmethod
    def of(cls, start: datetime, end: datetime, unit: timedelta) -> Cut:
        """Cut [start, end) at multiples of `unit`."""
        first, last = _ceiling(start, unit), _floor(end, unit)
        if first >= last:
            return cls((start, start), ((start, end),) if start < end else ())
        edges = ((start, first), (last, end))
        return cls((first, last), tuple(edge for edge in edges if edge[0] < edge[1]))


def local_days(period: Period) -> Iterable[tuple[datetime, datetime]]:
    """Start and end in UTC of each local day the period touches; 23 to 25 hours long at DST."""
    zone = ZoneInfo(period.zone)
    if period.start >= period.end:
        return
    day = period.start.astimezone(zone).date()
    starts = [_local_midnight(day, zone)]
    while starts[-1] < period.end:
        day += DAY
        starts.append(_local_midnight(day, zone))
    # A day that a zone left out (Samoa, 2011-12-30) has no length.
    yield from ((start, end) for start, end in pairwise(starts) if start < end)


def _local_midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _floor(at: datetime, unit: timedelta) -> datetime:
    return _EPOCH + (at - _EPOCH) // unit * unit


def _ceiling(at: datetime, unit: timedelta) -> datetime:
    return _EPOCH - (_EPOCH - at) // unit * unit
