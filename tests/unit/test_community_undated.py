"""Where a platform does not tell when likes and reposts came, its counters stand in, and say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.community.activity import OwnPost
from assistant.community.facts import Source
from assistant.community.figures import FactMaker
from assistant.community.health import compared, measure
from assistant.community.measures import alike, counted, pooled
from assistant.community.metrics import defined
from assistant.community.periods import before
from assistant.community.posts import Counts, Kind
from assistant.community.rows import Need, with_counters
from tests.unit.community_rows import DAY, LATER, MONDAY, POLICY, WEEK, days, own, rows

SOURCE = Source(call="get_metrics(likes; this week)", account="mastodon:@a@b.example", as_of=LATER)
TELLS = frozenset({Kind.REPLY, Kind.MENTION})


def post(number: int, counts: Counts | None, **by_kind: int) -> OwnPost:
    """As stored: nothing of what is not listed."""
    made = own(number, **by_kind)
    return replace(made, post=replace(made.post, counts=counts)).with_counters(TELLS)


POSTS = [
    post(1, Counts(likes=10, replies=3, reposts=4), replies=2),
    post(2, Counts(likes=5, replies=0, reposts=0)),
]


def undated(**more: object):
    return rows(tells=TELLS, totals={Kind.REPLY: 7}, own_posts=POSTS, **more)


@pytest.mark.parametrize(
    ("metric", "value", "wording"),
    [
        ("likes", 15, "15 likes on posts published"),
        ("reposts", 4, "4 reposts on posts published"),
        ("engagements", 21, "21 engagements on posts published"),
        (
            "conversation_share",
            2 / 21,
            "2 of 21 engagements as replies or quotes (9.5 %) on posts published",
        ),
        ("replies", 7, "7 replies"),
    ],
)
def test_counters_stand_in_and_the_words_say_so(metric: str, value: float, wording: str) -> None:
    found = measure(metric, undated(), POLICY)
    fact = FactMaker(next_id=lambda: "f1").fact(found, WEEK, SOURCE)
    assert found.value == pytest.approx(value)
    assert fact.wording.startswith(f"{wording} ")
    assert fact.metric == metric
    assert ("of_posts" in fact.definition) == (metric != "replies")
    assert ("does not tell when" in defined(fact.definition)) == (metric != "replies")


def test_what_is_neither_listed_nor_counted_is_no_data() -> None:
    assert measure("quotes", undated(), POLICY).missing == "Bluesky does not list quotes"
    assert (
        measure("mentions", replace(undated(), tells=frozenset({Kind.REPLY})), POLICY).value is None
    )


def test_posts_per_piece_count_what_the_platform_counts() -> None:
    assert measure("engagements_per_post", undated(), POLICY).value == (16 + 5) / 2


def test_people_are_a_lower_bound_where_nobody_knows_who_liked() -> None:
    active = days({"ann": [0]})
    assert measure("people", undated(days=active), POLICY).at_least
    assert not measure("people", rows(days=active), POLICY).at_least


def test_likes_by_time_and_likes_of_posts_are_not_added_up() -> None:
    dated, of_posts = counted("likes", 3), measure("likes", undated(), POLICY)
    assert not alike([dated, of_posts])
    both = pooled([of_posts, of_posts])
    assert (both.value, both.of_posts) == (30, True)


def test_posts_still_collecting_are_not_compared() -> None:
    later = undated(as_of=MONDAY + DAY)
    told = compared("likes", later, undated(), POLICY)
    assert told.then.missing == "its posts have had longer to collect"
    ripe = replace(later, as_of=MONDAY + timedelta(days=30))
    change = compared(
        "likes", ripe, replace(undated(), own_posts=POSTS[:1], period=before(WEEK)), POLICY
    )
    assert change.difference == 5
    fact = FactMaker(next_id=lambda: "f1").difference(change, SOURCE)
    assert fact
    assert fact.wording.startswith("5 more likes on posts published ")
    assert fact.definition == "likes_of_posts@1"


def test_totals_need_our_posts_only_where_likes_have_no_time() -> None:
    assert with_counters({Need.TOTALS}, TELLS) == {Need.TOTALS, Need.OWN_POSTS}
    assert with_counters({Need.TOTALS}, frozenset(Kind)) == {Need.TOTALS}
    assert with_counters({Need.INBOUND}, TELLS) == {Need.INBOUND}
