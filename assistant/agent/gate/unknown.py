"""Rules about what nobody knows: metrics without a value, empty searches, strange words."""

from __future__ import annotations

import re

from assistant.agent.gate.advice import advises, defines, supposes
from assistant.agent.gate.clauses import Clause
from assistant.agent.gate.grounds import nobody_wrote
from assistant.agent.gate.reading import CHANGES, Reading
from assistant.agent.gate.telling import tells, texts
from assistant.agent.gate.tokens import Token
from assistant.agent.lexicon import Hit, Word, fold
from assistant.community.facts import Fact

_SUBJECT = 4
"""Within how many words before a change its subject stands."""
_AFTER = 3
"""How many words after a figure belong to what is said of it."""
_PEOPLE = frozenset({"people", "returning_people", "first_timers", "community_core"})
_SAID_OF = {
    "new": frozenset({"first_timers"}),
    "familiar": frozenset({"returning_people", "returning_share"}),
    "active": _PEOPLE,
    "quiet": frozenset({"lapsed_regulars"}),
    "talked": frozenset({"replies", "quotes", "mentions", "search_hits"}),
}
"""What may be said of a figure, and of which metrics."""
_ASKS = frozenset({"how", "what", "why", "where"})
_STOP = re.compile(r"[^\w\s'’]")
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
    if own == ["nothing_we_measure"]:
        return not reading.does("mid places", reading.before(hit, 2))  # "to your readers"
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
    foreign = reading.language.code != "en"
    if not (reading.figures or (foreign and reading.has("metric"))):
        return False
    strange = [word for word in reading.loose if _is_strange(reading, word)]
    if foreign:
        return any(reading.beside(word.start) or not reading.figures for word in strange)
    places = (_changed, _acts_strangely, _is_place, _judges_it)
    return any(bends(reading, word) for word in strange for bends in places)


def _is_strange(reading: Reading, word: Word) -> bool:
    if word.text in reading.language.common or word.text in reading.names:
        return False
    if any(start <= word.start < end for start, end in reading.own_figures):
        return False  # "web3"
    return not any(word.text in fold(quote.text) for quote in reading.evidence.quotes.values())


def bends_figure(reading: Reading) -> bool:
    """Whether a word right before or after a figure could make it count something else.

    Only words known to bring a figure ("got", "with") or to go on after it ("came", "are waiting")
    may touch one, and phrases that other rules judge: "{{f3}} were happy" is held.
    """
    if reading.language.code != "en":
        return False
    return any(
        _bends_after(reading, each) or _bends_before(reading, each)
        for each in reading.tokens
        if each.fact in reading.figures
    )


def _bends_before(reading: Reading, token: Token) -> bool:
    words = [word for word in reading.words if word.end <= token.start]
    while words and words[-1].text in reading.set("articles"):
        words.pop()
    last = words[-1] if words else None
    if last is None or _STOP.search(reading.plain[last.end : token.start]):
        return False
    between = any(last.end <= each.start < token.start for each in reading.tokens)
    return not between and _is_free(reading, last) and last.text not in reading.set("brings")


def _bends_after(reading: Reading, token: Token) -> bool:
    at = token.end
    for word in [word for word in reading.words if word.start >= token.end][:_AFTER]:
        taken = any(at <= each.start < word.start for each in reading.tokens)
        if taken or _STOP.search(reading.plain[at : word.start]):
            return False
        if at > token.end and word.text in _ASKS:
            return True  # "{{f1}} is how many copies you could sell"
        if not _is_free(reading, word) or word.text not in reading.set("links"):
            return _is_free(reading, word) and not _may_follow(reading, token, word)
        at = word.end
    return False


def _may_follow(reading: Reading, token: Token, word: Word) -> bool:
    metrics = _SAID_OF.get(word.text)
    if metrics is None:
        return word.text in reading.set("follows")
    return token.fact is None or token.fact.metric in metrics


def _is_free(reading: Reading, word: Word) -> bool:
    """Whether no rule judges a word: it belongs to no phrase and no name."""
    if word not in reading.loose or word.text in reading.names:
        return False
    if any(start <= word.start < end for start, end in reading.own_figures):
        return False
    return not any(each.start <= word.start < each.end for each in reading.mentions)


def _is_place(reading: Reading, word: Word) -> bool:
    """Whether it would name an account: "beans was quiet with {{f4}}", "on beans, {{f3}}"."""
    clause = reading.clause(word.start)
    before = reading.between(clause.start, word.start)
    following = reading.between(word.end, clause.end)[:1]
    if not before:
        return reading.does("copula", following) or reading.does("report", following)
    return before[-1:] in (["on"], ["at"]) and not reading.quotes


def _judges_it(reading: Reading, word: Word) -> bool:
    """An adverb nobody knows, beside a figure: "{{f2}} ended happily"."""
    return word.text.endswith("ly") and bool(reading.beside(word.start))


def _acts_strangely(reading: Reading, word: Word) -> bool:
    """Whether it is what a post or people did: "the studio post filled the room: {{f3}}"."""
    if word.text.endswith(("s", "ly", "ing")) or not reading.beside(word.start):
        return False
    at = reading.words.index(word)
    return any(hit.last == at - 1 for hit in reading.of("metric"))


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
