"""Rules about how much there is of something: many, every, none."""

from __future__ import annotations

from assistant.agent.gate.advice import advises
from assistant.agent.gate.reading import NEAR, Reading
from assistant.agent.lexicon import Hit


def has_amount(reading: Reading) -> bool:
    """Many, several, a few, all, every: said of something that is counted."""
    for hit in reading.of("vague", "every"):
        counted = [each for each in reading.of("metric") if 0 < each.first - hit.last <= NEAR]
        if hit.kind == "every":  # "you answered everything"
            counted += [each for each in reading.of("metric") if 0 < hit.first - each.last <= NEAR]
        if reading.facts and (counted or _next_to_token(reading, hit)):
            return True
        if counted and not advises(reading, hit) and _tells(reading, hit):
            return True
    return _has_one_counted(reading)


def _tells(reading: Reading, hit: Hit) -> bool:
    """Whether it tells what was: "every comment got an answer", not "read every comment"."""
    clause = reading.in_clause(reading.clause(hit.start))
    return hit.kind == "vague" or reading.does("tells", clause)


def _next_to_token(reading: Reading, hit: Hit) -> bool:
    return any(
        each.fact is not None
        and hit.end <= each.start
        and len(reading.between(hit.end, each.start)) < NEAR
        and ":" not in reading.plain[hit.end : each.start]
        for each in reading.tokens
    )


def _has_one_counted(reading: Reading) -> bool:
    """As in "you got a reply", which counts to one."""
    for hit in reading.of("metric"):
        before = reading.before(hit, 4)
        article = any(word in {"a", "an", "ein", "eine", "einen"} for word in before[-2:])
        singular = not reading.words[hit.last].text.endswith("s")
        if article and singular and reading.does("counts", before) and not reading.tokens:
            return True
    return False


def claims_nothing(reading: Reading) -> bool:
    """Nobody, none, "no replies": said without a fact whose value is 0."""
    return any(
        not any(fact.value == 0 for fact in reading.beside(hit.start))
        for hit in reading.of("zero", "not")
        if hit.kind == "zero" or _denies_counted(reading, hit)
    )


def _denies_counted(reading: Reading, hit: Hit) -> bool:
    """As in "no replies", "did not get replies".

    Not in "Bluesky does not show likes", nor in "these are counts, not people".
    """
    if not any(0 < each.first - hit.last <= NEAR + 1 for each in reading.of("metric")):
        return False
    clause = reading.in_clause(reading.clause(hit.start))
    if reading.does("limits", clause) or advises(reading, hit):
        return False
    contrasts = reading.plain[: hit.start].rstrip().endswith(",")
    return not contrasts or reading.does("report", [word.text for word in reading.words])
