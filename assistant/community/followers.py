"""Follower counts: shown only when somebody asks, since they say little about a community."""

from __future__ import annotations

from assistant.community.engagement import nearest
from assistant.community.measures import Measure, nothing
from assistant.community.rows import Rows


def change(rows: Rows) -> Measure:
    """Followers at the end of the period minus at its start, from snapshots within a day of each.

    A period that is not over ends at its latest snapshot.
    """
    assert rows.followers is not None
    metric = "follower_change"
    start = nearest(rows.followers, rows.period.start)
    end = nearest(rows.followers, min(rows.period.end, rows.as_of))
    if start is None or end is None:
        return nothing(metric, "we have no follower count from the days it began and ended")
    return Measure(metric, end - start)
