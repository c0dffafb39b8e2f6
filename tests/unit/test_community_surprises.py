"""What counts as a change: what equal weeks may claim, and what must be seen."""

from __future__ import annotations

import random

import pytest

from assistant.community.measures import Measure, counted, nothing, share
from assistant.community.surprises import MOST_SURPRISES, History, Judged, judge, strongest

TRIALS = 1_000
SHARES = ("answered_in_target", "conversation_share", "returning_share", "listen")
CHANGED = {"up", "down"}


def answered(hits: int, n: int) -> Measure:
    return share("answered_in_target", hits, n, none="")


def drawn(dice: random.Random, share_: float, n: int) -> Measure:
    return answered(sum(dice.random() < share_ for _ in range(n)), n)


def arrivals(dice: random.Random, mean: float) -> int:
    """Events that come independently, in one unit of time."""
    count, passed = 0, dice.expovariate(mean)
    while passed < 1:
        count, passed = count + 1, passed + dice.expovariate(mean)
    return count


def equal_weeks(dice: random.Random, before: int) -> tuple[Judged, ...]:
    """A whole note about weeks that do not differ: four shares of 20, and replies."""
    made = []
    for _ in SHARES:
        chance = dice.uniform(0.1, 0.9)
        weeks = [drawn(dice, chance, 20) for _ in range(before + 1)]
        made.append(History("a", weeks[0], tuple(weeks[1:])))
    mean = dice.uniform(5, 40)
    counts = [counted("replies", arrivals(dice, mean)) for _ in range(before + 1)]
    return judge([*made, History("a", counts[0], tuple(counts[1:]))])


@pytest.mark.parametrize("before", [1, 4, 8])
def test_equal_weeks_claim_a_change_in_at_most_one_of_twenty_notes(before: int) -> None:
    dice = random.Random(before)

    claims = sum(
        any(each.direction in CHANGED for each in equal_weeks(dice, before)) for _ in range(TRIALS)
    )

    assert claims <= 0.05 * TRIALS


@pytest.mark.parametrize(("before", "others"), [(1, 0), (8, 4)])
def test_a_true_rise_is_seen_in_three_of_four_weeks(before: int, others: int) -> None:
    """70 to 85 % at 120 comments: alone beside one week, and among five beside eight."""
    dice = random.Random(20)
    seen = 0
    for _ in range(TRIALS):
        rise = History(
            "a",
            drawn(dice, 0.85, 120),
            tuple(drawn(dice, 0.70, 120) for _ in range(before)),
        )
        same = [
            History("a", drawn(dice, 0.5, 120), tuple(drawn(dice, 0.5, 120) for _ in range(before)))
            for _ in range(others)
        ]
        seen += judge([rise, *same])[0].direction == "up"

    assert seen >= 0.75 * TRIALS


def test_two_surprises_are_told_the_strongest_first() -> None:
    before = tuple(answered(50, 100) for _ in range(8))
    judged = judge([History("a", answered(hits, 100), before) for hits in (90, 15, 99, 50)])

    told = strongest(judged)

    assert [each.direction for each in judged] == ["up", "down", "up", "unclear"]
    assert len(told) == MOST_SURPRISES
    assert told[0].history.now.hits == 99


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (answered(9, 10), ()),
        (nothing("answered_in_target", "nobody wrote"), (answered(1, 10),)),
        (counted("replies", 30, at_least=True), (counted("replies", 3),)),
        (counted("replies", 30), (counted("replies", 0),)),
    ],
)
def test_nothing_to_compare_with_is_no_direction(now: Measure, before: tuple[Measure, ...]) -> None:
    assert judge([History("a", now, before)])[0].direction is None


def test_weeks_that_differ_much_make_the_bar_higher() -> None:
    """The same rise: after even weeks it is one, after weeks that go up and down it is not."""
    even = tuple(counted("replies", each) for each in (20, 21, 19, 20, 20, 21, 19, 20))
    wild = tuple(counted("replies", each) for each in (4, 45, 9, 38, 2, 30, 12, 20))

    calm = judge([History("a", counted("replies", 45), even)])[0]
    rough = judge([History("a", counted("replies", 45), wild)])[0]

    assert (calm.direction, rough.direction) == ("up", "unclear")
