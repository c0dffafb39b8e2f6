"""Five checks instead of one number: respond, talk, stay, mix, listen.

Each stands for itself with its value, its threshold and its trend; nothing is added up but how
many are met. The thresholds are what a team aims at, to be changed by it; no research sets them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from assistant.community.comparisons import Comparison
from assistant.community.heard import NOT_LISTENING
from assistant.community.measures import Measure, nothing

NOT_YET: Final = "not listening yet"
"""The status of *listen* where no search for us is saved."""

Status = Literal["met", "not met", "no data", "not listening yet", "not measured yet"]


@dataclass(frozen=True, slots=True)
class CheckKind:
    """What a check asks for, `about` in words; `metric` None where Engage cannot measure it yet."""

    name: str
    about: str
    metric: str | None
    threshold: float | None


CHECKS = (
    CheckKind("respond", "answers in time", "answered_in_target", 0.8),
    CheckKind("talk", "replies and quotes", "conversation_share", 0.1),
    CheckKind("stay", "people coming back", "returning_share", 0.25),
    CheckKind("mix", "promotion kept small", None, None),
    CheckKind("listen", "talk that does not tag us", "listen", 0.8),
)
"""The five, in the order they are shown."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check as it came out. `comparison` carries value, n and trend; None if not measured."""

    kind: CheckKind
    status: Status
    comparison: Comparison | None


def scorecard(compared: Callable[[str], Comparison]) -> tuple[Check, ...]:
    """All five checks.

    Args:
        compared: gives the comparison of a metric with the period before
            (`health.compared` with its other arguments filled in).
    """
    return tuple(_check(kind, compared) for kind in CHECKS)


def checks_ok(checks: tuple[Check, ...]) -> Measure:
    """How many checks are met, of those that could be measured (`n`)."""
    measured = [check for check in checks if check.status in {"met", "not met"}]
    if not measured:
        return nothing("checks_ok", "none of the checks could be measured")
    met = sum(check.status == "met" for check in measured)
    return Measure("checks_ok", met, n=len(measured))


def _check(kind: CheckKind, compared: Callable[[str], Comparison]) -> Check:
    if kind.metric is None or kind.threshold is None:
        return Check(kind, "not measured yet", None)
    comparison = compared(kind.metric)
    value = comparison.now.value
    if comparison.now.missing == NOT_LISTENING:
        return Check(kind, NOT_YET, None)
    if not isinstance(value, int | float):
        return Check(kind, "no data", comparison)
    return Check(kind, "met" if value >= kind.threshold else "not met", comparison)
