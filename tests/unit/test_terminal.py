"""Answers as a terminal shows them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from assistant.community.answers import Answer, Chart, Series, TaskFinished, TaskStarted
from assistant.community.costs import Paid
from assistant.community.facts import Fact, Source, Unit, Window
from assistant.desk.costing import CostView
from assistant.terminal import Progress, show, show_costs
from tests.costing_kit import spent

SOURCE = Source(
    call="get_metrics(replies; this week)",
    account="bluesky:a-rather-long-handle.example",
    as_of=datetime(2026, 11, 22, 14, 5, tzinfo=UTC),
    note="as seen without signing in",
)
REPLIES = Fact(
    id="f1",
    metric="replies",
    value=12,
    unit=Unit.COUNT,
    wording="12 replies this week (16-22 Nov)",
    window=Window(
        start=datetime(2026, 11, 15, 23, tzinfo=UTC),
        end=datetime(2026, 11, 22, 14, 6, tzinfo=UTC),
        name="this week",
        zone="Europe/Berlin",
    ),
    account="bluesky:a-rather-long-handle.example",
    source=SOURCE,
    definition="replies@1",
)


def shown(answer: Answer) -> str:
    out = io.StringIO()
    show(answer, "Europe/Berlin", Console(file=out, width=200))
    return out.getvalue()


def test_a_source_is_told_whole_with_its_account_window_and_time() -> None:
    """In the zone of the question, and never cut."""
    text = shown(
        Answer(
            text="You got 12 replies this week (16-22 Nov).",
            facts=(REPLIES,),
            consulted=(REPLIES,),
            sources=(SOURCE,),
            composer="offline",
        )
    )

    assert (
        "- get_metrics(replies; this week) on bluesky:a-rather-long-handle.example: "
        "16 Nov 2026 00:00 to 22 Nov 2026 15:06, read 22 Nov 2026 15:05\n"
        "  as seen without signing in\n"
    ) in text


def test_what_could_not_be_had_is_told_in_its_own_words() -> None:
    """It may be about age as well as about something left out."""
    text = shown(Answer(text="Hello.", composer="offline", missing=("This is a day old.",)))

    assert "\nThis is a day old.\n" in text


def test_what_a_chart_leaves_out_stands_below_it() -> None:
    chart = Chart(
        kind="bar",
        title="Replies",
        categories=("replies",),
        series=(Series(name="us", values=(1.0,)),),
        alt="Replies.",
        left_out="X is not in the chart.",
    )

    out = shown(Answer(text="Hello.", composer="offline", charts=(chart,)))

    assert "\nreplies\nX is not in the chart.\n" in out


def test_a_chart_of_one_thing_has_no_range() -> None:
    """Not from a word to the same word."""
    bars = Series(name="now", values=(3.0,))
    days = Series(name="likes", values=(1.0, 2.0))
    one = Chart(kind="bar", title="T", categories=("replies",), series=(bars,), alt="a")
    two = Chart(kind="line", title="T", categories=("16 Nov", "17 Nov"), series=(days,), alt="a")

    assert "\nreplies\n" in shown(Answer(text="Hello.", composer="offline", charts=(one,)))
    assert "\n16 Nov to 17 Nov\n" in shown(Answer(text="Hello.", composer="offline", charts=(two,)))


def test_an_answer_without_calls_claims_none() -> None:
    """There is no figure to vouch for."""
    text = shown(Answer(text="Hello.", composer="offline"))

    assert "Sources" not in text
    assert text.endswith("Written by the offline composer.\n")


def test_costs_are_told_in_the_words_of_the_chat() -> None:
    """The whole, what it comes to, by kind and, of several, by account."""
    half = spent({Paid.POST_READ: 100, Paid.CREATE: 2})
    both = replace(half, by_account={"a1": 500_000, "a2": 30_000})
    told = []
    for month in (half, both):
        out = io.StringIO()
        view = CostView(month, {"a1": "x:acme"}, datetime(2026, 11, 16, tzinfo=UTC), False)
        show_costs(view, Console(file=out, width=200))
        told.append(out.getvalue())

    assert told[0].startswith("X has cost $0.53 in November: 2 % of the budget of $25.00.\n")
    assert "about $1.06 by the end of the month" in told[0]
    assert "\nBy kind of call\n- 100 posts of others read: $0.50\n" in told[0]
    assert "By account" not in told[0]
    assert "\nBy account\n- x:acme: $0.50\n- accounts that are gone: $0.03\n" in told[1]


@pytest.mark.parametrize("terminal", [True, False])
async def test_while_it_reads_and_counts_it_says_so(terminal: bool) -> None:
    """In a terminal; where nobody looks nothing is written."""
    shown = io.StringIO()
    for step in (
        None,
        TaskStarted("1", "Counting"),
        TaskFinished("1", "Counting", ok=True, detail="12 replies"),
    ):
        with Progress(Console(file=shown, force_terminal=terminal, width=80)) as progress:
            if step is None:
                await progress.say("Reading bluesky:acme.example")
            else:
                progress.show(step)

    lines = ("Reading bluesky:acme.example", "Counting", "Counting: 12 replies")
    assert [line in shown.getvalue() for line in lines] == [terminal] * 3
