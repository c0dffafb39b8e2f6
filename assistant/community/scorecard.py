"""Five checks instead of one number: respond, talk, stay, mix, listen.

Each stands for itself with its value, its threshold and its trend; nothing is added up but how
many are met. The thresholds are what a team aims at, to be changed by it; no research sets them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from assistant.community.comparisons import Comparison
from assistant.community.heard import NOT_LISTENING
from assistant.community.measures import Measure, nothing

NOT_YET: Final = "not listening yet"
"""The status of *listen* where no search for us is saved."""

Status = Literal["met", "not met", "no data", "not listening yet"]


@dataclass(frozen=True, slots=True)
class CheckKind:
    """What a check asks for, `about` in words: a metric of at least its threshold, or at most.

    Where accounts have limits of their own (`Measure.most`), the threshold is the usual one.
    """

    name: str
    about: str
    metric: str
    threshold: float
    at_most: bool = False

    @property
    def aim(self) -> str:
        """Which way: "at least" or "at most"."""
        return "at most" if self.at_most else "at least"


CHECKS = (
    CheckKind("respond", "answers in time", "answered_in_target", 0.8),
    CheckKind("talk", "replies and quotes", "conversation_share", 0.1),
    CheckKind("stay", "people coming back", "returning_share", 0.25),
    CheckKind("mix", "promotion kept small", "promotion_share", 0.2, at_most=True),
    CheckKind("listen", "talk that does not tag us", "listen", 0.8),
)
"""The five, in the order they are shown."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check as it came out. `comparison` carries value, n and trend; None if not measured."""

    kind: CheckKind
    status: Status
    comparison: Comparison | None

    @property
    def threshold(self) -> float:
        """The account's own, where it has one."""
        most = self.comparison.now.most if self.comparison else None
        return self.kind.threshold if most is None else most

    @property
    def aim(self) -> str:
        """Which way: "at least" or "at most"."""
        return self.kind.aim


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
    comparison = compared(kind.metric)
    value = comparison.now.value
    if comparison.now.missing == NOT_LISTENING:
        return Check(kind, NOT_YET, None)
    if not isinstance(value, int | float):
        return Check(kind, "no data", comparison)
    check = Check(kind, "met", comparison)
    met = value <= check.threshold if kind.at_most else value >= check.threshold
    return check if met else replace(check, status="not met")
