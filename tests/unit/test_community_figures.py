"""Facts and their words: what people read, and what it must never say."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.community.best_posts import RankedPost
from assistant.community.comparisons import Comparison, compare
from assistant.community.facts import Fact, Source, Unit, Window
from assistant.community.figures import FactMaker
from assistant.community.heard import NOT_LISTENING
from assistant.community.measures import Measure, counted, nothing, share
from assistant.community.metrics import METRICS
from assistant.community.periods import Period, before
from assistant.community.posts import Author, Post
from assistant.community.scorecard import scorecard
from assistant.community.wording import duration, number, percent
from tests.unit.community_rows import LATER, WEEK

SOURCE = Source(call="health(this week)", account="bluesky:acme.example", as_of=LATER)
EVERYWHERE = Source(call="health(this week)", account=None, as_of=LATER)
BEFORE = before(WEEK)
TARGET = timedelta(hours=4)
QUICK = settings(max_examples=60, deadline=None, derandomize=True)


def maker(*, several: bool = False, language: str = "en") -> FactMaker:
    ids = count(1)
    return FactMaker(lambda: f"f{next(ids)}", "Europe/Berlin", language, several)


def answered(hits: int, n: int) -> Measure:
    return share("answered_in_target", hits, n, none="nobody wrote to us then", within=TARGET)


def versus(now: Measure, then: Measure) -> Comparison:
    return compare(now, then, WEEK, BEFORE)


@pytest.mark.parametrize(
    ("measure", "wording"),
    [
        (counted("replies", 12), "12 replies this week (16-22 Nov)"),
        (counted("replies", 1), "1 reply this week (16-22 Nov)"),
        (counted("replies", 0), "0 replies this week (16-22 Nov)"),
        (counted("likes", 12345), "12,345 likes this week (16-22 Nov)"),
        (counted("replies", 12, at_least=True), "at least 12 replies this week (16-22 Nov)"),
        (answered(17, 20), "17 of 20 comments answered within 4 h (85 %) this week (16-22 Nov)"),
        (answered(1, 1), "1 of 1 comment answered within 4 h (100 %) this week (16-22 Nov)"),
        (answered(102, 120), "85 % of 120 comments answered within 4 h this week (16-22 Nov)"),
        (
            share("conversation_share", 40, 120, none=""),
            "33 % of 120 engagements as replies or quotes this week (16-22 Nov)",
        ),
        (
            Measure("response_time_median", 12000.0, n=20),
            "a median response time of 3 h 20 min over 20 comments this week (16-22 Nov)",
        ),
        (
            Measure("rate_by_impressions", 0.0321, n=5400),
            "an engagement rate by impressions of 3.2 % over 5,400 impressions this week (16-22 Nov)",
        ),
        (
            Measure("engagements_per_post", 8.25, n=4),
            "8.3 engagements per post over 4 posts this week (16-22 Nov)",
        ),
        (
            Measure("conversation_depth", 3.5, n=4),
            "a median conversation depth of 3.5 messages over 4 conversations this week (16-22 Nov)",
        ),
        (Measure("best_time", 32, n=9), "Tuesdays 08:00-12:00 over 9 posts this week (16-22 Nov)"),
        (Measure("checks_ok", 2, n=3), "2 of 3 measured checks met this week (16-22 Nov)"),
        (Measure("follower_change", -4), "a follower change of -4 this week (16-22 Nov)"),
        (
            nothing("mentions", "Bluesky shows mentions only after signing in"),
            "no data on mentions this week (16-22 Nov), because Bluesky shows mentions only after signing in",
        ),
        (
            answered(0, 0),
            "no data on share answered in time this week (16-22 Nov), because nobody wrote to us then",
        ),
    ],
)
def test_a_measure_is_worded_with_number_noun_and_period(measure: Measure, wording: str) -> None:
    assert wording == maker().fact(measure, WEEK, SOURCE).wording


def test_a_fact_carries_everything_a_sentence_around_it_may_say() -> None:
    fact = maker().fact(counted("replies", 12, at_least=True), WEEK, SOURCE)

    assert fact == Fact(
        id="f1",
        metric="replies",
        value=12,
        unit=Unit.COUNT,
        wording="at least 12 replies this week (16-22 Nov)",
        window=Window.of(WEEK),
        account="bluesky:acme.example",
        at_least=True,
        source=SOURCE,
        definition="replies@1",
    )


@pytest.mark.parametrize(
    ("source", "wording"),
    [
        (SOURCE, "12 replies on bluesky:acme.example this week (16-22 Nov)"),
        (EVERYWHERE, "12 replies across all accounts this week (16-22 Nov)"),
    ],
)
def test_the_account_is_named_when_there_are_several(source: Source, wording: str) -> None:
    assert wording == maker(several=True).fact(counted("replies", 12), WEEK, source).wording


def test_small_shares_can_say_where_they_may_really_lie() -> None:
    fact = maker().likely(answered(17, 20), WEEK, SOURCE)

    assert fact is not None
    assert fact.wording == (
        "a share answered in time that likely lies between 64 % and 95 %, judging by 17 of 20 comments answered within 4 h (85 %) this week (16-22 Nov)"
    )
    assert maker().likely(counted("replies", 3), WEEK, SOURCE) is None
    assert maker().likely(answered(0, 0), WEEK, SOURCE) is None


def test_a_post_is_named_by_its_day_in_the_zone_of_the_reader() -> None:
    late = datetime(2026, 11, 17, 23, 30, tzinfo=UTC)  # the 18th in Berlin
    post = Post("p", Author("us", "us"), "Hello", late, "")
    fact = maker().on_post(RankedPost(post, Measure("post_engagements", 48)), SOURCE)

    assert fact.wording == "48 engagements (posted 18 Nov)"
    assert fact.window is None


def test_checks_are_worded_one_by_one() -> None:
    values = {
        "answered_in_target": answered(17, 20),
        "conversation_share": share("conversation_share", 5, 100, none=""),
        "returning_share": nothing("returning_share", "our records do not reach back before it"),
        "promotion_share": share("promotion_share", 6, 20, none="").up_to(0.25),
        "listen": share("listen", 3, 8, none=""),
    }
    before_that = {
        "answered_in_target": answered(14, 20),
        "conversation_share": nothing("conversation_share", "nobody engaged with us then"),
        "returning_share": nothing("returning_share", "nobody was active then"),
        "promotion_share": share("promotion_share", 3, 10, none="").up_to(0.25),
        "listen": nothing("listen", NOT_LISTENING),
    }
    checks = scorecard(lambda metric: versus(values[metric], before_that[metric]))
    facts = [maker().check(check, WEEK, SOURCE) for check in checks]

    assert [fact.wording for fact in facts] == [
        "respond met: 17 of 20 comments answered within 4 h (85 %) this week (16-22 Nov), after 14 of 20 (70 %) in the week before (9-15 Nov), too few to tell a change, the aim being at least 80 %",
        "talk not met: 5 % of 100 engagements as replies or quotes this week (16-22 Nov), with nothing in the week before (9-15 Nov) to compare with, because nobody engaged with us then, the aim being at least 10 %",
        "stay: no data on share of returning people this week (16-22 Nov), because our records do not reach back before it, the aim being at least 25 %",
        "mix not met: 6 of 20 posts and replies promoting something (30 %) this week (16-22 Nov), after 3 of 10 (30 %) in the week before (9-15 Nov), too few to tell a change, the aim being at most 25 %",
        "listen not met: 3 of 8 untagged mentions decided on (38 %) this week (16-22 Nov), with nothing in the week before (9-15 Nov) to compare with, because nobody listens yet: no search for our name, our products or our site is saved, the aim being at least 80 %",
    ]
    assert [fact.value for fact in facts] == [0.85, 0.05, None, 0.3, 0.375]


def test_standing_facts_and_names_have_no_period() -> None:
    made = maker()

    assert made.fact(Measure("followers", 1204), None, SOURCE).wording == "1,204 followers"
    assert made.name("acme.example", SOURCE).wording == "acme.example"
    assert made.name("acme.example", SOURCE).unit is Unit.NAME


def test_numbers_and_dates_follow_the_reader() -> None:
    fact = maker(language="en-US").fact(counted("replies", 1200), WEEK, SOURCE)

    assert fact.wording == "1,200 replies this week (Nov 16 - 22)"


def test_another_year_is_shown() -> None:
    year = timedelta(days=364)
    week = Period(WEEK.start - year, WEEK.end - year)

    assert maker().fact(counted("replies", 2), week, SOURCE).wording == "2 replies (17-23 Nov 2025)"


MEASURES = {
    Unit.COUNT: lambda metric: Measure(metric, 12, n=20),
    Unit.SHARE: lambda metric: share(metric, 7, 9, none="", within=TARGET),
    Unit.SECONDS: lambda metric: Measure(metric, 12000.0, n=20),
    Unit.PER_POST: lambda metric: Measure(metric, 8.5, n=20),
    Unit.HOUR_OF_WEEK: lambda metric: Measure(metric, 32, n=20),
    Unit.NAME: lambda metric: Measure(metric, "acme.example"),
}


@pytest.mark.parametrize("metric", METRICS)
def test_every_wording_stands_in_the_middle_of_a_sentence(metric: str) -> None:
    """It begins small or with a number (weekdays and names apart) and ends no sentence."""
    wording = maker().fact(MEASURES[METRICS[metric].unit](metric), WEEK, SOURCE).wording

    assert re.match(r"\d|an? |acme|Tuesdays", wording)
    assert not wording.endswith((".", ",", " "))
    assert "  " not in wording
    assert wording.isascii()


@QUICK
@given(st.integers(1, 3000), st.data())
def test_a_share_never_claims_all_or_nothing(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    shown = percent(hits / n)

    assert (shown == "100 %") == (hits == n)
    assert (shown == "0 %") == (hits == 0)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (number(1234567), "1,234,567"),
        (number(8.25), "8.3"),
        (number(8.04), "8"),
        (number(-4), "-4"),
        (percent(0.85), "85 %"),
        (percent(0.125), "13 %"),
        (percent(0.032), "3.2 %"),
        (percent(0.07), "7 %"),
        (percent(0.995), "99.5 %"),
        (percent(0.9999), "over 99.9 %"),
        (percent(0.0001), "under 0.1 %"),
        (percent(1), "100 %"),
        (percent(0), "0 %"),
        (percent(1.5), "150 %"),
        (duration(timedelta(seconds=12000)), "3 h 20 min"),
        (duration(timedelta(hours=4)), "4 h"),
        (duration(timedelta(minutes=45)), "45 min"),
        (duration(timedelta(seconds=20)), "under 1 min"),
        (duration(timedelta(0)), "0 min"),
        (duration(timedelta(minutes=59, seconds=45)), "1 h"),
        (duration(timedelta(hours=23, minutes=59)), "23 h 59 min"),
        (duration(timedelta(hours=23, minutes=59, seconds=40)), "1 day"),
        (duration(timedelta(hours=45, minutes=22)), "1 day 21 h"),
        (duration(timedelta(days=2, hours=4)), "2 days 4 h"),
        (duration(timedelta(days=3)), "3 days"),
    ],
)
def test_numbers_percents_and_durations(shown: str, expected: str) -> None:
    assert expected == shown
