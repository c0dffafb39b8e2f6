"""How much of Meta's limits is used up, as its headers say it.

Percentages, and no moment of reset (https://developers.facebook.com/docs/graph-api/overview/
rate-limiting): X-App-Usage for the app as a whole, X-Business-Use-Case-Usage for each Page and
each Instagram account, with the minutes until a used-up one takes calls again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

FULL, NEARLY_FULL, BUSY = 100.0, 95.0, 75.0
"""Percent: nothing is taken any more, background reads stop, they slow down."""
SLOWEST_S = 4.0
"""Between two reads just below the stop."""
_FIGURES = ("call_count", "total_time", "total_cputime")
_MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class Usage:
    """The fullest of the limits that an answer told of. `regain_s` are seconds until calls are
    taken again; 0.0 where it did not say.
    """

    percent: float
    regain_s: float = 0.0

    @property
    def gap_s(self) -> float:
        """Seconds to leave between two background reads: 1 from 75 % on, 4 before the stop."""
        if self.percent < BUSY:
            return 0.0
        share = min((self.percent - BUSY) / (NEARLY_FULL - BUSY), 1.0)
        return 1.0 + share * (SLOWEST_S - 1.0)


def usage_of(headers: Mapping[str, str]) -> Usage | None:
    """Read both headers; None when neither says anything that makes sense."""
    found = [Usage(*each) for each in _told(headers)]
    if not found:
        return None
    return Usage(max(each.percent for each in found), max(each.regain_s for each in found))


def _told(headers: Mapping[str, str]) -> Iterator[tuple[float, float]]:
    yield from _entry(_object(headers.get("x-app-usage", "")))
    for entries in _object(headers.get("x-business-use-case-usage", "")).values():
        for entry in entries if isinstance(entries, list) else ():
            yield from _entry(entry if isinstance(entry, dict) else {})


def _entry(entry: Mapping[str, Any]) -> Iterator[tuple[float, float]]:
    figures = [value for value in map(_number, map(entry.get, _FIGURES)) if value is not None]
    if figures:
        minutes = _number(entry.get("estimated_time_to_regain_access")) or 0.0
        yield max(figures), minutes * _MINUTE_S


def _number(raw: Any) -> float | None:
    """Figures come as numbers, and now and then as words."""
    try:
        value = float(raw)
    except (TypeError, ValueError):
        return None
    return value if 0 <= value < float("inf") else None


def _object(text: str) -> Mapping[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
