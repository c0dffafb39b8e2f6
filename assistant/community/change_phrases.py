"""How a change between two periods is said, and how doubt about it is."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType

from assistant.community.comparisons import Comparison
from assistant.community.facts import Direction, Unit
from assistant.community.measures import Measure
from assistant.community.metrics import METRICS
from assistant.community.noun_phrases import SMALL, bare, is_named, noun
from assistant.community.wording import duration, number

_LEADS: MappingProxyType[Direction | None, str] = MappingProxyType(
    {
        "up": "up from",
        "down": "down from",
        "same": "about the same as",
        "unclear": "after",
        None: "after",
    }
)


def beside(comparison: Comparison, when: str, language: str) -> str:
    """What follows the later measure: ", up from 7 in the week before (9-15 Nov)".

    Args:
        comparison: of a measure that has a value.
        when: the baseline as it follows a noun, with a leading space.
        language: a BCP 47 tag.
    """
    then = comparison.then
    if then.value is None:
        because = f", because {then.missing}" if then.missing else ""
        return f", with nothing{when} to compare with{because}"
    if comparison.direction == "same" and comparison.difference == 0:
        return f", the same as{when}"
    lead = _LEADS[comparison.direction] + (" at least" if then.at_least else "")
    return f", {lead} {bare(then, language)}{when}{doubt(comparison)}"


def spanned(comparison: Comparison, least: int, most: int, when: str, language: str) -> str:
    """What follows a count of a week: ", up from 18 to 27 a week in the 8 weeks before (...)"."""
    low, high = number(least, language), number(most, language)
    usual = f"{low} a week" if least == most else f"{low} to {high} a week"
    return f", {_LEADS[comparison.direction]} {usual}{when}{doubt(comparison)}"


def doubt(comparison: Comparison) -> str:
    """Say that the numbers do not tell a change, where they do not."""
    if comparison.direction != "unclear":
        return ""
    few = min(_size(comparison.now), _size(comparison.then)) < SMALL
    return f", too {'few' if few else 'close'} to tell a change"


def gap(metric: str, difference: float, language: str) -> str:
    """A difference as a noun phrase: "5 more replies", "a response rate 15 points higher"."""
    unit = METRICS[metric].unit
    if unit is Unit.SECONDS:
        amount = duration(timedelta(seconds=abs(difference)))
        return f"{_article(metric)} {amount} {'longer' if difference > 0 else 'shorter'}"
    if unit is Unit.SHARE:
        amount = number(abs(difference) * 100, language)
        points = "percentage point" if amount == "1" else "percentage points"
        return f"{_article(metric)} {amount} {points} {'higher' if difference > 0 else 'lower'}"
    amount = number(abs(difference), language)
    if is_named(metric) and unit is Unit.COUNT:
        return f"{_article(metric)} {amount} {'higher' if difference > 0 else 'lower'}"
    return f"{amount} {'more' if difference > 0 else 'fewer'} {noun(metric, abs(difference))}"


def _article(metric: str) -> str:
    name = noun(metric)
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _size(measure: Measure) -> float:
    if measure.hits is not None:
        return measure.n or 0
    return measure.value if isinstance(measure.value, int | float) else 0
