"""Whoever opens the demo finds somebody waiting, at any hour, whom a fact of the demo answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from assistant.agent.offline.fact_finding import best
from assistant.community.brand import BrandFact
from assistant.community.fact_import import read_markdown
from assistant.community.inbox import Need
from assistant.community.posts import Post
from assistant.community.triage import triage
from assistant.platforms.sample import SampleCommunity
from assistant.platforms.sample_world import COFFEE, World
from playground.settling_in import FACTS, SOURCE

START = datetime(2026, 11, 23, tzinfo=UTC)
END = START + timedelta(weeks=8)
TWO_DAYS = timedelta(hours=48)
US = COFFEE.author
ABOUT = {
    "Shipping",
    "Dogs, prams and bikes",
    "Gift cards",
    "Water",
    "Resting",
    "Step-free access",
    "Changing an order",
    "Damaged or lost parcels",
    "Decaf",
    "Freezing beans",
    "Cupping",
}


def world() -> World:
    return SampleCommunity(lambda: END).now()[0]


def missed(world: World) -> list[Post]:
    every = world.mentions[US.id]
    return [each for each in every if each.id.endswith("m0") and each.created_at > START]


def test_at_any_hour_somebody_waits() -> None:
    waiting, hour = [each.created_at for each in missed(world())], START + TWO_DAYS
    while hour < END:
        assert any(hour - TWO_DAYS < each < hour for each in waiting), hour
        hour += timedelta(hours=1)


def test_nobody_of_theirs_is_answered_and_the_demos_facts_would_do() -> None:
    there = world()
    answered = {post.parent_id for post in there.by_author[US.id]}
    read = read_markdown(FACTS, SOURCE, START.date()).facts
    facts = [
        BrandFact(str(n), "T1", each.title, each.text, each.source, "U1", START)
        for n, each in enumerate(read)
    ]
    found = set()
    for post in missed(there):
        need = triage([post.text], addressed=True, language="en", ours=(US.handle,)).need
        match = best(post.text, facts)
        assert (need, match is not None, post.id in answered) == (Need.REPLY, True, False), post
        assert match
        found.add(match.fact.title)
    assert found == ABOUT
