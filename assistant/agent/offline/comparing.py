"""Which two periods a comparison means: the later one is looked at, the earlier one beside it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.agent.offline.reading import Known
from assistant.community.period_words import parse_period
from assistant.community.periods import Period
from assistant.errors import InvalidInput

_RUNNING_NOW = {
    "yesterday": "today",
    "last week": "this week",
    "last month": "this month",
    "last quarter": "this quarter",
    "last year": "this year",
}
_BY_DAYS = ((1, "today"), (7, "this week"), (31, "this month"), (92, "this quarter"))


def side_by_side(periods: Sequence[str], known: Known, *, against: bool) -> list[str]:
    """The period to look at, then the one to set it beside where that was named.

    "More than last month" is about this month. Of two periods the later one is looked at, in
    whatever order they are named: a change runs forward in time.

    Args:
        periods: as written, in order.
        known: time and zone.
        against: whether the first is named as what to compare with.
    """
    spans = [_span(each, known) for each in periods[:2]]
    match spans:
        case [Period() as named] if against and named.end < known.now:
            return [_running_now(named), periods[0]]
        case [Period() as first, Period() as second] if first.start < second.start:
            return [periods[1], periods[0]]
    return list(periods[:2])


def _running_now(named: Period) -> str:
    """The period of the same kind that is going on."""
    by_length = next((words for days, words in _BY_DAYS if named.days <= days), "this year")
    return _RUNNING_NOW.get(named.name or "", by_length)


def _span(words: str, known: Known) -> Period | None:
    try:
        return parse_period(words, known.zone, known.now)
    except InvalidInput:  # one that has not begun: the tool says so
        return None
