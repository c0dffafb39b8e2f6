"""The share of promotion as a metric."""

from __future__ import annotations

from dataclasses import replace

from assistant.community.health import compared, measure
from assistant.community.labelling import labelled
from assistant.community.own_mix import OwnMix
from assistant.community.periods import before
from tests.unit.community_rows import POLICY, WEEK, rows
from tests.unit.test_community_mix import OURS, SALE, TIP, own


def test_the_metric_covers_28_days_and_carries_the_limit() -> None:
    written = (own(SALE, 1), own(TIP, 2), own(TIP + " Again.", 3), own("Grey.", 4))
    found = rows(own_mix=labelled(OwnMix(written, (), OURS)))
    policy = replace(POLICY, promotion=0.3)

    told_ = measure("promotion_share", found, policy)

    assert (told_.hits, told_.n, told_.most) == (1, 4, 0.3)
    assert measure("mix_share", found, policy).value == 3
    assert measure("mix_unsure", found, policy).value == 0
    assert measure("promotion_share", rows(own_mix=[]), policy).missing is not None


def test_two_stretches_of_28_days_overlap_and_are_not_compared() -> None:
    now = rows(own_mix=labelled(OwnMix((own(SALE, 1),), (), OURS)))
    then = rows(own_mix=labelled(OwnMix((own(TIP, 1),), (), OURS)), period=before(WEEK))

    assert compared("promotion_share", now, then, POLICY).direction is None
