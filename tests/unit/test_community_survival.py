"""Waits of which some are not over, held against statsmodels."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from assistant.community.survival import Wait, compare_waits, quantile

QUICK = settings(max_examples=40, deadline=None, derandomize=True)

waits = st.lists(
    st.builds(Wait, st.integers(1, 40).map(lambda hours: timedelta(hours=hours)), st.booleans()),
    min_size=1,
    max_size=40,
)


def made(*hours: int, open_after: tuple[int, ...] = ()) -> list[Wait]:
    over = [Wait(timedelta(hours=h), over=True) for h in hours]
    return over + [Wait(timedelta(hours=h), over=False) for h in open_after]


@QUICK
@given(waits, st.sampled_from([0.5, 0.9, 0.25]))
def test_quantiles_agree_with_the_curve_of_statsmodels(found: list[Wait], part: float) -> None:
    if not any(wait.over for wait in found):
        assert quantile(found, part) is None
        return
    curve = SurvfuncRight([w.length.total_seconds() for w in found], [int(w.over) for w in found])
    height = 1 - part
    level = curve.surv_times[abs(curve.surv_prob - height) <= 1e-9]
    below = curve.surv_times[curve.surv_prob < height - 1e-9]
    edges = [times[0] for times in (level, below) if len(times)]
    expected = (
        timedelta(seconds=float(np.mean(edges if len(level) else edges[:1]))) if edges else None
    )

    assert expected == quantile(found, part)


def test_hand_computed_curve() -> None:
    """Six comments: answered after 1, 3 and 6 hours, open after 2, 4 and 5.

    The curve: 5/6 after 1 h, 5/6 * 3/4 = 0.625 after 3 h, 0 after 6 h.
    """
    found = made(1, 3, 6, open_after=(2, 4, 5))

    assert quantile(found, 0.3) == timedelta(hours=3)
    assert quantile(found, 0.5) == timedelta(hours=6)


@QUICK
@given(st.lists(st.integers(1, 99), min_size=1, max_size=30))
def test_median_of_finished_waits_is_the_usual_one(hours: list[int]) -> None:
    assert quantile(made(*hours), 0.5) == timedelta(hours=median(hours))


def test_open_waits_move_the_median_up_and_never_vanish() -> None:
    answered = made(1, 2, 3)

    assert quantile(answered, 0.5) == timedelta(hours=2)
    assert quantile([*answered, *made(open_after=(9, 9))], 0.5) == timedelta(hours=3)
    assert quantile([*answered, *made(open_after=(9, 9, 9, 9))], 0.5) is None
    assert quantile([], 0.5) is None


@QUICK
@given(waits, waits)
def test_log_rank_agrees_with_statsmodels(now: list[Wait], then: list[Wait]) -> None:
    ends = made(1, open_after=(41,))  # so that the test's variance is never 0
    now, then = [*ends, *now], [*ends, *then]
    both = [*now, *then]
    said = compare_waits(now, then)
    _, p_value = survdiff(
        np.array([w.length.total_seconds() for w in both]),
        np.array([int(w.over) for w in both]),
        np.array([0] * len(now) + [1] * len(then)),
    )

    assert (said in {"up", "down"}) == (p_value < 0.05)


def test_log_rank_says_which_way() -> None:
    slow, quick = made(*range(20, 40)), made(*range(1, 21))

    assert compare_waits(slow, quick) == "up"
    assert compare_waits(quick, slow) == "down"
    assert compare_waits(quick, quick) == "unclear"
    assert compare_waits([], quick) is None
    assert compare_waits(made(open_after=(1, 2)), made(open_after=(3,))) == "unclear"


@pytest.mark.parametrize("hours", [(1,), (1, 5)])
def test_one_flat_end_is_reached(hours: tuple[int, ...]) -> None:
    """One of two answered: half were answered by then, whatever the other one does."""
    assert quantile(made(1, open_after=(5,)), 0.5) == timedelta(hours=1)
    assert quantile(made(*hours), 0.5) == timedelta(hours=sum(hours) / len(hours))
