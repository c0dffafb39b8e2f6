"""Over sixty questions to the offline composer, over a community made by chance.

Each names the tool and the arguments that answer it. Whatever the composer does not understand it
must ask back; and no figure of any answer may differ from one computed the plain way.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random, SystemRandom
from zoneinfo import ZoneInfo

import pytest

from assistant.community.answers import Answer
from assistant.community.facts import Fact, Source, Unit, Window
from tests.evals.naive import naive
from tests.evals.naive_counts import engaged
from tests.evals.naive_look import Look
from tests.evals.random_community import NOW, ZONE, random_raw
from tests.evals.second_opinion import Opinion
from tests.evals.stage import HANDLES, Outcome, build

SEED = int(os.environ.get("ENGAGE_SEED") or SystemRandom().randrange(10**6))
COMMUNITIES = 3
ZONE_INFO = ZoneInfo(ZONE)


@pytest.fixture(scope="module")
async def outcomes() -> Sequence[Outcome]:
    """All questions over all communities."""
    print(f"\nENGAGE_SEED={SEED}")
    found = []
    for number in range(COMMUNITIES):
        stage = await build(SEED + number)
        found += [await stage.ask(case) for case in stage.cases()]
    return found


async def test_nine_in_ten_get_the_right_tool_and_arguments(outcomes):
    missed = [str(outcome) for outcome in outcomes if not outcome.right]

    assert len(missed) <= 0.1 * len(outcomes), "\n".join([f"seed {SEED}", *missed])


async def test_what_is_not_understood_is_asked_back(outcomes):
    """A question that was not met never gets an answer to another one."""
    wrong = [str(each) for each in outcomes if not each.right and not each.asked_back]

    assert not wrong, "\n".join([f"seed {SEED}", *wrong])


async def test_no_figure_is_wrong(outcomes):
    wrong = [f"{each.case.question!r}: {line}" for each in outcomes for line in each.wrong]

    assert not wrong, "\n".join([f"seed {SEED}", *wrong])


async def test_the_best_post_is_the_best(outcomes):
    """The first post listed has as many engagements as any of its window."""
    checked = 0
    for each in outcomes:
        wanted = each.case.tools.get("list_posts", {})
        if wanted.get("order") != "best" or not each.right:
            continue
        first, last = (datetime.fromisoformat(day) for day in wanted["period"])
        start, end = first.replace(tzinfo=ZONE_INFO), last.replace(tzinfo=ZONE_INFO)
        look = Look(each.raws(wanted["account"]), start, end + timedelta(days=1), NOW)
        counts = [engaged(post, look) for post in look.written(replies=False)]
        shown = [f.value for f in each.answer.consulted if f.metric == "post_engagements"]
        checked += 1
        assert shown[:1] == [count for count in sorted(counts, reverse=True)[:1] if count]
    assert checked > COMMUNITIES


async def test_the_gate_lets_the_composer_speak(outcomes):
    """What our own rules write from facts is never held back."""
    held = {f"{held.reason} {held.masked}" for each in outcomes for held in each.answer.held}

    assert not held, "\n".join(sorted(held))


async def test_figures_are_shown_at_all(outcomes):
    """The tests above mean something: most answers hold figures, and many different ones."""
    with_figures = [each for each in outcomes if each.answer.facts]
    metrics = {fact.metric for each in outcomes for fact in each.answer.facts}

    assert len(with_figures) > 0.75 * len(outcomes)
    assert len(metrics) > 15


def test_a_wrong_figure_would_be_seen():
    """The second opinion is no rubber stamp: off by one is reported, the right count is not."""
    raw = random_raw(Random(1), HANDLES[0])
    opinion = Opinion({f"bluesky:{HANDLES[0]}": raw})
    start = datetime(2026, 11, 8, 23, tzinfo=UTC)
    right = naive("people", Look((raw,), start, start + timedelta(days=7), NOW))

    assert right is not None
    assert not opinion.wrong(_people_last_week(start, int(right)), ())
    assert opinion.wrong(_people_last_week(start, int(right) + 1), ())


def _people_last_week(start: datetime, count: int) -> Answer:
    fact = Fact(
        id="f1",
        metric="people",
        value=count,
        unit=Unit.COUNT,
        wording=f"{count} people last week (9-15 Nov)",
        window=Window(start=start, end=start + timedelta(days=7), name="last week", zone=ZONE),
        account=f"bluesky:{HANDLES[0]}",
        source=Source(call="get_metrics(people; last week)", account=None, as_of=NOW),
        definition="people@1",
    )
    return Answer(text=fact.wording, facts=(fact,), consulted=(fact,), composer="offline")
