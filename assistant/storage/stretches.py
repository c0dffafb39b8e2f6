"""Stretches of time cut at whole hours or days, as counting needs them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from assistant.community.periods import Period

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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


def buckets(
    wholes: Sequence[tuple[date, date]], edges: Sequence[tuple[int, datetime, datetime]]
) -> dict[str, list[Any]]:
    """Stretches as columns for `unnest`; an edge says which stretch it is of."""
    return {
        "whole_buckets": list(range(len(wholes))),
        "whole_starts": [start for start, _ in wholes],
        "whole_ends": [end for _, end in wholes],
        "edge_buckets": [bucket for bucket, _, _ in edges],
        "edge_starts": [start for _, start, _ in edges],
        "edge_ends": [end for _, _, end in edges],
    }


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


def _floor(at: datetime, unit: timedelta) -> datetime:
    return _EPOCH + (at - _EPOCH) // unit * unit


def _ceiling(at: datetime, unit: timedelta) -> datetime:
    return _EPOCH - (_EPOCH - at) // unit * unit
