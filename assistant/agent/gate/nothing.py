"""Rules about nothing: nobody, none, "no replies"."""

from __future__ import annotations

import re

from assistant.agent.gate.advice import advises, defines, reasons, supposes, urges
from assistant.agent.gate.grounds import grounds, nobody_wrote, run_facts
from assistant.agent.gate.reading import CHANGES, NEAR, Reading
from assistant.agent.gate.telling import denies_telling
from assistant.agent.gate.windows import baseline_of
from assistant.agent.lexicon import Hit
from assistant.community.facts import Fact, Unit

_NEXT = 2
_AFTER_NONE = re.compile(r"\bafter 0\b")


def is_none(fact: Fact) -> bool:
    """Whether a fact says that there is nothing."""
    return (fact.value == 0 and not fact.at_least) or nobody_wrote(fact)


def _is_count(fact: Fact) -> bool:
    return fact.unit is Unit.COUNT or nobody_wrote(fact)


def claims_nothing(reading: Reading) -> bool:
    """Nobody, none, "no replies": said without a fact whose value is 0."""
    return any(
        not any(is_none(fact) for fact in reading.beside(hit.start))
        and not _none_in_run(reading, hit)
        for hit in reading.of("zero", "not")
        if (_claims(reading, hit) if hit.kind == "zero" else _denies_counted(reading, hit))
    )


def _none_in_run(reading: Reading, hit: Hit) -> bool:
    """Whether facts of the run say zero for what a clause without a token names."""
    if not reading.facts and (_none_before(reading, hit) or _is_why(reading, hit)):
        return True
    named = [[fact for fact in facts if _is_count(fact)] for facts in grounds(reading, hit)]
    if named:
        return all(facts and all(is_none(fact) for fact in facts) for facts in named)
    said = {word.text for word in reading.words[hit.first : hit.last + 1]}
    if said & {"caught", "answered", "clear"} and not reading.facts:
        found = [fact for fact in run_facts(reading, hit) if fact.metric == "open_items"]
        return bool(found) and all(is_none(fact) for fact in found)
    facts = reading.evidence.facts.values()
    if reading.facts or not facts or not all(is_none(fact) for fact in facts):
        return False
    inside = reading.in_clause(reading.clause(hit.start))
    metrics = {fact.metric for fact in facts}
    if all(nobody_wrote(fact) for fact in facts):
        return reading.does("arrives", inside)
    looked = reading.does("searches", inside) or {"came", "up"} <= set(inside)
    worded = reading.does("terms", inside) and reading.does("hedges", inside)
    looked = looked and not said & {"nobody", "one"}
    searched = metrics == {"search_hits"} and (looked or worded)
    return searched or (metrics == {"open_items"} and bool({"to", "left", "clear"} & set(inside)))


def _none_before(reading: Reading, hit: Hit) -> bool:
    """As in "the weekend before had none", where a fact was 0 in its baseline."""
    clause = reading.clause(hit.start)
    return any(
        each.detail.endswith(" before")
        and clause.start <= each.start < hit.start
        and any(
            _AFTER_NONE.search(fact.wording) and baseline_of(fact, each)
            for fact in reading.evidence.facts.values()
        )
        for each in reading.of("period")
    )


def _is_why(reading: Reading, hit: Hit) -> bool:
    """As in "you joined no conversation", where a fact gives that as why it has no value."""
    following = reading.after(hit, 1)
    return bool(following) and any(
        fact.value is None and re.search(rf"\bno {following[0]}", fact.wording)
        for fact in reading.evidence.facts.values()
    )


def _claims(reading: Reading, hit: Hit) -> bool:
    """Whether a "nothing" is claimed: not in conditions, aims, denials, or of what can be said."""
    if supposes(reading, hit) or not _tells_of_none(reading, hit):
        return False
    counted = reading.has("metric") and not urges(reading, hit)
    if advises(reading, hit) and not counted and not reasons(reading, hit):
        return False
    if _is_promise(reading, hit) or _is_of_the_shown(reading, hit):
        return False
    return not _is_denied(reading, hit) and not _is_about_telling(reading, hit)


def _is_promise(reading: Reading, hit: Hit) -> bool:
    """As in "nothing goes out without a person"."""
    after = reading.after(hit, 2 * NEAR)
    promised = reading.does("unless", after) and not reading.has("metric")
    return promised and not reading.facts and not reading.does("report", after)


