"""Waiting times of which some are not over yet: Kaplan-Meier quantiles and the log-rank test.

An unanswered comment has waited at least as long as until now. Leaving it out would make the slow
look fast, so it counts as a censored observation. Compared with statsmodels in the tests.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import NormalDist

from assistant.community.facts import Direction
from assistant.community.statistics import ALPHA

_EXACT = 1e-9
"""Products of fractions may miss an exact half by this much."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One waiting time; `over` is False for one that is still going on."""

    length: timedelta
    over: bool


def quantile(waits: Sequence[Wait], part: float) -> timedelta | None:
    """The time by which `part` of all waits are over.

    Kaplan and Meier, Journal of the American Statistical Association 53 (1958) 457-481. Where the
    curve runs flat at exactly that height, the middle of the flat part: with nothing censored the
    median is the usual one (so does R's survfit).

    Args:
        waits: in any order.
        part: strictly between 0 and 1; 0.5 is the median.

    Returns:
        None where too many are still waiting (or nobody ever waited) to know it.
    """
    lasting, flat_from = 1.0, None
    for length, ends, at_risk in _steps(waits):
        if flat_from is not None:
            return (flat_from + length) / 2
        lasting *= 1 - ends / at_risk
        if abs(lasting - (1 - part)) < _EXACT:
            flat_from = length
        elif lasting < 1 - part:
            return length
    return flat_from


def compare_waits(now: Sequence[Wait], then: Sequence[Wait]) -> Direction | None:
    """Say whether waits became longer ("up") or shorter ("down"): the log-rank test at 5 %.

    Mantel, Cancer Chemotherapy Reports 50 (1966) 163-170. There is no "same": a test that sees
    nothing does not prove that there is nothing.

    Returns:
        None when a side has no waits at all.
    """
    if not now or not then:
        return None
    surplus, variance = 0.0, 0.0
    lengths = sorted(wait.length for wait in now)
    ended = Counter(wait.length for wait in now if wait.over)
    for length, ends, at_risk in _steps([*now, *then]):
        ours = len(lengths) - bisect_left(lengths, length)
        surplus += ended[length] - ends * ours / at_risk
        if at_risk > 1:
            spread = ours / at_risk * (1 - ours / at_risk)
            variance += ends * spread * (at_risk - ends) / (at_risk - 1)
    if variance == 0:
        return "unclear"
    z = surplus / math.sqrt(variance)
    if 2 * (1 - NormalDist().cdf(abs(z))) >= ALPHA:
        return "unclear"
    return "down" if z > 0 else "up"  # more ends than expected: shorter waits


def _steps(waits: Sequence[Wait]) -> Iterator[tuple[timedelta, int, int]]:
    """Each time at which a wait ended, with the ends at it and all that had lasted until then."""
    ends = Counter(wait.length for wait in waits if wait.over)
    lengths = Counter(wait.length for wait in waits)
    at_risk = len(waits)
    for length in sorted(lengths):
        if ends[length]:
            yield length, ends[length], at_risk
        at_risk -= lengths[length]
