"""Rules about change: up, down, better, the same."""

from __future__ import annotations

import re

from assistant.agent.gate.grounds import grounds, run_facts
from assistant.agent.gate.reading import CHANGES, NEAR, Reading
from assistant.agent.gate.standing import beats_target, compares_average
from assistant.agent.gate.telling import denies_telling, doubts, is_clear, is_open, tells, texts
from assistant.agent.lexicon import Hit, Word
from assistant.community.facts import Direction, Fact, Unit

_LOWER_IS_BETTER = frozenset(
    {"open_items", "lapsed_regulars", "concentration", "promotion_share", "mix_promote"}
)
_SLOW_END = frozenset({"response_time_p90", "response_hours_p90"})
_OF_TALK = frozenset({"replies", "conversation_share"})
_OF_OTHERS = frozenset(
    {"replies", "engagements", "likes", "reposts", "quotes", "mentions", "people"}
)
"""What others did: it makes a time busy or quiet."""
_FAR = 8
_AFTER = re.compile(r", after (\d[\d,]*)\b")


def says_wrong_change(reading: Reading) -> bool:
    """Up, fewer, improved, unchanged: without a fact whose comparison says the same.

    The fact stands beside it, or, in a clause without one, the run holds it.
    """
    if _asserts_change(reading) or any(_turns_it(reading, word) for word in reading.loose):
        return True
    doubtful = doubts(reading) and not is_clear(reading.figures)
    says = _in_doubt if doubtful else _says
    return any(
        not says(reading, hit) and not _is_grounded(reading, hit)
        for hit in reading.of(*CHANGES)
        if tells(reading, hit)
    )


def _asserts_change(reading: Reading) -> bool:
    """As in "the change in likes is real", where it cannot be told."""
    if (
        reading.has("unclear", "not")
        or "too" in texts(reading)
        or not reading.does("surely", texts(reading))
    ):
        return False
    at = next((w for w in reading.words if w.text in reading.set("changed")), None)
    if at is None or not reading.has("metric"):
        return False
    spot = Hit("changed", "", reading.words.index(at), reading.words.index(at), at.start, at.end)
    named = [fact for facts in grounds(reading, spot) for fact in facts]
    return not is_clear(reading.beside(at.start) or tuple(named))


def _turns_it(reading: Reading, word: Word) -> bool:
    """As in "a quiet week: {{f2}}" or "a busy one", beside what went the other way."""
    says: Direction | None = None
    if word.text in reading.set("sinking"):
        says = "down"
    elif word.text in reading.set("rising"):
        says = "up"
    told = {fact.direction for fact in reading.beside(word.start) if fact.metric in _OF_OTHERS}
    return says is not None and told in ({"up"}, {"down"}) and says not in told


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
    if compares_average(reading, hit) or beats_target(reading, hit):
        return True
    untold = hit.kind == "same" and reading.does("telling", reading.after(hit, _FAR))
    if untold and facts and all(is_open(fact) for fact in facts):
        return True  # "did not change in a way that can be told"
    denials = [each for each in reading.of("not") if _may_deny(reading, each, hit)]
    if denials:
        return _is_denied(reading, hit, denials)
    if hit.kind in {"up", "slower"} and any(fact.metric in _SLOW_END for fact in facts):
        return _is_of_slow_end(reading, hit)
    return _is_told(reading, hit)


def _may_deny(reading: Reading, denial: Hit, hit: Hit) -> bool:
    """Whether a "not" can be said of a change: not in "it did not triple, it went down"."""
    if not 0 < hit.first - denial.last <= NEAR + 1:
        return False
    clause = reading.clause(hit.start)
    anew = reading.in_clause(clause)[:1] in (["it"], ["they"], ["that"])
    return clause is reading.clause(denial.start) or not anew


def _is_denied(reading: Reading, hit: Hit, denials: list[Hit]) -> bool:
    """As in "it was not that you posted more: {{f4}}", "no clear drop" where none can be told."""
    facts = reading.beside(hit.start)
    if facts and all(_contradicts(fact, means(hit, fact)) for fact in facts):
        return True
    doubted = all(denies_telling(reading, each) for each in denials)
    return doubted and bool(facts) and all(is_open(fact) for fact in facts)


