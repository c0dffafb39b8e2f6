"""Whether words for a time fit a fact: "last week", "October", "mornings"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.agent.gate.reading import CHANGES, NEAR, Reading
from assistant.agent.lexicon import LEXICON, Hit, fold, words_of
from assistant.community.facts import Fact, Quote, Unit, Window

_FAR = 7
"""Within how many words "than", "against" or "compared with" governs a period."""
_FEW_DAYS = 10
"""How long "the past few days" can be."""
_AS_OF_NOW = {"open_items", "followers", "accounts", "lapsed_regulars"}
"""What is told as it stands when it is read, whatever the window."""
_LENGTHS = {
    "day": (1, 1),
    "weekend": (2, 2),
    "week": (7, 7),
    "month": (28, 31),
    "quarter": (89, 92),
    "year": (365, 366),
    "weeks": (8, 120),
    "months": (32, 800),
    "years": (367, 4000),
}
_PARTS_OF_DAY = {
    "morning": (4, 12),
    "mornings": (4, 12),
    "afternoon": (12, 20),
    "afternoons": (12, 20),
    "evening": (16, 24),
    "evenings": (16, 24),
}
"""Hours within which all of a stretch must lie to be called so."""
_HOURS = re.compile(r"\b(\d\d):00-(\d\d):00\b")


def period_of(reading: Reading, hit: Hit, fact: Fact) -> bool:
    """Whether a period is the fact's own, or the one it is compared with, as the words say."""
    compares = hit.detail.endswith(" over") or compares_with(reading, hit.start)
    accrues = reading.does("accrues", [word.text for word in reading.words])
    if not compares and hit.detail == "day 0" and fact.metric in _AS_OF_NOW and not accrues:
        return not reading.does("spans", reading.before(hit, 1))  # "over today" is a window
    if not compares and _window_fits(fact, hit):
        return True
    weakly = compares or reading.does("since", reading.before(hit, 3))
    return weakly and baseline_of(fact, hit)


def compares_with(reading: Reading, start: int) -> bool:
    """Whether a time is what is compared with: "than last week", "down on the 7 days before"."""
    at = sum(word.end <= start for word in reading.words)
    clause = reading.clause(start)
    governs = (hit for hit in reading.of("than") if hit.start >= clause.start)
    if any(0 < at - hit.last <= _FAR and not _is_between(reading, hit, start) for hit in governs):
        return True
    before = [word.text for word in reading.words[max(0, at - 3) : at]]
    if "than" in before or reading.does("comparing", before[-1:]):
        return True
    changed = any(0 < at - hit.last <= NEAR for hit in reading.of(*CHANGES))
    return changed and reading.does("set against", before)


def _is_between(reading: Reading, hit: Hit, start: int) -> bool:
    """Whether a figure or another time comes first."""
    found = reading.of("period", "month", "weekday")
    times = [each.start for each in found if each.detail != "span any"]
    taken = times + [each.start for each in reading.tokens if each.fact]
    return any(hit.end <= each < start for each in taken)


def is_date(reading: Reading, hit: Hit) -> bool:
    """May, March, Sun and Sat are dates only where they are written as such."""
    word = reading.words[hit.first]
    if hit.kind == "short":
        return word.raw[:1].isupper()
    if word.text not in {"may", "march", "mars", "august"}:
        return True
    if not word.raw[:1].isupper():
        return False
    if hit.first > 0:
        return True
    return word.text != "may" or not reading.does("after may", reading.after(hit, 1))


def date_of(reading: Reading, hit: Hit, fact: Fact) -> bool:
    """Whether a date is the fact's own, or the one it is compared with, as the words say."""
    said = {word.text for word in reading.words[hit.first : hit.last + 1]}
    before = reading.before(hit, 2)
    if before[-1:] == ["since"] and hit.kind == "weekday" and fact.window:
        begins = fact.window.period.first_day.weekday() == int(hit.detail)
        return begins and _is_within_week(fact.window)
    if fact.window and (fact.window.name or "").startswith("since "):
        return False
    compares = compares_with(reading, hit.start) or reading.does(f"since {hit.kind}", before)
    if before[-1:] == ["to"] and _date_fits(fact.window, fact, hit, said):
        return True  # "from September to October"
    if compares and fact.baseline is None:
        return False
    return _date_fits(fact.baseline if compares else fact.window, fact, hit, said)


def _window_fits(fact: Fact, hit: Hit) -> bool:
    """Whether a period is the fact's own: "this week", "a quiet month", "today" for what waits."""
    unit, _, which = hit.detail.partition(" ")
    if fact.window is None:  # a fact of one post: its call names the period it was ranked in
        return hit.detail in periods_of((fact.source.call,))
    return _fits(fact.window, unit, which)


