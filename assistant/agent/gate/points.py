"""Numbers in words that count nothing a tool counts: "two ideas", "second, ...", "this one"."""

from __future__ import annotations

import re

from assistant.agent.gate.advice import advises, supposes
from assistant.agent.gate.ranks import place_of
from assistant.agent.gate.reading import CHANGES, NEAR, Reading
from assistant.agent.lexicon import Hit
from assistant.community.facts import Unit

ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}
_SMALL = (
    ("one", "eine", "ein"),
    ("two", "zwei", "deux", "dos", "due", "dois", "duas", "twee"),
    ("three", "drei", "trois", "tres", "tre", "drie"),
    ("four", "vier", "quatre", "cuatro", "quattro", "quatro"),
    ("five", "funf", "cinq", "cinco", "cinque", "vijf"),
    ("six", "sechs", "seis", "sei", "zes"),
)
_NUMBERS = {word: at for at, words in enumerate(_SMALL, 1) for word in words}
_IN_ADVICE = frozenset({"single", "couple", "pair", "twice", "second", "half"})
_BEFORE_ONE = 5


def points_counted(reading: Reading, hit: Hit) -> bool:
    """Whether it counts the answer's own points: "two ideas:", "three things to try".

    Beside facts the number must be how many of them the sentence holds.
    """
    words = [word.text for word in reading.words[hit.first : hit.last + 1]]
    clause = reading.clause(hit.start)
    inside = reading.in_clause(clause)
    number = _NUMBERS.get(words[0]) if len(words) == 1 else None
    if number is None or not reading.does("points", reading.after(hit, 2)):
        return False
    counted = any(0 < each.first - hit.last <= 1 for each in reading.of("metric"))
    changed = any(clause.start <= each.start < clause.end for each in reading.of(*CHANGES, "than"))
    if counted or changed or reading.does("report", inside):
        return False
    return not reading.facts or number == len(reading.tokens)


def shown_counted(reading: Reading, hit: Hit) -> bool:
    """Whether it counts what was quoted or is named: "these three", "the top two"."""
    number = _NUMBERS.get(reading.words[hit.first].text)
    if number is None or hit.first != hit.last or number == 1:
        return False
    if _names_all(reading, number) or _counts_accounts(reading, hit, number):
        return True
    nouns = (each for each in reading.of("metric") if 0 < each.first - hit.last <= 1)
    if any("posts" not in each.detail.partition("|")[0].split() for each in nouns):
        return False
    if any(each.fact for each in reading.clause(hit.start).tokens):
        return False
    if reading.before(hit, 2) == ["the", "top"]:
        return number <= len(reading.evidence.quotes)
    return number == len(reading.evidence.quotes) and _points_at_shown(reading, hit)


def _counts_accounts(reading: Reading, hit: Hit, number: int) -> bool:
    """As in "each of the two: {{f4}} and {{f8}}", "the two accounts"."""
    told = {fact.account for fact in reading.figures}
    every = told <= {None} or told >= set(reading.evidence.accounts)
    noun = any(each.first == hit.last + 1 for each in reading.of("metric"))
    said = not noun or reading.after(hit, 1) == ["accounts"]
    the = reading.before(hit, 1) == ["the"] and number == len(reading.evidence.accounts)
    return the and every and said


def _points_at_shown(reading: Reading, hit: Hit) -> bool:
    """As in "these three", "two posts stood out", "three questions to start with:"."""
    before, after = reading.before(hit, 1), reading.after(hit, 1)
    if before:
        return reading.does("shows", before)
    ranked = any(place_of(reading, fact) for fact in reading.evidence.facts.values())
    ends = reading.plain.rstrip(" *_\n").endswith(":") and not reading.facts
    clause = reading.in_clause(reading.clause(hit.start))
    tells = reading.does("copula", clause) or reading.does("report", clause)
    posts = ranked and after == ["posts"] and len(list(reading.of("metric"))) == 1
    return posts or (ends and after == ["questions"] and not tells)


def _names_all(reading: Reading, number: int) -> bool:
    """As in "three of them are {{f10}}, {{f11}} and {{f12}}"."""
    names = [each for each in reading.tokens if each.quote or each.fact in reading.facts]
    return not reading.figures and bool(names) and len(names) == number and bool(reading.facts)


def in_advice(reading: Reading, hit: Hit) -> bool:
    """Whether it stands in advice or a question, of nothing counted: "in a single sitting"."""
    word = reading.words[hit.first].text
    if hit.first != hit.last or (word not in _IN_ADVICE and word not in _NUMBERS):
        return False
    counted = any(0 < each.first - hit.last <= NEAR for each in reading.of("metric"))
    if not advises(reading, hit) or counted or reading.has(*CHANGES, "than"):
        return _is_next(reading, hit) and advises(reading, hit)
    clause = reading.in_clause(reading.clause(hit.start))
    return not reading.does("yields", clause)


