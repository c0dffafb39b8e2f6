"""Which account a question names: X is one letter, and has another name besides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.agent.limits import Limits
from assistant.agent.loading import MIXED
from assistant.agent.loop import Agent
from assistant.agent.models import ModelConfig, Models
from assistant.agent.offline.accounts import take_accounts
from assistant.community.accounts import AccountRef
from assistant.community.answers import Answer, Finished
from assistant.community.side_by_side import NOT_DRAWN, WHY
from tests.communities import ask, busy_week, toolbox
from tests.fakes import account, clock_at

AGENT = Agent(models=Models(ModelConfig("none")), limits=Limits(), clock=clock_at())
HERE = ("facebook:acme", "x:acme", "bluesky:acme.example")

CALLED = ["facebook:acme", "x:acme", "acme.example"]


async def answer(question: str) -> Answer:
    """What the rules answer over three accounts with the same busy week, two of the same name."""
    towns = [
        busy_week(replace(account("acme"), id=each, ref=AccountRef.parse(each))) for each in HERE
    ]
    asked = ask(question)
    box = await toolbox(asked, *towns)
    events = [event async for event in AGENT.answer(asked, (), box, tokens_left=0)]
    last = events[-1]
    assert isinstance(last, Finished)
    return last.answer


def taken(question: str, known: tuple[str, ...] = HERE) -> tuple[str | None, str | None]:
    named, stranger, _ = take_accounts([(word, word) for word in question.split()], known)
    return ", ".join(named) or None, stranger


@pytest.mark.parametrize(
    "question",
    [
        "replies on x",
        "Replies on X this week",
        "twitter replies",
        "Antworten auf X",
        "on X's likes",
        "replies on x, I mean on twitter",
    ],
)
def test_x_is_meant(question: str) -> None:
    assert taken(question) == ("x:acme", None)


@pytest.mark.parametrize("question", ["replies x 2", "likes, x or y"])
def test_a_letter_alone_may_be_anything(question: str) -> None:
    assert taken(question) == (None, None)


@pytest.mark.parametrize("question", ["replies on x", "replies on twitter", "replies on mastodon"])
def test_where_no_account_of_it_is_connected_it_is_a_stranger(question: str) -> None:
    account, stranger = taken(question, ("facebook:acme", "bluesky:acme.example"))
    assert account is None
    assert stranger == question.rsplit(maxsplit=1)[-1]


def test_other_platforms_are_named_as_before_typos_and_all() -> None:
    assert taken("replies on facebok") == ("facebook:acme", None)
    assert taken("replies on instgram") == (None, "instgram")
    assert taken("replies on facebook") == ("facebook:acme", None)
    assert taken("replies on bluesky") == ("bluesky:acme.example", None)


@pytest.mark.parametrize(
    "question",
    ["replies on x and facebook", "Compare X with Facebook", "facebook vs x", "x or facebook"],
)
def test_who_names_two_means_both(question: str) -> None:
    """In the order of the accounts, whoever is named first."""
    assert taken(question) == ("facebook:acme, x:acme", None)


async def test_two_that_are_compared_stand_side_by_side() -> None:
    """Neither is called ahead of the other, nothing is added up, and the reason is given."""
    told = await answer("compare replies on X with Facebook this week")

    assert told.text == (
        "You got 6 replies on facebook:acme this week (16-22 Nov). "
        "You got 6 replies on x:acme this week."
    )
    assert told.missing == (WHY,)
    assert told.held == ()


@pytest.mark.parametrize(
    ("question", "leads"),
    [
        ("best post on facebook", ["Your best post on Facebook got"]),
        (
            "best posts on facebook and bluesky",
            ["Your best post on Bluesky got", "Your best post on Facebook got"],
        ),
    ],
)
async def test_where_x_is_connected_a_best_post_is_the_best_of_its_platform(
    question: str, leads: list[str]
) -> None:
    """And said to be; nothing of it is held back."""
    told = await answer(question)

    assert [each for each in leads if each in told.text] == leads
    assert told.text.count("Your best post") == len(leads)
    assert "across all accounts" not in told.text
    assert told.held == ()


async def test_accounts_of_one_name_are_told_apart() -> None:
    """In charts and tables: a line or a row for each, none drawn over another; X in no chart."""
    told = await answer("how many replies this week?")
    health = await answer("how are we doing this week?")
    waits = await answer("who is waiting?")

    (chart,) = told.charts
    assert [each.name for each in chart.series] == [each for each in CALLED if each != "x:acme"]
    assert chart.left_out == NOT_DRAWN
    (card,) = health.tables
    assert [*card.columns[2:]] == CALLED
    (table,) = waits.tables
    assert {row[0] for row in table.rows} == set(CALLED)


async def test_a_total_says_that_platforms_count_in_their_own_ways() -> None:
    """Of what they count alike it says nothing."""
    said = {what: await answer(f"how many {what} this week?") for what in ("replies", "posts")}

    assert "across all accounts" in said["replies"].text
    assert "across all accounts" in said["posts"].text
    assert [MIXED in each.text for each in said.values()] == [True, False]
    assert [each.held for each in said.values()] == [(), ()]
