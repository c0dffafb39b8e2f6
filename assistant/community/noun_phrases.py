"""How the value of each metric is said: tables of nouns, and the few ways to put a number to one.

Everything here is a noun phrase without period and account; `figures` adds those.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import MappingProxyType

from assistant.community.calendar_words import WEEKDAYS
from assistant.community.facts import Unit
from assistant.community.measures import Measure
from assistant.community.metrics import METRICS
from assistant.community.scorecard import CHECKS
from assistant.community.wording import duration, number, percent

SMALL = 30
"""Below this many things the counts come before the percentage."""

_SHARES = MappingProxyType(
    {
        "conversation_share": ("engagement", "engagements", "as replies or quotes"),
        "response_rate": ("comment", "comments", "answered"),
        "answered_in_target": ("comment", "comments", "answered within {target}"),
        "answered_in_hours": ("comment", "comments", "answered within {target}"),
        "return_rate": ("conversation", "conversations", "taken up again by the person"),
        "returning_share": ("person", "people", "coming back"),
        "listen": ("untagged mention", "untagged mentions", "decided on"),
        "promotion_share": ("post or reply", "posts and replies", "promoting something"),
        "concentration": ("message", "messages", "coming from the most active tenth of people"),
    }
)
"""A share of things: "17 of 20 comments answered (85 %)"."""

_BASES = MappingProxyType(
    {
        "response_time_median": ("comment", "comments"),
        "response_time_p90": ("comment", "comments"),
        "response_hours_median": ("comment", "comments"),
        "response_hours_p90": ("comment", "comments"),
        "conversation_depth": ("conversation", "conversations"),
        "engagements_per_post": ("post", "posts"),
        "typical_engagements": ("post", "posts"),
        "rate_by_impressions": ("impression", "impressions"),
        "rate_by_followers": ("post", "posts"),
        "best_time": ("post", "posts"),
    }
)
"""What a value was computed from: "a median response time of 3 h over 20 comments"."""

_NAMED = MappingProxyType(
    {
        "response_time_median": "a median response time of",
        "response_time_p90": "a 90th percentile response time of",
        "response_hours_median": "a median response time in business hours of",
        "response_hours_p90": "a 90th percentile response time in business hours of",
        "conversation_depth": "a median conversation depth of",
        "rate_by_impressions": "an engagement rate by impressions of",
        "rate_by_followers": "an engagement rate by followers of",
        "typical_engagements": "a median of",
        "target": "a response target of",
        "follower_change": "a follower change of",
    }
)
"""Metrics whose name stands before the number."""

_AFTER = MappingProxyType(
    {
        "conversation_depth": (" message", " messages"),
        "engagements_per_post": (" engagement per post", " engagements per post"),
        "typical_engagements": (" engagement per post", " engagements per post"),
    }
)
"""What follows the number where it is not the metric's own noun."""

ON_POSTS = " on posts published"
"""What follows a measure that is not counted by its own time; the period comes right after it."""

_OF_HOURS = " of business hours"
"""What follows a target whose clock does not always run."""


def noun(metric: str, count: float = 2) -> str:
    """The metric's usual noun, singular for 1: "reply", "replies", "median response time"."""
    nouns = METRICS[metric].nouns
    plural = METRICS[metric].unit is Unit.COUNT and len(nouns) > 1 and metric not in _NAMED
    return nouns[1] if plural and count != 1 else nouns[0]


def is_named(metric: str) -> bool:
    """Whether the metric's name stands before its number: "a median response time of 3 h"."""
    return metric in _NAMED


def phrase(measure: Measure, language: str) -> str:
    """A measure that has a value: "12 replies", "17 of 20 comments answered (85 %)".

    Raises:
        KeyError: for a metric that is not in `METRICS`.
    """
    if isinstance(measure.value, str):
        return measure.value
    if measure.hits is not None and measure.metric in _SHARES:
        said = _share(measure, language, things=_SHARES[measure.metric])
    elif measure.metric in _NAMED:
        said = f"{_NAMED[measure.metric]} {_amount(measure, language)}{_over(measure, language)}"
    elif measure.metric == "checks_ok":
        known = "" if measure.n == len(CHECKS) else "measured "
        checks = noun(measure.metric, measure.n or 0)
        said = (
            f"{bare(measure, language)} of {number(measure.n or 0, language)} {known}{checks} met"
        )
    elif METRICS[measure.metric].unit is Unit.COUNT:
        said = f"{bare(measure, language)} {noun(measure.metric, _value(measure))}"
    else:
        said = _amount(measure, language) + _over(measure, language)
    said += ON_POSTS if measure.of_posts else ""
    return f"at least {said}" if measure.at_least else said


def bare(measure: Measure, language: str) -> str:
    """The number alone, as it follows "up from": "7", "14 of 20 (70 %)", "3 h 20 min"."""
    if measure.hits is not None and measure.metric in _SHARES:
        return _share(measure, language)
    return _BY_UNIT[METRICS[measure.metric].unit](_value(measure), language)


def hour_of_week(hour: float) -> str:
    """Hours since Monday 0:00 -> "Tuesdays 08:00-12:00", the four hours that begin there."""
    day, begins = divmod(int(hour), 24)
    return f"{WEEKDAYS[day]}s {begins:02d}:00-{begins + 4:02d}:00"


def _share(measure: Measure, language: str, things: tuple[str, str, str] | None = None) -> str:
    hits, n = measure.hits or 0, measure.n or 0
    if things is None:
        of = number(n, language)
    else:
        one, many, done = things
        target = duration(measure.within) if measure.within else "the target"
        target += _OF_HOURS if measure.within and measure.in_hours else ""
        of = f"{number(n, language)} {one if n == 1 else many} {done.format(target=target)}"
    part = percent(hits / n, language)
    return f"{number(hits, language)} of {of} ({part})" if n < SMALL else f"{part} of {of}"


def _amount(measure: Measure, language: str) -> str:
    amount = bare(measure, language)
    one, many = _AFTER.get(measure.metric, ("", ""))
    return amount + (one if amount == "1" else many) + (_OF_HOURS if measure.in_hours else "")


def _over(measure: Measure, language: str) -> str:
    if measure.n is None or measure.metric not in _BASES:
        return ""
    one, many = _BASES[measure.metric]
    return f" over {number(measure.n, language)} {one if measure.n == 1 else many}"


def _value(measure: Measure) -> int | float:
    if not isinstance(measure.value, int | float):
        raise TypeError("only a number can be worded as one")
    return measure.value


_BY_UNIT: MappingProxyType[Unit, Callable[[float, str], str]] = MappingProxyType(
    {
        Unit.COUNT: number,
        Unit.PER_POST: number,
        Unit.SHARE: percent,
        Unit.SECONDS: lambda value, _: duration(timedelta(seconds=value)),
        Unit.HOUR_OF_WEEK: lambda value, _: hour_of_week(value),
    }
)
