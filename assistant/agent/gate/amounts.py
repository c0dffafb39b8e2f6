"""Rules about how much there is of something: many, every."""

from __future__ import annotations

from assistant.agent.gate.advice import advises, defines
from assistant.agent.gate.grounds import grounds, run_facts
from assistant.agent.gate.nothing import is_none
from assistant.agent.gate.reading import NEAR, Reading
from assistant.agent.lexicon import Hit
from assistant.community.facts import Fact, Unit
from assistant.community.noun_phrases import SMALL


def has_amount(reading: Reading) -> bool:
    """Many, several, a few, all, every: said of something that is counted."""
    for hit in reading.of("vague", "every"):
        if defines(reading, hit) or _is_true(reading, hit):
            continue
        if reading.facts and _is_of_all(reading, hit):
            return True
        if hit.kind == "vague" and reading.facts and not reading.before(hit, 1):
            return True  # "many watch: {{f5}}"
        if hit.kind == "every" and _is_nearly(reading, hit) and not advises(reading, hit):
            return True
        clause = reading.clause(hit.start)
        nouns = [each for each in reading.of("metric") if reading.clause(each.start) is clause]
        counted = [each for each in nouns if 0 < each.first - hit.last <= NEAR]
        if hit.kind == "every":  # "you answered everything"
            counted += [each for each in nouns if 0 < hit.first - each.last <= NEAR]
        if reading.facts and (counted or _next_to_token(reading, hit)):
            return True
        if counted and not advises(reading, hit) and _tells(reading, hit):
            return True
    return _has_one_counted(reading)


def _is_true(reading: Reading, hit: Hit) -> bool:
    """Whether a fact says so: "everything is answered" where none is open, "so few comments"."""
    before = reading.before(hit, 1)
    facts = reading.beside(hit.start)
    if hit.kind == "every" and before in (["of"], ["among"]) and facts:  # what a share is of
        people = before == ["among"] and reading.after(hit, 1) == ["active"]
        return people or all(fact.unit is Unit.SHARE for fact in facts)
    words = {word.text for word in reading.words[hit.first : hit.last + 1]}
    if "few" in words:
        if any(fact.metric == "concentration" for fact in reading.beside(hit.start)):
            return True  # it tells how few carry the talk
        if not reading.does("of what", reading.before(hit, NEAR)):
            return False  # "few were answered" tells, "with so few" does not
        named = [fact for each in grounds(reading, hit) for fact in each]
        sizes = [fact.n or fact.value for fact in reading.beside(hit.start) or named]
        return any(isinstance(size, int | float) and size < SMALL for size in sizes)
    per_post = before == ["over"] and all(fact.unit is Unit.PER_POST for fact in facts)
    if (
        (facts and per_post)
        or _all_stay(reading, hit)
        or ("anyone" in words and any(is_none(fact) for fact in facts))
    ):
        return True  # "you do not owe anyone an answer"
    around = reading.before(hit, 2) + reading.after(hit, 2 * NEAR)
    settles = reading.does("settles", around)
    return hit.kind == "every" and settles and _none_open(reading, hit)


def _all_stay(reading: Reading, hit: Hit) -> bool:
    """As in "your regulars are all still around: {{f5}}", where none has lapsed."""
    facts: tuple[Fact, ...] = reading.beside(hit.start)
    stay = {"around", "here", "there"} & set(reading.after(hit, 2))
    none = all(fact.metric == "lapsed_regulars" and is_none(fact) for fact in facts)
    return bool(stay) and bool(facts) and none


def _is_of_all(reading: Reading, hit: Hit) -> bool:
    """As in "everyone is happy: {{f1}}"."""
    words = {word.text for word in reading.words[hit.first : hit.last + 1]}
    if "each" in words:
        return len(reading.figures) == 1
    return bool({"everyone", "everybody", "whole", "entire"} & words) and bool(reading.figures)


def _is_nearly(reading: Reading, hit: Hit) -> bool:
    """As in "virtually everyone", which no fact says."""
    return any(each.last == hit.first - 1 for each in reading.of("about"))


def _none_open(reading: Reading, hit: Hit) -> bool:
    facts = reading.beside(hit.start) or run_facts(reading, hit)
    return any(fact.metric == "open_items" and is_none(fact) for fact in facts)


def _tells(reading: Reading, hit: Hit) -> bool:
    """Whether it tells what was: "every comment got an answer", not "read every comment"."""
    clause = reading.in_clause(reading.clause(hit.start))
    if hit.kind == "vague" or reading.does("tells", clause):
        return True
    return clause[:1] in (["you"], ["we"]) and not reading.does("modal", clause)


def _next_to_token(reading: Reading, hit: Hit) -> bool:
    return any(
        each.fact is not None
        and hit.end <= each.start
        and len(reading.between(hit.end, each.start)) < NEAR
        and ":" not in reading.plain[hit.end : each.start]
        for each in reading.tokens
    )


def _all_answered(reading: Reading) -> bool:
    """As in "everyone has an answer", where it is so."""
    return any(_is_true(reading, each) for each in reading.of("every"))


def _has_one_counted(reading: Reading) -> bool:
    """As in "you got a reply", which counts to one."""
    for hit in reading.of("metric"):
        before = reading.before(hit, 4)
        article = any(word in {"a", "an", "ein", "eine", "einen"} for word in before[-2:])
        if "community_core" in hit.detail or _all_answered(reading):
            continue
        singular = not reading.words[hit.last].text.endswith("s")
        if article and singular and reading.does("counts", before) and not reading.tokens:
            return True
    return False
