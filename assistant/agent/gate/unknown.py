"""Rules about what nobody knows: metrics without a value, empty searches, strange words."""

from __future__ import annotations

from assistant.agent.gate.advice import advises, defines, supposes
from assistant.agent.gate.clauses import Clause
from assistant.agent.gate.grounds import nobody_wrote
from assistant.agent.gate.names import known_names
from assistant.agent.gate.reading import CHANGES, Reading
from assistant.agent.gate.telling import tells, texts
from assistant.agent.lexicon import Hit, Word, fold
from assistant.community.facts import Fact

_SUBJECT = 4
"""Within how many words before a change its subject stands."""
_TELLS = ("report", "tells", "copula", "counts", "levels")


def states_unknown(reading: Reading) -> bool:
    """As in "a calm week for mentions", where the run has no data on mentions."""
    if any(_is_unknown(fact) for fact in reading.facts):
        return any(_judges(reading, clause) for clause in reading.clauses)
    if reading.facts:
        return False
    return any(
        _is_stated(reading, hit) for hit in reading.of("metric") if _has_no_value(reading, hit)
    )


def _is_unknown(fact: Fact) -> bool:
    return fact.value is None and not nobody_wrote(fact)


def _judges(reading: Reading, clause: Clause) -> bool:
    """Whether a clause judges what nobody knows: "a calm week: {{f1}}"."""
    if not clause.facts or not all(_is_unknown(fact) for fact in clause.facts):
        return False
    inside = [word.text for word in reading.loose if clause.start <= word.start < clause.end]
    return reading.does("levels", inside) and not _is_about_limits(reading, clause)


def _has_no_value(reading: Reading, hit: Hit) -> bool:
    own = hit.detail.partition("|")[0].split()
    found = [fact for fact in reading.evidence.facts.values() if fact.metric in own]
    return bool(found) and all(_is_unknown(fact) for fact in found)


def _is_stated(reading: Reading, hit: Hit) -> bool:
    clause = reading.clause(hit.start)
    if any(claims_nothing(reading, hit) for claims_nothing in (advises, supposes, defines)):
        return False
    inside = reading.in_clause(clause)
    stated = any(reading.does(each, inside) for each in _TELLS)
    return stated and not _is_about_limits(reading, clause)


def _is_about_limits(reading: Reading, clause: Clause) -> bool:
    """Whether a clause says that, or why, something cannot be told."""
    hits = [each for each in reading.hits if clause.start <= each.start < clause.end]
    if any(each.kind == "unclear" for each in hits):
        return True
    inside = reading.in_clause(clause)
    if reading.does("limits", inside) or reading.does("telling", inside):
        return True
    return reading.does("unmeasured", texts(reading))


def denies_beyond_search(reading: Reading) -> bool:
    """As in "sourdough is not a topic": an empty search tells of the search alone."""
    facts = reading.evidence.facts.values()
    if reading.facts or not facts or any(fact.metric != "search_hits" for fact in facts):
        return False
    return any(
        not (advises(reading, hit) or supposes(reading, hit))
        and not _is_of_search(reading, reading.clause(hit.start))
        for hit in reading.of("not")
        if not {"not", "t", "no", "never", "neither"}.isdisjoint(_words(reading, hit))
    )


def _words(reading: Reading, hit: Hit) -> list[str]:
    return [word.text for word in reading.words[hit.first : hit.last + 1]]


def _is_of_search(reading: Reading, clause: Clause) -> bool:
    inside = reading.in_clause(clause)
    if "search" in texts(reading):
        return True
    return reading.does("searches", inside) or _is_about_limits(reading, clause)


def has_strange_word(reading: Reading) -> bool:
    """An unknown word where it could bend a figure: right before it, or as what changed.

    English is known well enough to look at these places alone; in the other languages no word
    beside a figure may be unknown.
    """
    if not reading.figures:
        return False
    strange = [word for word in reading.loose if _is_strange(reading, word)]
    if reading.language.code != "en":
        return any(reading.beside(word.start) for word in strange)
    places = (_touches, _changed, _is_place)
    return any(bends(reading, word) for word in strange for bends in places)


def _is_strange(reading: Reading, word: Word) -> bool:
    if word.text in reading.language.common or word.text in known_names(reading.evidence):
        return False
    if any(start <= word.start < end for start, end in reading.own_figures):
        return False  # "web3"
    return not any(word.text in fold(quote.text) for quote in reading.evidence.quotes.values())


def _touches(reading: Reading, word: Word) -> bool:
    """Whether it stands right before a figure and is no verb: "went past {{f1}}"."""
    if word.text.endswith(("s", "ed")):
        return False
    return any(
        each.fact in reading.figures
        and each.start >= word.end
        and not reading.plain[word.end : each.start].strip()
        for each in reading.tokens
    )


def _is_place(reading: Reading, word: Word) -> bool:
    """Whether it would name an account: "beans was quiet with {{f4}}", "on beans, {{f3}}"."""
    clause = reading.clause(word.start)
    before = reading.between(clause.start, word.start)
    following = reading.between(word.end, clause.end)[:1]
    if not before:
        return reading.does("copula", following) or reading.does("report", following)
    return before[-1:] in (["on"], ["at"]) and not following and not reading.quotes


def _changed(reading: Reading, word: Word) -> bool:
    """Whether it is what changed: "applications picked up: {{f3}}"."""
    clause = reading.clause(word.start)
    opens = reading.set("articles").issuperset(reading.between(clause.start, word.start))
    return opens and any(
        word.end <= hit.start < clause.end
        and len(reading.between(word.end, hit.start)) < _SUBJECT
        and tells(reading, hit)
        and not any(word.end <= each.start < hit.start for each in reading.of("metric"))
        for hit in reading.of(*CHANGES)
    )
