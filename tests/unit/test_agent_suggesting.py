"""What may be asked next: whole questions, which mean the same whenever they are pressed."""

from __future__ import annotations

import pytest

from assistant.agent.limits import Limits
from assistant.agent.loop import Agent
from assistant.agent.models import ModelConfig, Models
from assistant.agent.offline.calls import Call
from assistant.agent.offline.planning import plan
from assistant.agent.offline.reading import Known
from assistant.community.answers import Answer, Finished
from tests.communities import ask, busy_week, toolbox
from tests.fakes import NOW, account, clock_at

AGENT = Agent(models=Models(ModelConfig("none")), limits=Limits(), clock=clock_at())
TWO = ("acme.example", "help.acme.example")


async def answer(question: str, *handles: str) -> Answer:
    asked = ask(question)
    box = await toolbox(asked, *(busy_week(account(each)) for each in handles))
    last = [each async for each in AGENT.answer(asked, (), box, tokens_left=0)][-1]
    assert isinstance(last, Finished)
    return last.answer


@pytest.mark.parametrize(
    ("question", "suggestion", "arguments"),
    [
        (
            "how many likes last week?",
            "Compare likes last week with the period before",
            {"metrics": ["likes"], "period": "last week"},
        ),
        (
            "replies and likes in the last 30 days",
            "Compare replies and likes in the last 30 days with the period before",
            {"metrics": ["replies", "likes"], "period": "in the last 30 days"},
        ),
    ],
)
async def test_figures_can_be_set_beside_the_time_before(
    question: str, suggestion: str, arguments: dict[str, object]
) -> None:
    """The same figures over the same stretch, which the rules read back as such."""
    known = Known(("bluesky:acme.example",), NOW, "UTC")

    assert (await answer(question, "acme.example")).suggestions[0] == suggestion
    assert plan(suggestion, (), known) == (Call("compare_periods", arguments),)  # type: ignore[arg-type]


async def test_nothing_is_suggested_before_an_account_is_connected() -> None:
    """In Slack the way on is the Home tab."""
    said = await answer("how are we doing this week?")

    assert "A manager of Engage connects one in its Home tab." in said.text
    assert said.suggestions == ()


async def test_the_account_is_named_where_there_are_several() -> None:
    """And only when the question was about one of them."""
    one = await answer("likes this week on help.acme.example", *TWO)
    both = await answer("likes this week", *TWO)

    assert one.suggestions[0] == (
        "Compare likes this week with the period before for help.acme.example"
    )
    assert both.suggestions[0] == "Compare likes this week with the period before"


@pytest.mark.parametrize(
    "question",
    ["how many followers do we have?", "engagement rate by impressions", "likes 3-9 November"],
)
async def test_nothing_is_compared_that_cannot_be(question: str) -> None:
    """A standing count, no data, or a stretch without a name."""
    given = await answer(question, "acme.example")

    assert not [each for each in given.suggestions if each.startswith("Compare")]
    assert len(given.suggestions) == 3
