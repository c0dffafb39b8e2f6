"""Numbers in words that count nothing a tool counts: "two ideas", "second, ...", "this one"."""

from __future__ import annotations

import re

from assistant.agent.gate.reading import CHANGES, Reading
from assistant.agent.lexicon import Hit

ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "couple": 0}
_BEFORE_ONE = 5


def points_counted(reading: Reading, hit: Hit) -> bool:
    """Whether it counts the answer's own points: "two ideas:", "three things to try".

    Beside facts the number must be how many of them the sentence holds.
    """
    words = [word.text for word in reading.words[hit.first : hit.last + 1]]
    clause = reading.clause(hit.start)
    inside = reading.in_clause(clause)
    number = _NUMBERS.get(words[0]) if len(words) == 1 else None
    if number is None or not reading.does("points", reading.after(hit, 2)):
        return False
    counted = any(0 < each.first - hit.last <= 1 for each in reading.of("metric"))
    changed = any(clause.start <= each.start < clause.end for each in reading.of(*CHANGES, "than"))
    if counted or changed or reading.does("report", inside):
        return False
    return not reading.facts or number == len(reading.tokens)


def is_step(reading: Reading, hit: Hit) -> bool:
    """Whether an ordinal tells the answer's steps apart: "second, thank them", "a third idea"."""
    words = [word.text for word in reading.words[hit.first : hit.last + 1]]
    if len(words) != 1 or words[0] not in ORDINALS:
        return False
    following = reading.after(hit, 1)
    if reading.does("points", following) and not reading.figures:
        return True
    before = reading.before(hit, 3)
    if not all(each in reading.set("then") for each in before):
        return False
    stops = re.match(r"\s*[,:]", reading.plain[hit.end :])
    return bool(stops) or (reading.does("advice", following) and not reading.facts)


def is_one_of(reading: Reading, hit: Hit) -> bool:
    """Whether "one of" picks what is shown: "one of them asks: {{q1}}", "{{f10}} is one of ..."."""
    if len(reading.quotes) == 1 and not reading.figures:
        return True
    named = any(each.fact and each.fact.metric == "name" for each in reading.tokens)
    named = named or any(each.accounts is None and each.known for each in reading.mentions)
    return named and not reading.figures and reading.does("copula", reading.before(hit, 2))


def is_pronoun(reading: Reading, hit: Hit) -> bool:
    """Whether "one" counts nothing: "the missing one", "the most pressing one", "one number"."""
    if any(each.first == hit.last + 1 for each in reading.of("metric", "duration", "period")):
        return False
    before = reading.before(hit, _BEFORE_ONE)
    if "only" in before[-2:] or "just" in before[-2:]:
        return False
    if reading.does("points at", before[-2:]) or _is_described(reading, before):
        return True
    clause = reading.in_clause(reading.clause(hit.start))
    tells = any(reading.does(each, clause) for each in ("report", "tells", "counts"))
    return bool(reading.after(hit, 1)) and not tells and not reading.facts


def _is_described(reading: Reading, before: list[str]) -> bool:
    """As in "the most pressing one": only a determiner and adjectives come before."""
    likely = tuple(reading.set("adjectives") - {"ed"})
    while before and (before[-1].endswith(likely) or before[-1] in {"most", "more", "very"}):
        if reading.does("report", before[-1:]) or reading.does("active", before[-1:]):
            return False
        before = before[:-1]
    return reading.does("points at", before[-1:])
