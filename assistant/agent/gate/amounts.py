"""Rules about how much there is of something: many, every, none."""

from __future__ import annotations

from assistant.agent.gate.advice import advises, defines, supposes
from assistant.agent.gate.grounds import grounds, nobody_wrote
from assistant.agent.gate.reading import NEAR, Reading
from assistant.agent.lexicon import Hit
from assistant.community.facts import Fact

_FEW = 10
"""Up to so many are called few."""


def has_amount(reading: Reading) -> bool:
    """Many, several, a few, all, every: said of something that is counted."""
    for hit in reading.of("vague", "every"):
        if defines(reading, hit) or _is_true(reading, hit):
            continue
        counted = [each for each in reading.of("metric") if 0 < each.first - hit.last <= NEAR]
        if hit.kind == "every":  # "you answered everything"
            counted += [each for each in reading.of("metric") if 0 < hit.first - each.last <= NEAR]
        if reading.facts and (counted or _next_to_token(reading, hit)):
            return True
        if counted and not advises(reading, hit) and _tells(reading, hit):
            return True
    return _has_one_counted(reading)


def _is_true(reading: Reading, hit: Hit) -> bool:
    """Whether a fact says so: "everything is answered" where none is open, "so few comments"."""
    words = {word.text for word in reading.words[hit.first : hit.last + 1]}
    if "few" in words:
        sizes = [fact.n or fact.value for fact in reading.beside(hit.start)]
        return any(isinstance(size, int | float) and size <= _FEW for size in sizes)
    settles = reading.does("settles", reading.after(hit, NEAR + 2))
    return hit.kind == "every" and settles and _none_open(reading, hit)


def _none_open(reading: Reading, hit: Hit) -> bool:
    facts = reading.beside(hit.start) or [fact for each in grounds(reading, hit) for fact in each]
    return any(fact.metric == "open_items" and _is_none(fact) for fact in facts)


def _is_none(fact: Fact) -> bool:
    return (fact.value == 0 and not fact.at_least) or nobody_wrote(fact)


def _tells(reading: Reading, hit: Hit) -> bool:
    """Whether it tells what was: "every comment got an answer", not "read every comment"."""
    clause = reading.in_clause(reading.clause(hit.start))
    return hit.kind == "vague" or reading.does("tells", clause)


def _next_to_token(reading: Reading, hit: Hit) -> bool:
    return any(
        each.fact is not None
        and hit.end <= each.start
        and len(reading.between(hit.end, each.start)) < NEAR
        and ":" not in reading.plain[hit.end : each.start]
        for each in reading.tokens
    )


def _has_one_counted(reading: Reading) -> bool:
    """As in "you got a reply", which counts to one."""
    for hit in reading.of("metric"):
        before = reading.before(hit, 4)
        article = any(word in {"a", "an", "ein", "eine", "einen"} for word in before[-2:])
        singular = not reading.words[hit.last].text.endswith("s")
        if article and singular and reading.does("counts", before) and not reading.tokens:
            return True
    return False


def claims_nothing(reading: Reading) -> bool:
    """Nobody, none, "no replies": said without a fact whose value is 0."""
    return any(
        not any(_is_none(fact) for fact in reading.beside(hit.start))
        and not _none_in_run(reading, hit)
        for hit in reading.of("zero", "not")
        if (_claims(reading, hit) if hit.kind == "zero" else _denies_counted(reading, hit))
    )


def _none_in_run(reading: Reading, hit: Hit) -> bool:
    """Whether facts of the run say zero for what a clause without a token names."""
    named = grounds(reading, hit)
    if named:
        return all(facts and all(_is_none(fact) for fact in facts) for facts in named)
    facts = reading.evidence.facts.values()
    return not reading.facts and bool(facts) and all(_is_none(fact) for fact in facts)


def _claims(reading: Reading, hit: Hit) -> bool:
    """Whether a "nothing" is claimed: not in conditions, aims, denials, or of what can be said."""
    if supposes(reading, hit) or advises(reading, hit) or defines(reading, hit):
        return False
    return not _is_denied(reading, hit) and not _is_about_telling(reading, hit)


def _is_denied(reading: Reading, hit: Hit) -> bool:
    """As in "that does not mean nobody writes", "do not read this as zero", "it is not zero"."""
    before = reading.before(hit, NEAR + 1)
    denied = any(0 < hit.first - each.last <= NEAR + 2 for each in reading.of("not"))
    if reading.before(hit, 1) == ["not"]:
        return True
    return denied and (reading.does("hides", before[-NEAR:]))


def _is_about_telling(reading: Reading, hit: Hit) -> bool:
    """As in "there is nothing to report yet": said of the answer, where nothing counted follows."""
    after = reading.after(hit, NEAR + 2)
    tells = after[:1] == ["to"] and reading.does("speaks", after[1:3])
    tells = tells or (reading.language.code == "de" and reading.does("speaks", after[:1]))
    return tells and not any(each.first > hit.last + 2 for each in reading.of("metric"))


def _denies_counted(reading: Reading, hit: Hit) -> bool:
    """As in "no replies", "did not get replies".

    Not in "Bluesky does not show likes", nor in "these are counts, not people".
    """
    if not any(0 < each.first - hit.last <= NEAR + 1 for each in reading.of("metric")):
        return False
    clause = reading.in_clause(reading.clause(hit.start))
    if reading.does("limits", clause) or advises(reading, hit):
        return False
    contrasts = reading.plain[: hit.start].rstrip().endswith(",")
    return not contrasts or reading.does("report", [word.text for word in reading.words])
