"""The figures, the alerts and the lines of the log in the runbook, held against the program."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.operating import OperatingFigures
from handlers.metrics import Figures
from handlers.tasks import Tasks

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "operations.md").read_text()
LINES = r"\blog\.(?:debug|info|warning|error|exception)\(\s*\"([a-z_.]+)\""


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
    alerts = re.findall(r"- alert: (\w+)", TEXT)
    assert alerts
    assert [each for each in alerts if f"**{each}.**" not in TEXT] == []


def test_every_line_of_the_log_that_is_named_is_written() -> None:
    code = [each for name in ("assistant", "handlers") for each in (ROOT / name).rglob("*.py")]
    written = {found for each in code for found in re.findall(LINES, each.read_text())}
    named = set(re.findall(r"`([a-z_]+\.(?!yaml`|key`|zip`)[a-z_]+)`", TEXT))
    assert "sync.stopped" in named
    assert named <= written
