"""Charts and tables of Block Kit and their limits.

slack.md 1.3 and 2.3; docs: data visualization block, data table block, table block.
"""

from __future__ import annotations

import math
from typing import Any

from playground.checks import Report
from playground.errors import Json

CHARTS_A_MESSAGE = 2
CHART_TITLE = 50
SEGMENTS = 12
SERIES = 12
POINTS = 20
LABEL = 20
AXIS_LABEL = 50
TABLE_ROWS = 100
DATA_TABLE_ROWS = 201
COLUMNS = 20
TABLE_TEXT = 10_000
DATA_TABLE_TEXT = 20_000
PAGE_SIZE = 100


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def check_chart(block: Json, at: str, report: Report) -> None:
    """Check a data_visualization block."""
    report.string(block, "title", CHART_TITLE, at)
    chart = block.get("chart")
    if not isinstance(chart, dict):
        report.say("missing required field: chart", at)
        return
    where = f"{at}/chart"
    if not report.one_of(chart.get("type"), ("line", "bar", "area", "pie"), f"{where}/type"):
        return
    if chart["type"] == "pie":
        for index, segment in enumerate(report.items(chart, "segments", 1, SEGMENTS, where)):
            place = f"{where}/segments/{index}"
            report.string(segment, "label", LABEL, place)
            if not _number(segment.get("value")) or segment["value"] <= 0:
                report.say("must be a number greater than 0", f"{place}/value")
        return
    _check_series(chart, where, report)


def _check_series(chart: Json, at: str, report: Report) -> None:
    axis = chart.get("axis_config")
    if not isinstance(axis, dict):
        report.say("missing required field: axis_config", at)
        return
    where = f"{at}/axis_config"
    categories = list(report.items(axis, "categories", 1, POINTS, where))
    for index, category in enumerate(categories):
        if not isinstance(category, str) or not 1 <= len(category) <= LABEL:
            report.say(f"must be 1 to {LABEL} characters", f"{where}/categories/{index}")
    if len(set(map(str, categories))) != len(categories):
        report.say("categories must be unique", f"{where}/categories")
    report.string(axis, "x_label", AXIS_LABEL, where, needed=False)
    report.string(axis, "y_label", AXIS_LABEL, where, needed=False)
    names = []
    for index, series in enumerate(report.items(chart, "series", 1, SERIES, at)):
        place = f"{at}/series/{index}"
        names.append(report.string(series, "name", LABEL, place))
        points = report.items(series, "data", 1, POINTS, place)
        # Each series has exactly one point per category, in any order (docs: data series).
        if sorted(str(point.get("label")) for point in points) != sorted(map(str, categories)):
            report.say("labels must match the categories", f"{place}/data")
        for number, point in enumerate(points):
            if not _number(point.get("value")):
                report.say("must provide a number", f"{place}/data/{number}/value")
    if len(set(names)) != len(names):
        report.say("series names must be unique", f"{at}/series")


def text_length(value: Any) -> int:
    """Characters of all `text` strings inside a payload."""
    if isinstance(value, dict):
        return sum(
            len(inner) if name == "text" and isinstance(inner, str) else text_length(inner)
            for name, inner in value.items()
        )
    if isinstance(value, list):
        return sum(text_length(each) for each in value)
    return 0


def check_data_table(block: Json, at: str, report: Report) -> None:
    """Check a data_table block: a header row and up to 200 more, each as wide as the first."""
    report.string(block, "caption", DATA_TABLE_TEXT, at)
    rows = report.items(block, "rows", 2, DATA_TABLE_ROWS, at)
    _check_cells(rows, at, report)
    if rows and isinstance(rows[0], list):
        for column, cell in enumerate(rows[0]):
            if isinstance(cell, dict) and cell.get("type") == "rich_text":
                report.say("rich_text is not allowed in the header", f"{at}/rows/0/{column}")
        last = len(rows[0]) - 1
        if not 0 <= block.get("row_header_column_index", 0) <= max(0, last):
            report.say(f"must be between 0 and {last}", f"{at}/row_header_column_index")
    if not 1 <= block.get("page_size", 5) <= PAGE_SIZE:
        report.say(f"must be between 1 and {PAGE_SIZE}", f"{at}/page_size")
    if text_length(list(rows)) > DATA_TABLE_TEXT:
        report.say(f"must be less than {DATA_TABLE_TEXT + 1} characters in all", f"{at}/rows")


def check_table(block: Json, at: str, report: Report) -> None:
    """Check a table block."""
    rows = report.items(block, "rows", 1, TABLE_ROWS, at)
    _check_cells(rows, at, report)
    if text_length(list(rows)) > TABLE_TEXT:
        report.say(f"must be less than {TABLE_TEXT + 1} characters in all", f"{at}/rows")


def _check_cells(rows: Any, at: str, report: Report) -> None:
    widths = set()
    for index, row in enumerate(rows):
        place = f"{at}/rows/{index}"
        if not isinstance(row, list) or not 1 <= len(row) <= COLUMNS:
            report.say(f"must be an array of 1 to {COLUMNS} cells", place)
            continue
        widths.add(len(row))
        for column, cell in enumerate(row):
            where = f"{place}/{column}"
            kind = cell.get("type") if isinstance(cell, dict) else None
            if not report.one_of(kind, ("raw_text", "raw_number", "rich_text"), f"{where}/type"):
                continue
            if kind in ("raw_text", "raw_number"):
                report.string(cell, "text", DATA_TABLE_TEXT, where)
            if kind == "raw_number" and not _number(cell.get("value")):
                report.say("must provide a number", f"{where}/value")
    if len(widths) > 1:
        report.say("all rows must have the same number of columns", f"{at}/rows")
