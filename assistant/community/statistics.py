"""What small numbers allow to say: intervals, survival, and whether two periods differ.

Everything is two-sided at 95 %. The formulas are compared with statsmodels in the tests.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from statistics import NormalDist

from assistant.community.facts import Direction

ALPHA = 0.05
_Z = NormalDist().inv_cdf(1 - ALPHA / 2)

SAME_POINTS = 0.05
"""Two shares are "the same" when their difference surely lies within five percentage points."""

EXACT_UP_TO = 2000
"""Sums of two counts beyond which the score interval stands for the exact one; they then differ
by less than a tenth of a percentage point."""

SAME_RATIO = 1.1
"""Two counts are "the same" when their ratio surely lies within a tenth, up or down."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true value lies, with 95 % confidence; both ends belong to it."""

    low: float
    high: float


# -- shares ---------------------------------------------------------------------------------


def wilson(hits: int, n: int) -> Interval:
    """Score interval of a share (Wilson 1927): 8 of 10 gives 49 to 94 %.

    Raises:
        ValueError: unless 0 <= hits <= n and n > 0.
    """
    if not 0 <= hits <= n or n == 0:
        raise ValueError("a share needs 0 <= hits <= n and n > 0")
    p, z2 = hits / n, _Z * _Z
    middle = p + z2 / (2 * n)
    half = _Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    whole = 1 + z2 / n
    low = 0.0 if hits == 0 else (middle - half) / whole
    high = 1.0 if hits == n else (middle + half) / whole
    return Interval(low, high)


def newcombe(hits: int, n: int, hits_before: int, n_before: int) -> Interval:
    """Interval of the difference of two shares, now minus before.

    Hybrid score interval, method 10 of Newcombe, Statistics in Medicine 17 (1998) 873-890:
    17 of 20 against 14 of 20 gives -11 to +39 percentage points.
    """
    now, then = wilson(hits, n), wilson(hits_before, n_before)
    p, q = hits / n, hits_before / n_before
    return Interval(
        p - q - math.hypot(p - now.low, then.high - q),
        p - q + math.hypot(now.high - p, q - then.low),
    )


def compare_shares(hits: int, n: int, hits_before: int, n_before: int) -> Direction:
    """Say "up" or "down" only when the interval of the difference leaves out 0."""
    if (hits, n) == (hits_before, n_before):
        return "same"
    return _verdict(newcombe(hits, n, hits_before, n_before), 0, -SAME_POINTS, SAME_POINTS)


# -- counts ---------------------------------------------------------------------------------


def rate_ratio(count: int, before: int, length: timedelta, length_before: timedelta) -> Interval:
    """Interval of the ratio of two rates of events, now to before.

    Given their sum, the first of two Poisson counts is binomial (Przyborowski and Wilenski,
    Biometrika 31 (1940) 313-323); the exact interval of its share (Clopper and Pearson 1934),
    turned into odds and divided by the odds of the lengths, is the interval of the ratio. It
    promises at most 5 % false verdicts for events that come independently; replies come in
    bursts, so a verdict says "more happened", never why.

    Args:
        count: events in `length`.
        before: events in `length_before`; may be 0, then the upper end is infinite.
    """
    total = count + before
    if total == 0:
        return Interval(0.0, math.inf)
    odds = length / length_before
    share = clopper_pearson(count, total)
    low, high = share.low, share.high
    return Interval(low / (1 - low) / odds, math.inf if high == 1 else high / (1 - high) / odds)


def compare_counts(
    count: int, before: int | None, length: timedelta, length_before: timedelta
) -> Direction | None:
    """Say "up" or "down" only when the interval of the ratio leaves out 1.

    Returns:
        None when there is nothing to compare with: no baseline, one of 0, or an empty period.
        "unclear" also where rate and count point different ways, as between months.
    """
    if not before or not length or not length_before:
        return None
    if count == before and length == length_before:
        return "same"
    ratio = rate_ratio(count, before, length, length_before)
    verdict = _verdict(ratio, 1, 1 / SAME_RATIO, SAME_RATIO)
    against = (verdict == "up" and count <= before) or (verdict == "down" and count >= before)
    return "unclear" if against else verdict


def _verdict(interval: Interval, none: float, least: float, most: float) -> Direction:
    if interval.low > none:
        return "up"
    if interval.high < none:
        return "down"
    return "same" if least <= interval.low and interval.high <= most else "unclear"


def clopper_pearson(hits: int, n: int) -> Interval:
    """Exact interval of a share (Clopper and Pearson, Biometrika 26 (1934) 404-413)."""
    return Interval(_lowest_share(hits, n), 1 - _lowest_share(n - hits, n))


def _lowest_share(hits: int, n: int) -> float:
    """The share under which `hits` or more of `n` happens in 2.5 % of all cases."""
    low, high = 0.0, hits / n
    for _ in range(50):
        middle = (low + high) / 2
        if _at_least(hits, n, middle) < ALPHA / 2:
            low = middle
        else:
            high = middle
    return low


def _at_least(hits: int, n: int, p: float) -> float:
    """Probability of `hits` or more of `n`, for p <= hits / n, where the terms only fall."""
    if hits == 0:
        return 1.0
    ways = math.lgamma(n + 1) - math.lgamma(hits + 1) - math.lgamma(n - hits + 1)
    term = math.exp(ways + hits * math.log(p) + (n - hits) * math.log1p(-p))
    total = 0.0
    for k in range(hits, n + 1):
        total += term
        term *= (n - k) / (k + 1) * p / (1 - p)
        if term < total * 1e-12:
            break
    return total
