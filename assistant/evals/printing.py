"""`engage eval` in a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.status import Status

from assistant.evals.report import Report, as_json, table, wrong_line
from assistant.evals.running import evaluate
from assistant.settings import Settings


async def print_eval(settings: Settings, path: Path | None, *, json: bool) -> int:
    """Ask the questions and print how it went.

    Returns:
        The exit code: 0 when the model will do, 1 when not.

    Raises:
        InvalidInput: a table that cannot be read.
    """
    with Status("Starting PostgreSQL and Valkey", console=Console(stderr=True)) as status:
        report = await evaluate(settings, path, status.update)
    sys.stdout.write((as_json(report) if json else _words(report)) + "\n")
    return 0 if report.passed else 1


def _words(report: Report) -> str:
    wrong = [wrong_line(each) for each in report.outcomes if not each.right]
    rows = table(report)
    width = max(len(name) for name, _ in rows)
    lines = [f"{name.ljust(width)}  {value}" for name, value in rows]
    verdict = "This will do." if report.passed else "This is not good enough."
    return "\n".join([*wrong, *([""] if wrong else []), *lines, "", verdict])
