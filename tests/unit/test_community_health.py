"""The table of all metrics, comparisons over time, and the scorecard."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.community.activity import Ears
from assistant.community.comparisons import Comparison, compare
from assistant.community.health import RULES, compared, covered, measure, needs
from assistant.community.heard import NOT_LISTENING
from assistant.community.measures import Measure, counted, nothing, pooled, share
from assistant.community.metrics import METRICS
from assistant.community.periods import Period, before
from assistant.community.posts import Kind
from assistant.community.rows import Need, judged_at, stretch
from assistant.community.scorecard import CHECKS, CheckKind, checks_ok, scorecard
from assistant.errors import InvalidInput
from tests.unit.community_rows import DAY, LATER, MONDAY, POLICY, TOTALS, WEEK, inbound, own, rows


def test_every_rule_has_a_definition_and_every_computed_metric_a_rule() -> None:
    given = {
        "search_hits",
        "accounts",
        "target",
        "checks_ok",
        "name",
        "followers",
        "post_engagements",
    }

    assert set(RULES) <= set(METRICS)
    assert set(METRICS) - set(RULES) - given == set()


def test_needs_are_exactly_what_is_read() -> None:
    """Every metric is computed from the parts it names alone."""
    empty = {"totals": {}, "first_seen": set(), "heard": Ears()}
    for metric in RULES:
        parts = {str(need): empty.get(need, []) for need in needs([metric])}
        assert isinstance(measure(metric, rows(**parts), POLICY), Measure)
    assert needs(["replies", "people"]) == {Need.TOTALS, Need.DAYS}
    with pytest.raises(InvalidInput, match="no metric called glory"):
        measure("glory", rows(), POLICY)


def test_parts_are_loaded_over_their_own_stretch() -> None:
    friday = Period(MONDAY, MONDAY + timedelta(days=4, hours=9), "this week")

    assert stretch(Need.TOTALS, friday) == friday
    assert stretch(Need.EARLIER_DAYS, friday).start == MONDAY - 20 * DAY
    assert stretch(Need.EARLIER_DAYS, friday).end == MONDAY
    assert stretch(Need.CORE_DAYS, friday) == Period(MONDAY - 23 * DAY, friday.end)
    assert stretch(Need.REGULAR_DAYS, friday) == Period(MONDAY - 51 * DAY, MONDAY - 23 * DAY)
    assert covered("community_core", WEEK) == Period(MONDAY - 21 * DAY, WEEK.end)
    assert covered("replies", WEEK) == WEEK


def test_counts_and_shares_get_a_direction() -> None:
    now, then = (
        rows(totals=TOTALS),
        rows(period=before(WEEK), totals={Kind.LIKE: 60, Kind.REPLY: 5}),
    )

    assert compared("replies", now, then, POLICY).direction == "up"
    assert compared("conversation_share", now, then, POLICY).direction == "up"
    assert compared("likes", now, then, POLICY).direction == "same"
    assert compared("quotes", now, then, POLICY).direction is None  # from 0
    assert compared("replies", now, then, POLICY).difference == 15


def test_response_times_are_compared_by_all_their_waits() -> None:
    """Twenty answers within an hour or so against twenty that took a day."""
    quick = [inbound(f"p{n}", 9, 10 + n / 60, thread=f"t{n}") for n in range(20)]
    slow = [inbound(f"p{n}", 9 - 168, 33 + n - 168, thread=f"t{n}") for n in range(20)]
    now, then = rows(inbound=quick), rows(period=before(WEEK), inbound=slow)

    assert compared("response_time_median", now, then, POLICY).direction == "down"
    assert compared("response_time_p90", then, now, POLICY).direction == "up"
    alike = rows(period=before(WEEK), inbound=quick)
    assert compared("response_time_median", now, alike, POLICY).direction == "unclear"
    assert compared("response_hours_median", now, then, POLICY).direction is None
    assert stretch(Need.FOLLOWERS, WEEK) == Period(MONDAY - DAY, WEEK.end + DAY)


@pytest.mark.parametrize("bound", [{"cut": True}, {"known_since": LATER}])
def test_lower_bounds_get_no_direction(bound: dict[str, object]) -> None:
    now, then = rows(totals=TOTALS), rows(totals={Kind.REPLY: 5}, **bound)

    comparison = compared("replies", now, then, POLICY)

    assert (comparison.direction, comparison.difference) == (None, None)


def test_periods_that_overlap_or_differ_in_length_get_no_direction() -> None:
    month = Period(MONDAY - 31 * DAY, MONDAY, "last month")
    overlapping = Period(MONDAY - DAY, WEEK.end - DAY)
    now = rows(totals=TOTALS, inbound=[inbound("ann", 9, 10)])

    for baseline in (month, overlapping):
        then = rows(period=baseline, totals={Kind.REPLY: 900}, inbound=[inbound("ann", 9, 20)])
        assert compared("replies", now, then, POLICY).direction is None
    assert compared("conversation_share", now, then, POLICY).direction is None
    assert compared("response_time_median", now, then, POLICY).direction is None


def test_posts_still_collecting_are_not_compared_with_ripe_ones() -> None:
    then = rows(own_posts=[own(-100, likes=9)])
    young = rows(as_of=MONDAY + 3 * DAY, own_posts=[own(24, likes=1)])
    ripe = rows(own_posts=[own(24, likes=1)])

    assert compared("engagements_per_post", young, then, POLICY).then.value is None
    assert compared("engagements_per_post", ripe, then, POLICY).then.value == 9


def test_an_open_week_and_its_baseline_are_judged_at_the_same_age() -> None:
    now = MONDAY + timedelta(days=2, hours=5)
    week = Period(MONDAY, now, "this week")

    assert judged_at(now, week, before(week)) == now - 7 * DAY
    assert judged_at(LATER, WEEK, before(WEEK)) == LATER - 7 * DAY


def test_the_scorecard_lists_five_checks_and_adds_nothing_up() -> None:
    values = {
        "answered_in_target": share("answered_in_target", 17, 20, none=""),
        "conversation_share": share("conversation_share", 5, 100, none=""),
        "returning_share": nothing("returning_share", "nobody was active then"),
        "promotion_share": share("promotion_share", 6, 20, none="").up_to(0.3),
        "listen": nothing("listen", NOT_LISTENING),
    }
    checks = scorecard(
        lambda metric: compared_with_nothing(values[metric]),
    )

    assert [(check.kind.name, check.status) for check in checks] == [
        ("respond", "met"),
        ("talk", "not met"),
        ("stay", "no data"),
        ("mix", "met"),
        ("listen", "not listening yet"),
    ]
    assert (checks_ok(checks).value, checks_ok(checks).n) == (2, 3)
    assert checks_ok(checks[4:]).value is None
    assert (checks[3].aim, checks[3].threshold) == ("at most", 0.3)


def test_promotion_over_the_account_s_own_limit_is_not_met() -> None:
    told = share("promotion_share", 6, 20, none="")
    mix = CHECKS[3]

    assert _status_of(mix, told.up_to(0.29)) == "not met"
    assert _status_of(mix, told.up_to(0.30)) == "met"
    assert _status_of(mix, told) == "not met"
    assert _status_of(mix, share("promotion_share", 0, 0, none="we wrote nothing")) == "no data"


def _status_of(kind: CheckKind, now: Measure) -> str:
    others = {each.metric: nothing(each.metric, "not asked") for each in CHECKS}
    told = {**others, kind.metric: now}
    checks = scorecard(lambda metric: compared_with_nothing(told[metric]))
    return checks[CHECKS.index(kind)].status


def compared_with_nothing(now: Measure) -> Comparison:

    return compare(now, nothing(now.metric, "new"), WEEK, before(WEEK))


def test_accounts_are_pooled_sum_by_sum() -> None:
    one, other = share("response_rate", 9, 10, none=""), share("response_rate", 10, 40, none="")
    silent = nothing("mentions", "Bluesky shows mentions only after signing in")

    assert (pooled([one, other]).hits, pooled([one, other]).n) == (19, 50)
    assert pooled([counted("replies", 3), counted("replies", 4)]) == counted("replies", 7)
    assert pooled([counted("mentions", 3), silent]) == counted("mentions", 3, at_least=True)
    assert pooled([silent, silent]) == silent
