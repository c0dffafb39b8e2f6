"""How often a post is looked at again, by its age: talk happens early."""

from __future__ import annotations

from datetime import datetime, timedelta

HORIZON = timedelta(days=90)
"""Posts older than this are not polled any more: the metrics count replies to younger ones."""

BACKFILL = timedelta(days=180)
"""How far the first sweep looks back, so that earlier windows can be compared with."""

_STEPS = (
    (timedelta(hours=2), timedelta(minutes=2)),
    (timedelta(days=2), timedelta(minutes=30)),
    (timedelta(days=30), timedelta(days=1)),
    (HORIZON, timedelta(days=7)),
)


def is_due(created_at: datetime, checked_at: datetime | None, now: datetime) -> bool:
    """Whether what stands under a post should be listed again.

    Args:
        created_at: when the post was published, UTC.
        checked_at: when what stands under it was last listed, None when it never was.
        now: UTC.
    """
    if checked_at is None:
        return True
    age = now - created_at
    return any(age < limit and now - checked_at >= pause for limit, pause in _STEPS)
