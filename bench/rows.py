"""What a benchmark found: one line beside its baseline and its budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Self


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        name: what was measured.
        value: the median over all rounds, in `unit`.
        unit: of value and baseline.
        baseline: the median of what it is set beside, measured in the same rounds; None where
            the budget is an absolute one.
        ratio: median of the rounds' ratios, which noise moves less than the ratio of medians.
        budget: the most that `ratio` may be, or `value` where there is no ratio; None for a line
            that is only there for comparison.
        note: what a reader must know to read the figure.
    """

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    budget: float | None = None
    note: str = ""

    @classmethod
    def beside(
        cls,
        name: str,
        unit: str,
        rounds: Sequence[tuple[float, float]],
        *,
        budget: float | None = None,
        note: str = "",
    ) -> Self:
        """A row from (value, baseline) of each round; the budget is for the ratio."""
        return cls(
            name,
            median(value for value, _ in rounds),
            unit,
            median(baseline for _, baseline in rounds),
            median(value / baseline for value, baseline in rounds),
            budget,
            note,
        )

    @classmethod
    def alone(
        cls,
        name: str,
        unit: str,
        values: Sequence[float],
        *,
        budget: float | None = None,
        note: str = "",
    ) -> Self:
        """A row without a baseline; the budget is for the value."""
        return cls(name, median(values), unit, budget=budget, note=note)

    def at_pace(self, pace: float) -> Row:
        """The same on a machine so many times slower than the one budgets in time were set for.

        Budgets of ratios and counts stay: they mean the same everywhere.
        """
        timed = self.ratio is None and self.unit in ("ms", "s")
        return replace(self, budget=self.budget * pace) if timed and self.budget else self

    @property
    def ok(self) -> bool:
        """Whether it is within its budget; True where there is none."""
        measured = self.value if self.ratio is None else self.ratio
        return self.budget is None or measured <= self.budget


_HEAD = ("", "measured", "baseline", "ratio", "budget", "")


def table(rows: Sequence[Row]) -> str:
    """The rows as a table of plain text; notes stand below, numbered."""
    notes = list(dict.fromkeys(row.note for row in rows if row.note))
    lines = [_HEAD, *(_cells(row, notes) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEAD))]
    shown = [
        "  ".join(
            cell.ljust(width) if column in (0, 5) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    return "\n".join([*shown, "", *(f"({n}) {note}" for n, note in enumerate(notes, 1))]).rstrip()


def _cells(row: Row, notes: Sequence[str]) -> tuple[str, ...]:
    mark = f" ({notes.index(row.note) + 1})" if row.note else ""
    of_ratio = row.ratio is not None
    return (
        row.name + mark,
        f"{_worded(row.value)} {row.unit}".strip(),
        "" if row.baseline is None else f"{_worded(row.baseline)} {row.unit}".strip(),
        "" if row.ratio is None else f"{row.ratio:.2f} x",
        _budget(row.budget, "x" if of_ratio else row.unit),
        "" if row.budget is None else "ok" if row.ok else "OVER",
    )


def _budget(limit: float | None, unit: str) -> str:
    return "" if limit is None else f"<= {_worded(limit)} {unit}".strip()


def _worded(value: float) -> str:
    """Three figures at least, no more decimals than they need."""
    for limit, decimals in ((10, 2), (100, 1)):
        if abs(value) < limit and value != int(value):
            return f"{value:.{decimals}f}"
    return f"{value:,.0f}"
