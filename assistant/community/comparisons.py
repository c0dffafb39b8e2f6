"""A measure beside the same measure of an earlier period, and what may be said about the two."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.community.facts import Direction, Unit
from assistant.community.measures import Measure
from assistant.community.metrics import METRICS
from assistant.community.periods import Period
from assistant.community.statistics import compare_counts, compare_shares

_SIDE_BY_SIDE = frozenset(
    {
        *("follower_change", "followers", "conversation_depth", "accounts", "checks_ok"),
        *("community_core", "lapsed_regulars"),
        *("impressions", "reach", "saves", "link_clicks"),
        *("mix_join", "mix_respond", "mix_share", "mix_promote", "mix_unsure"),
    }
)
"""Counts without a direction: what is no number of events, and what is counted over 28 days that
overlap with the earlier ones, and what one lucky post moves."""


_MOST_UNLIKE = 1.2
"""Months differ by a tenth at most; a week beside a month is no comparison of counts."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two measures of one metric.

    `direction` is None when no change may be told: one side has no data, the earlier one is 0,
    or nothing is known about the spread of such values.
    """

    now: Measure
    then: Measure
    period: Period
    baseline: Period
    direction: Direction | None

    @property
    def difference(self) -> float | None:
        """Now minus then, in the metric's unit; None when a side has no data or is a bound."""
        now, then = self.now, self.then
        if now.at_least or then.at_least:
            return None
        if not isinstance(now.value, int | float) or not isinstance(then.value, int | float):
            return None
        return now.value - then.value


def compare(now: Measure, then: Measure, period: Period, baseline: Period) -> Comparison:
    """Compare two measures of one metric.

    Shares go by Newcombe's interval, counts of events by the ratio of their rates (see
    `statistics`). Set side by side without a direction are lower bounds, values that are neither
    shares nor counts, periods that overlap, and counts over lengths more than a fifth apart.
    """
    return Comparison(now, then, period, baseline, _direction(now, then, period, baseline))


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a moment: then nothing tells them apart."""
    return one.start < other.end and other.start < one.end


def _direction(now: Measure, then: Measure, period: Period, baseline: Period) -> Direction | None:
    if now.at_least or then.at_least or now.value is None or then.value is None:
        return None
    if overlap(period, baseline):
        return None
    if now.hits is not None and then.hits is not None and now.n and then.n:
        return compare_shares(now.hits, now.n, then.hits, then.n)
    counts = METRICS[now.metric].unit is Unit.COUNT and now.metric not in _SIDE_BY_SIDE
    alike = _MOST_UNLIKE * min(period.length, baseline.length) >= max(
        period.length, baseline.length
    )
    if counts and alike and isinstance(now.value, int) and isinstance(then.value, int):
        return compare_counts(now.value, then.value, period.length, baseline.length)
    return None
