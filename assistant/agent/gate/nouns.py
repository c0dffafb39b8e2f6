"""The rule about nouns: what stands beside a figure must be what the figure counts."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.agent.gate.advice import advises_aside
from assistant.agent.gate.changes import tells_its_own
from assistant.agent.gate.nothing import denies_its_own
from assistant.agent.gate.reading import CHANGES, NEAR, Reading
from assistant.agent.lexicon import Hit, fold
from assistant.community.facts import Fact, Unit

_BASE = re.compile(r"\b(?:of|over) [\d.,]+ ([^\W\d_]+)")
"""What a share or median was taken over: "36 % of 39 conversations"."""
_BASES = {"engagements": "engagements", "comments": "replies", "conversations": "return_rate"}
"""Their metrics: "reactions" are engagements, too."""
_OURS = frozenset({"own_replies", "posts"})
"""What our own side wrote."""
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
    where = _where(reading) | reading.set("of what") | {"to", "through", "at"}
    is_object = bool(where.intersection(before)) or reading.does("advice", before)
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
        return True
    if _is_undecided(reading, hit, facts) or _is_one_of_several_acts(reading, hit, facts):
        return True
    if "own_replies" in own and any(_all_answered(fact) for fact in facts):
        return True
    if "of" in reading.before(hit, 2) and _is_base(reading, hit, facts):
        return True  # "a share of the comments: {{f3}}"
    if _measures(reading, hit):
        return _narrowed(reading, hit)
    return _sets_the_scene(reading, hit, facts) or _narrowed(reading, hit)


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
    return (setting == "*" or _any_in(facts, setting)) and _is_scene(reading, hit)


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


def _is_scene(reading: Reading, hit: Hit) -> bool:
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
    return any(
        what in reading.set("mine")
        and (word in reading.set("takes") or (word in _where(reading) and [word] != opening))
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


def _where(reading: Reading) -> frozenset[str]:
    return reading.set("places") | reading.set("mid places")


def _narrowed(reading: Reading, hit: Hit) -> bool:
    """In "posts with at least 500 likes", the noun of the person's own threshold."""
    return any(0 < hit.start - end <= 1 for _, end in reading.own_figures)