def _is_of_the_shown(reading: Reading, hit: Hit) -> bool:
    """As in "none of them needs a long answer", after posts that were quoted."""
    after = reading.after(hit, 2 * NEAR)
    points = after[:1] == ["of"] and bool({"them", "these", "those"} & set(after[1:2]))
    neither = [word.text for word in reading.words[hit.first : hit.last + 1]][:1] == ["neither"]
    quoted = len(reading.evidence.quotes) > 1 and not reading.facts
    open_ones = any(
        fact.metric == "open_items" and fact.value for fact in reading.evidence.facts.values()
    )
    if quoted and points and open_ones and "answered" in after:
        return True
    told = ("report", "tells", "copula")
    return quoted and (points or neither) and not any(reading.does(each, after) for each in told)


def _tells_of_none(reading: Reading, hit: Hit) -> bool:
    """Whether a "nothing" is said of what came or is; "nothing stands out" and the like are not."""
    said = {word.text for word in reading.words[hit.first : hit.last + 1]}
    if not said & {"nothing", "none"}:
        return True
    clause = reading.clause(hit.start)
    if any(clause.start <= each.start < clause.end for each in reading.of("metric")):
        return True
    before, after = reading.before(hit, 2), reading.after(hit, NEAR)
    if before and reading.does("maybe", before) and "be" in before:
        return False  # "it could be none or many"
    near = [each for each in (*before, *after) if each not in {"stands", "stood"}]
    verbs = ("report", "counts", "tells", "copula", "people do", "arrives")
    tells = any(reading.does(each, near) for each in verbs)
    return tells or len(reading.in_clause(clause)) <= NEAR


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
    says = reading.does("says", after[:3])
    clause = reading.clause(hit.start)
    others = (
        each
        for each in reading.of("metric")
        if each.first != hit.last + 2 and clause.start <= each.start < clause.end
    )
    return tells and (says or next(others, None) is None)


def _denies_change(reading: Reading, hit: Hit) -> bool:
    """As in "it was not that you posted more": a change is denied, not that there was anything."""
    clause = reading.clause(hit.start)
    return any(
        hit.end <= each.start < clause.end for each in reading.of(*CHANGES)
    ) and not reading.does("no", [word.text for word in reading.words[hit.first : hit.last + 1]])


def _denies_counted(reading: Reading, hit: Hit) -> bool:
    """As in "no replies", "did not get replies".

    Not in "Bluesky does not show likes", nor in "these are counts, not people".
    """
    counted = any(0 < each.first - hit.last <= NEAR + 1 for each in reading.of("metric"))
    if not counted or _denies_change(reading, hit):
        return False
    clause = reading.in_clause(reading.clause(hit.start))
    said = {word.text for word in reading.words[hit.first : hit.first + 2]}
    adjacent = said if reading.does("no", list(said)) else set()  # "no posts" limits nothing
    if reading.does("limits", [each for each in clause if each not in adjacent]):
        return False
    advice = advises(reading, hit) or reading.after(hit, 1) == ["be"]  # "that cannot be answered"
    if advice or defines(reading, hit) or _is_of_the_shown(reading, hit):
        return False
    facts = reading.beside(hit.start)
    if denies_telling(reading, hit) and any(fact.direction == "unclear" for fact in facts):
        return any(0 < each.first - hit.last <= _NEXT for each in reading.of("metric"))
    contrasts = reading.plain[: hit.start].rstrip().endswith(",")
    return not contrasts or reading.does("report", [word.text for word in reading.words])


def denies_its_own(reading: Reading, hit: Hit) -> bool:
    """Whether a phrase's clause says that there is nothing, and other facts of the run back it.

    As in "you got {{f2}}, and no comment is waiting", where f2 counts replies and the run knows.
    """
    clause = reading.clause(hit.start)
    if any(each.fact for each in clause.tokens) or not clause.apart:
        return False
    own = hit.detail.partition("|")[0].split()
    facts = reading.evidence.facts.values()
    if not any(is_none(fact) and (fact.metric in own or nobody_wrote(fact)) for fact in facts):
        return False
    zeros = [each for each in reading.of("zero", "not") if clause.start <= each.start < hit.end]
    return bool(zeros) and all(_none_in_run(reading, each) for each in zeros)
