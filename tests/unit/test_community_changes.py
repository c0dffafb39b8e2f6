"""Changes between two periods in words: only as far as the numbers allow."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.community.comparisons import Comparison, compare
from assistant.community.facts import Source, Unit, Window
from assistant.community.figures import FactMaker
from assistant.community.measures import Measure, counted, nothing, share
from assistant.community.periods import before
from tests.unit.community_rows import LATER, WEEK

SOURCE = Source(call="health(this week)", account="bluesky:acme.example", as_of=LATER)
BEFORE = before(WEEK)
TARGET = timedelta(hours=4)
QUICK = settings(max_examples=60, deadline=None, derandomize=True)


def maker() -> FactMaker:
    ids = count(1)
    return FactMaker(lambda: f"f{next(ids)}", "Europe/Berlin")


def answered(hits: int, n: int) -> Measure:
    return share("answered_in_target", hits, n, none="nobody wrote to us then", within=TARGET)


def versus(now: Measure, then: Measure) -> Comparison:
    return compare(now, then, WEEK, BEFORE)


def replies(now: int, then: int) -> Comparison:
    return versus(counted("replies", now), counted("replies", then))


@pytest.mark.parametrize(
    ("now", "then", "wording"),
    [
        (20, 7, "20 replies this week (16-22 Nov), up from 7 in the week before (9-15 Nov)"),
        (7, 20, "7 replies this week (16-22 Nov), down from 20 in the week before (9-15 Nov)"),
        (9, 9, "9 replies this week (16-22 Nov), the same as in the week before (9-15 Nov)"),
        (
            12,
            7,
            "12 replies this week (16-22 Nov), after 7 in the week before (9-15 Nov), too few to tell a change",
        ),
        (
            540,
            500,
            "540 replies this week (16-22 Nov), after 500 in the week before (9-15 Nov), too close to tell a change",
        ),
        (
            4000,
            3950,
            "4,000 replies this week (16-22 Nov), about the same as 3,950 in the week before (9-15 Nov)",
        ),
        (5, 0, "5 replies this week (16-22 Nov), after 0 in the week before (9-15 Nov)"),
    ],
)
def test_a_change_is_said_only_as_far_as_its_interval_allows(
    now: int, then: int, wording: str
) -> None:
    assert wording == maker().compared(replies(now, then), SOURCE).wording


@pytest.mark.parametrize(
    ("now", "then", "wording"),
    [
        (
            answered(17, 20),
            answered(14, 20),
            "17 of 20 comments answered within 4 h (85 %) this week (16-22 Nov), after 14 of 20 (70 %) in the week before (9-15 Nov), too few to tell a change",
        ),
        (
            answered(102, 120),
            answered(84, 120),
            "85 % of 120 comments answered within 4 h this week (16-22 Nov), up from 70 % of 120 in the week before (9-15 Nov)",
        ),
        (
            counted("mentions", 3),
            nothing("mentions", "we were not signed in then"),
            "3 mentions this week (16-22 Nov), with nothing in the week before (9-15 Nov) to compare with, because we were not signed in then",
        ),
        (
            counted("replies", 30),
            counted("replies", 3, at_least=True),
            "30 replies this week (16-22 Nov), after at least 3 in the week before (9-15 Nov)",
        ),
        (
            answered(0, 0),
            answered(3, 4),
            "no data on share answered in time this week (16-22 Nov), because nobody wrote to us then",
        ),
    ],
)
def test_shares_bounds_and_gaps_are_compared_honestly(
    now: Measure, then: Measure, wording: str
) -> None:
    assert wording == maker().compared(versus(now, then), SOURCE).wording


def test_a_comparison_keeps_its_baseline_and_direction() -> None:
    fact = maker().compared(replies(20, 7), SOURCE)

    assert (fact.value, fact.direction, fact.baseline) == (20, "up", Window.of(BEFORE))


@pytest.mark.parametrize(
    ("comparison", "wording"),
    [
        (
            replies(20, 7),
            "13 more replies this week (16-22 Nov) than in the week before (9-15 Nov)",
        ),
        (
            replies(6, 7),
            "1 fewer reply this week (16-22 Nov) than in the week before (9-15 Nov), too few to tell a change",
        ),
        (
            versus(answered(102, 120), answered(84, 120)),
            "a share answered in time 15 percentage points higher this week (16-22 Nov) than in the week before (9-15 Nov)",
        ),
        (
            Comparison(
                Measure("response_time_median", 3600.0, n=9),
                Measure("response_time_median", 5400.0, n=9),
                WEEK,
                BEFORE,
                "down",
            ),
            "a median response time 30 min shorter this week (16-22 Nov) than in the week before (9-15 Nov)",
        ),
        (
            Comparison(
                Measure("conversation_depth", 5),
                Measure("conversation_depth", 3),
                WEEK,
                BEFORE,
                "up",
            ),
            "a median conversation depth 2 higher this week (16-22 Nov) than in the week before (9-15 Nov)",
        ),
        (
            versus(answered(51, 100), answered(50, 100)),
            "a share answered in time 1 percentage point higher this week (16-22 Nov) than in the week before (9-15 Nov), too close to tell a change",
        ),
        (replies(9, 9), None),
        (replies(5, 0), None),
        (versus(counted("replies", 5), nothing("replies", "no")), None),
        (versus(counted("replies", 5), counted("replies", 2, at_least=True)), None),
    ],
)
def test_a_difference_is_a_fact_of_its_own(comparison: Comparison, wording: str | None) -> None:
    fact = maker().difference(comparison, SOURCE)

    assert wording == (fact.wording if fact else None)
    if fact:
        assert fact.value == pytest.approx(comparison.difference)


@pytest.mark.parametrize(
    ("now", "then", "wording"),
    [
        (90, 60, "50 % more replies this week (16-22 Nov) than in the week before (9-15 Nov)"),
        (30, 60, "50 % fewer replies this week (16-22 Nov) than in the week before (9-15 Nov)"),
        (45, 40, None),  # cannot tell
        (29, 9, None),  # nine is too little for a percentage
        (29, 0, None),
    ],
)
def test_a_change_in_percent_needs_a_verdict_and_a_base(
    now: int, then: int, wording: str | None
) -> None:
    fact = maker().change(replies(now, then), SOURCE)

    assert wording == (fact.wording if fact else None)
    if fact:
        assert (fact.unit, fact.value) == (Unit.SHARE, (now - then) / then)


@QUICK
@given(st.integers(0, 500), st.integers(0, 500))
def test_direction_words_stand_only_with_their_direction(now: int, then: int) -> None:
    fact = maker().compared(replies(now, then), SOURCE)

    assert ("up from" in fact.wording) == (fact.direction == "up")
    assert ("down from" in fact.wording) == (fact.direction == "down")
    assert ("to tell a change" in fact.wording) == (fact.direction == "unclear")
    assert ("same as" in fact.wording) == (fact.direction == "same")
