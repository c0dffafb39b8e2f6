"""Whether a phrase belongs to what claims nothing: advice, offers, questions, conditions, terms.

Advice begins with an imperative or a gerund, or hangs on "could", "should" or "a way to", and tells
of nothing that is or was: "replies could be more" and "if you look, replies are better" are claims.
"""

from __future__ import annotations

from itertools import pairwise

from assistant.agent.gate.clauses import Clause
from assistant.agent.gate.reading import CHANGES, Reading
from assistant.agent.lexicon import Hit, Word

_AFTER_BE = 4
_SOON = 2


def advises(reading: Reading, hit: Hit) -> bool:
    """Whether a phrase claims nothing in a sentence without facts."""
    return not reading.facts and (urges(reading, hit) or offers(reading, hit))


def advises_aside(reading: Reading, hit: Hit) -> bool:
    """The same for a clause without a fact beside one that has some: "..., so answer sooner"."""
    clause = reading.clause(hit.start)
    if not reading.facts:
        return advises(reading, hit)
    if any(each.fact for each in clause.tokens) or _tells(reading, clause):
        return False
    return _wishes(reading, clause, hit) or _is_governed(reading, clause, hit)


def urges(reading: Reading, hit: Hit) -> bool:
    """The same where the sentence may hold facts: "answer {{f4}} today"."""
    clause = reading.clause(hit.start)
    if _tells(reading, clause):
        return False
    if _wishes(reading, clause, hit) or _is_governed(reading, clause, hit):
        return True
    if _heads_advice(reading, clause, hit):
        return True
    words = _words_before(reading, clause, hit)
    opens = bool(words) and _is_gerund(reading, words[0])
    return opens and not reading.does("ours", reading.in_clause(clause))


def _is_gerund(reading: Reading, word: Word) -> bool:
    """As in "getting back to people sooner"; "growing replies" and "during" are none."""
    if word.text in reading.set("gerunds"):
        return True
    if not word.text.endswith("ing") or word.text in reading.set("no gerunds"):
        return False
    return reading.language.code == "en" and all(each.start != word.start for each in reading.hits)


def _heads_advice(reading: Reading, clause: Clause, hit: Hit) -> bool:
    """As in "your first step today: answer the question"."""
    colon = reading.plain.find(":", hit.end, clause.end)
    after = reading.between(colon, clause.end)[:1] if colon >= 0 else []
    before = reading.between(clause.start, colon)
    return reading.does("advice", after) and reading.does("points", before)


def offers(reading: Reading, hit: Hit) -> bool:
    """What the app could do, or asks: "I can look at last month", "shall I go further back?"."""
    clause = reading.clause(hit.start)
    before = [word.text for word in _words_before(reading, clause, hit)]
    if _names_a_question(reading, before):
        return True
    if _tells(reading, clause) or reading.does("copula", before):
        return False
    if hit.kind in CHANGES and _counts_next(reading, hit):
        return False
    if hit.kind not in CHANGES and reading.does("affirms", before):
        return False
    asks = reading.plain.rstrip(" *_\n").endswith("?")
    return asks or any(pair in _OFFERS for pair in pairwise(before))


def _names_a_question(reading: Reading, before: list[str]) -> bool:
    """As in "try something like: who is waiting, or which posts worked best"."""
    colon = reading.plain.find(":")
    if colon < 0 or not reading.does("advice", reading.between(0, colon)[:1]):
        return False
    asked = [word for word in before if word not in {"or", "and"}]
    asked = reading.between(colon, len(reading.plain)) if ":" in reading.plain[:colon] else asked
    return reading.does("asks", asked[:1])


def reasons(reading: Reading, hit: Hit) -> bool:
    """Whether a phrase gives a reason: "do not worry as nobody wrote"."""
    clause = reading.clause(hit.start)
    before = [word.text for word in _words_before(reading, clause, hit)]
    return not {"because", "since", "as", "for", "that", "how", "why"}.isdisjoint(before)


def _counts_next(reading: Reading, hit: Hit) -> bool:
    """As in "more replies"."""
    if reading.does("mid places", reading.after(hit, 1)) or reading.after(hit, 1) == ["at"]:
        return False  # "better at answering"
    return any(0 < each.first - hit.last <= _SOON for each in reading.of("metric"))


_OFFERS = {
    *(("i", each) for each in ("can", "could", "would", "will", "ll", "d", "may", "cannot")),
    *(("you", each) for each in ("can", "could", "may", "might", "want", "like", "prefer")),
    *(("if", each) for each in ("you", "that", "it")),
    *(("let", "me"), ("shall", "i"), ("should", "i"), ("want", "me"), ("feel", "free")),
    *(("ask", "me"), ("tell", "me"), ("ask", "for"), ("we", "can"), ("we", "could")),
}
"""How what the app or the person may do begins."""


def supposes(reading: Reading, hit: Hit) -> bool:
    """Whether a phrase stands in a condition or an aim: "if nobody answers", "so that no one"."""
    clause = reading.clause(hit.start)
    words = [word.text for word in _words_before(reading, clause, hit)]
    if ":" in reading.plain[clause.start : hit.start]:
        return False
    if reading.does("supposes", words[:1]) and len(reading.clauses) > 1:
        return True
    aims = words[:2] in (["so", "that"], ["in", "case"]) and not reading.does("copula", words)
    return aims or ("sure" in words and not reading.does("copula", words[2:]))


