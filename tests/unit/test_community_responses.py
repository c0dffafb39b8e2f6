"""Bursts, response rate, times and what is open, with tables computed by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.community import responses
from assistant.community.activity import Inbound
from assistant.community.bursts import BURST, items
from assistant.community.calendar_words import WEEKDAYS
from assistant.community.clocks import Hours
from assistant.community.measures import HIDDEN, counted
from assistant.community.periods import Period
from assistant.community.posts import Kind
from assistant.community.responses import Policy
from assistant.community.rows import Rows
from tests.unit.community_rows import MONDAY, at, inbound

NOW = MONDAY + timedelta(days=2, hours=12)
OFFICE = Hours.read("UTC", dict.fromkeys(WEEKDAYS[:5], "09:00-17:00"))
QUICK = settings(max_examples=40, deadline=None, derandomize=True)


def rows(*entries: Inbound, as_of: datetime = NOW) -> Rows:
    period = Period(MONDAY, MONDAY + timedelta(days=7), "this week")
    return Rows(period, as_of, "Bluesky", MONDAY, frozenset({"us"}), inbound=entries)


FIVE = rows(
    inbound("ann", 9, 10),  # after 1 h
    inbound("bob", 9, 19, thread="u"),  # after 10 h: late
    inbound("cid", 10, thread="v"),  # open for 50 h
    inbound("dea", 12, 14, thread="w"),  # after 2 h
    inbound("eve", 59, 59.5, thread="x"),  # answered, yet younger than the target
)


def test_a_burst_is_one_item_whose_clock_runs_from_the_first() -> None:
    found = items([inbound("ann", 1.2, 3), inbound("ann", 1), inbound("ann", 1.25)])

    assert len(found) == 1
    assert found[0].since == at(1)
    assert found[0].answered_at == at(3)
    assert found[0].person_id == "ann"


@pytest.mark.parametrize(
    ("second", "count"),
    [
        (inbound("ann", 1.25), 1),  # exactly 15 minutes later
        (inbound("ann", 1.26), 2),  # too late
        (inbound("bob", 1.1), 2),  # somebody else
        (inbound("ann", 1.1, thread="u"), 2),  # another thread
        (inbound("ann", 1.1, kind=Kind.MENTION), 1),
        (inbound("ann", 1.1, kind=Kind.QUOTE), 1),  # a quote asks nothing
    ],
)
def test_what_belongs_to_a_burst(second: Inbound, count: int) -> None:
    assert count == len(items([inbound("ann", 1), second]))


def test_a_chain_of_short_messages_does_not_go_on_for_ever() -> None:
    assert len(items([inbound("ann", minutes / 60) for minutes in range(0, 60, 10)])) == 3


def test_a_question_after_our_answer_is_a_new_item() -> None:
    found = items([inbound("ann", 1, 1.1), inbound("ann", 1.2)])

    assert [item.answered_at for item in found] == [at(1.1), None]


@pytest.mark.parametrize(
    ("text", "goes_on", "waits"),
    [
        ("Thanks!", True, False),
        ("👍", True, False),
        ("Thanks!", False, True),  # under a post, or after our answer to somebody else
        ("Thanks, but it leaks again", True, True),
        ("Danke, und wann?", True, True),
    ],
)
def test_a_thank_you_for_our_answer_does_not_wait(text: str, *, goes_on: bool, waits: bool) -> None:
    found = rows(inbound("ann", 1, 2), inbound("ann", 3, text=text, goes_on=goes_on))

    assert responses.open_items(found).value == int(waits)
    assert responses.response_rate(found, Policy()).n == 1 + int(waits)
    assert responses.in_target(found, Policy()).n == 1 + int(waits)
    assert len(responses.waits_of(found, None)) == 1 + int(waits)


def test_the_clock_of_a_question_does_not_run_from_the_thanks_before_it() -> None:
    thanks = inbound("ann", 3, text="Thank you", goes_on=True)
    found = items([thanks, inbound("ann", 3.1, text="Does it float?", goes_on=True)])

    assert [item.since for item in found] == [at(3.1)]


@QUICK
@given(
    st.lists(
        st.builds(
            inbound,
            st.sampled_from(["ann", "bob"]),
            st.integers(0, 300).map(lambda minutes: minutes / 60),
            thread=st.sampled_from(["t", "u"]),
        ),
        max_size=30,
    )
)
def test_bursts_keep_every_comment_once_and_stay_short(entries: list[Inbound]) -> None:
    found = items(entries)

    assert sorted(map(id, entries)) == sorted(id(part) for item in found for part in item.parts)
    for item in found:
        assert item.parts[-1].interaction.created_at - item.since <= BURST


def test_response_rate_leaves_out_what_is_not_due_yet() -> None:
    measure = responses.response_rate(FIVE, Policy())

    assert (measure.hits, measure.n) == (3, 4)


def test_a_late_answer_misses_the_target() -> None:
    measure = responses.in_target(FIVE, Policy())

    assert (measure.hits, measure.n) == (2, 4)
    assert measure.within == timedelta(hours=4)


def test_business_hours_have_their_own_target() -> None:
    """Friday 16:30, answered Monday 09:30: 65 hours by the clock, one by the team's."""
    friday = at(4 * 24 + 16.5)
    entry = inbound("ann", 4 * 24 + 16.5, 7 * 24 + 9.5)
    found = rows(entry, as_of=friday + timedelta(days=5))
    policy = Policy(hours=OFFICE)

    assert responses.in_target(found, policy).hits == 0
    assert responses.in_target_hours(found, policy).hits == 1
    by_clock = responses.response_time("response_time_median", 0.5, found, None)
    by_team = responses.response_time("response_hours_median", 0.5, found, OFFICE)
    assert (by_clock.value, by_team.value) == (65 * 3600, 3600)


