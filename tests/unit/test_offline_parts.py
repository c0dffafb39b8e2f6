"""Questions of several parts: each part gets its own tools, or a word about it."""

from __future__ import annotations

import pytest

from assistant.agent.offline.calls import Call
from assistant.agent.offline.parts import decide, parts_of
from assistant.agent.offline.planning import plan
from assistant.agent.offline.replies import LEFT_OUT, REPLIES
from tests.unit.test_offline_planning import KNOWN, call

LAMPS = "bluesky:lamps.example"


def replies(period: str, **more: str) -> Call:
    return call("get_metrics", metrics=["replies"], period=period, **more)


SEVERAL = [
    (
        "How many replies did we get this week, and who is waiting?",
        (replies("this week"), call("open_items")),
    ),
    (
        "how many replies last week? how fast did we answer? Which post did best?",
        (
            replies("last week"),
            call("response_times", period="last week"),
            call("list_posts", order="best", period="last week"),
        ),
    ),
    (
        "Hi there! Who is waiting? And how many likes did we get yesterday? Thanks!",
        (call("open_items"), call("get_metrics", metrics=["likes"], period="yesterday")),
    ),
    (
        "how many likes did we get last week and how many replies did we get last month?",
        (call("get_metrics", metrics=["likes"], period="last week"), replies("last month")),
    ),
    (
        "How is lamps.example doing this week and who is waiting there?",
        (
            call("account_health", period="this week", account=LAMPS),
            call("open_items", account=LAMPS),
        ),
    ),
    (
        "Wie viele Kommentare hatten wir letzte Woche und wer wartet noch?",
        (replies("letzte woche"), call("open_items")),
    ),
    (
        "When should we post, and what do people say about shipping?",
        (call("best_times"), call("search_posts", words="shipping")),
    ),
]


@pytest.mark.parametrize(("question", "expected"), SEVERAL, ids=[row[0] for row in SEVERAL])
def test_each_part_is_answered(question: str, expected: tuple[Call, ...]) -> None:
    """A part without a period has that of its neighbour; who waits is asked as of now."""
    decided = decide(question, (), KNOWN)

    assert decided.plan == expected
    assert decided.asides == ()


ONE = [
    "How many likes and how many replies did we get last week?",
    "How many replies did we get this week, and is that more than last week?",
    "how many replies did we get this week and how many last week?",
    "how many replies did we get this week? and last week?",
    "What was our best post in October, and why?",
    "likes and reposts",
    "We launched a lamp on Monday. How many replies did we get since Monday?",
    "How are we doing? Thanks!",
    "asdf? qwer?",
]


@pytest.mark.parametrize("question", ONE)
def test_one_question_in_several_pieces_stays_one(question: str) -> None:
    """What leans on the piece before it, and what differs in nothing but the measure."""
    decided = decide(question, (), KNOWN)

    assert decided.plan == plan(question, (), KNOWN)
    assert decided.asides == ()


def test_a_part_that_is_not_understood_is_said_to_be_left_out() -> None:
    """The rest is answered."""
    decided = decide("How many replies this week, and what will the weather be?", (), KNOWN)

    assert decided.plan == (replies("this week"),)
    assert decided.asides == (LEFT_OUT,)


def test_a_part_that_engage_does_not_do_gets_its_sentence() -> None:
    """Beside the figures of the other part, not instead of them."""
    decided = decide("How many replies this week? Can you delete our last post?", (), KNOWN)

    assert decided.plan == (replies("this week"),)
    assert decided.asides == (REPLIES["write"],)


def test_more_parts_than_anybody_reads_are_one_question() -> None:
    many = " ".join(f"How many likes did we get on {day} November?" for day in range(1, 8))

    assert len(parts_of(many)) == 7
    assert decide(many, (), KNOWN).plan == plan(many, (), KNOWN)
