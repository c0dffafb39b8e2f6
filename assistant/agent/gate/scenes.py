"""Where something happened, or who did it: nouns beside a figure that do not say what it counts."""

from __future__ import annotations

from itertools import pairwise

from assistant.agent.gate.reading import CHANGES, NEAR, Reading
from assistant.agent.lexicon import Hit
from assistant.community.facts import Unit

_OURS = frozenset({"own_replies", "posts"})
"""What our own side wrote."""


def is_scene(reading: Reading, hit: Hit) -> bool:
    """As in "under your posts", "people left {{f1}}": where it happened or who did it, not what."""
    if reading.words[hit.first].text in reading.set("persons") and _is_no_actor(reading, hit):
        return False
    if _is_active(reading, hit) or _acts(reading, hit) or _is_subject(reading, hit):
        return True
    if any(0 < hit.first - each.last < NEAR for each in reading.of("than")):
        return False  # "relative to your posts"
    before = reading.before(hit, 3)
    if before[-1:] == ["by"] and any(fact.unit is Unit.SHARE for fact in reading.beside(hit.start)):
        return False  # "measured by posts" names what a share is of
    if reading.does("places", before[-2:]):  # "from people", "from new people"
        return True
    # "for your posts, {{f1}}" names them, "{{f1}} for your posts" does not
    opening = reading.in_clause(reading.clause(hit.start))[:1]
    if all(fact.unit is Unit.SECONDS for fact in reading.beside(hit.start)):
        opening = []  # "for a typical comment it takes {{f2}}": no time counts comments
    return any(
        what in reading.set("mine")
        and (word in reading.set("takes") or (word in where(reading) and [word] != opening))
        for word, what in pairwise(before)
    )


def _is_no_actor(reading: Reading, hit: Hit) -> bool:
    """As in "fewer people replied", which counts them, or beside what our side wrote."""
    if any(each.last == hit.first - 1 for each in reading.of(*CHANGES)):
        return True
    after = reading.after(hit, 2)
    return reading.does("people do", after) and all(
        fact.metric in _OURS for fact in reading.beside(hit.start)
    )


def _is_active(reading: Reading, hit: Hit) -> bool:
    """As in "people left {{f1}}", but not in "posts left open" or "posts would do you good"."""
    after = reading.after(hit, 3)
    if reading.does("modal", after[:1]) or reading.does("left as", after[1:]):
        return False
    changes = (each for each in reading.of(*CHANGES) if each.detail != "soft")
    if any(0 < each.first - hit.last <= NEAR + 2 for each in changes):
        return False  # "posts have dropped"
    if reading.language.code != "en" and "people" not in hit.detail:
        return False
    return reading.does("active", after[:2])


def _acts(reading: Reading, hit: Hit) -> bool:
    """As in "people mentioned you: {{f1}}", where f1 counts mentions."""
    metrics = {fact.metric for fact in reading.beside(hit.start)}
    verbs = (each for each in reading.of("metric") if each.first == hit.last + 1)
    return any(metrics & set(each.detail.partition("|")[0].split()) for each in verbs)


def _is_subject(reading: Reading, hit: Hit) -> bool:
    """As in "people pick the thread up in {{f9}}": who does it, in a clause of its own."""
    if reading.words[hit.first].text not in reading.set("persons"):
        return False
    following = reading.after(hit, 2)
    changed = any(each.first == hit.last + 1 for each in reading.of(*CHANGES))
    before = reading.before(hit, 1)
    if not following or changed or not reading.set("clause opens").issuperset(before):
        return False
    if reading.does("copula", following[:1]):
        return following[-1].endswith("ing") and not any(
            each.first == hit.last + 2 for each in reading.of(*CHANGES)
        )
    return not reading.does("amounts to", following[:1])


def where(reading: Reading) -> frozenset[str]:
    """Words that may stand before a place."""
    return reading.set("places") | reading.set("mid places")
