"""Whether a phrase of change tells of one: "up" in "pull up" does not, nor "more" in advice."""

from __future__ import annotations

import re

from assistant.agent.gate.advice import advises_aside, defines, supposes
from assistant.agent.gate.reading import CHANGES, NEAR, Reading
from assistant.agent.lexicon import Hit
from assistant.community.facts import Fact

_FAR = 8
_AWAY = re.compile(
    r"\s*(?:$|[,;:.!?()\ue000—–-]|(?:from|on|by|against|versus|since|compared|than)\b)"
)
"""What follows "up" and "down" where they tell of a change, and end no verb ("pull up")."""


def doubts(reading: Reading) -> bool:
    """Cannot tell, not clear, no difference to be seen."""
    return reading.has("unclear") or any(denies_telling(reading, hit) for hit in reading.of("not"))


def denies_telling(reading: Reading, hit: Hit) -> bool:
    """Whether a "not" denies that something can be told: "no shift can be made out"."""
    return reading.does("telling", reading.after(hit, _FAR))


def tells(reading: Reading, hit: Hit) -> bool:
    """Whether a phrase tells of a change at all, and does not advise one or set a threshold."""
    if hit.detail == "loose" or _ends_a_verb(reading, hit):  # "came up" may be said of a topic
        return is_clear(reading.beside(hit.start))
    if hit.detail in {"soft", "about"} and (_is_no_claim(reading, hit) or defines(reading, hit)):
        return False
    others = (_is_asked, _is_either, _is_same_thing, _may_be_more)
    if reading.before(hit, 1) == ["without"] or any(other(reading, hit) for other in others):
        return False
    return all(hit.end + 1 != start for start, _ in reading.own_figures)


def _is_no_claim(reading: Reading, hit: Hit) -> bool:
    if hit.detail == "soft" and not reading.facts and not reading.has("metric"):
        to_do = reading.after(hit, 1) == ["to"]  # "there is more to say"
        if to_do or supposes(reading, hit) or _doubts_all(reading, hit):
            return True
    return advises_aside(reading, hit) or _is_attribute(reading, hit)


def _ends_a_verb(reading: Reading, hit: Hit) -> bool:
    """Whether "up" or "down" belongs to a verb that tells of no change: "I can pull up posts"."""
    word = reading.words[hit.first]
    if hit.first != hit.last or word.text not in {"up", "down"} or reading.language.code != "en":
        return False
    before = reading.before(hit, 1)
    moves = not before or reading.does("moves", before) or reading.does("copula", before)
    if moves:
        return False
    before = reading.before(hit, NEAR)
    if reading.does("verbs with up", [*before, *map(_stem, before)]):
        return True
    counted = any(each.last == hit.first - 1 for each in reading.of("metric"))
    return not (counted or _AWAY.match(reading.plain, hit.end))


def _stem(word: str) -> str:
    return re.sub(r"(?:p?p?ing|ed|s)$", "", word)


def _is_attribute(reading: Reading, hit: Hit) -> bool:
    """As in "for questions and longer talks": no count, and nothing is said to have changed."""
    if reading.facts or reading.has("period"):
        return False
    return _is_general(reading, hit) or (
        not reading.has("than") and (_is_of_a_quote(reading) or _is_purpose(reading, hit))
    )


def _is_of_a_quote(reading: Reading) -> bool:
    """As in "somebody else is less happy: {{q2}}"."""
    return bool(reading.quotes) and all("people" in hit.detail for hit in reading.of("metric"))


def _is_general(reading: Reading, hit: Hit) -> bool:
    """As in "fewer posts usually mean fewer chances", "a drop like this often ..."."""
    words = [word.text for word in reading.words]
    one = words[0] in {"a", "an"}
    often = reading.does("generally", words)
    if reading.does("ours", words) or reading.does("report", words) or not (one or often):
        return False
    compares = words[hit.first].endswith(("er", "ore", "less", "se"))
    if not compares:
        return one and often and hit.first == 1
    return one or not reading.does("copula", words[: hit.first])


def _is_purpose(reading: Reading, hit: Hit) -> bool:
    """As in "for longer talks", "for questions and longer talks"."""
    if any(0 < each.first - hit.last <= NEAR for each in reading.of("metric")):
        return False
    clause = reading.clause(hit.start)
    before = reading.between(clause.start, hit.start)
    at = reading.clauses.index(clause)
    if not before and at:
        before = reading.in_clause(reading.clauses[at - 1])
    return reading.does("purposes", before[:1])


def _doubts_all(reading: Reading, hit: Hit) -> bool:
    """As in "more I cannot say", with the denial in the same clause."""
    clause = reading.clause(hit.start)
    denials = (each for each in reading.of("not") if each.start >= clause.start)
    return any(hit.end <= each.start < clause.end for each in denials) and doubts(reading)


def _is_either(reading: Reading, hit: Hit) -> bool:
    """As in "bigger or smaller", which leaves open what it is."""
    others = (each for each in reading.of(*CHANGES) if each.kind != hit.kind)
    return any(
        reading.between(min(hit.end, each.end), max(hit.start, each.start)) == ["or"]
        for each in others
    )


def _is_asked(reading: Reading, hit: Hit) -> bool:
    """As in "whether you grow matters little"."""
    clause = reading.clause(hit.start)
    asked = reading.does("whether", reading.between(clause.start, hit.start)[:1])
    sure = reading.does("surely", texts(reading)) and not reading.has("not", "unclear")
    return asked and not sure and not any(each.fact for each in clause.tokens)


def _is_same_thing(reading: Reading, hit: Hit) -> bool:
    """As in "the same part of last week", where "the same number" compares."""
    words = [word.text for word in reading.words[hit.first : hit.last + 1]]
    following = reading.after(hit, 1)
    if words != ["the", "same"]:
        return False
    if not following:  # "for newcomers it is the same", where there is no data, either
        facts = reading.beside(hit.start)
        return bool(facts) and all(fact.value is None for fact in facts)
    return not reading.does("same of", following)


def _may_be_more(reading: Reading, hit: Hit) -> bool:
    """As in "the true number may be higher", where a platform hid a part."""
    clause = reading.in_clause(reading.clause(hit.start))
    if hit.kind != "up" or hit.detail != "soft" or not reading.does("maybe", clause):
        return False
    facts = reading.figures or tuple(reading.evidence.facts.values())
    named = {each for noun in reading.of("metric") for each in noun.detail.split()}
    return any(fact.at_least and (not named or fact.metric in named) for fact in facts)


def is_clear(facts: tuple[Fact, ...]) -> bool:
    """Whether one of some facts tells a rise or a fall."""
    return any(fact.direction in {"up", "down"} for fact in facts)


def is_open(fact: Fact) -> bool:
    """Whether a comparison tells neither a rise nor a fall."""
    return fact.direction in {"unclear", "same"}


def texts(reading: Reading) -> list[str]:
    """All words of a sentence, folded."""
    return reading.texts
