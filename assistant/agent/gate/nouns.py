"""The rule about nouns: what stands beside a figure must be what the figure counts."""

from __future__ import annotations

import re
from itertools import pairwise

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
    if _measures(reading, hit):
        return _narrowed(reading, hit)
    if setting.strip() == "**":
        return True
    if _sets_the_scene(reading, hit) and (setting.strip() == "*" or _any_in(facts, setting)):
        return True
    return _narrowed(reading, hit)


def _measures(reading: Reading, hit: Hit) -> bool:
    """Whether a noun stands right at a token, as what it counts: "{{f1}} posts"."""
    for each in reading.tokens:
        if each.end <= hit.start and not reading.between(each.end, hit.start):
            return not re.search(r"[,;:()]", reading.plain[each.end : hit.start])
        if hit.end <= each.start:
            label = reading.plain[hit.end : each.start].strip(" *_=–—-") in {":", ""}
            return label and not reading.does("places", reading.before(hit, 4))
    return False


def _any_in(facts: list[Fact], metrics: str) -> bool:
    return any(fact.metric in metrics.split() for fact in facts)


def _sets_the_scene(reading: Reading, hit: Hit) -> bool:
    """As in "under your posts", "people left {{f1}}": where it happened or who did it, not what."""
    if reading.does("active", reading.after(hit, 2)) or _acts(reading, hit):
        return True
    before = reading.before(hit, 3)
    if reading.does("places", before[-2:]):  # "from people", "from new people"
        return True
    # "for your posts, {{f1}}" names them, "{{f1}} for your posts" does not
    opening = reading.in_clause(reading.clause(hit.start))[:1]
    return any(
        what in reading.set("mine")
        and (word in reading.set("takes") or (word in _where(reading) and [word] != opening))
        for word, what in pairwise(before)
    )


def _acts(reading: Reading, hit: Hit) -> bool:
    """As in "people mentioned you: {{f1}}", where f1 counts mentions."""
    metrics = {fact.metric for fact in reading.beside(hit.start)}
    verbs = (each for each in reading.of("metric") if each.first == hit.last + 1)
    return any(metrics & set(each.detail.partition("|")[0].split()) for each in verbs)


def _where(reading: Reading) -> frozenset[str]:
    return reading.set("places") | reading.set("mid places")


def _narrowed(reading: Reading, hit: Hit) -> bool:
    """In "posts with at least 500 likes", the noun of the person's own threshold."""
    return any(0 < hit.start - end <= 1 for _, end in reading.own_figures)
