"""Local days in UTC, and how a stretch of time is cut at whole hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.periods import Period
from assistant.storage.stretches import HOUR, Cut, local_days


@pytest.mark.parametrize(
    ("zone", "start", "hours"),
    [
        ("Europe/Berlin", datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
        ("Europe/Berlin", datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 13, tzinfo=UTC), 24.5),
        ("America/Havana", datetime(2026, 11, 1, 4, tzinfo=UTC), 25),
        ("Asia/Kathmandu", datetime(2026, 11, 1, 18, 15, tzinfo=UTC), 24),
        ("Asia/Beirut", datetime(2026, 3, 28, 22, tzinfo=UTC), 23),
    ],
)
def test_local_days_are_as_long_as_the_zone_says(zone: str, start: datetime, hours: float) -> None:
    period = Period(start + timedelta(hours=10), start + timedelta(hours=11), None, zone)
    assert list(local_days(period)) == [(start, start + timedelta(hours=hours))]


def test_a_day_that_a_zone_left_out_is_left_out() -> None:
    start = datetime(2011, 12, 28, 10, tzinfo=UTC)
    days = list(local_days(Period(start, start + timedelta(days=4), None, "Pacific/Apia")))
    assert len(days) == 4
    assert all(earlier[1] == later[0] for earlier, later in pairwise(days))


MOMENTS = st.builds(
    lambda microseconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds),
    st.integers(0, 10 * 86_400_000_000),
)


@given(one=MOMENTS, other=MOMENTS, unit=st.sampled_from([HOUR, timedelta(days=1)]))
def test_a_cut_stretch_is_whole_again_and_its_middle_lies_on_whole_units(
    one: datetime, other: datetime, unit: timedelta
) -> None:
    start, end = min(one, other), max(one, other)
    cut = Cut.of(start, end, unit)
    whole = [cut.whole] if cut.whole[0] < cut.whole[1] else []
    parts = sorted([*cut.edges, *whole])
    if start == end:
        assert parts == []
        return
    assert (parts[0][0], parts[-1][1]) == (start, end)
    assert all(before[1] == after[0] for before, after in pairwise(parts))
    assert all(edge[1] - edge[0] < 2 * unit for edge in cut.edges)
    for moment in [each for part in whole for each in part]:
        assert moment.timestamp() % unit.total_seconds() == 0
