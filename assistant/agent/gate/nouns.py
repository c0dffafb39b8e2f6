"""The rule about nouns: what stands beside a figure must be what the figure counts."""

from __future__ import annotations

from assistant.agent.gate.own_figures import own_figures
from assistant.agent.gate.reading import Reading
from assistant.agent.lexicon import Hit
from assistant.community.facts import Fact


def has_wrong_noun(reading: Reading) -> bool:
    """As in "{{f1}} likes", where f1 counts replies."""
    return any(
        reading.beside(hit.start) and not _fits(reading, hit) for hit in reading.of("metric")
    )


def _fits(reading: Reading, hit: Hit) -> bool:
    facts = [fact for fact in reading.beside(hit.start) if fact.metric != "name"]
    own, _, setting = hit.detail.partition("|")
    if not facts or any(fact.metric in own.split() for fact in facts):
        return True
    if _sets_the_scene(reading, hit) and (setting.strip() == "*" or _any_in(facts, setting)):
        return True
    return _narrowed(reading, hit)


def _any_in(facts: list[Fact], metrics: str) -> bool:
    return any(fact.metric in metrics.split() for fact in facts)


def _sets_the_scene(reading: Reading, hit: Hit) -> bool:
    """As in "under your posts", "people left {{f1}}": where it happened or who did it, not what."""
    for word in reversed(reading.words[max(0, hit.first - 4) : hit.first]):
        if any(word.end <= each.start < hit.start for each in reading.tokens):
            break
        if word.text in reading.set("places"):
            return True
    return reading.does("active", reading.after(hit, 2))


def _narrowed(reading: Reading, hit: Hit) -> bool:
    """In "posts with at least 500 likes", the noun of the person's own threshold."""
    spans = own_figures(reading.plain, reading.evidence)
    return any(0 < hit.start - end <= 1 for _, end in spans)