def defines(reading: Reading, hit: Hit) -> bool:
    """Whether a sentence without facts says how things are counted: "several ... count as one"."""
    if reading.tokens:
        return False
    inside = reading.in_clause(reading.clause(hit.start))
    if inside[1:2] in (["means"], ["mean"]) or (inside[2:3] == ["means"] and inside[0] == "the"):
        return True
    return any(pair in _DEFINES for pair in pairwise(inside))


_DEFINES = {
    *((verb, "as") for verb in ("count", "counts", "counted", "treated", "taken", "seen")),
    *(("left", "out"), ("leaves", "out"), ("leave", "out"), ("is", "meant"), ("are", "meant")),
    *(("is", "counted"), ("are", "counted"), ("not", "counted"), ("only", "counts")),
}


def _tells(reading: Reading, clause: Clause) -> bool:
    """Whether a clause tells of what was; "worked on" and the like may stand in advice."""
    return reading.does("report", reading.in_clause(clause))


def _words_before(reading: Reading, clause: Clause, hit: Hit) -> list[Word]:
    return [word for word in reading.words if clause.start <= word.start < hit.start]


def _wishes(reading: Reading, clause: Clause, hit: Hit) -> bool:
    """Whether a clause, or what "and" joins to it, holds a "could" or "should"."""
    inside = [word for word in reading.words if clause.start <= word.start < clause.end]
    texts = [word.text for word in inside]
    if any(
        word in reading.set("copula") and not _is_wished(reading, texts, at, hit)
        for at, word in enumerate(texts)
    ):
        return False
    at = reading.clauses.index(clause)
    following = reading.clauses[at + 1 : at + 2]
    joined = [each for each in following if reading.plain[clause.end : each.start].isalpha()]
    return any(_has_modal(reading, each) for each in [clause, *joined])


def _is_wished(reading: Reading, texts: list[str], at: int, hit: Hit) -> bool:
    """As in "might be worth answering", where "might be more" is a claim."""
    if texts[at : at + 2] == ["have", "to"]:
        return True
    if texts[at] != "be" or not reading.does("modal", texts[max(0, at - 1) : at]):
        return False
    following = texts[at + 1 : at + 1 + _AFTER_BE]
    said = {word.text for word in reading.words[hit.first : hit.last + 1]}
    if "".join(following[:1]).endswith("ing"):  # "the one thing would be answering faster"
        return reading.does("things", texts[:at]) or texts[: at - 1][-1:] == ["it"]
    if hit.kind in {*CHANGES, "best", "worst"} and said & set(following):
        return False
    return reading.does("fitting", following) or "".join(following[:1]).endswith("ed")


def _has_modal(reading: Reading, clause: Clause) -> bool:
    words = reading.in_clause(clause)
    return not reading.does("affirms", words) and any(
        word in reading.set("modal")
        and (words[at + 1 : at + 2] != ["have"] or words[at + 2 : at + 3] == ["to"])
        for at, word in enumerate(words)
    )


def _is_governed(reading: Reading, clause: Clause, hit: Hit) -> bool:
    start = _joined(reading, clause) if hit.kind == "period" else clause
    words = _words_before(reading, start, hit)
    return any(_governs(reading, words, at, hit) for at in range(len(words)))


def _joined(reading: Reading, clause: Clause) -> Clause:
    """The clause to which "and" joins this one: "consider answering her and him today"."""
    at = reading.clauses.index(clause)
    while at and reading.plain[reading.clauses[at - 1].end : reading.clauses[at].start].isalpha():
        at -= 1
        if _tells(reading, reading.clauses[at]):
            return clause
    return reading.clauses[at]


def _governs(reading: Reading, words: list[Word], at: int, hit: Hit) -> bool:
    """Whether the word at an index is an imperative or gerund on which a later phrase hangs."""
    before = [each.text for each in words[:at]]
    if ":" in reading.plain[words[at].end : hit.start]:
        return False
    if reading.does("copula", [each.text for each in words[at + 1 :]]):
        return False
    if words[at].text not in reading.set("advice"):
        return _is_aim(reading, words[at].text, before)
    opens = (
        at == 0
        or ":" in reading.plain[words[at - 1].end : words[at].start]
        or all(each in reading.set("then") for each in before)
    )
    return opens or _may_open(reading, before)


def _is_aim(reading: Reading, word: str, before: list[str]) -> bool:
    """As in "the next thing is getting back to people": a gerund that a "thing" or "step" is."""
    aims = word.endswith("ing") and before[-1:] and before[-1] in {"is", "by", "for"}
    return bool(aims) and reading.does("things", before)


def _may_open(reading: Reading, before: list[str]) -> bool:
    """Whether an imperative may follow: "to ...", "a way to ...", "if you ...", "I would ..."."""
    if before[-1] == "to":
        if len(before) == 1 or reading.does("opens", before[-2:-1]):
            return True
        return reading.does("copula", before[-2:-1]) and reading.does("things", before)
    return before[-2:] in (["if", "you"], ["i", "would"], ["i", "d"])
