"""The rule about deeds: what people did or do is a fact, a quote, or not said."""

from __future__ import annotations

from assistant.agent.gate.advice import advises, supposes
from assistant.agent.gate.clauses import Clause
from assistant.agent.gate.names import account_forms
from assistant.agent.gate.reading import CHANGES, Reading
from assistant.agent.gate.telling import texts
from assistant.agent.lexicon import Hit, Word

_OPENING = 3
"""Within how many words of its clause's start the subject stands."""


def tells_of_deeds(reading: Reading) -> bool:
    """As in "people had other things on their mind", or "customers are waiting: {{q1}}" of one.

    What a clause says of changes and of nothing is for other rules: facts of the run may back it.
    """
    if reading.facts or reading.language.code != "en" or not reading.does("crowd", texts(reading)):
        return False
    if reading.quotes:
        return any(_generalises(reading, clause) for clause in reading.clauses)
    return any(
        _is_deed(reading, clause, word) for clause in reading.clauses for word in reading.words
    )


def _is_deed(reading: Reading, clause: Clause, word: Word) -> bool:
    if not clause.start <= word.start < clause.end or not reading.does("crowd", [word.text]):
        return False
    at = reading.words.index(word)
    hit = Hit("crowd", "", at, at, word.start, word.end)
    if advises(reading, hit) or supposes(reading, hit) or _is_judged_elsewhere(reading, clause):
        return False
    before = reading.between(clause.start, word.start)
    after = reading.between(word.end, clause.end)
    opens = len(before) < _OPENING and not reading.does("report", before)
    opens = opens and not reading.does("advice", before) and not reading.does("hedged", before)
    if reading.does("everybody", [word.text]) and reading.does("report", before):
        return not reading.does("towards", before[-1:])
    searched = {fact.metric for fact in reading.evidence.facts.values()} == {"search_hits"}
    tells = reading.does("report", after) or (searched and reading.does("copula", after))
    return opens and tells and not reading.does("modal", after)


def _is_judged_elsewhere(reading: Reading, clause: Clause) -> bool:
    judged = reading.of(*CHANGES, "zero", "unclear")
    if any(clause.start <= hit.start < clause.end for hit in judged):
        return True
    return reading.has("every") and bool({"answer", "answered"} & set(reading.in_clause(clause)))


def _generalises(reading: Reading, clause: Clause) -> bool:
    """As in "customers are waiting: {{q1}}", where one person is quoted."""
    ours = account_forms(reading.evidence.accounts)
    shown = [each for each in reading.quotes if each.author.casefold() not in ours]
    if len(shown) != 1 or len(reading.quotes) > 1:
        return False
    inside = reading.in_clause(clause)
    return reading.does("crowd", inside[:1]) and bool({"are", "were", "have"} & set(inside))
