"""Young posts are looked at often, old ones seldom, and very old ones no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.community.polling import HORIZON, is_due
from tests.fakes import NOW

MINUTES, HOURS, DAYS = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "pause"),
    [
        (1 * HOURS, 2 * MINUTES),
        (2 * HOURS, 30 * MINUTES),
        (47 * HOURS, 30 * MINUTES),
        (2 * DAYS, 1 * DAYS),
        (29 * DAYS, 1 * DAYS),
        (30 * DAYS, 7 * DAYS),
        (89 * DAYS, 7 * DAYS),
    ],
)
def test_the_pause_grows_with_the_age(age: timedelta, pause: timedelta) -> None:
    """To the second."""
    just_before = NOW - pause + timedelta(seconds=1)

    assert is_due(NOW - age, NOW - pause, NOW)
    assert not is_due(NOW - age, just_before, NOW)


def test_what_was_never_looked_at_is_due_whatever_its_age() -> None:
    assert is_due(NOW - 200 * DAYS, None, NOW)


def test_after_ninety_days_nothing_is_looked_at_again() -> None:
    """The metrics count replies to younger posts only."""
    assert not is_due(NOW - HORIZON, NOW - 60 * DAYS, NOW)
