"""Rules about change and rank: up, down, better, most."""

from __future__ import annotations

import re

from assistant.agent.gate.advice import advises_aside, defines
from assistant.agent.gate.grounds import grounds, run_facts
from assistant.agent.gate.reading import CHANGES, NEAR, Reading
from assistant.agent.lexicon import Hit
from assistant.community.facts import Direction, Fact, Unit

_LOWER_IS_BETTER = frozenset({"open_items", "lapsed_regulars", "concentration"})
_SLOW_END = frozenset({"response_time_p90", "response_hours_p90"})
_FAR = 8
_AFTER = re.compile(r", after (\d[\d,]*)\b")
_AWAY = re.compile(
    r"\s*(?:$|[,;:.!?()\ue000—–-]|(?:from|on|by|against|versus|since|compared|than)\b)"
)
"""What follows "up" and "down" where they tell of a change, and end no verb ("pull up")."""


def says_wrong_change(reading: Reading) -> bool:
    """Up, fewer, improved, unchanged: without a fact whose comparison says the same.

    The fact stands beside it, or, in a clause without one, the run holds it.
    """
    if _asserts_change(reading):
        return True
    doubtful = doubts(reading) and not _is_clear(reading.figures)
    says = _in_doubt if doubtful else _says
    return any(
        not says(reading, hit) and not _is_grounded(reading, hit)
        for hit in reading.of(*CHANGES)
        if _tells(reading, hit)
    )


def _asserts_change(reading: Reading) -> bool:
    """As in "the change in likes is real", where it cannot be told."""
    if reading.has("unclear", "not") or not reading.does("surely", _texts(reading)):
        return False
    at = next((w for w in reading.words if w.text in reading.set("changed")), None)
    if at is None or not reading.has("metric"):
        return False
    spot = Hit("changed", "", reading.words.index(at), reading.words.index(at), at.start, at.end)
    named = [fact for facts in grounds(reading, spot) for fact in facts]
    return not _is_clear(reading.beside(at.start) or tuple(named))


def _texts(reading: Reading) -> list[str]:
    return [word.text for word in reading.words]


def doubts(reading: Reading) -> bool:
    """Cannot tell, not clear, no difference to be seen."""
    return reading.has("unclear") or any(denies_telling(reading, hit) for hit in reading.of("not"))


def denies_telling(reading: Reading, hit: Hit) -> bool:
    """Whether a "not" denies that something can be told: "no shift can be made out"."""
    return reading.does("telling", reading.after(hit, _FAR))


def _tells(reading: Reading, hit: Hit) -> bool:
    """Whether a phrase tells of a change at all, and does not advise one or set a threshold."""
    if hit.detail == "loose" or _ends_a_verb(reading, hit):  # "came up" may be said of a topic
        return _is_clear(reading.beside(hit.start))
    if hit.detail in {"soft", "about"} and (_is_no_claim(reading, hit) or defines(reading, hit)):
        return False
    if _is_either(reading, hit) or _is_same_thing(reading, hit) or _may_be_more(reading, hit):
        return False
    return all(hit.end + 1 != start for start, _ in reading.own_figures)


def _is_no_claim(reading: Reading, hit: Hit) -> bool:
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
    if reading.does("verbs with up", reading.before(hit, NEAR)):
        return True
    counted = any(each.last == hit.first - 1 for each in reading.of("metric"))
    return not (counted or _AWAY.match(reading.plain, hit.end))


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


def _is_either(reading: Reading, hit: Hit) -> bool:
    """As in "bigger or smaller", which leaves open what it is."""
    others = (each for each in reading.of(*CHANGES) if each.kind != hit.kind)
    return any(
        reading.between(min(hit.end, each.end), max(hit.start, each.start)) == ["or"]
        for each in others
    )


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
    return any(fact.at_least for fact in facts)


def _is_clear(facts: tuple[Fact, ...]) -> bool:
    return any(fact.direction in {"up", "down"} for fact in facts)


