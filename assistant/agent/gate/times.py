"""Rules about time: periods, dates and durations stem from the fact they stand beside."""

from __future__ import annotations

from assistant.agent.gate.advice import advises, supposes, urges
from assistant.agent.gate.changes import tells_its_own
from assistant.agent.gate.own_figures import in_english, spans_of_time
from assistant.agent.gate.reading import CHANGES, Reading
from assistant.agent.gate.windows import (
    came_before,
    compares_with,
    date_of,
    is_date,
    is_named,
    is_written_on,
    names_of,
    period_of,
    periods_of,
    words_in,
)
from assistant.agent.lexicon import Hit
from assistant.community.facts import Fact


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
    _, _, which = hit.detail.partition(" ")
    if which == "0" and (hit.detail == "day 0" or not facts) and urges(reading, hit):
        return True  # "answer them today"
    if not facts:
        known = periods_of(_times_at_hand(reading, hit))
        return which == "any" or hit.detail in known or advises(reading, hit)
    if which == "any" and reading.does("usual", reading.before(hit, 1)):
        return False  # "in a normal month"
    if tells_its_own(reading, hit):
        return True
    if which == "other" and any(came_before(fact, reading.figures) for fact in facts):
        return True
    return any(period_of(reading, hit, fact) for fact in facts)


def _times_at_hand(reading: Reading, hit: Hit) -> tuple[str, ...]:
    """The times tools were asked for, and those of the facts they returned."""
    compared = compares_with(reading, hit.start) or reading.does("since", reading.before(hit, 2))
    compared = compared or hit.detail.endswith(" before")
    facts = tuple(reading.evidence.facts.values())
    return (*reading.evidence.arguments, *names_of(facts, compared=compared))


def _span_fits(reading: Reading, fact: Fact, start: int, text: str) -> bool:
    """Whether "last 7 days" is the fact's period, or "on the 7 days before" its baseline."""
    compares = compares_with(reading, start)
    window = fact.baseline if compares else fact.window
    return is_named(window, text) or is_named(window, in_english(text))


def has_wrong_date(reading: Reading) -> bool:
    """A weekday, month, or hour of the day that the fact beside it does not hold."""
    return any(
        is_date(reading, hit) and not _date_fits(reading, hit)
        for hit in reading.of("weekday", "month", "short", "clock")
    )


def _date_fits(reading: Reading, hit: Hit) -> bool:
    facts = reading.beside(hit.start)
    if facts and tells_its_own(reading, hit):
        return True
    if facts:
        return any(date_of(reading, hit, fact) for fact in facts)
    said = {word.text for word in reading.words[hit.first : hit.last + 1]}
    once = not reading.words[hit.first].text.endswith("s")  # "Fridays" are a habit
    if once and any(is_written_on(quote, hit) for quote in reading.quotes):
        return True
    slots = [fact.wording for fact in reading.evidence.facts.values() if fact.metric == "best_time"]
    if {f"{each.rstrip('s')}s" for each in said} <= words_in(tuple(slots)) and advises(
        reading, hit
    ):
        return True  # "try some posts on Sundays"
    known = words_in(_times_at_hand(reading, hit))
    return said <= known or (hit.kind == "clock" and advises(reading, hit))


def speaks_of_always(reading: Reading) -> bool:
    """Since the beginning, of all time, for ages: beside a fact that covers a period."""
    if any(fact.window for hit in reading.of("ever") for fact in reading.beside(hit.start)):
        return True
    ranked = bool(reading.quotes) or reading.has("best", "worst", *CHANGES)
    return any(
        ranked and not advises(reading, hit) and not supposes(reading, hit)
        for hit in reading.of("ever")
    )


def has_duration(reading: Reading) -> bool:
    """Hours, minutes, "within a day": a length of time is a figure, too."""
    return any(not advises(reading, hit) for hit in reading.of("duration"))
