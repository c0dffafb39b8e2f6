"""Charts and tables as text, for views of workspaces that do not have the blocks yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.render import blocks as kit
from handlers.render.blocks import Block
from handlers.render.charts import BARS
from handlers.render.text import clip, fold, mrkdwn

if TYPE_CHECKING:
    from assistant.community.answers import Chart, Table

ROWS = 30
ROWS_A_BLOCK = 10
NAME = 8
LINE = 40


def table_sections(table: Table) -> list[Block]:
    """A table, one line for each row: the first cell, then the others with their columns."""
    rows = []
    for row in table.rows[:ROWS]:
        cells = [
            f"{name.lower()}: {mrkdwn(fold(cell))}"
            for name, cell in zip(table.columns[1:], row[1:], strict=True)
            if cell != "-"
        ]
        rows.append(f"*{mrkdwn(fold(row[0]))}* {', '.join(cells)}")
    if (more := len(table.rows) - ROWS) > 0:
        rows.append(f"…and {more} more.")
    return [
        kit.section("\n".join(rows[at : at + ROWS_A_BLOCK]))
        for at in range(0, len(rows), ROWS_A_BLOCK)
    ]


def chart_section(chart: Chart) -> Block:
    """A chart as bars."""
    top = max((value for each in chart.series for value in each.values), default=0) or 1
    lines = []
    for series in chart.series:
        lines.append(_drawn(series.name))
        for name, value in zip(chart.categories, series.values, strict=True):
            bar = "▇" * round(value / top * BARS) or "▏"
            lines.append(f"{_drawn(name).ljust(NAME)} {bar} {value:g}")
    drawn = clip("\n".join(lines), kit.SECTION - 200)
    return kit.section(f"*{mrkdwn(fold(chart.title))}*\n```\n{drawn}\n```")


def _drawn(name: str) -> str:
    """Nothing may end the code block but its own end."""
    return mrkdwn(clip(fold(name), LINE)).replace("`", "ˋ")
