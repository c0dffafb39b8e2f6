"""The rule about nouns: what stands beside a figure must be what the figure counts."""

from __future__ import annotations

import re

from assistant.agent.gate.advice import advises_aside
from assistant.agent.gate.changes import tells_its_own
from assistant.agent.gate.nothing import denies_its_own
from assistant.agent.gate.reading import CHANGES, NEAR, Reading
from assistant.agent.gate.scenes import is_scene, where
from assistant.agent.gate.standing import compares_average
from assistant.agent.lexicon import Hit, fold
from assistant.community.facts import Fact, Unit

_BASE = re.compile(r"\b(?:of|over) [\d.,]+ ([^\W\d_]+)")
"""What a share or median was taken over: "36 % of 39 conversations"."""
_BASES = {"engagements": "engagements", "comments": "replies", "conversations": "return_rate"}
"""Their metrics: "reactions" are engagements, too."""
_OF_PEOPLE = frozenset({"people", "returning_people", "first_timers"})


def has_wrong_noun(reading: Reading) -> bool:
    """As in "{{f1}} likes", where f1 counts replies."""
    return any(
        reading.beside(hit.start) and not _fits(reading, hit) and not _is_of_its_own(reading, hit)
        for hit in reading.of("metric")
    )


def _is_of_its_own(reading: Reading, hit: Hit) -> bool:
    """Whether its clause speaks of something else than the figure, and may."""
    if tells_its_own(reading, hit) or _is_listed(reading, hit) or denies_its_own(reading, hit):
        return True
    clause = reading.clause(hit.start)
    before = reading.before(hit, 3)
    verb = reading.words[hit.first].text in reading.set("advice")
    if not clause.apart or any(each.fact for each in clause.tokens):
        return False
    if verb and reading.set("then").issuperset(before):
        return True  # "so answer the open comments"
    own = hit.detail.partition("|")[0].split()
    to_do = bool({"open_items", "people"} & set(own))
    around = where(reading) | reading.set("of what") | {"to", "through", "at"}
    is_object = bool(around.intersection(before)) or reading.does("advice", before)
    return to_do and is_object and advises_aside(reading, hit)


def _is_listed(reading: Reading, hit: Hit) -> bool:
    """As in "replies and people are in the same boat: {{f2}} and {{f3}}"."""
    colon = reading.plain.find(":", hit.end)
    later = [each for each in reading.tokens if each.fact and each.start > colon >= 0]
    own = hit.detail.partition("|")[0].split()
    listed = len({each.fact.metric for each in later if each.fact}) > 1
    return (
        listed
        and len(later) == len(reading.tokens)
        and any(each.fact.metric in own for each in later if each.fact)
    )


def _fits(reading: Reading, hit: Hit) -> bool:
    facts = [fact for fact in reading.beside(hit.start) if fact.metric != "name"]
    own = hit.detail.partition("|")[0].split()
    if not facts or any(fact.metric in own for fact in facts):
        return bool(facts) or not _is_said_of_names(reading, hit)
    if _is_undecided(reading, hit, facts) or _is_one_of_several_acts(reading, hit, facts):
        return True
    if "own_replies" in own and any(_all_answered(fact) for fact in facts):
        return True
    kept = (_is_beaten_median, _is_whole, _is_any_post)
    if any(keeps(reading, hit, facts) for keeps in kept):
        return True
    if _measures(reading, hit):
        return _narrowed(reading, hit)
    return _sets_the_scene(reading, hit, facts) or _narrowed(reading, hit)


def _is_said_of_names(reading: Reading, hit: Hit) -> bool:
    """As in "{{f8}} and {{f7}} are friends"."""
    follows = any(each.fact and each.end <= hit.start for each in reading.tokens)
    return hit.detail == "nothing_we_measure" and follows and not reading.quotes


def _is_any_post(reading: Reading, hit: Hit, facts: list[Fact]) -> bool:
    """As in "a post gets {{f1}}", where f1 is told per post."""
    own = hit.detail.partition("|")[0].split()
    per_post = all(fact.unit is Unit.PER_POST for fact in facts)
    return per_post and "posts" in own and "a" in reading.before(hit, 2)


def _is_beaten_median(reading: Reading, hit: Hit, _: list[Fact]) -> bool:
    """As in "the mean is higher than the median, at {{f6}}"."""
    return "typical_engagements" in hit.detail and any(
        compares_average(reading, each) and 0 < hit.first - each.last <= NEAR
        for each in reading.of("up", "down")
    )


