"""Faults a test switches on: what Slack does on a bad day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["status", "error", "rate_limit", "hang", "drop", "drop_after"]


@dataclass
class Fault:
    """One fault of one method ("*": of every method).

    Attributes:
        kind: `status` answers with a bare HTTP status; `error` with an error name; `rate_limit`
            with 429; `hang` never answers; `drop` closes the connection before anything
            happened; `drop_after` does what was asked and then closes the connection.
        times: how often it strikes; None for always.
        status: for `status`.
        error: for `error`.
        retry_after_s: for `rate_limit`.
        skip: calls that pass before the first strike.
    """

    method: str
    kind: FaultKind
    times: int | None = 1
    status: int = 500
    error: str = "internal_error"
    retry_after_s: int = 1
    skip: int = 0


class Faults:
    """The faults that are switched on.

    `no_charts` makes the workspace one that does not have `data_visualization` and `data_table`
    yet: such blocks are `invalid_blocks` (slack.md 0.3, phased roll-out).
    """

    def __init__(self) -> None:
        self.no_charts = False
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Switch a fault on; keep the value to watch `times` go down."""
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Switch everything off."""
        self._faults.clear()
        self.no_charts = False

    def strike(self, method: str) -> Fault | None:
        """The fault that hits this call, counted."""
        for fault in self._faults:
            if fault.method not in (method, "*") or fault.times == 0:
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
            return fault
        return None