def _is_next(reading: Reading, hit: Hit) -> bool:
    return "next" in reading.before(hit, 1) and not reading.has(*CHANGES)


def told_beside(reading: Reading, hit: Hit) -> bool:
    """Whether the fact after the colon has that very value: "one comment is open: {{f3}}"."""
    number = _NUMBERS.get(reading.words[hit.first].text)
    clause = reading.clause(hit.start)
    if number is None or hit.first != hit.last or ":" not in reading.plain[hit.end : clause.end]:
        return False
    told = [fact for fact in clause.facts if fact.unit is Unit.COUNT and not fact.at_least]
    nouns = [each for each in reading.of("metric") if each.first > hit.last]
    said = {each.detail.split()[0] for each in nouns if each.start < clause.end}
    return len(told) == 1 and told[0].value == number and told[0].metric in said


def is_step(reading: Reading, hit: Hit) -> bool:
    """Whether an ordinal tells the answer's steps apart: "second, thank them", "a third idea"."""
    words = [word.text for word in reading.words[hit.first : hit.last + 1]]
    if len(words) != 1 or words[0] not in ORDINALS:
        return False
    following = reading.after(hit, 1)
    listed = ORDINALS[words[0]] <= len(reading.evidence.quotes) and not reading.facts
    if listed and reading.before(hit, 1) == ["the"] and reading.does("texts", following):
        return True  # "the second one deserves an answer"
    place = {"place", "places"} & set(following)
    if reading.does("points", following) and not reading.figures and not place:
        return True
    before = reading.before(hit, 3)
    if not all(each in reading.set("then") for each in before):
        return False
    stops = re.match(r"\s*[,:]", reading.plain[hit.end :])
    return bool(stops) or (reading.does("advice", following) and not reading.facts)


def _is_label(reading: Reading, hit: Hit) -> bool:
    """Whether the call that named a person tells of such people: first-timers, core members."""
    names = [each.fact for each in reading.tokens if each.fact]
    calls = {fact.source.call for fact in names}
    told = {fact.metric for fact in reading.evidence.facts.values() if fact.source.call in calls}
    nouns = [each for each in reading.of("metric") if each.first > hit.last]
    return all(told & set(each.detail.partition("|")[0].split()) for each in nouns)


def is_one_of(reading: Reading, hit: Hit) -> bool:
    """Whether "one of" picks what is shown: "one of them asks: {{q1}}", "{{f10}} is one of ..."."""
    if len(reading.quotes) == 1 and not reading.figures:
        return True
    if not reading.facts and (supposes(reading, hit) or advises(reading, hit)):
        return True
    named = any(each.fact and each.fact.metric == "name" for each in reading.tokens)
    named = named or any(each.accounts is None and each.known for each in reading.mentions)
    is_one = reading.does("copula", reading.in_clause(reading.clause(hit.start)))
    return named and not reading.figures and is_one and _is_label(reading, hit)


def _shows_one(reading: Reading, hit: Hit) -> bool:
    """As in "one person asks: {{q1}}"."""
    clause = reading.clause(hit.start)
    said = reading.between(clause.start, clause.end)
    introduced = ":" in reading.plain[hit.end : clause.end]
    others = (each for each in reading.of("metric") if "people" not in each.detail)
    shown = len(reading.quotes) == 1 and not reading.facts and introduced
    shown = shown and next(others, None) is None
    return shown and not reading.does("report", said) and "only" not in said


def is_pronoun(reading: Reading, hit: Hit) -> bool:
    """Whether "one" counts nothing: "the missing one", "the most pressing one", "one number"."""
    if _shows_one(reading, hit):
        return True
    if any(each.first == hit.last + 1 for each in reading.of("metric", "duration", "period")):
        return False
    before = reading.before(hit, _BEFORE_ONE)
    if {"only", "just"} & set(before[-2:]) or reading.does("persons", reading.after(hit, 1)):
        return False
    points = reading.does("points", reading.after(hit, 2)) and not reading.does("report", before)
    refers = reading.does("points at", before[-2:]) or _is_described(reading, before)
    return points or refers or _is_article(reading, hit)


def _is_article(reading: Reading, hit: Hit) -> bool:
    """As in "improve one number": it tells of nothing that was."""
    clause = reading.in_clause(reading.clause(hit.start))
    tells = any(reading.does(each, clause) for each in ("report", "tells", "counts"))
    return bool(reading.after(hit, 1)) and not tells and not reading.facts


def _is_described(reading: Reading, before: list[str]) -> bool:
    """As in "the most pressing one": only a determiner and adjectives come before."""
    likely = tuple(reading.set("adjectives") - {"ed"})
    while before and (before[-1].endswith(likely) or before[-1] in {"most", "more", "very"}):
        if reading.does("report", before[-1:]) or reading.does("active", before[-1:]):
            return False
        before = before[:-1]
    return reading.does("points at", before[-1:])