def _is_of_slow_end(reading: Reading, hit: Hit) -> bool:
    """As in "your slower answers": the slow end lies behind the median."""
    if any(each.first == hit.last + 1 for each in reading.of("metric")):
        return True
    clause = reading.in_clause(reading.clause(hit.start))
    return hit.detail in {"soft", "about"} and not reading.does("report", clause)


def _is_told(reading: Reading, hit: Hit) -> bool:
    """Whether each comparison beside a phrase goes the way it says."""
    facts = reading.beside(hit.start)
    directed = [fact for fact in facts if fact.direction]
    if not directed:
        metrics = {fact.metric for fact in facts}
        directed = [fact for fact in reading.figures if fact.direction and fact.metric in metrics]
    turned = "used" in reading.before(hit, NEAR + 1)  # "it used to take longer"
    says = [_turned(means(hit, fact)) if turned else means(hit, fact) for fact in directed]
    return bool(directed) and says == [fact.direction for fact in directed]


def _contradicts(fact: Fact, said: Direction) -> bool:
    """Whether a fact tells that a change was not: it went the other way, or stayed."""
    told = fact.direction in {"up", "down", "same"}
    return told and said not in {fact.direction, "same"}


def _is_grounded(reading: Reading, hit: Hit) -> bool:
    """Whether facts of the run tell the change for each noun of a clause without a token."""
    named = grounds(reading, hit)
    denials = (each for each in reading.of("not", "same") if each.first <= hit.first)
    if hit.kind == "same" and any(denies_telling(reading, each) for each in denials):
        return bool(named) and all(
            facts and not is_clear(facts) and any(fact.direction for fact in facts)
            for facts in named
        )
    clause = reading.clause(hit.start)
    noun = any(clause.start <= each.start < clause.end for each in reading.of("metric"))
    if named and any(0 < hit.first - each.last <= NEAR for each in reading.of("not")):
        told = [fact for facts in named for fact in facts if fact.direction]
        return bool(told) and all(_contradicts(fact, means(hit, fact)) for fact in told)
    if not named and not reading.facts and not noun:
        facts = run_facts(reading, hit)  # "you are faster than in October"
        if hit.kind in {"faster", "slower"}:
            facts = tuple(fact for fact in facts if fact.unit is Unit.SECONDS and fact.direction)
        if reading.does("bustle", [word.text for word in reading.words[hit.first : hit.last + 1]]):
            facts = tuple(fact for fact in facts if fact.metric in _OF_OTHERS)
        if reading.does("talk", texts(reading)):
            facts = tuple(fact for fact in facts if fact.metric in _OF_TALK)
        named = (facts,)
    directed = [[fact for fact in facts if fact.direction] for facts in named]
    if not reading.has("metric") and {"the", "this", "that"} & set(reading.before(hit, 1)):
        directed = [[fact for fact in facts if is_clear((fact,))] for facts in directed]
    return bool(directed) and all(
        facts and all(fact.direction == means(hit, fact) for fact in facts) for facts in directed
    )


def _turned(direction: Direction) -> Direction:
    """What was so before is not so any more: "it used to take longer"."""
    turned: dict[Direction, Direction] = {"up": "down", "down": "up"}
    return turned.get(direction, direction)


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
    return any(is_clear(reading.beside(hit.start)) for hit in reading.of("unclear"))


def tells_its_own(reading: Reading, hit: Hit) -> bool:
    """Whether a phrase's clause tells a change that other facts of the run back.

    As in "you got {{f1}}, but likes fell", where f1 counts replies and the run knows of the likes.
    """
    clause = reading.clause(hit.start)
    changes = [each for each in reading.of(*CHANGES) if clause.start <= each.start < clause.end]
    return bool(changes) and all(_is_grounded(reading, each) for each in changes)
