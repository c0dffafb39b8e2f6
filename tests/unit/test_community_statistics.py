"""Intervals and verdicts, held against statsmodels and tables computed by hand."""

from __future__ import annotations

import math
import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import test_poisson_2indep as poisson_2indep

from assistant.community.statistics import (
    EXACT_UP_TO,
    clopper_pearson,
    compare_counts,
    compare_shares,
    newcombe,
    rate_ratio,
    wilson,
)

WEEK = timedelta(days=7)
QUICK = settings(max_examples=40, deadline=None, derandomize=True)


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 400))
    return draw(st.integers(0, n)), n


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(8, 10, 0.49, 0.943), (45, 50, 0.786, 0.957), (4, 20, 0.081, 0.416), (0, 5, 0, 0.434)],
)
def test_wilson_gives_the_known_intervals(hits: int, n: int, low: float, high: float) -> None:
    interval = wilson(hits, n)

    assert (low, high) == pytest.approx((interval.low, interval.high), abs=0.001)


@QUICK
@given(shares())
def test_wilson_and_clopper_pearson_agree_with_statsmodels(share: tuple[int, int]) -> None:
    for ours, method in ((wilson(*share), "wilson"), (clopper_pearson(*share), "beta")):
        low, high = proportion_confint(*share, method=method)

        assert (low, high) == pytest.approx((ours.low, ours.high), abs=1e-9)


@QUICK
@given(shares())
def test_wilson_holds_the_share_itself_and_stays_within_bounds(share: tuple[int, int]) -> None:
    interval = wilson(*share)

    assert 0 <= interval.low <= share[0] / share[1] <= interval.high <= 1


@QUICK
@given(shares())
def test_wilson_rises_with_hits_and_narrows_with_n(share: tuple[int, int]) -> None:
    hits, n = share
    here, more = wilson(hits, n), wilson(hits * 4, n * 4)

    assert more.high - more.low < here.high - here.low
    if hits < n:
        above = wilson(hits + 1, n)
        assert above.low > here.low
        assert above.high > here.high


@pytest.mark.parametrize(("hits", "n"), [(1, 0), (3, 2), (-1, 2)])
def test_wilson_refuses_what_is_no_share(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="share"):
        wilson(hits, n)


@pytest.mark.parametrize(("true", "n"), [(0.1, 20), (0.5, 20), (0.85, 20), (0.3, 60)])
def test_wilson_covers_the_true_share_about_95_times_in_100(true: float, n: int) -> None:
    """Exact coverage, summed over the binomial distribution."""
    covered = sum(
        math.comb(n, hits) * true**hits * (1 - true) ** (n - hits)
        for hits in range(n + 1)
        if wilson(hits, n).low <= true <= wilson(hits, n).high
    )

    assert 0.92 <= covered <= 0.99


@QUICK
@given(shares(), shares())
def test_newcombe_agrees_with_statsmodels(now: tuple[int, int], then: tuple[int, int]) -> None:
    low, high = confint_proportions_2indep(*now, *then, method="newcomb")
    ours = newcombe(*now, *then)

    assert (low, high) == pytest.approx((ours.low, ours.high), abs=1e-9)


@QUICK
@given(shares(), shares())
def test_newcombe_turns_around_with_its_sides(now: tuple[int, int], then: tuple[int, int]) -> None:
    one, other = newcombe(*now, *then), newcombe(*then, *now)

    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        ((17, 20), (14, 20), "unclear"),  # -11 to +39 points
        ((85, 100), (60, 100), "up"),
        ((60, 100), (85, 100), "down"),
        ((17, 20), (17, 20), "same"),
        ((5000, 10000), (4990, 10000), "same"),
        ((1, 2), (50, 100), "unclear"),
        ((102, 120), (84, 120), "up"),
    ],
)
def test_shares_are_judged_by_the_interval_of_their_difference(
    now: tuple[int, int], then: tuple[int, int], said: str
) -> None:
    assert said == compare_shares(*now, *then)


@QUICK
@given(st.integers(0, 300), st.integers(1, 300))
def test_counts_agree_with_an_exact_conditional_test(count: int, before: int) -> None:
    """Equal lengths: the exact binomial test is symmetric, so both say the same at 5 %."""
    p_value = poisson_2indep(count, 1, before, 1, method="exact-cond").pvalue
    said = compare_counts(count, before, WEEK, WEEK)

    assert (said in {"up", "down"}) == (p_value < 0.05)


@pytest.mark.parametrize(
    ("count", "before", "said"),
    [
        (12, 7, "unclear"),
        (20, 7, "up"),
        (7, 20, "down"),
        (12, 12, "same"),
        (4000, 3950, "same"),
        (4000, 3500, "up"),
        (0, 12, "down"),
        (5, 0, None),
        (0, 0, None),
        (5, None, None),
    ],
)
def test_counts_are_judged_by_the_ratio_of_their_rates(
    count: int, before: int | None, said: str | None
) -> None:
    assert said == compare_counts(count, before, WEEK, WEEK)


def test_lengths_are_taken_into_account() -> None:
    """70 in a week are as many a day as 10 in a day, and far fewer than 70 in a day."""
    day = timedelta(days=1)

    assert compare_counts(70, 10, WEEK, day) == "unclear"
    assert compare_counts(30, 70, WEEK, day) == "down"
    assert compare_counts(1, 70, timedelta(), WEEK) is None


def test_a_rate_that_rose_is_no_rise_of_a_count_that_fell() -> None:
    """5,900 in 28 days are more a day than 6,000 in 31, and still fewer."""
    february, january = timedelta(days=28), timedelta(days=31)

    assert compare_counts(5900, 6000, february, january) == "unclear"
    assert compare_counts(6000, 5900, january, february) == "unclear"


def test_nothing_against_nothing_says_nothing() -> None:
    nothing = rate_ratio(0, 0, WEEK, WEEK)

    assert (nothing.low, nothing.high) == (0, math.inf)


def test_score_interval_takes_over_without_a_visible_step() -> None:
    exact = rate_ratio(EXACT_UP_TO // 2, EXACT_UP_TO // 2, WEEK, WEEK)
    score = rate_ratio(EXACT_UP_TO // 2 + 1, EXACT_UP_TO // 2, WEEK, WEEK)

    assert (exact.low, exact.high) == pytest.approx((score.low, score.high), abs=0.005)


@QUICK
@given(st.integers(0, 200), st.integers(1, 200))
def test_ratio_rises_with_the_count(count: int, before: int) -> None:
    here, more = (rate_ratio(c, before, WEEK, WEEK) for c in (count, count + 1))

    assert here.low <= more.low
    assert here.high < more.high
    assert here.low <= count / before <= here.high


def _poisson(chance: random.Random, mean: float) -> int:
    bound, product, count = math.exp(-mean), chance.random(), 0
    while product > bound:
        product *= chance.random()
        count += 1
    return count


def test_equal_weeks_are_rarely_called_a_change() -> None:
    """A thousand pairs of equal weeks: at most 5 % are called up or down, of counts and shares."""
    chance = random.Random(20)
    counts = [
        compare_counts(_poisson(chance, 20), _poisson(chance, 20), WEEK, WEEK) for _ in range(1000)
    ]
    hits = [[sum(chance.random() < 0.7 for _ in range(20)) for _ in range(2)] for _ in range(1000)]
    of_shares = [compare_shares(now, 20, then, 20) for now, then in hits]

    for said in (counts, of_shares):
        assert sum(each in {"up", "down"} for each in said) <= 50
