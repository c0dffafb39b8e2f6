"""Promise: each figure with its platform's definition, and never a league table of X's figures."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from assistant.agent.evidence import Evidence
from assistant.agent.gate.reading import Reading
from assistant.agent.limits import Limits
from assistant.agent.loop import Agent
from assistant.agent.models import ModelConfig, Models
from assistant.agent.provenance import broken_rule
from assistant.community.accounts import Platform
from assistant.community.answers import Answer, Finished, Question, Run, RunState
from assistant.community.metrics import METRICS, OF_POSTS, defined, on_platform
from assistant.community.posts import Counts
from assistant.community.side_by_side import NOT_DRAWN, WHY, asks_to_rank, may_rank, sides
from assistant.ports.platforms import LeftOut
from assistant.terminal import as_json, show
from handlers.render.sources import sources_modal
from tests.communities import ask, busy_week, toolbox
from tests.evals.gate_cases import evidence_of
from tests.fakes import NOW, MemoryConnections, MemoryPlatform, account, clock_at
from tests.unit.gate_evidence import BEFORE, BLUESKY, fact

X, B, M, F = Platform.X, Platform.BLUESKY, Platform.MASTODON, Platform.FACEBOOK
ON_X = "x:acme"
AGENT = Agent(models=Models(ModelConfig("none")), limits=Limits(), clock=clock_at())

# -- which may be ranked --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platforms", "may"),
    [([], True), ([X], True), ([X, X], True), ([B, M, F], True), ([X, B], False), ([F, X], False)],
)
def test_x_is_ranked_with_itself_alone(platforms: list[Platform], may: bool) -> None:
    assert may_rank(platforms) is may


def test_beside_x_each_stands_by_itself() -> None:
    assert sides([X, B, M]) == (frozenset({B}), frozenset({M}), frozenset({X}))
    assert sides([B, M]) == (frozenset({B, M}),)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Where do we get the most replies?", True),
        ("Which platform works?", True),
        ("compare X and Facebook", True),
        ("Welche Plattform bringt uns die meisten Antworten?", True),
        ("How many replies did we get?", False),
        ("Wie viele Antworten hatten wir?", False),
    ],
)
def test_questions_that_want_a_ranking_are_known(question: str, asks: bool) -> None:
    assert asks_to_rank(question) is asks


def test_a_comparison_of_times_is_no_ranking() -> None:
    """Unless it asks for the best of several, too."""
    assert asks_to_rank("replies yesterday vs today")
    assert not asks_to_rank("replies yesterday vs today", of_times=True)
    assert asks_to_rank("Which account had more replies than last week?", of_times=True)


# -- the gate -------------------------------------------------------------------------------

FACTS = [
    fact(1, "replies", 12, "12 replies on bluesky:acme.test this week (16-22 Nov)"),
    fact(2, "replies", 40, "40 replies on x:acme this week (16-22 Nov)", account=ON_X),
    fact(
        3,
        "post_engagements",
        48,
        "48 engagements on x:acme (posted 17 Nov)",
        window=None,
        call="list_posts(best; last 30 days)",
        account=ON_X,
    ),
    fact(
        4,
        "post_engagements",
        20,
        "20 engagements on bluesky:acme.test (posted 17 Nov)",
        window=None,
        call="list_posts(best; last 30 days)",
    ),
    fact(
        5,
        "replies",
        40,
        "40 replies on x:acme this week, up from 30 last week",
        account=ON_X,
        direction="up",
        baseline=BEFORE,
    ),
    fact(
        6,
        "replies",
        12,
        "12 replies on bluesky:acme.test this week, down from 20 last week",
        direction="down",
        baseline=BEFORE,
    ),
]


def evidence(*accounts: str) -> Evidence:
    return evidence_of({"accounts": list(accounts or (BLUESKY, ON_X)), "facts": FACTS})


RANKING = (
    "X gets the most replies, {{f2}}.",
    "x:acme gets the most replies, {{f2}}.",
    "bluesky:acme.test gets the fewest replies, {{f1}}.",
    "Your best post got {{f3}}.",
    "Your best post got {{f3}}, and the next {{f4}}.",
    "You got {{f2}}, but only {{f1}}.",
    "Compared with Bluesky, {{f1}}, X brings {{f2}}.",
)


@pytest.mark.parametrize("sentence", RANKING)
def test_a_sentence_that_ranks_x_against_another_is_held_back(sentence: str) -> None:
    broken = broken_rule(Reading(sentence, evidence()))
    assert broken is not None
    assert broken.name == "league"


@pytest.mark.parametrize(
    "sentence",
    [
        "X got more replies than Bluesky: {{f2}} and {{f1}}.",
        "X is ahead of Bluesky, with {{f2}} against {{f1}}.",
        "X beats Bluesky with {{f2}}.",
        "Bluesky trails X: {{f1}} after {{f2}}.",
        "X does better than Bluesky.",
        "X is your strongest platform, with {{f2}}.",
        "X leads with {{f2}}, then comes Bluesky with {{f1}}.",
        "First comes X with {{f2}}, second Bluesky with {{f1}}.",
        "Most of your replies came on X, {{f2}}.",
        "X works best for you.",
        "Auf X bekommt ihr die meisten Antworten, {{f2}}.",
        "X hat mehr Antworten als Bluesky: {{f2}} und {{f1}}.",
        "{{f2}}, well above {{f1}}.",
    ],
)
def test_however_it_is_said(sentence: str) -> None:
    assert broken_rule(Reading(sentence, evidence())) is not None


@pytest.mark.parametrize(
    "sentence",
    [
        "You got {{f2}} and {{f1}}.",
        "On X you got {{f2}}, on Bluesky {{f1}}.",
        "Your best post on X got {{f3}}.",
        "Replies on X are up: {{f5}}; on Bluesky they are down: {{f6}}.",
    ],
)
def test_side_by_side_is_fine(sentence: str) -> None:
    assert broken_rule(Reading(sentence, evidence())) is None


def test_without_x_accounts_may_be_ranked() -> None:
    facts = [FACTS[0], FACTS[1] | {"account": "mastodon:@acme@example.social"}]
    known = evidence_of({"accounts": [BLUESKY, facts[1]["account"]], "facts": facts})
    assert broken_rule(Reading("Mastodon gets the most replies, {{f2}}.", known)) is None


# -- whole answers --------------------------------------------------------------------------


async def answered(question: str, *platforms: Platform) -> Answer:
    towns = [busy_week(account("acme.example", platform=each)) for each in platforms]
    platform = MemoryPlatform()
    box = await toolbox(ask(question), *towns, connections=MemoryConnections(platform))
    events = [event async for event in AGENT.answer(ask(question), (), box, tokens_left=0)]
    last = events[-1]
    assert isinstance(last, Finished)
    return last.answer


async def test_best_posts_over_all_are_listed_apart_and_it_is_said_why() -> None:
    answer = await answered("best posts this week", B, X, F)

    assert WHY in answer.missing
    assert answer.held == ()
    for each in ("Bluesky", "Facebook", "X"):
        assert f"Your best post on {each} got" in answer.text
    assert all(" on " in table.title for table in answer.tables)


async def test_without_x_there_is_one_list() -> None:
    answer = await answered("best posts this week", B, F)

    assert WHY not in answer.missing
    assert answer.text.count("Your best post") == 1


async def test_a_ranking_that_is_asked_for_is_answered_side_by_side() -> None:
    answer = await answered("which platform got the most replies this week?", B, X, F)

    assert WHY in answer.missing
    for each in ("bluesky", "x", "facebook"):
        assert f"{each}:acme.example" in answer.text


async def test_so_is_a_comparison() -> None:
    answer = await answered("compare replies of all accounts this week", B, X, F)
    assert WHY in answer.missing


async def test_who_asks_for_no_ranking_hears_nothing_of_it() -> None:
    answer = await answered("how many replies did we get this week?", B, X, F)
    assert WHY not in answer.missing


@pytest.mark.parametrize("question", ["how many replies per day last week?", "what is our mix?"])
async def test_no_chart_sets_x_beside_others(question: str) -> None:
    (chart,) = (await answered(question, B, X, F)).charts

    assert [each.name.partition(":")[0] for each in chart.series] == ["bluesky", "facebook"]
    assert chart.left_out == NOT_DRAWN
    (chart,) = (await answered(question, X)).charts
    assert chart.left_out == ""


# -- definitions ----------------------------------------------------------------------------


def test_every_metric_can_be_said_of_every_platform() -> None:
    for metric in (*METRICS.values(), *OF_POSTS.values()):
        for platform in Platform:
            assert on_platform(platform, metric.key).startswith(metric.definition)


def test_facebook_means_reactions_comments_and_shares() -> None:
    said = on_platform(F, "engagements@1")
    for word in ("reactions of every kind", "comments", "shares", "no quotes"):
        assert word in said
    assert on_platform(B, "likes@1") == defined("likes@1")


async def test_sources_show_what_each_platform_means() -> None:
    answer = await answered("how many likes and replies did we get this week?", X, F)
    question = Question("r1", "T1", "U1", "c1", "?", NOW)
    modal = json.dumps(sources_modal(Run(question, "e1", {}, RunState.ANSWERED, answer)))

    assert "On Facebook likes are reactions of every kind" in modal
    assert "On X replies are found by a search" in modal
    assert "On Mastodon" not in modal


async def test_json_gives_each_figure_with_its_platforms_definition() -> None:
    told = json.loads(as_json(await answered("how many replies did we get this week?", X, F)))

    of = {each["account"]: each["definitions"] for each in told["sources"]}
    assert of["x:acme.example"]["replies"] == on_platform(X, "replies@1")
    assert of["facebook:acme.example"]["replies"] == on_platform(F, "replies@1")
    assert of[None]["replies"] == defined("replies@1")


async def test_the_terminal_says_it_beneath_each_source() -> None:
    out = Console(file=io.StringIO(), width=200)
    show(await answered("how many replies did we get this week?", F), "UTC", out)
    assert isinstance(out.file, io.StringIO)
    assert "On Facebook replies are comments" in out.file.getvalue()


# -- what posts were shown ------------------------------------------------------------------


async def shown(question: str, platform: Platform, *counts: Counts | None) -> Answer:
    """Of a week whose posts have these counts."""
    town = busy_week(account("acme.example", platform=platform))
    given = [*counts, *(None for _ in town.posts)]
    town.posts = [replace(post, counts=each) for post, each in zip(town.posts, given, strict=False)]
    box = await toolbox(ask(question), town, connections=MemoryConnections(MemoryPlatform()))
    events = [event async for event in AGENT.answer(ask(question), (), box, tokens_left=0)]
    last = events[-1]
    assert isinstance(last, Finished)
    return last.answer


SEEN = Counts(likes=1, impressions=400, reach=300, saves=7, clicks=9)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how many impressions this week?", "impressions on posts published this week"),
        ("Wie viele Aufrufe diese Woche?", "impressions on posts published this week"),
        ("how many people saw our posts this week?", "views by different people on posts"),
        ("Reichweite diese Woche", "views by different people on posts"),
        ("how many saves this week?", "saves on posts published this week"),
        ("link clicks this week", "link clicks on posts published this week"),
    ],
)
async def test_what_posts_were_shown_is_told(question: str, said: str) -> None:
    answer = await shown(question, F, SEEN, SEEN, SEEN, SEEN)

    assert answer.held == ()
    assert said in answer.text
    assert "no data" not in answer.text


async def test_what_is_not_told_is_no_data_and_never_0() -> None:
    answer = await shown("how many impressions this week?", B)

    assert "no data on impressions" in answer.text
    assert "because Bluesky tells no impressions of them" in answer.text


async def test_a_figure_that_was_taken_away_is_said_so() -> None:
    town = busy_week(account("acme.example", platform=F))
    platform = MemoryPlatform()
    gone = "Facebook took away the figure for views of posts (noticed on 3 November 2026)."
    platform.capabilities = replace(platform.capabilities, left_out=(LeftOut("impressions", gone),))
    box = await toolbox(ask("impressions?"), town, connections=MemoryConnections(platform))
    for metric in ("replies", "impressions"):
        await next(each for each in box.tools() if each.__name__ == "get_metrics")([metric])
        assert (gone in box._bench.evidence.missing) is (metric == "impressions")


async def test_what_is_told_of_some_is_a_lower_bound() -> None:
    answer = await shown("how many impressions this week?", X, SEEN)
    assert "at least 400 impressions" in answer.text
