"""The table of figures and the alerts in the runbook, held against what the program tells."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.operating import OperatingFigures
from handlers.metrics import Figures
from handlers.tasks import Tasks

TEXT = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()


def told() -> set[str]:
    figures = OperatingFigures()
    Figures(figures.registry, Tasks())
    return {family.name for family in figures.registry.collect()}


def test_every_figure_is_in_the_table_and_nothing_else() -> None:
    rows = re.findall(r"^\| (`engage_.*?) \|", TEXT, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(engage_\w+)`", row)} == told()


def test_alerts_ask_for_figures_that_there_are() -> None:
    rules = TEXT[TEXT.index("```yaml") :]
    asked = set(re.findall(r"\bengage_\w+", rules[: rules.index("```\n")]))
    assert asked
    assert {name.removesuffix("_total") for name in asked} <= told()


def test_every_alert_has_its_paragraph() -> None:
    for alert in re.findall(r"- alert: (\w+)", TEXT):
        assert f"**{alert}.**" in TEXT