def _is_whole(reading: Reading, hit: Hit, facts: list[Fact]) -> bool:
    """As in "a share of the comments: {{f3}}"."""
    return "of" in reading.before(hit, 2) and _is_base(reading, hit, facts)


def _is_undecided(reading: Reading, hit: Hit, facts: list[Fact]) -> bool:
    """As in "the picture is open: {{f6}}", where nothing can be told."""
    said = reading.words[hit.first].text
    undecided = all(fact.direction == "unclear" or fact.value is None for fact in facts)
    return said == "open" and hit.first == hit.last and undecided


def _is_one_of_several_acts(reading: Reading, hit: Hit, facts: list[Fact]) -> bool:
    """As in "{{f2}} liked, shared or wrote": what the people counted did, one or the other."""
    if any(fact.metric not in _OF_PEOPLE for fact in facts) or len(reading.figures) != 1:
        return False
    words = [word.text for word in reading.words]
    acts = [word for word in words if reading.does("acts", [word])]
    return len(acts) > 1 and "or" in words and reading.words[hit.last].text in acts


def _sets_the_scene(reading: Reading, hit: Hit, facts: list[Fact]) -> bool:
    """Whether a noun says where it happened, who did it or what is to be done."""
    platform = any(
        each.end + 1 == hit.start and each.accounts is not None for each in reading.mentions
    )
    if platform and reading.words[hit.first].text == "shares":
        return True  # "Bluesky shares none"
    if _is_base(reading, hit, facts) or _is_to_be_done(reading, hit):
        return True
    setting = hit.detail.partition("|")[2].strip()
    if setting == "**":
        return True
    return (setting == "*" or _any_in(facts, setting)) and is_scene(reading, hit)


def _all_answered(fact: Fact) -> bool:
    """Whether none is open, so that "everything is answered"."""
    return fact.metric == "open_items" and fact.value == 0 and not fact.at_least


def _measures(reading: Reading, hit: Hit) -> bool:
    """Whether a noun stands right at a token, as what it counts: "{{f1}} posts"."""
    for each in reading.tokens:
        if each.end <= hit.start and not reading.between(each.end, hit.start):
            return not re.search(r"[,;:()]", reading.plain[each.end : hit.start])
        if hit.end <= each.start:
            label = reading.plain[hit.end : each.start].strip(" *_=–—-") in {":", ""}
            if (
                hit.detail.endswith("**")
                and hit.first >= NEAR
                and ":" in reading.plain[: each.start]
            ):
                return False  # "I need a signed-in account: {{f1}}"
            return label and not reading.does("places", reading.before(hit, 4))
    return False


def _any_in(facts: list[Fact], metrics: str) -> bool:
    return any(fact.metric in metrics.split() for fact in facts)


def _is_base(reading: Reading, hit: Hit, facts: list[Fact]) -> bool:
    """As in "a part of the engagement", beside a share of engagements: what it is a share of."""
    said = {fold(found[1]) for fact in facts for found in _BASE.finditer(fact.wording)}
    word = reading.words[hit.last].text
    own = hit.detail.partition("|")[0].split()
    based = word in said or f"{word}s" in said or any(_BASES.get(each) in own for each in said)
    if not based:
        return False
    before = reading.before(hit, 3)
    prefix = [each for each in before if each in reading.set("of what")]
    changed = any(0 < hit.first - each.last < NEAR for each in reading.of(*CHANGES))
    return bool(prefix) and (not changed or "of" in prefix)


def _is_to_be_done(reading: Reading, hit: Hit) -> bool:
    """As in "nothing to answer", "you may want to reply": a verb, and what is still to come."""
    word = reading.words[hit.first]
    if hit.first != hit.last or word.text not in reading.set("advice"):
        return False
    before = reading.before(hit, 2)
    governed = before[-1:] == ["to"] or reading.does("modal", before[-1:])
    touches = any(
        each.end <= hit.start and len(reading.between(each.end, hit.start)) <= 1
        for each in reading.tokens
        if each.fact
    )
    return governed and not touches


def _narrowed(reading: Reading, hit: Hit) -> bool:
    """In "posts with at least 500 likes", the noun of the person's own threshold."""
    return any(0 < hit.start - end <= 1 for _, end in reading.own_figures)
