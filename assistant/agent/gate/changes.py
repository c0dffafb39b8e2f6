"""Rules about change and rank: up, down, better, most."""

from __future__ import annotations

from assistant.agent.gate.advice import advises
from assistant.agent.gate.reading import CHANGES, NEAR, Reading
from assistant.agent.lexicon import Hit, words_of
from assistant.community.facts import Direction, Fact, Unit

_LOWER_IS_BETTER = frozenset({"open_items", "lapsed_regulars", "concentration"})
_WORST = frozenset({"weakest", "worst", "least", "lowest", "fewest", "quietest"})
_BEST = frozenset({"best", "top", "most", "strongest", "highest"})


def says_wrong_change(reading: Reading) -> bool:
    """Up, fewer, improved, unchanged: without a fact beside it whose comparison says the same."""
    doubtful = reading.has("unclear") and not _is_clear(reading.figures)
    says = _in_doubt if doubtful else _says
    return any(not says(reading, hit) for hit in reading.of(*CHANGES) if _tells(reading, hit))


def _tells(reading: Reading, hit: Hit) -> bool:
    """Whether a phrase tells of a change at all, and does not advise one or set a threshold."""
    if hit.detail == "loose":  # "came up" may be said of a topic
        return _is_clear(reading.beside(hit.start))
    if hit.detail in {"soft", "about"} and advises(reading, hit):
        return False
    return all(hit.end + 1 != start for start, _ in reading.own_figures)


def _is_clear(facts: tuple[Fact, ...]) -> bool:
    return any(fact.direction in {"up", "down"} for fact in facts)


def _in_doubt(reading: Reading, hit: Hit) -> bool:
    """In "too early to tell whether it is up" the change is what cannot be told."""
    return reading.does("whether", reading.before(hit, 8)) or _says(reading, hit)


def _says(reading: Reading, hit: Hit) -> bool:
    """Whether the facts beside a phrase say that change, and nothing beside it denies it."""
    facts = reading.beside(hit.start)
    if hit.kind == "better" and any(fact.metric == "best_time" for fact in facts):
        return True  # that is how the best time is found
    if any(0 < hit.first - each.last <= NEAR + 1 for each in reading.of("not")):
        return False
    directed = [fact for fact in facts if fact.direction]
    if not directed:
        metrics = {fact.metric for fact in facts}
        directed = [fact for fact in reading.figures if fact.direction and fact.metric in metrics]
    return bool(directed) and all(fact.direction == _meant(hit, fact) for fact in directed)


def _meant(hit: Hit, fact: Fact) -> Direction:
    """The direction a phrase gives to a fact: a better response time is a lower one."""
    lower = fact.metric in _LOWER_IS_BETTER or fact.unit is Unit.SECONDS
    good: Direction = "down" if lower else "up"
    bad: Direction = "up" if good == "down" else "down"
    meant: dict[str, Direction] = {
        "up": "up",
        "down": "down",
        "better": good,
        "worse": bad,
        "faster": "down",
        "slower": "up",
    }
    return meant.get(hit.kind, "same")


def doubts_what_is_clear(reading: Reading) -> bool:
    """As in "cannot tell" beside a comparison that can be told."""
    return any(_is_clear(reading.beside(hit.start)) for hit in reading.of("unclear"))


def ranks(reading: Reading) -> bool:
    """Best, most, biggest: without a fact that ranks, or with one that ranks the other way."""
    if any(not _ranked(reading, hit) for hit in reading.of("best", "worst")):
        return True
    return reading.language.code == "en" and any(
        not any(_rank(fact) for fact in reading.beside(word.start))
        for word in reading.loose
        if word.text.endswith("est") and word.text not in reading.language.common
    )


def _ranked(reading: Reading, hit: Hit) -> bool:
    facts = reading.beside(hit.start)
    return any(_rank(fact) == hit.kind for fact in facts) or advises(reading, hit)


def _rank(fact: Fact) -> str | None:
    """What a fact of one post, time or name is among its like: the call that found it tells."""
    if fact.metric == "best_time":
        return "best"
    if fact.metric not in {"post_engagements", "name"}:
        return None
    said = {word.text for word in words_of(f"{fact.source.call} {fact.wording}")}
    if said & _WORST:
        return "worst"
    return "best" if said & _BEST else None
