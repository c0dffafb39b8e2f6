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
from assistant.community.answers import Finished
from assistant.community.side_by_side import WHY
from tests.communities import ask, busy_week, toolbox
from tests.fakes import account, clock_at

AGENT = Agent(models=Models(ModelConfig("none")), limits=Limits(), clock=clock_at())
HERE = ("facebook:acme", "x:acme", "bluesky:acme.example")


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


def test_other_platforms_are_named_as_before() -> None:
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
    towns = [
        busy_week(replace(account("acme"), id=each, ref=AccountRef.parse(each))) for each in HERE
    ]
    asked = ask("compare replies on X with Facebook this week")
    box = await toolbox(asked, *towns)
    events = [event async for event in AGENT.answer(asked, (), box, tokens_left=0)]
    last = events[-1]
    assert isinstance(last, Finished)

    assert last.answer.text == (
        "You got 6 replies on facebook:acme this week (16-22 Nov). "
        "You got 6 replies on x:acme this week."
    )
    assert last.answer.missing == (WHY,)
    assert last.answer.held == ()


async def test_a_total_says_that_platforms_count_in_their_own_ways() -> None:
    """Of what they count alike it says nothing."""
    towns = [
        busy_week(replace(account("acme"), id=each, ref=AccountRef.parse(each))) for each in HERE
    ]
    said = {}
    for what in ("replies", "posts"):
        asked = ask(f"how many {what} this week?")
        box = await toolbox(asked, *towns)
        events = [event async for event in AGENT.answer(asked, (), box, tokens_left=0)]
        said[what] = events[-1].answer  # type: ignore[union-attr]

    assert "across all accounts" in said["replies"].text
    assert "across all accounts" in said["posts"].text
    assert [MIXED in each.text for each in said.values()] == [True, False]
    assert [each.held for each in said.values()] == [(), ()]
