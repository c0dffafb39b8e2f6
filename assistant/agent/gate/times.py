"""Rules about time: periods, dates and durations stem from the fact they stand beside."""

from __future__ import annotations

from functools import lru_cache

from assistant.agent.gate.advice import advises, urges
from assistant.agent.gate.own_figures import spans_of_time
from assistant.agent.gate.reading import CHANGES, NEAR, Reading
from assistant.agent.lexicon import LEXICON, Hit, fold, words_of
from assistant.community.facts import Fact, Window

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


def has_wrong_period(reading: Reading) -> bool:
    """As in "last week" beside a fact of this week, or in a sentence without a fact of it."""
    if any(not _period_fits(reading, hit) for hit in reading.of("period")):
        return True
    return any(
        not any(_span_fits(reading, fact, start, text) for fact in facts)
        for start, text in spans_of_time(reading.plain)
        if (facts := reading.beside(start))
    )


def _period_fits(reading: Reading, hit: Hit) -> bool:
    facts = reading.beside(hit.start)
    unit, _, which = hit.detail.partition(" ")
    if which == "0" and (unit == "day" or not facts) and urges(reading, hit):
        return True  # "answer them today"
    if not facts:
        return which == "any" or hit.detail in _periods_of(tuple(reading.evidence.arguments))
    if which == "other" and any(_came_before(fact, reading.figures) for fact in facts):
        return True
    compares = which == "over" or _compares(reading, hit.start)
    if not compares and any(
        _is_now(fact, hit) or _fits_window(fact, unit, which) for fact in facts
    ):
        return True
    weakly = compares or reading.does("since", reading.before(hit, 3))
    return weakly and any(_fits_baseline(fact, unit, which) for fact in facts)


def _is_now(fact: Fact, hit: Hit) -> bool:
    return hit.detail == "day 0" and fact.metric in _AS_OF_NOW


def _compares(reading: Reading, start: int) -> bool:
    """Whether a period is what is compared with: "than last week", "down on the 7 days before"."""
    at = sum(word.end <= start for word in reading.words)
    before = [word.text for word in reading.words[max(0, at - 3) : at]]
    if "than" in before or any(0 < at - hit.last <= NEAR for hit in reading.of("than")):
        return True
    changed = any(0 < at - hit.last <= NEAR for hit in reading.of(*CHANGES))
    return changed and reading.does("set against", before)


def _came_before(fact: Fact, others: tuple[Fact, ...]) -> bool:
    """Whether a fact's period lies before that of another one: "before that, {{f2}}"."""
    ends = [each.window.start for each in others if each.window]
    return fact.window is not None and any(fact.window.end <= start for start in ends)


def _span_fits(reading: Reading, fact: Fact, start: int, text: str) -> bool:
    """Whether "last 7 days" is the fact's period, or "on the 7 days before" its baseline."""
    compares = _compares(reading, start)
    return _is_named(fact.baseline if compares else fact.window, text)


def _is_named(window: Window | None, text: str) -> bool:
    return bool(window and window.name and fold(text) in fold(window.name))


def _fits_window(fact: Fact, unit: str, which: str) -> bool:
    return fact.window is not None and _fits(fact.window, unit, which)


def _fits(window: Window, unit: str, which: str) -> bool:
    if which in {"any", "past"}:
        if unit == "span" or _is_long_as(window, unit):
            return which == "any" or not _named(window, "0", "-1")
        return which == "any" and any(unit == name.split()[0] for name in _names(window))
    return f"{unit} {which}" in _names(window)


def _fits_baseline(fact: Fact, unit: str, which: str) -> bool:
    if fact.baseline is None:
        return False
    if which in {"before", "over", "other"}:
        return unit == "span" or _is_long_as(fact.baseline, unit) or _fits_window(fact, unit, "any")
    return _fits(fact.baseline, unit, which)


def _named(window: Window, *which: str) -> bool:
    return any(name.split()[1] in which for name in _names(window))


def _names(window: Window) -> frozenset[str]:
    return _periods_of((window.name,)) if window.name else frozenset()


def _is_long_as(window: Window, unit: str) -> bool:
    low, high = _LENGTHS.get(unit, (0, 0))
    return low <= window.period.days <= high


@lru_cache(maxsize=512)
def _periods_of(texts: tuple[str, ...]) -> frozenset[str]:
    """What the names of periods in some texts mean: "this week" -> "week 0"."""
    found: set[str] = set()
    for text in texts:
        words = words_of(text)
        spoken, _ = LEXICON.language_of(words)
        found |= {hit.detail for hit in LEXICON.read(words, spoken) if hit.kind == "period"}
    return frozenset(found)


def has_wrong_date(reading: Reading) -> bool:
    """A weekday, month, or hour of the day that the fact beside it does not hold."""
    return any(
        _is_date(reading, hit) and not _date_fits(reading, hit)
        for hit in reading.of("weekday", "month", "short", "clock")
    )


def _is_date(reading: Reading, hit: Hit) -> bool:
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


def _date_fits(reading: Reading, hit: Hit) -> bool:
    said = {word.text for word in reading.words[hit.first : hit.last + 1]}
    facts = reading.beside(hit.start)
    if not facts:
        return said <= _words_in(tuple(reading.evidence.arguments))
    before = reading.before(hit, 2)
    compares = "than" in before or reading.does(f"since {hit.kind}", before)
    return any(
        _date_in(fact.baseline if compares else fact.window, fact, hit, said)
        for fact in facts
        if fact.baseline or not compares
    )


def _date_in(window: Window | None, fact: Fact, hit: Hit, said: set[str]) -> bool:
    """Whether the date is the window's name, or all of it; the wording tells where none is."""
    if window is None:
        return said <= _words_in((fact.wording,))
    if window.name and said <= _words_in((window.name,)):
        return True
    first, last = window.period.first_day, window.period.last_day
    kind, _, number = f"{hit.kind} {hit.detail}".removeprefix("short ").partition(" ")
    if kind == "weekday":
        return first == last and first.weekday() == int(number)
    return kind == "month" and first.day == 1 and first.month == last.month == int(number)


@lru_cache(maxsize=512)
def _words_in(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.text for text in texts for word in words_of(text))


def speaks_of_always(reading: Reading) -> bool:
    """Since the beginning, of all time, for ages: beside a fact that covers a period."""
    return any(fact.window for hit in reading.of("ever") for fact in reading.beside(hit.start))


def has_duration(reading: Reading) -> bool:
    """Hours, minutes, "within a day": a length of time is a figure, too."""
    return any(not advises(reading, hit) for hit in reading.of("duration"))