def baseline_of(fact: Fact, hit: Hit) -> bool:
    """Whether a period is the one the fact is compared with: "last week", "the month before"."""
    if fact.baseline is None:
        return False
    unit, _, which = hit.detail.partition(" ")
    if which not in {"before", "over", "other"}:
        return _fits(fact.baseline, unit, which)
    if unit == "span" or _is_long_as(fact.baseline, unit):
        return True
    return fact.window is not None and _fits(fact.window, unit, "any")


def _fits(window: Window, unit: str, which: str) -> bool:
    if which == "recent":
        return window.period.days <= _FEW_DAYS and not _named(window, "-1", "before", "other")
    if which in {"any", "past"}:
        if unit == "span" or _is_long_as(window, unit):
            return which == "any" or not _named(window, "0", "-1")
        return which == "any" and any(unit == name.split()[0] for name in _names(window))
    return f"{unit} {which}" in _names(window)


def _is_within_week(window: Window) -> bool:
    return window.period.days <= _LENGTHS["week"][1]


def _named(window: Window, *which: str) -> bool:
    return any(name.split()[1] in which for name in _names(window))


def _names(window: Window) -> frozenset[str]:
    return periods_of((window.name,)) if window.name else frozenset()


def _is_long_as(window: Window, unit: str) -> bool:
    low, high = _LENGTHS.get(unit, (0, 0))
    return low <= window.period.days <= high


@lru_cache(maxsize=512)
def periods_of(texts: tuple[str, ...]) -> frozenset[str]:
    """What the names of periods in some texts mean: "this week" -> "week 0"."""
    found: set[str] = set()
    for text in texts:
        words = words_of(text)
        spoken, _ = LEXICON.language_of(words)
        found |= {hit.detail for hit in LEXICON.read(words, spoken) if hit.kind == "period"}
    return frozenset(found)


@lru_cache(maxsize=512)
def months_of(text: str) -> frozenset[str]:
    """The months a text names, by number: "list_posts(best; October)" -> "10"."""
    words = words_of(text)
    spoken, _ = LEXICON.language_of(words)
    return frozenset(hit.detail for hit in LEXICON.read(words, spoken) if hit.kind == "month")


def came_before(fact: Fact, others: tuple[Fact, ...]) -> bool:
    """Whether a fact's period lies before that of another one: "before that, {{f2}}"."""
    ends = [each.window.start for each in others if each.window]
    return fact.window is not None and any(fact.window.end <= start for start in ends)


def is_named(window: Window | None, text: str) -> bool:
    """Whether some words stand in a window's name: "last 30 days"."""
    return bool(window and window.name and fold(text) in fold(window.name))


def names_of(facts: Iterable[Fact], *, compared: bool) -> tuple[str, ...]:
    """The names of the periods that facts cover, and of those they are compared with."""
    windows = [fact.window for fact in facts]
    windows += [fact.baseline for fact in facts if compared]
    return tuple(window.name for window in windows if window and window.name)


def _date_fits(window: Window | None, fact: Fact, hit: Hit, said: set[str]) -> bool:
    """Whether a date is the window's name, or all of it; the wording tells where none is."""
    if fact.unit is Unit.HOUR_OF_WEEK:
        return all(_in_slot(word, fact.wording) for word in said)
    if window is None:
        in_call = hit.kind == "month" and hit.detail in months_of(fact.source.call)
        return in_call or said <= words_in((fact.wording,))
    if window.name and said <= words_in((window.name,)):
        return True
    first, last = window.period.first_day, window.period.last_day
    kind, _, number = f"{hit.kind} {hit.detail}".removeprefix("short ").partition(" ")
    if kind == "weekday":
        return first == last and first.weekday() == int(number)
    return kind == "month" and first.day == 1 and first.month == last.month == int(number)


def is_written_on(quote: Quote, hit: Hit) -> bool:
    """Whether a weekday or month is that of public words: "from Friday: {{q1}}"."""
    number = hit.detail if hit.kind in {"weekday", "month"} else hit.detail.partition(" ")[2]
    if "weekday" in {hit.kind, hit.detail.partition(" ")[0]}:
        return number == str(quote.written_at.weekday())
    return number == str(quote.written_at.month)


def _in_slot(word: str, wording: str) -> bool:
    """Whether a slot such as "Tuesdays 08:00-12:00" is on a weekday, or in a part of the day."""
    hours = _HOURS.search(wording)
    part = _PARTS_OF_DAY.get(word)
    if hours and part:
        return part[0] <= int(hours[1]) and int(hours[2]) <= part[1]
    said = words_in((wording,))
    return word in said or f"{word}s" in said


@lru_cache(maxsize=512)
def words_in(texts: tuple[str, ...]) -> frozenset[str]:
    """The words of some texts, folded."""
    return frozenset(word.text for text in texts for word in words_of(text))
