"""Who waits: a few in an overview, the longest wait first, and how to see the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from assistant.agent.limits import Limits
from assistant.agent.loop import Agent
from assistant.agent.models import ModelConfig, Models
from assistant.community.answers import Answer, Finished
from assistant.community.posts import UNNAMED, Author
from tests.communities import Community, ask, toolbox
from tests.fakes import NOW, account, clock_at

AGENT = Agent(models=Models(ModelConfig("none")), limits=Limits(), clock=clock_at())


def crowd(size: int, handle: str = "acme.example", *, hours: int = 1) -> Community:
    """A post under which people wait, the last of them for `hours`, each an hour longer."""
    town = Community(account(handle))
    post = town.post("Ask us", NOW - timedelta(hours=size + hours))
    for number in range(size):
        wait = timedelta(hours=number + hours)
        town.comment(post, f"who{number}", f"Question {number}?", NOW - wait)
    return town


async def answer(question: str, *towns: Community) -> Answer:
    asked = ask(question)
    box = await toolbox(asked, *towns)
    last = [each async for each in AGENT.answer(asked, (), box, tokens_left=0)][-1]
    assert isinstance(last, Finished)
    assert last.answer.held == ()
    return last.answer


async def test_an_overview_shows_the_longest_waits_and_where_the_others_are() -> None:
    """Three of five, in order, and no second list of the same people."""
    given = await answer("how are we doing this week?", crowd(5))

    assert [quote.text for quote in given.quotes] == ["Question 4?", "Question 3?", "Question 2?"]
    assert "A good place to start, the longest wait first:" in given.text
    assert given.text.endswith("To see everybody who waits, ask “Who is waiting for an answer?”.")
    assert [table.title for table in given.tables] == ["Scorecard, this week (16-22 Nov)"]


async def test_an_overview_of_all_who_wait_points_nowhere() -> None:
    """There are no others."""
    given = await answer("how are we doing this week?", crowd(3))

    assert "Question 0?" in given.text
    assert "To see everybody" not in given.text


async def test_whom_a_platform_does_not_name_waits_as_somebody() -> None:
    """A name stands in the list and behind the words, where a link needs something to stand on."""
    town = Community(account("acme.example"))
    post = town.post("Ask us", NOW - timedelta(hours=3))
    town.comment(post, "who", "Open on Sundays?", NOW - timedelta(hours=1))
    nobody = Author(f"{UNNAMED}1", "", "Somebody on Facebook")
    town.interactions[-1] = replace(town.interactions[-1], author=nobody)
    given = await answer("who is waiting?", town)

    (row,) = given.tables[0].rows
    assert row[0] == "Somebody on Facebook"
    assert [quote.author for quote in given.quotes] == ["Somebody on Facebook"]


async def test_accounts_share_one_order() -> None:
    """Whoever waits longest comes first, wherever that is."""
    towns = crowd(2, "acme.example"), crowd(2, "help.acme.example", hours=4)
    given = await answer("how are we doing this week?", *towns)

    assert [quote.url.rpartition("/")[2] for quote in given.quotes] == [
        "help.acme.example-act-1",
        "help.acme.example-act-0",
        "acme.example-act-1",
    ]


async def test_the_list_of_who_waits_says_its_order_and_what_it_leaves_out() -> None:
    """Twenty rows, then how to see the rest."""
    given = await answer("who is waiting?", crowd(22))
    (table,) = given.tables

    assert table.title == "Waiting for an answer, longest first"
    assert [row[-1] for row in table.rows[:2]] == ["22 h", "21 h"]
    assert len(table.rows) == 20
    assert given.text.endswith("ask about a shorter period, such as this week.")
    assert "shorter period" not in (await answer("who is waiting?", crowd(20))).text
