"""Charts and tables as Slack's own blocks, and as text where Slack does not have them yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers.render.blocks import Block, markdown
from handlers.render.text import clip, fold, harmless, unlinked
from handlers.render.text import markdown as safe_markdown

if TYPE_CHECKING:
    from assistant.community.answers import Chart, Table

CHARTS = 2
TITLE = 50
LABEL = 20
AXIS = 50
POINTS = 20
SERIES = 12
SEGMENTS = 12
ROWS = 201
COLUMNS = 20
TABLE_TEXT = 18_000
"""Characters of all tables of a message; Slack's limit is 20,000."""

PAGE = 10
TEXT_ROWS = 20
BARS = 24

_CUT = f"The chart shows the last {POINTS} of {{points}} points."
_WHOLE = re.compile(r"-?\d{1,15}")
_UNIT = re.compile(r"(?<=\d) (?=(?:%|h|min|s)(?!\w))")
"""The space before a unit: in a narrow column the line must not end there."""


def chart_block(chart: Chart) -> Block | None:
    """A `data_visualization` block; None where there is nothing to draw.

    A chart holds twenty points at most: of a longer one the latest are shown.
    """
    drawn = _pie(chart) if chart.kind == "pie" else _axes(chart)
    if drawn is None:
        return None
    title = clip(fold(harmless(chart.title)), TITLE) or "Chart"
    return {"type": "data_visualization", "title": title, "chart": drawn}


def chart_note(chart: Chart) -> str | None:
    """What must be said beside a chart that does not show all; None when it does."""
    points = len(chart.categories)
    cut = "" if chart.kind == "pie" or points <= POINTS else _CUT.format(points=points)
    return " ".join(filter(None, [cut, chart.left_out])) or None


def chart_text(chart: Chart) -> Block:
    """The chart as bars of text, with its description."""
    lines = [f"**{_words(chart.title)}**", _words(chart.alt), "```"]
    top = max((abs(v) for each in chart.series for v in each.values), default=0) or 1
    width = max((len(_label(each)) for each in chart.categories), default=0)
    for series in chart.series[:SERIES]:
        if len(chart.series) > 1:
            lines.append(_label(series.name))
        for name, value in list(zip(chart.categories, series.values, strict=False))[-POINTS:]:
            bar = "▇" * round(abs(value) / top * BARS)
            lines.append(f"{_label(name).ljust(width)}  {bar or '▏'} {_number(value)}")
    # Nothing may end the code block but its own end.
    drawn = [*lines[:3], *(line.replace("`", "ˋ") for line in lines[3:]), "```"]
    return markdown("\n".join(drawn))


def table_block(table: Table) -> Block | None:
    """A `data_table` block; None for a table without rows."""
    if not table.rows or not table.columns:
        return None
    width = min(len(table.columns), COLUMNS)
    rows = [[_text_cell(name) for name in table.columns[:width]]]
    used = 0
    for row in table.rows[: ROWS - 1]:
        padded = (*row, *[""] * width)[:width]
        used += sum(len(cell) for cell in padded)
        if used > TABLE_TEXT:
            break
        rows.append([_cell(cell) for cell in padded])
    caption = clip(fold(harmless(table.title)), TITLE * 3) or "Table"
    return {"type": "data_table", "caption": caption, "rows": rows, "page_size": PAGE}


def table_text(table: Table) -> Block:
    """The table as lines of text: names of columns beside each value."""
    lines = [f"**{_words(table.title)}**"]
    for row in table.rows[:TEXT_ROWS]:
        cells = [
            f"{_words(name)}: {_words(cell) or '–'}"
            for name, cell in zip(table.columns, row, strict=False)
        ]
        lines.append("- " + ", ".join(cells))
    if len(table.rows) > TEXT_ROWS:
        lines.append(f"…and {len(table.rows) - TEXT_ROWS} more rows.")
    return markdown("\n".join(lines))


def _axes(chart: Chart) -> Block | None:
    names = _unique([_label(each) for each in chart.categories[-POINTS:]])
    series = chart.series[:SERIES]
    if not names or not series or any(len(s.values) != len(chart.categories) for s in series):
        return None
    titles = _unique([_label(each.name) for each in series])
    config: Block = {"categories": names}
    for key, label in (("x_label", chart.x_label), ("y_label", chart.y_label)):
        if label:
            config[key] = clip(fold(harmless(label)), AXIS)
    lines = [
        {
            "name": title,
            "data": [
                {"label": name, "value": value}
                for name, value in zip(names, each.values[-POINTS:], strict=True)
            ],
        }
        for title, each in zip(titles, series, strict=True)
    ]
    return {"type": chart.kind, "series": lines, "axis_config": config}


def _pie(chart: Chart) -> Block | None:
    values = chart.series[0].values if chart.series else ()
    names = _unique([_label(each) for each in chart.categories])
    segments = [
        {"label": name, "value": value}
        for name, value in zip(names, values, strict=False)
        if value > 0
    ]
    return {"type": "pie", "segments": segments[:SEGMENTS]} if segments else None


def _words(text: str) -> str:
    """Plain words for a line of CommonMark."""
    return safe_markdown(fold(text))


def _label(text: str) -> str:
    return clip(fold(harmless(text)), LABEL) or "–"


def _unique(names: Sequence[str]) -> list[str]:
    """Names cut to the same beginning get a number: Slack wants each once."""
    made: list[str] = []
    for name in names:
        unique, number = name, 1
        while unique in made:
            number += 1
            unique = name[: LABEL - len(f" {number}")] + f" {number}"
        made.append(unique)
    return made


def _text_cell(text: str) -> Block:
    kept = _UNIT.sub("\u00a0", fold(unlinked(text)))
    return {"type": "raw_text", "text": kept or "–"}


def _cell(text: str) -> Block:
    if _WHOLE.fullmatch(text):
        return {"type": "raw_number", "value": int(text), "text": text}
    return _text_cell(text)


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
