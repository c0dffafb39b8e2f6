"""Rules about the whole sentence: what it agrees to, and whether the gate can read it at all."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.agent.gate.changes import means
from assistant.agent.gate.names import find_links
from assistant.agent.gate.own_figures import spans_of_time
from assistant.agent.gate.reading import CHANGES, Reading
from assistant.agent.gate.tokens import blank
from assistant.agent.lexicon import LEXICON, Hit, words_of

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_ASKS_FOR_CLAIM = frozenset(
    {"up", "down", "better", "worse", "faster", "slower", "same", "best", "worst", "zero", "every"}
)
_NEARLY = re.compile(
    r"""\s*(?:quite\ |pretty\ |very\ )?
        (?:close|almost|nearly|roughly|about|practically|just\ about|not\ far\ off)\b[,:.!]""",
    re.VERBOSE | re.IGNORECASE,
)
_MIN_SHARE = 0.4
"""The least share of known words in a sentence of a language the gate knows. English answers lie
above 0.6, Swedish or Polish read as any of ours below 0.35."""
_FEW = 3


def agrees_to_figure(reading: Reading) -> bool:
    """As in "yes, that is right" to a question whose figure no fact beside it holds."""
    agrees = any(_agrees(reading, hit) for hit in reading.of("yes", "exact"))
    if not agrees and not _NEARLY.match(reading.plain):
        return False
    named, claims = _asked(reading.evidence.question)
    values = {float(fact.value) for fact in reading.figures if isinstance(fact.value, int | float)}
    if named - values:
        return True
    return claims and not reading.facts and not _is_true(reading)


def _is_true(reading: Reading) -> bool:
    """Whether every comparison of the run says what the question supposes."""
    words = words_of(reading.evidence.question)
    spoken, _ = LEXICON.language_of(words)
    asked = [hit for hit in LEXICON.read(words, spoken) if hit.kind in _ASKS_FOR_CLAIM]
    told = [fact for fact in reading.evidence.facts.values() if fact.direction]
    return bool(told) and all(
        hit.kind in CHANGES and all(means(hit, fact) == fact.direction for fact in told)
        for hit in asked
    )


def _agrees(reading: Reading, hit: Hit) -> bool:
    """Whether a phrase agrees: "you have" alone does, "you have {{f1}}" tells."""
    if hit.detail == "weak" and reading.does("no tails", reading.after(hit, 1)):
        return False  # "you have in mind"
    tokens = reading.clause(hit.start).tokens
    if any(0 < hit.first - each.last <= 1 for each in reading.of("not")):
        return False  # "I cannot confirm"
    if hit.detail == "weak" and any(0 < each.first - hit.last <= 1 for each in reading.of("not")):
        return False  # "you did not"
    return hit.detail != "weak" or not any(each.start >= hit.end for each in tokens)


def misquotes_question(reading: Reading) -> bool:
    """As in "you asked about 500 likes" when the question was about 500 replies."""
    said = {word.text for text in _own_words(reading) for word in words_of(text)} | {"percentile"}
    times = {start for start, _ in spans_of_time(reading.plain)}
    return any(
        0 < hit.start - end <= 1 and word.text not in said
        for start, end in reading.own_figures
        if start not in times
        for hit in reading.of("metric")
        for word in reading.words[hit.first : hit.last + 1]
    )


def _own_words(reading: Reading) -> tuple[str, ...]:
    return (reading.evidence.question, *reading.evidence.arguments)


def affirms_own_figure(reading: Reading) -> bool:
    """As in "you asked about 500, and they came": the person's figure becomes a value."""
    times = {start for start, _ in spans_of_time(reading.plain)}
    ends = [end for start, end in reading.own_figures if start not in times]
    if ends and reading.does("reaches", [word.text for word in reading.words]):
        return True
    for clause in reading.clauses if ends else ():
        told = max((each.start for each in clause.tokens), default=-1)
        words = [
            word.text
            for word in reading.words
            if max(clause.start, min(ends)) <= word.start < clause.end and word.start > told
        ]
        if reading.does("report", words) or reading.does("copula", words):
            return True
    return False


@lru_cache(maxsize=256)
def _asked(question: str) -> tuple[frozenset[float], bool]:
    """The figures a question names (NaN for one in words), and whether "yes" would claim much."""
    words = words_of(question)
    spoken, _ = LEXICON.language_of(words)
    kinds = {hit.kind for hit in LEXICON.read(words, spoken)}
    times = [(start, start + len(text)) for start, text in spans_of_time(question)]
    links = find_links(question)
    figures = {_number(each) for each in _FIGURE.findall(blank(question, [*times, *links], " "))}
    if "number" in kinds:
        figures.add(float("nan"))
    return frozenset(figures), bool(kinds & _ASKS_FOR_CLAIM)


def _number(text: str) -> float:
    return float(text.replace(",", "" if _GROUPED.fullmatch(text) else "."))


def is_unreadable(reading: Reading) -> bool:
    """A language the gate does not know: too few of its words are known."""
    count = len(reading.words)
    if sum(len(word.text) for word in reading.words) <= _FEW:
        return False
    if count <= _FEW:
        return reading.known == 0
    return reading.known < count * _MIN_SHARE