def _in_doubt(reading: Reading, hit: Hit) -> bool:
    """In "too early to tell whether it is up" the change is what cannot be told."""
    if reading.does("whether", reading.before(hit, 8)) or _says(reading, hit):
        return True
    hedged = reading.does("hedges", reading.in_clause(reading.clause(hit.start)))
    facts = reading.beside(hit.start)
    return hedged and bool(facts) and all(_leans(fact) == means(hit, fact) for fact in facts)


def _leans(fact: Fact) -> Direction | None:
    """Where a count went although the change cannot be told: "3 posts ..., after 9 ..."."""
    found = _AFTER.search(fact.wording)
    if not found or fact.unit is not Unit.COUNT or not isinstance(fact.value, int):
        return None
    return "up" if fact.value > int(found[1].replace(",", "")) else "down"


def _says(reading: Reading, hit: Hit) -> bool:
    """Whether the facts beside a phrase say that change, and nothing beside it denies it."""
    facts = reading.beside(hit.start)
    if hit.kind == "better" and any(fact.metric == "best_time" for fact in facts):
        return True  # that is how the best time is found
    denials = [each for each in reading.of("not") if 0 < hit.first - each.last <= NEAR + 1]
    if denials:  # "no clear drop" is said of what cannot be told
        doubted = all(denies_telling(reading, each) for each in denials)
        return doubted and bool(facts) and all(_is_open(fact) for fact in facts)
    if hit.kind in {"up", "slower"} and any(fact.metric in _SLOW_END for fact in facts):
        clause = reading.in_clause(reading.clause(hit.start))  # it lies behind the median
        return hit.detail in {"soft", "about"} and not reading.does("report", clause)
    directed = [fact for fact in facts if fact.direction]
    if not directed:
        metrics = {fact.metric for fact in facts}
        directed = [fact for fact in reading.figures if fact.direction and fact.metric in metrics]
    return bool(directed) and all(fact.direction == means(hit, fact) for fact in directed)


def _is_grounded(reading: Reading, hit: Hit) -> bool:
    """Whether facts of the run tell the change for each noun of a clause without a token."""
    named = grounds(reading, hit)
    denials = (each for each in reading.of("not", "same") if each.first <= hit.first)
    if hit.kind == "same" and any(denies_telling(reading, each) for each in denials):
        return bool(named) and all(
            facts and not _is_clear(facts) and any(fact.direction for fact in facts)
            for facts in named
        )
    if not named and not reading.facts and not reading.has("metric"):
        named = (run_facts(reading, hit),)  # "you are faster than in October"
    directed = [[fact for fact in facts if fact.direction] for facts in named]
    if not reading.has("metric") and {"the", "this", "that"} & set(reading.before(hit, 1)):
        directed = [[fact for fact in facts if _is_clear((fact,))] for facts in directed]
    return bool(directed) and all(
        facts and all(fact.direction == means(hit, fact) for fact in facts) for facts in directed
    )


def _is_open(fact: Fact) -> bool:
    return fact.direction in {"unclear", "same"}


def means(hit: Hit, fact: Fact) -> Direction:
    """The direction a phrase gives to a fact: a better response time is a lower one."""
    lower = fact.metric in _LOWER_IS_BETTER or fact.unit is Unit.SECONDS
    good: Direction = "down" if lower else "up"
    bad: Direction = "up" if good == "down" else "down"
    meant: dict[str, Direction] = {
        "up": "up",
        "down": "down",
        "better": good,
        "worse": bad,
        "faster": "down" if fact.unit is Unit.SECONDS else "up",
        "slower": "up" if fact.unit is Unit.SECONDS else "down",
    }
    return meant.get(hit.kind, "same")


def doubts_what_is_clear(reading: Reading) -> bool:
    """As in "cannot tell" beside a comparison that can be told."""
    return any(_is_clear(reading.beside(hit.start)) for hit in reading.of("unclear"))


def tells_its_own(reading: Reading, hit: Hit) -> bool:
    """Whether a phrase's clause tells a change that other facts of the run back.

    As in "you got {{f1}}, but likes fell", where f1 counts replies and the run knows of the likes.
    """
    clause = reading.clause(hit.start)
    changes = [each for each in reading.of(*CHANGES) if clause.start <= each.start < clause.end]
    return bool(changes) and all(_is_grounded(reading, each) for each in changes)
