"""How an answer is judged against the table, and what is said of it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.community.accounts import Platform
from assistant.community.answers import Answer, Held, Usage
from assistant.community.facts import Fact, Source, Unit
from assistant.community.facts import Window as FactWindow
from assistant.community.period_words import parse_period
from assistant.errors import InvalidInput
from assistant.evals.cases import AT, QUESTIONS, ZONE, Case, read_cases
from assistant.evals.judging import Call, Outcome, Scene
from assistant.evals.report import Report, as_json, faults, table, wrong_line
from tests.fakes import account

SCENE = Scene(
    (
        account("acme.coffee", platform=Platform.SAMPLE, name="Acme Coffee"),
        account("acme.help", platform=Platform.SAMPLE, name="Acme, Help"),
    ),
    AT,
    ZONE,
)
WEEK = ["2026-11-09", "2026-11-15"]
WANTED = {"metrics": ["replies"], "period": WEEK, "account": "sample:acme.help"}
CASE = Case(id="one", question="replies of acme.help last week?", tools={"get_metrics": WANTED})
BACK = Case(id="back", question="what will the weather be?", asks_back=True)


def fact(period: str = "last week") -> Fact:
    window = FactWindow.of(parse_period(period, ZONE, AT))
    return Fact(
        id="f1",
        metric="replies",
        value=3,
        unit=Unit.COUNT,
        wording="3 replies",
        window=window,
        source=Source(call="get_metrics", account=None, as_of=AT),
        definition="replies@1",
    )


def outcome(*calls: Call, case: Case = CASE, facts: tuple[Fact, ...] = (), **more: Any) -> Outcome:
    answer = Answer(text="So.", facts=facts, composer="m", **more)
    return Outcome(case, calls, answer, SCENE, wanted_model=True, seconds=1.5)


def call(period: str = "last week", who: str | None = "acme.help") -> Call:
    return "get_metrics", {"metrics": ["replies", "likes"], "period": period, "account": who}


@pytest.mark.parametrize(
    "period", ["last week", "9-15 Nov", "2026-11-09..2026-11-15", "9.11.-15.11."]
)
@pytest.mark.parametrize(
    "who", ["acme.help", "sample:acme.help", "@acme.help", "Acme, Help", "acme.h"]
)
def test_any_words_that_the_tools_read_alike_will_do(period: str, who: str) -> None:
    found = outcome(call(period, who), facts=(fact(),))

    assert found.right
    assert not found.wrong_whom
    assert not found.wrong_when
    assert faults(found) == []


@pytest.mark.parametrize(
    "who", [None, "all", "acme.coffee", "nosuch.test", "acme.coffee, acme.help"]
)
def test_another_account_is_somebody_else(who: str | None) -> None:
    found = outcome(call(who=who), facts=(fact(),))

    assert not found.right
    assert found.wrong_whom
    assert not found.wrong_when


def test_another_period_is_another_time() -> None:
    found = outcome(call("this week"), facts=(fact("this week"),))

    assert not found.right
    assert (found.wrong_whom, found.wrong_when) == (False, True)
    assert wrong_line(found) == (
        "one “replies of acme.help last week?”: about another period; called get_metrics(metrics: "
        "replies likes, period: this week, account: acme.help), wanted get_metrics(metrics: "
        "replies, period: 2026-11-09 2026-11-15, account: sample:acme.help)."
    )


def test_a_right_look_beside_others_is_right() -> None:
    """What an answer adds says its own account and period; the question was met."""
    found = outcome(call("this week", None), call(), facts=(fact("this week"), fact()))

    assert found.right
    assert not found.wrong_whom
    assert not found.wrong_when


def test_one_account_after_another_is_all_of_them() -> None:
    """It is not the call that was wanted, and it is about nobody else."""
    every = CASE.model_copy(update={"tools": {"get_metrics": {**WANTED, "account": None}}})
    one, other = call(who="acme.help"), call(who="acme.coffee")

    assert not outcome(one, other, case=every, facts=(fact(),)).wrong_whom
    assert not outcome(one, other, facts=(fact(),)).wrong_whom
    assert outcome(one, case=every, facts=(fact(),)).wrong_whom


def test_a_wrong_look_that_nobody_sees_is_no_lie() -> None:
    """Nothing was shown: it asked back, which is no answer, and not about anybody."""
    found = outcome(call("this week", None))

    assert found.asked_back
    assert not found.right
    assert not found.wrong_whom
    assert not found.wrong_when


def test_another_metric_is_not_right_and_about_the_right_week() -> None:
    likes = ("get_metrics", {"metrics": ["likes"], "period": "last week", "account": "acme.help"})
    found = outcome(likes, facts=(fact(),))

    assert not found.right
    assert not found.wrong_whom
    assert not found.wrong_when


def test_where_nothing_answers_no_figure_may_be_shown() -> None:
    strangers = BACK.model_copy(update={"nobody": True})

    assert outcome(case=BACK).right
    shown = outcome(call(), case=BACK, facts=(fact(),))
    assert not shown.right
    assert not shown.wrong_whom
    assert outcome(call(), case=strangers, facts=(fact(),)).wrong_whom


def test_what_the_offline_composer_said_in_its_place_is_none_of_the_models() -> None:
    found = outcome(call(), facts=(fact(),), fallback="The model is away.")

    assert found.fell_back
    assert not found.right
    assert faults(found) == ["the model did not answer (The model is away)"]


def test_what_never_came_to_an_end_is_said() -> None:
    found = Outcome(CASE, (), None, SCENE, wanted_model=True)

    assert faults(found) == ["not answered in time"]
    assert not found.right


@pytest.mark.parametrize(("wrong", "passes"), [(1, True), (2, False)])
def test_nine_in_ten_are_enough(wrong: int, passes: bool) -> None:
    right = outcome(call(), facts=(fact(),))

    assert Report("m", [right] * (10 - wrong) + [outcome()] * wrong, 1).passed is passes


def test_one_answer_about_somebody_else_is_too_many() -> None:
    right, astray = outcome(call(), facts=(fact(),)), outcome(call(who=None), facts=(fact(),))

    assert not Report("m", [right] * 99 + [astray], 1).passed


def test_the_table_at_the_end_adds_up() -> None:
    used = Usage(model_calls=2, tool_calls=1, input_tokens=1000, output_tokens=40)
    held = (Held(reason="A figure without a fact.", masked="▒ more"),)
    outcomes = [
        outcome(call(), facts=(fact(),), usage=used, held=held),
        outcome(case=BACK, usage=used),
        outcome(),
        outcome(fallback="Away."),
    ]
    report = Report("m", outcomes, 12.4)

    rows, told = dict(table(report)), json.loads(as_json(report))

    assert rows == {
        "answered by": "m",
        "right": "2 of 4 (50 %; 90 % is enough)",
        "about another account or period": "0 (none is allowed)",
        "asked back where nothing answers": "1 of 1",
        "asked back where something does": "1",
        "sentences held back": "1 in 1 answer",
        "left to the offline composer": "1",
        "tokens": "2,000 in, 80 out",
        "calls": "4 of the model, 2 of tools",
        "seconds": "12; a question 1.5, the slowest 1.5",
    }
    assert (told["right"], told["held"], told["fell_back"]) == (2, 1, 1)
    assert told["outcomes"][0]["held"] == ["A figure without a fact. ▒ more"]


def test_the_table_that_comes_with_engage_is_sound() -> None:
    """Every period of it lies before its moment, and ids are its own."""
    cases = read_cases(QUESTIONS, {})

    assert len({case.id for case in cases}) == len(cases) > 60
    days = [day for case in cases for period in case.periods for day in period]
    assert max(days) <= (AT + timedelta(hours=1)).date().isoformat()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{not json", "Line 1 of t.jsonl is no JSON object."),
        ('{"id": "a"}', "Line 1 of t.jsonl: question: Field required."),
        (
            '{"id": "a", "question": "b"}',
            "Line 1 of t.jsonl: name the tools that would do, or set asks_back.",
        ),
        ("", "There is no question in "),
    ],
)
def test_a_slip_in_a_table_is_named(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(line, "utf-8")

    with pytest.raises(InvalidInput, match="^" + problem.replace(".", r"\.")):
        read_cases(path, {})
