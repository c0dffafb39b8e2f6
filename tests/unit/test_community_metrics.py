"""Engagement, people and conversations: tables computed by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.community import followers, people
from assistant.community.activity import PersonDay, ThreadShape
from assistant.community.health import measure
from assistant.community.posts import UNNAMED, Kind
from tests.unit.community_rows import (
    DAY,
    MONDAY,
    POLICY,
    TOTALS,
    days,
    own,
    rows,
)


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("replies", 20),
        ("likes", 60),
        ("reposts", 10),
        ("quotes", 10),
        ("mentions", 5),
        ("engagements", 100),
        ("conversation_share", 0.3),
    ],
)
def test_totals_are_counted(metric: str, value: float) -> None:
    assert value == measure(metric, rows(totals=TOTALS), POLICY).value


def test_what_a_platform_does_not_tell_is_no_data_and_never_zero() -> None:
    strangers = rows(totals={}, tells=frozenset(Kind) - {Kind.MENTION, Kind.LIKE})

    for metric in ("mentions", "likes", "engagements", "conversation_share"):
        found = measure(metric, strangers, POLICY)
        assert found.value is None
        assert "Bluesky" in (found.missing or "")
    assert measure("replies", strangers, POLICY).value == 0


def test_no_engagement_at_all_has_no_share_of_talk() -> None:
    assert (
        measure("conversation_share", rows(totals={}), POLICY).missing
        == "nobody engaged with us then"
    )


def test_cut_threads_and_young_records_make_lower_bounds() -> None:
    cut = rows(totals=TOTALS, cut=True)
    young = rows(totals=TOTALS, known_since=MONDAY + DAY)

    assert measure("replies", cut, POLICY).at_least
    assert measure("conversation_share", cut, POLICY).at_least
    assert not measure("likes", cut, POLICY).at_least
    assert measure("likes", young, POLICY).at_least


POSTS = rows(
    own_posts=[
        own(1, likes=10, impressions=100),
        own(2, likes=2, replies=2, impressions=300),
        own(3, likes=1),
        own(4, likes=50, parent="somebody's"),
    ],
    followers=[(MONDAY, 100), (MONDAY + 7 * DAY, 130)],
)


@pytest.mark.parametrize(
    ("metric", "value", "n"),
    [
        ("posts", 3, None),
        ("own_replies", 1, None),
        ("engagements_per_post", 5, 3),  # 15 engagements on 3 posts
        ("typical_engagements", 4, 3),
        ("rate_by_impressions", 14 / 400, 400),  # sum by sum, not the mean of 0.1 and 0.013
        ("rate_by_followers", 0.05, 3),  # the mean of 0.10, 0.04 and 0.01
        ("follower_change", 30, None),
    ],
)
def test_posts_are_measured_by_their_named_base(metric: str, value: float, n: int | None) -> None:
    found = measure(metric, POSTS, POLICY)

    assert (value, n) == (pytest.approx(found.value), found.n)


@pytest.mark.parametrize(
    ("metric", "changed", "why"),
    [
        ("rate_by_impressions", {"own_posts": [own(1, likes=5)]}, "Bluesky tells no impressions"),
        ("rate_by_impressions", {"own_posts": []}, "we published no posts then"),
        (
            "rate_by_followers",
            {"followers": []},
            "we counted no followers on the days of those posts",
        ),
        ("rate_by_followers", {"own_posts": []}, "we published no posts then"),
        ("engagements_per_post", {"own_posts": []}, "we published no posts then"),
        ("follower_change", {"followers": [(MONDAY, 100)]}, "we have no follower count"),
    ],
)
def test_a_base_is_never_replaced_by_another(
    metric: str, changed: dict[str, object], why: str
) -> None:
    found = measure(metric, replace(POSTS, **changed), POLICY)  # type: ignore[arg-type]

    assert found.value is None
    assert why in (found.missing or "")


def test_follower_change_of_an_open_week_ends_at_the_latest_snapshot() -> None:
    found = rows(as_of=MONDAY + 2 * DAY, followers=[(MONDAY, 100), (MONDAY + 2 * DAY, 96)])

    assert followers.change(found).value == -4


PEOPLE = rows(
    days=days({"ann": [0, 2], "bob": [1], "cid": [1], "us": [0, 1, 2]}),
    earlier_days=days({"ann": [-3], "bob": [-20, -1], "old": [-9]}),
    core_days=days(
        {"ann": [0, 2, -5], "bob": [1, -1], "dea": [-7, -8, -9, -9], "us": [0, 1, 2, 3]}
    ),
    regular_days=days({"ann": [-30, -31, -32], "eve": [-30, -31, -33], "fay": [-30, -30, -31]}),
    first_seen={"cid", "us"},
)


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("people", 3),
        ("returning_people", 2),
        ("returning_share", 2 / 3),
        ("community_core", 2),  # ann and dea
        ("first_timers", 1),
        ("lapsed_regulars", 1),  # eve: ann is still here, fay came on two days only
    ],
)
def test_people_are_counted_once_and_without_us(metric: str, value: float) -> None:
    assert value == measure(metric, PEOPLE, POLICY).value


@pytest.mark.parametrize("metric", ["people", "returning_people", "community_core", "first_timers"])
def test_whom_a_platform_does_not_name_is_counted_as_nobody_and_said_to_be_missing(
    metric: str,
) -> None:
    more = {
        name: (*getattr(PEOPLE, name), *(PersonDay(f"{UNNAMED}c{n}", MONDAY, 1, 1) for n in (1, 2)))
        for name in ("days", "core_days")
    }
    first = {*(PEOPLE.first_seen or ()), f"{UNNAMED}c1", f"{UNNAMED}c2"}
    told = measure(metric, replace(PEOPLE, **more, first_seen=first), POLICY)

    assert told.value == measure(metric, PEOPLE, POLICY).value
    assert told.at_least


def test_the_people_behind_the_numbers_are_known() -> None:
    assert people.core_of(PEOPLE) == {"ann", "dea"}
    assert people.first_timers_of(PEOPLE) == {"cid"}
    assert people.lapsed_of(PEOPLE) == {"eve"}


@pytest.mark.parametrize(
    ("metric", "days_known", "value", "at_least"),
    [
        ("returning_people", 40, 2, False),
        ("returning_people", 10, 2, True),
        ("returning_people", 0, None, False),
        ("returning_share", 10, None, False),
        ("community_core", 10, 2, True),
        ("first_timers", 0, None, False),
        ("lapsed_regulars", 30, 1, True),
        ("lapsed_regulars", 21, None, False),
        ("people", -1, 3, True),
    ],
)
def test_short_records_say_at_least_or_nothing(
    metric: str, days_known: int, value: int | None, at_least: bool
) -> None:
    found = measure(metric, replace(PEOPLE, known_since=MONDAY - days_known * DAY), POLICY)

    assert (found.value, found.at_least) == (value, at_least)
    assert (found.missing is None) == (value is not None)


def test_concentration_is_the_share_of_the_most_active_tenth() -> None:
    """Ten people: one wrote 11 times, nine once each: 11 of 20."""
    ten = [PersonDay(f"p{n}", MONDAY, 1, 1) for n in range(9)]
    found = rows(days=[*ten, PersonDay("ann", MONDAY, 5, 5), PersonDay("ann", MONDAY + DAY, 6, 9)])

    result = measure("concentration", found, POLICY)

    assert (result.hits, result.n) == (11, 20)
    assert measure("concentration", rows(days=ten), POLICY).value is None


def thread(*authors: str) -> ThreadShape:
    return ThreadShape("t", tuple((author, MONDAY + n * DAY) for n, author in enumerate(authors)))


THREADS = rows(
    threads=[
        thread("us", "ann", "us", "ann"),  # came back
        thread("us", "ann", "us"),
        thread("ann", "us", "bob"),  # bob is somebody else
        thread("us", "us"),  # nobody was answered
        thread("us", "ann", "bob"),  # we did not answer
        thread("ann", "us", "us", "bob", "ann", "ann"),
    ]
)


def test_conversations_are_those_where_we_answered_somebody() -> None:
    depth, back = (
        measure(metric, THREADS, POLICY) for metric in ("conversation_depth", "return_rate")
    )

    assert (depth.value, depth.n) == (3.5, 4)  # of 4, 3, 3 and 6
    assert (back.hits, back.n) == (2, 4)
    assert measure("return_rate", rows(threads=[]), POLICY).value is None
