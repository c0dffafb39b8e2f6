"""Whether a phrase belongs to advice, which claims nothing: "ask more questions".

Advice begins with an imperative or a gerund, or hangs on "could", "should" or "a way to", and tells
of nothing that is or was: "replies could be more" and "if you look, replies are better" are claims.
"""

from __future__ import annotations

from assistant.agent.gate.clauses import Clause
from assistant.agent.gate.reading import Reading
from assistant.agent.lexicon import Hit, Word


def advises(reading: Reading, hit: Hit) -> bool:
    """Whether a phrase belongs to advice in a sentence without facts."""
    return not reading.facts and urges(reading, hit)


def urges(reading: Reading, hit: Hit) -> bool:
    """The same where the sentence may hold facts: "answer {{f4}} today"."""
    clause = reading.clause(hit.start)
    inside = reading.in_clause(clause)
    if reading.does("report", inside):
        return False
    if not reading.does("copula", inside) and _may_or_might(reading, clause):
        return True
    words = [word for word in reading.words if clause.start <= word.start < hit.start]
    if words and words[0].text in reading.set("gerunds") and not reading.does("ours", inside):
        return True
    return any(_governs(reading, words, at, hit) for at in range(len(words)))


def _may_or_might(reading: Reading, clause: Clause) -> bool:
    """Whether a clause, or what "and" joins to it, holds a "could" or "should"."""
    at = reading.clauses.index(clause)
    following = reading.clauses[at + 1 : at + 2]
    joined = [each for each in following if reading.plain[clause.end : each.start].isalpha()]
    return any(reading.does("modal", reading.in_clause(each)) for each in [clause, *joined])


def _governs(reading: Reading, words: list[Word], at: int, hit: Hit) -> bool:
    """Whether the word at an index is an imperative on which a later phrase hangs."""
    opens = (
        at == 0
        or ":" in reading.plain[words[at - 1].end : words[at].start]
        or _may_open(reading, [each.text for each in words[:at]])
    )
    if not opens or words[at].text not in reading.set("advice"):
        return False
    rest = [each.text for each in words[at + 1 :]]
    return ":" not in reading.plain[words[at].end : hit.start] and not reading.does("copula", rest)


def _may_open(reading: Reading, before: list[str]) -> bool:
    """Whether an imperative may follow: "to ...", "a way to ...", "if you ...", "I would ..."."""
    if before[-1] == "to":
        return len(before) == 1 or reading.does("opens", before[-2:-1])
    return before[-2:] in (["if", "you"], ["i", "would"], ["i", "d"])
