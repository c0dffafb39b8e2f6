"""Rules about how much there is of something: many, every, none."""

from __future__ import annotations

from assistant.agent.gate.advice import advises, defines, reasons, supposes, urges
from assistant.agent.gate.grounds import grounds, nobody_wrote, run_facts
from assistant.agent.gate.reading import NEAR, Reading
from assistant.agent.gate.telling import denies_telling
from assistant.agent.lexicon import Hit
from assistant.community.facts import Fact, Unit
from assistant.community.noun_phrases import SMALL

_NEXT = 2


def has_amount(reading: Reading) -> bool:
    """Many, several, a few, all, every: said of something that is counted."""
    for hit in reading.of("vague", "every"):
        if defines(reading, hit) or _is_true(reading, hit):
            continue
        if reading.facts and _is_of_all(reading, hit):
            return True
        clause = reading.clause(hit.start)
        nouns = [each for each in reading.of("metric") if reading.clause(each.start) is clause]
        counted = [each for each in nouns if 0 < each.first - hit.last <= NEAR]
        if hit.kind == "every":  # "you answered everything"
            counted += [each for each in nouns if 0 < hit.first - each.last <= NEAR]
        if reading.facts and (counted or _next_to_token(reading, hit)):
            return True
        if counted and not advises(reading, hit) and _tells(reading, hit):
            return True
    return _has_one_counted(reading)


def _is_true(reading: Reading, hit: Hit) -> bool:
    """Whether a fact says so: "everything is answered" where none is open, "so few comments"."""
    before = reading.before(hit, 1)
    facts = reading.beside(hit.start)
    if hit.kind == "every" and before in (["of"], ["among"]) and facts:  # what a share is of
        return all(fact.unit is Unit.SHARE for fact in facts)
    words = {word.text for word in reading.words[hit.first : hit.last + 1]}
    if "few" in words:
        if any(fact.metric == "concentration" for fact in reading.beside(hit.start)):
            return True  # it tells how few carry the talk
        if not reading.does("of what", reading.before(hit, NEAR)):
            return False  # "few were answered" tells, "with so few" does not
        named = [fact for each in grounds(reading, hit) for fact in each]
        sizes = [fact.n or fact.value for fact in reading.beside(hit.start) or named]
        return any(isinstance(size, int | float) and size < SMALL for size in sizes)
    if "anyone" in words and any(_is_none(fact) for fact in facts):
        return True  # "you do not owe anyone an answer"
    around = reading.before(hit, 2) + reading.after(hit, NEAR + 2)
    settles = reading.does("settles", around)
    return hit.kind == "every" and settles and _none_open(reading, hit)


def _is_of_all(reading: Reading, hit: Hit) -> bool:
    """As in "everyone is happy: {{f1}}"."""
    words = {word.text for word in reading.words[hit.first : hit.last + 1]}
    if "each" in words:
        return len(reading.figures) == 1
    return bool({"everyone", "everybody"} & words) and bool(reading.figures)


def _none_open(reading: Reading, hit: Hit) -> bool:
    facts = reading.beside(hit.start) or run_facts(reading, hit)
    return any(fact.metric == "open_items" and _is_none(fact) for fact in facts)


def _is_count(fact: Fact) -> bool:
    return fact.unit is Unit.COUNT or nobody_wrote(fact)


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
        if "community_core" in hit.detail:
            continue
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
    named = [[fact for fact in facts if _is_count(fact)] for facts in grounds(reading, hit)]
    if named:
        return all(facts and all(_is_none(fact) for fact in facts) for facts in named)
    facts = reading.evidence.facts.values()
    if reading.facts or not facts or not all(_is_none(fact) for fact in facts):
        return False
    inside = reading.in_clause(reading.clause(hit.start))
    metrics = {fact.metric for fact in facts}
    if all(nobody_wrote(fact) for fact in facts):
        return reading.does("arrives", inside)
    said = {word.text for word in reading.words[hit.first : hit.last + 1]}
    looked = reading.does("searches", inside) or {"came", "up"} <= set(inside)
    worded = reading.does("terms", inside) and reading.does("hedges", inside)
    looked = looked and not said & {"nobody", "one"}
    searched = metrics == {"search_hits"} and (looked or worded)
    return searched or (metrics == {"open_items"} and bool({"to", "left", "clear"} & set(inside)))


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
    others = (each for each in reading.of("metric") if each.first != hit.last + 2)
    return tells and (says or next(others, None) is None)


def _denies_counted(reading: Reading, hit: Hit) -> bool:
    """As in "no replies", "did not get replies".

    Not in "Bluesky does not show likes", nor in "these are counts, not people".
    """
    if not any(0 < each.first - hit.last <= NEAR + 1 for each in reading.of("metric")):
        return False
    clause = reading.in_clause(reading.clause(hit.start))
    said = {word.text for word in reading.words[hit.first : hit.first + 2]}
    adjacent = said if reading.does("no", list(said)) else set()  # "no posts" limits nothing
    if reading.does("limits", [each for each in clause if each not in adjacent]):
        return False
    if advises(reading, hit) or reading.after(hit, 1) == ["be"]:
        return False  # "that cannot be answered yet"
    if _is_of_the_shown(reading, hit):
        return False
    facts = reading.beside(hit.start)
    if denies_telling(reading, hit) and any(fact.direction == "unclear" for fact in facts):
        return any(0 < each.first - hit.last <= _NEXT for each in reading.of("metric"))
    contrasts = reading.plain[: hit.start].rstrip().endswith(",")
    return not contrasts or reading.does("report", [word.text for word in reading.words])