def test_a_target_in_business_hours_runs_only_then() -> None:
    """Friday 16:30, answered Monday 09:30; and one of Friday 15:00 that is not due on Saturday."""
    answered = inbound("ann", 4 * 24 + 16.5, 7 * 24 + 9.5)
    waiting = inbound("bob", 4 * 24 + 15, thread="u")
    policy = Policy(hours=OFFICE, in_hours=True)
    week_later = rows(answered, waiting, as_of=at(11 * 24))
    on_saturday = rows(answered, waiting, as_of=at(5 * 24 + 12))

    met = responses.in_target(week_later, policy)
    assert (met.hits, met.n, met.in_hours) == (1, 2, True)
    assert (
        responses.in_target(on_saturday, policy).missing
        == "no comment is older than the target yet"
    )
    assert responses.response_rate(on_saturday, policy).value is None
    assert responses.response_rate(week_later, policy).n == 2
    assert not responses.in_target(week_later, Policy(hours=OFFICE)).in_hours


def test_without_business_hours_there_is_no_data_and_a_reason() -> None:
    measure = responses.in_target_hours(FIVE, Policy())

    assert measure.value is None
    assert measure.missing == "no business hours are set"


def test_open_comments_count_in_the_median() -> None:
    """Waits of 0.5, 1, 2 and 10 hours and one of 50 that goes on: half of five by 2 h."""
    median = responses.response_time("response_time_median", 0.5, FIVE, None)
    p90 = responses.response_time("response_time_p90", 0.9, FIVE, None)

    assert (median.value, median.n) == (2 * 3600, 5)
    assert p90.value is None
    assert p90.missing == "only 4 of 5 comments are answered so far"


def test_open_items_are_listed_with_the_longest_wait_first() -> None:
    found = rows(inbound("ann", 9), inbound("bob", 3), inbound("us", 4), inbound("cid", 5, 6))

    assert [item.person_id for item in responses.open_of(found)] == ["bob", "ann"]
    measure = responses.open_items(found)
    assert (measure.value, measure.n) == (2, 3)


def test_an_earlier_week_is_judged_as_it_stood_then() -> None:
    """An answer that came after the moment of judging does not count."""
    then = rows(inbound("ann", 9, 30), as_of=at(24))

    assert responses.response_rate(then, Policy()).hits == 0
    assert responses.open_items(then).value == 1
    assert responses.response_time("response_time_median", 0.5, then, None).value is None


def test_an_answer_before_its_comment_by_a_second_took_no_time() -> None:
    """Two servers, two clocks."""
    found = rows(inbound("ann", 9, 9 - 1 / 3600))

    assert responses.response_time("response_time_median", 0.5, found, None).value == 0


@pytest.mark.parametrize(
    ("found", "why"),
    [(rows(), "nobody wrote to us then"), (rows(inbound("ann", 59)), "older than the target")],
)
def test_nothing_to_judge_is_no_data(found: Rows, why: str) -> None:
    for measure in (
        responses.response_rate(found, Policy()),
        responses.in_target(found, Policy()),
    ):
        assert measure.value is None
        assert why in (measure.missing or "")


def test_what_is_only_partly_known_is_no_data_where_it_would_be_0() -> None:
    """An account that is still read for the first time: "nobody waits" would be made up."""
    partly = replace(rows(), known_since=NOW)
    some = replace(FIVE, known_since=NOW)

    assert responses.open_items(rows()).value == 0
    assert responses.open_items(partly).missing == HIDDEN
    assert responses.open_items(some).at_least
    for part in (partly, rows()):
        told = responses.response_rate(part, Policy())
        assert told.value is None
        assert told.missing == (HIDDEN if part is partly else responses.NOBODY)
    assert counted("replies", 0, at_least=True).missing == HIDDEN
