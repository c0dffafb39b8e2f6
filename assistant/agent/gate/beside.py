"""Rules about words at a token: what would bend the figure a reader sees in its place."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.agent.gate.ranks import rank_of
from assistant.agent.gate.reading import CHANGES, NEAR, Reading
from assistant.agent.gate.telling import denies_telling
from assistant.agent.gate.tokens import TOKEN, Token
from assistant.agent.lexicon import Hit
from assistant.community.facts import Fact, Unit

_GLUED = re.compile(rf"[\w/#$€£+@&^-]{TOKEN}|{TOKEN}[\w/#$€£+@^-]|{TOKEN}\.\d")
_MINUS = re.compile(rf"\S\s+[-−]\s?{TOKEN}")

_SEVERAL = 2


def is_glued(reading: Reading) -> bool:
    """A letter, sign or other token right at a token: {{f1}}0, -{{f1}}, {{f1}}/{{f2}}, {{f1}}k."""
    if _GLUED.search(reading.plain) or _MINUS.search(reading.plain):
        return True
    return any(this.end == following.start for this, following in pairwise(reading.tokens))


def is_approximated(reading: Reading) -> bool:
    """About, over, nearly, another {{f1}}; {{f1}} or so."""
    for hit in reading.hits:
        shifts = hit.kind == "about" or hit.detail == "about"  # "more than" is an up, too
        before = shifts and hit.detail != "after" and _token_after(reading, hit)
        after = shifts and hit.detail in {"after", "either"} and _token_before(reading, hit)
        if before or after:
            return True
    return False


def _token_after(reading: Reading, hit: Hit) -> Token | None:
    """The figure that follows a phrase, articles aside."""
    for each in reading.tokens:
        if each.start >= hit.end and each.fact and each.fact.unit is not Unit.NAME:
            words = set(reading.between(hit.end, each.start))
            apart = re.search(r"[,;:()]", reading.plain[hit.end : each.start])
            return each if words <= reading.set("articles") and not apart else None
    return None


def _token_before(reading: Reading, hit: Hit) -> Token | None:
    """The figure right before a phrase."""
    for each in reversed(reading.tokens):
        if each.end <= hit.start and each.fact and each.fact.unit is not Unit.NAME:
            return None if reading.between(each.end, hit.start) else each
    return None


def bounds_it(reading: Reading) -> bool:
    """At least {{f1}} though it is no lower bound; exactly {{f1}} though it is one, or a share."""
    own = {start for start, _ in reading.own_figures}
    for hit in reading.of("at", "exact"):
        if hit.end + 1 in own or (hit.kind == "exact" and reading.has("unclear")):
            continue  # "at least 500" is the person's own threshold
        for fact in reading.beside(hit.start):
            if hit.kind == "at" and not fact.at_least:
                return True
            if hit.kind == "exact" and (fact.at_least or fact.unit is not Unit.COUNT):
                return True
    return False


def makes_it_whole(reading: Reading) -> bool:
    """The whole week, the final figure: of a period that is not over or not fully seen."""
    for hit in reading.of("whole", "every", "final"):
        if hit.kind != "final" and not _before_period(reading, hit):
            continue
        if any(_is_partial(fact) for fact in reading.beside(hit.start)):
            return True
        if any(_compares_part(reading, hit, fact) for fact in reading.beside(hit.start)):
            return True
    return False


def _compares_part(reading: Reading, hit: Hit, fact: Fact) -> bool:
    """As in "more than in all of October", where the fact compares with a part of it."""
    part = fact.baseline is not None and "part of" in (fact.baseline.name or "")
    return part and any(each.first <= hit.first for each in reading.of("than"))


def _before_period(reading: Reading, hit: Hit) -> bool:
    """As in "the whole of this week", "all November", "all week"."""
    times = reading.of("period", "month", "weekday")
    return any(0 <= each.first - hit.last <= NEAR for each in times) or hit.last > hit.first


def _is_partial(fact: Fact) -> bool:
    return fact.at_least or (fact.window is not None and fact.source.as_of < fact.window.end)


def makes_it_a_rate(reading: Reading) -> bool:
    """{{f1}} per day, {{f1}} each: a rate that no tool worked out."""
    return any(
        fact.unit is Unit.COUNT and fact.metric != "conversation_depth"
        for hit in reading.of("rate")
        if not _distributes(reading, hit)
        for fact in reading.beside(hit.start)
    )


def _distributes(reading: Reading, hit: Hit) -> bool:
    """As in "each account has comments left, {{f1}} and {{f2}}": a figure for each of them."""
    words = [word.text for word in reading.words[hit.first : hit.last + 1]]
    words += reading.after(hit, 1)
    if words[0] != "each" or not reading.does("distributes", words):
        return False
    if len(reading.evidence.accounts) < _SEVERAL or "platform" in words:
        return False
    accounts = [fact.account for fact in reading.figures]
    same = len({fact.metric for fact in reading.figures}) == 1
    return same and sorted(filter(None, accounts)) == sorted(reading.evidence.accounts)


def denies_it(reading: Reading) -> bool:
    """You did not get {{f1}}: a "not" turns what the fact says into its opposite."""
    if any(_token_after(reading, hit) for hit in reading.of("instead")):
        return True
    return any(
        fact.value not in {0, None}
        for hit in reading.of("not")
        for fact in reading.beside(hit.start)
        if reading.clause(hit.start).tokens and not _only_doubts(reading, hit, fact)
    )


def _only_doubts(reading: Reading, hit: Hit, fact: Fact) -> bool:
    """As in "no shift can be made out: {{f3}}", or "did not get much: {{f11}}"."""
    if fact.metric == "name":  # a name holds no figure
        return not any(hit.end + 1 == each.start for each in reading.tokens)
    if fact.metric == "lapsed_regulars" and reading.does("around", reading.after(hit, 2)):
        return True  # "have not been active lately"
    neither = reading.words[hit.first].text in {"neither", "nor"}
    counted = any(0 < each.first - hit.last < NEAR for each in reading.of("metric"))
    if counted and not (neither and denies_telling(reading, hit)):
        return False
    denied = any(_reaches(reading, hit, start) for start, _ in reading.own_figures)
    if denied or _answers(reading, hit):
        return True  # "it was not 500: {{f1}}", "no: {{f1}}"
    if fact.direction in {"unclear", "same"}:
        return not _takes_figure(reading, hit)
    return reading.does("plenty", reading.after(hit, NEAR)) and rank_of(fact) == "worst"


def _reaches(reading: Reading, hit: Hit, start: int) -> bool:
    """As in "it was not 500: {{f1}}", "I cannot confirm the 500: {{f1}}"."""
    words = set(reading.between(hit.end, start))
    return hit.end <= start and words <= {"confirm", "see", "find", "verify", "the", "those"}


def _answers(reading: Reading, hit: Hit) -> bool:
    """As in "no: {{f1}}", which answers the question and denies nothing of the fact."""
    stops = reading.plain[hit.end : hit.end + 1] in {":", ","}
    if hit.first:
        return False
    if stops and reading.words[0].text in {"no", "nein", "non"}:
        return True
    colon = reading.plain.find(":", hit.end, reading.clause(hit.start).end)
    claims = ("report", "counts", "copula", "people do")
    said = reading.between(hit.end, colon) if colon > 0 else []
    quiet = not reading.has("metric", *CHANGES) and not any(reading.does(e, said) for e in claims)
    return quiet and reading.does("by and large", said)  # "not according to what I see: {{f1}}"


def _takes_figure(reading: Reading, hit: Hit) -> bool:
    """As in "you did not get {{f3}}", where "no change can be told: {{f3}}" takes none."""
    following = next((each for each in reading.tokens if each.start >= hit.end), None)
    after = reading.after(hit, 2)
    if reading.does("counts", after) or reading.does("report", after):
        return True
    return following is not None and ":" not in reading.plain[hit.end : following.start]


def settles_open(reading: Reading) -> bool:
    """{{f4}} got an answer, where f4 counts the unanswered."""
    return any(
        fact.metric == "open_items" and reading.does("settled", reading.before(hit, 4))
        for hit in reading.of("metric")
        if "own_replies" in hit.detail
        for fact in reading.beside(hit.start)
    )


def foretells(reading: Reading) -> bool:
    """{{f1}} of the past as something to come."""
    if any(_token_after(reading, hit) for hit in reading.of("would")):
        return True
    return any(reading.beside(hit.start) for hit in reading.of("future"))


def speaks_of_others(reading: Reading) -> bool:
    """Competitors, the industry, another account: no fact is about them."""
    return any(reading.beside(hit.start) for hit in reading.of("others"))
