"""Facts of the run on which a clause without a token rests.

"Replies are up, but timely answers slipped" holds no token, and both may be what tools returned.
Such a clause is backed by the facts of the metrics it names, for the accounts and times it names.
"""

from __future__ import annotations

from assistant.agent.gate.clauses import Clause
from assistant.agent.gate.reading import CHANGES, Reading
from assistant.agent.gate.windows import date_of, is_date, period_of
from assistant.agent.lexicon import Hit
from assistant.community.facts import Fact, Unit
from assistant.community.responses import NOBODY

_BENDS = frozenset(
    {"ever", "others", "rate", "at", "exact", "whole", "final", "future", "would", "sum", "number"}
)
"""What no fact elsewhere backs: it would need its own beside it."""
_PART = 3
_ASKS_US = frozenset({"replies", "open_items"})


def grounds(reading: Reading, hit: Hit) -> tuple[tuple[Fact, ...], ...]:
    """For each noun of a clause without a token, the facts of the run that it names.

    Empty where the clause has a token, is a mere label of its neighbour's ("in likes, {{f1}}"), or
    says more than such facts hold ("everywhere", "sharply", "per day").
    """
    clause = reading.clause(hit.start)
    if any(each.fact for each in clause.tokens) or (reading.facts and not clause.apart):
        return ()
    if _bends(reading, clause):
        return ()
    nouns = [each for each in reading.of("metric") if _in(each, clause)]
    if not nouns and not reading.facts:
        nouns = list(reading.of("metric"))
    if any(each.detail.startswith("open_items") for each in nouns):
        nouns = [each for each in nouns if not each.detail.startswith("replies")]
    mine = [each for each in nouns if not _is_complement(reading, each)] or nouns
    return tuple(_named(reading, clause, each) for each in mine)


def run_facts(reading: Reading, hit: Hit) -> tuple[Fact, ...]:
    """All facts of the run that fit the times and accounts of a clause without token or noun."""
    clause = reading.clause(hit.start)
    if _bends(reading, clause):
        return ()
    facts = reading.evidence.facts.values()
    return tuple(fact for fact in facts if _fits(reading, clause, fact))


def _in(hit: Hit, clause: Clause) -> bool:
    return clause.start <= hit.start < clause.end


def _bends(reading: Reading, clause: Clause) -> bool:
    said = {at for hit in reading.of(*CHANGES) for at in range(hit.first, hit.last + 1)}
    others = [word.text for at, word in enumerate(reading.words) if at not in said]
    inside = set(reading.in_clause(clause))
    if reading.does("degree", [word for word in others if word in inside]):
        return True
    return any(_in(hit, clause) for hit in reading.hits if hit.kind in _BENDS)


def _is_complement(reading: Reading, hit: Hit) -> bool:
    """As in "under your posts", "a share of the comments"."""
    before = reading.before(hit, 3)
    if any(0 < hit.first - each.last <= _PART for each in reading.of("zero")):
        return False  # "none of the comments is waiting"
    if reading.words[hit.first].text in reading.set("persons") and set(before) <= reading.set(
        "then"
    ):
        return bool(reading.after(hit, 1))  # "people get their answers sooner"
    return reading.does("places", before[-2:]) or "of" in before[-2:]


def _named(reading: Reading, clause: Clause, noun: Hit) -> tuple[Fact, ...]:
    own = noun.detail.partition("|")[0].split()
    asks_us = bool(_ASKS_US & set(own))
    if own[0] == "replies":  # what waits is said to wait, and what we wrote is said to be ours
        own = ["replies"]
    named = [
        fact
        for fact in reading.evidence.facts.values()
        if (fact.metric in own or (asks_us and nobody_wrote(fact))) and _fits(reading, clause, fact)
    ]
    if reading.does("of length", reading.in_clause(clause)):  # "people wait longer"
        named = [fact for fact in named if fact.unit is Unit.SECONDS] or named
    return tuple(named)


def nobody_wrote(fact: Fact) -> bool:
    """Whether a fact without a value says that there was nothing to answer."""
    return fact.value is None and NOBODY in fact.wording


def _fits(reading: Reading, clause: Clause, fact: Fact) -> bool:
    """Whether accounts and times that stand in the clause are those of a fact."""
    whole = not reading.facts
    named = [
        each.accounts
        for each in reading.mentions
        if each.accounts is not None and (whole or clause.start <= each.start < clause.end)
    ]
    if named and not any(fact.account in accounts for accounts in named):
        return False
    if any(fact.account is not None for _ in reading.of("all")):
        return False
    times = [each for each in reading.hits if whole or _in(each, clause)]
    return all(_fits_time(reading, each, fact) for each in times)


def _fits_time(reading: Reading, hit: Hit, fact: Fact) -> bool:
    if hit.kind == "period":
        return period_of(reading, hit, fact)
    if hit.kind in {"weekday", "month", "short", "clock"} and is_date(reading, hit):
        return date_of(reading, hit, fact)
    return True
