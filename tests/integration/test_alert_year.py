"""A year of a busy account: how often chance alone makes an alert. Slower than unit tests may be."""

from __future__ import annotations

import random

import pytest

from tests.unit.test_community_alerts import A_YEAR, year

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("burst", [3, 6])
def test_sixty_comments_a_day_in_bursts_have_hardly_an_alert(burst: int) -> None:
    alerts = [year(random.Random(seed), 60, burst) for seed in range(2)]
    print(alerts)

    assert sum(alerts) / len(alerts) <= A_YEAR
