"""What several facts of a run tell together: which account leads, mean and median, a target."""

from __future__ import annotations

from assistant.agent.gate.reading import NEAR, Reading
from assistant.agent.lexicon import Hit, Word
from assistant.community.facts import Fact, Unit

_TALK = frozenset({"conversation_share"})
_NEARLY_ALL = 0.9
_AVERAGE, _MEDIAN = "engagements_per_post", "typical_engagements"


def leads_accounts(reading: Reading, hit: Hit) -> bool:
    """As in "acme.test gets the most replies, {{f1}}", where every other account has fewer.

    Every connected account must have a fact of that metric and period.
    """
    clause = reading.clause(hit.start)
    named = [each.accounts for each in reading.mentions if each.accounts]
    if len(clause.facts) != 1 or not any(clause.facts[0].account in each for each in named):
        return False
    fact = clause.facts[0]
    said = reading.words[hit.last].text
    nouns = [each for each in reading.of("metric") if 0 < each.first - hit.last <= NEAR]
    if said in {"liveliest", "chattiest"}:
        if fact.metric not in _TALK:
            return False
    elif said not in {"most", "highest", "fewest", "least", "lowest"} or not nouns:
        return False
    return _is_outermost(reading, fact, highest=hit.kind == "best")


def _is_outermost(reading: Reading, fact: Fact, *, highest: bool) -> bool:
    accounts = set(reading.evidence.accounts)
    others = [
        each
        for each in reading.evidence.facts.values()
        if each.metric == fact.metric
        and each.window == fact.window
        and each.account != fact.account
    ]
    values = [each.value for each in others if isinstance(each.value, int | float)]
    if not isinstance(fact.value, int | float) or fact.at_least or len(values) < len(others):
        return False
    if len(accounts) <= 1 or {each.account for each in others} | {fact.account} != accounts:
        return False
    if any(each.at_least for each in others):
        return False
    return fact.value > max(values) if highest else fact.value < min(values)


def compares_average(reading: Reading, hit: Hit) -> bool:
    """As in "the average is higher, at {{f2}}", where the run holds the median as well."""
    facts = reading.beside(hit.start)
    if hit.kind not in {"up", "down"} or [fact.metric for fact in facts] != [_AVERAGE]:
        return False
    if not any(_AVERAGE in each.detail.split() for each in reading.of("metric")):
        return False
    return _outdoes(reading, facts[0], _MEDIAN) == hit.kind


def _outdoes(reading: Reading, fact: Fact, metric: str) -> str | None:
    other = next(
        (
            each
            for each in reading.evidence.facts.values()
            if each.metric == metric and (each.window, each.account) == (fact.window, fact.account)
        ),
        None,
    )
    if other is None or not isinstance(fact.value, int | float):
        return None
    if not isinstance(other.value, int | float) or other.value == fact.value:
        return None
    return "up" if fact.value > other.value else "down"


def beats_target(reading: Reading, hit: Hit) -> bool:
    """As in "your answers come ahead of the target, {{f2}}", where the run holds the target."""
    below = hit.detail == "about" and hit.kind == "down"
    if not (below or hit.kind in {"better", "faster"}) or "target" not in reading.after(hit, NEAR):
        return False
    known = reading.evidence.facts.values()
    targets = [fact.value for fact in known if fact.metric == "target"]
    times = reading.beside(hit.start) or tuple(
        fact for fact in known if fact.unit is Unit.SECONDS and fact.metric != "target"
    )
    return bool(times) and any(
        isinstance(target, int | float) and all(_is_below(fact, target) for fact in times)
        for target in targets
    )


def _is_below(fact: Fact, most: float) -> bool:
    value = fact.value
    return fact.unit is Unit.SECONDS and isinstance(value, int | float) and value < most


def misplaces_target(reading: Reading) -> bool:
    """As in "your answers miss the target: {{f1}}", where f1 is below it, or none is known."""
    if not any(reading.words[hit.last].text == "target" for hit in reading.of("metric")):
        return False
    words = [word.text for word in reading.words]
    misses, keeps = reading.does("misses", words), reading.does("keeps to", words)
    if misses == keeps:
        return False
    targets = [fact.value for fact in reading.evidence.facts.values() if fact.metric == "target"]
    times = [fact for fact in reading.figures if fact.unit is Unit.SECONDS]
    return any(
        not isinstance(fact.value, int | float)
        or not any(
            isinstance(each, int | float) and (fact.value > each) is misses for each in targets
        )
        for fact in times
        if fact.metric != "target"
    )


def overstates(reading: Reading) -> bool:
    """As in "your response rate is close to perfect, {{f3}}", where f3 is not the whole."""
    if any(_is_too(reading, word) and reading.beside(word.start) for word in reading.loose):
        return True
    return any(
        fact.unit is Unit.SHARE and isinstance(fact.value, int | float) and fact.value < _NEARLY_ALL
        for word in reading.loose
        if word.text in reading.set("absolutes")
        for fact in reading.beside(word.start)
    )


def _is_too(reading: Reading, word: Word) -> bool:
    """As in "you are too slow for {{f6}}": what would be enough is in no fact."""
    before = reading.between(0, word.start)[-1:]
    after = reading.between(word.end, len(reading.plain))[:1]
    return word.text in reading.set("levels") and before == ["too"] and after != ["to"]
