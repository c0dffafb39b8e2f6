"""How far it is known what was deleted: when to ask, what may be paid, what is said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.clearances import (
    EVERY,
    LATE,
    PAYING_AFTER,
    ROUND,
    SHARE,
    Clearance,
    Hindrance,
    allowance,
)
from assistant.community.clearing_words import hours_ago, late, way_on
from assistant.community.costs import CLEARING_ENDS, DOLLAR

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
ACME = Account("a1", "T1", AccountRef(Platform.X, "acme"), "7", "Acme", "https://x.com/acme", NOW)


def since(**ago: float) -> Clearance:
    return Clearance(NOW - timedelta(**ago))


def test_all_of_it_fits_into_the_day_with_an_hour_to_spare_for_a_job_that_comes_late() -> None:
    hour, day = timedelta(hours=1), timedelta(days=1)
    assert EVERY < ROUND < PAYING_AFTER + 4 * hour
    assert PAYING_AFTER + hour < LATE
    assert ROUND + hour < LATE < day
    assert SHARE < CLEARING_ENDS


def test_it_is_due_by_age_and_a_round_goes_on() -> None:
    known = since(hours=6)
    assert known.is_due(NOW, free=True)
    assert not known.is_due(NOW, free=False)
    assert not since(hours=5).is_due(NOW, free=True)
    assert since(hours=20).is_due(NOW, free=False)
    assert Clearance(NOW, began_at=NOW).is_due(NOW, free=False)


def test_what_is_known_again_was_not_told_but_what_is_late_all_the_same_was() -> None:
    told = Clearance(NOW - timedelta(days=3), NOW, "9", NOW.date(), 5, Hindrance.AWAY, told_at=NOW)
    assert told.known(NOW, NOW) == Clearance(NOW, month=NOW.date(), micro=5)
    before = NOW - timedelta(days=1)
    assert told.known(before, NOW).told_at == NOW


def test_what_was_spent_in_another_month_does_not_count() -> None:
    known = Clearance(NOW, month=date(2026, 10, 1), micro=7_000)
    assert known.paid(1_000, NOW).micro == 1_000
    assert known.paid(1_000, NOW).paid(500, NOW).micro == 1_500


def test_each_round_goes_by_the_age_of_posts() -> None:
    ids = ["100", "99", "1000", "101"]
    assert Clearance(NOW).left(ids) == ["99", "100", "101", "1000"]
    assert Clearance(NOW, reached="100").left(ids) == ["101", "1000"]


@given(
    st.integers(0, 1_000 * DOLLAR),
    st.integers(0, 1_000 * DOLLAR),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.booleans(),
)
def test_never_more_than_the_share_is_spent(
    budget: int, used: int, now: datetime, pressing: bool
) -> None:
    most = allowance(budget, used, now, pressing=pressing)
    assert most >= 0
    assert most == 0 or used + most <= budget * SHARE
    assert most <= allowance(budget, used, now, pressing=True)


def test_what_is_paid_for_daily_has_a_days_part_and_what_was_left_over() -> None:
    first = datetime(2026, 11, 1, 1, tzinfo=UTC)
    daily = int(DOLLAR * SHARE / 30)
    assert allowance(DOLLAR, 0, first, pressing=False) == daily
    assert allowance(DOLLAR, 0, first, pressing=True) == 250_000
    assert allowance(DOLLAR, daily, first + timedelta(days=1), pressing=False) == daily
    assert allowance(DOLLAR, 0, datetime(2026, 11, 30, tzinfo=UTC), pressing=False) == 250_000


@pytest.mark.parametrize("hindrance", Hindrance)
def test_whatever_stands_in_the_way_the_way_on_is_said(hindrance: Hindrance) -> None:
    known = Clearance(NOW, hindrance=hindrance)
    said = late(ACME, known, NOW + timedelta(hours=23))
    assert said.startswith("For about a day I have not been able to see what was deleted on X")
    assert "(x:acme)" in said
    assert said.endswith(way_on(ACME, known))
    assert "{" not in said
    assert len(said) < 480
    assert way_on(ACME, known).endswith(".")


def test_how_long_it_has_been_is_said() -> None:
    said = [late(ACME, since(hours=hours), NOW) for hours in (23, 35, 60, 24 * 1_200)]
    assert [each.split(" I ")[0] for each in said] == [
        *["For about a day"] * 2,
        "For about 2 days",
        "For about 1,200 days",
    ]


def test_the_way_on_fits_what_stands_in_the_way() -> None:
    ways = {each: way_on(ACME, Clearance(NOW, hindrance=each)) for each in Hindrance}
    assert "X_BEARER_TOKEN" in ways[Hindrance.BUDGET]
    assert "X_BEARER_TOKEN" not in ways[Hindrance.LIST]  # it is there already
    assert "Home tab" in ways[Hindrance.SIGN_IN]
    assert ways[Hindrance.AWAY].startswith("X does not answer.")


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0.5, "less than an hour ago"), (1, "1 hour ago"), (30.9, "30 hours ago")],
)
def test_the_age_of_what_is_known(hours: float, said: str) -> None:
    assert hours_ago(since(hours=hours), NOW) == said
