"""The double refuses the blocks that Slack refuses, with Slack's reasons."""

from __future__ import annotations

from typing import Any

import pytest
from slackblocks import _limits as registry
from slackblocks import _surfaces

from playground import blocks, charts, elements, views
from playground.blocks import check_blocks

Json = dict[str, Any]


def section(text: str = "Hello") -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(text: str = "Share", **more: Any) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": text}, **more}


def line(points: int = 3, series: int = 1, **more: Any) -> Json:
    labels = [f"day {number}" for number in range(points)]
    data = [{"label": label, "value": number} for number, label in enumerate(labels)]
    return {
        "type": "data_visualization",
        "title": "Replies",
        "chart": {
            "type": "line",
            "series": [{"name": f"s{number}", "data": data} for number in range(series)],
            "axis_config": {"categories": labels},
        },
        **more,
    }


def table(rows: int = 3, **more: Any) -> Json:
    head = [{"type": "raw_text", "text": "Post"}, {"type": "raw_text", "text": "Replies"}]
    row = [{"type": "raw_text", "text": "a"}, {"type": "raw_number", "value": 3, "text": "3"}]
    return {
        "type": "data_table",
        "caption": "Posts",
        "rows": [head, *([row] * (rows - 1))],
        **more,
    }


OURS = {
    "SECTION_TEXT_MAX_LENGTH": blocks.SECTION_TEXT,
    "SECTION_FIELDS_MAX_ITEMS": blocks.FIELDS,
    "SECTION_FIELDS_ITEM_MAX_LENGTH": blocks.FIELD_TEXT,
    "HEADER_TEXT_MAX_LENGTH": blocks.HEADER_TEXT,
    "CONTEXT_ELEMENTS_MAX_ITEMS": blocks.CONTEXT_ELEMENTS,
    "MARKDOWN_TOTAL_TEXT_MAX_LENGTH": blocks.MARKDOWN_TOTAL,
    "INPUT_LABEL_MAX_LENGTH": blocks.LABEL_TEXT,
    "ALERT_TEXT_MAX_LENGTH": blocks.ALERT_TEXT,
    "CARD_TITLE_MAX_LENGTH": blocks.CARD_TITLE,
    "CARD_BODY_MAX_LENGTH": blocks.CARD_BODY,
    "CARD_ACTIONS_MAX_ITEMS": blocks.CARD_ACTIONS,
    "CAROUSEL_ELEMENTS_MAX_ITEMS": blocks.CAROUSEL_CARDS,
    "CONTAINER_CHILD_BLOCKS_MAX_ITEMS": blocks.CONTAINER_CHILDREN,
    "PLAN_TASKS_MAX_ITEMS": blocks.PLAN_TASKS,
    "MESSAGE_BLOCKS_MAX_ITEMS": blocks.MOST_BLOCKS["message"],
    "VIEW_BLOCKS_MAX_ITEMS": blocks.MOST_BLOCKS["modal"],
    "BUTTON_TEXT_MAX_LENGTH": elements.BUTTON_TEXT,
    "BUTTON_VALUE_MAX_LENGTH": elements.VALUE,
    "BUTTON_URL_MAX_LENGTH": elements.URL,
    "ACTION_ID_MAX_LENGTH": elements.ID,
    "OPTION_TEXT_MAX_LENGTH": elements.OPTION_TEXT,
    "OPTION_VALUE_MAX_LENGTH": elements.OPTION_VALUE,
    "SELECT_OPTIONS_MAX_ITEMS": elements.OPTIONS,
    "OVERFLOW_OPTIONS_MAX_ITEMS": elements.OVERFLOW_OPTIONS,
    "CHECKBOXES_OPTIONS_MAX_ITEMS": elements.FEW_OPTIONS,
    "SELECT_PLACEHOLDER_MAX_LENGTH": elements.PLACEHOLDER,
    "PLAIN_TEXT_INPUT_MAX_LENGTH_MAX": elements.INPUT_LENGTH,
    "IMAGE_ALT_TEXT_MAX_LENGTH": elements.ALT_TEXT,
    "ACTIONS_ELEMENTS_MAX_ITEMS": elements.ACTIONS,
    "CONTEXT_ACTIONS_ELEMENTS_MAX_ITEMS": elements.CONTEXT_ACTIONS,
    "MESSAGE_DATA_VISUALIZATIONS_MAX_ITEMS": charts.CHARTS_A_MESSAGE,
    "DATA_VISUALIZATION_TITLE_MAX_LENGTH": charts.CHART_TITLE,
    "DATA_VISUALIZATION_SEGMENTS_MAX_ITEMS": charts.SEGMENTS,
    "DATA_VISUALIZATION_SERIES_MAX_ITEMS": charts.SERIES,
    "DATA_VISUALIZATION_DATA_MAX_ITEMS": charts.POINTS,
    "DATA_VISUALIZATION_POINT_LABEL_MAX_LENGTH": charts.LABEL,
    "DATA_VISUALIZATION_AXIS_LABEL_MAX_LENGTH": charts.AXIS_LABEL,
    "TABLE_ROWS_MAX_ITEMS": charts.TABLE_ROWS,
    "DATA_TABLE_ROWS_MAX_ITEMS": charts.DATA_TABLE_ROWS,
    "DATA_TABLE_COLUMNS_MAX_ITEMS": charts.COLUMNS,
    "DATA_TABLE_TOTAL_CONTENT_MAX_LENGTH": charts.DATA_TABLE_TEXT,
    "DATA_TABLE_PAGE_SIZE_MAX": charts.PAGE_SIZE,
    "VIEW_TITLE_MAX_LENGTH": views.TITLE,
    "VIEW_PRIVATE_METADATA_MAX_LENGTH": views.PRIVATE_METADATA,
    "VIEW_CALLBACK_ID_MAX_LENGTH": views.ID,
}


def test_limits_agree_with_an_independent_registry() -> None:
    """Each figure equals the one that slackblocks generates from its specification."""
    assert {name: getattr(registry, name) for name in OURS} == OURS


def test_surfaces_agree_with_an_independent_registry() -> None:
    """A block stands on the same surfaces here and in slackblocks."""
    assert _surfaces._BLOCK_TYPES_BY_SURFACE == blocks.KINDS


@pytest.mark.parametrize(
    "good",
    [
        section(),
        {"type": "divider"},
        {"type": "markdown", "text": "x" * 12_000},
        {"type": "actions", "elements": [button(action_id="a"), button(action_id="b")]},
        {"type": "section", "fields": [{"type": "plain_text", "text": "a"}]},
        section() | {"accessory": button()},
        line(points=20, series=12),
        table(rows=201),
        {
            "type": "data_visualization",
            "title": "Share",
            "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]},
        },
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "rate",
                    "positive_button": {"text": button()["text"], "value": "good"},
                    "negative_button": {"text": button()["text"], "value": "bad"},
                }
            ],
        },
    ],
)
def test_accepts_what_slack_accepts(good: Json) -> None:
    """Blocks at their very limits pass."""
    assert check_blocks([good], "message") == []


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (section("x" * 3_001), "must be less than 3001 characters"),
        (section(""), "must be more than 0 characters"),
        ({"type": "section"}, "missing required field: text"),
        ({"type": "teapot"}, "unsupported type: teapot"),
        ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "unsupported type: mrkdwn"),
        ({"type": "actions", "elements": []}, "no less than 1 items"),
        ({"type": "actions", "elements": [button()] * 26}, "no more than 25 items"),
        (
            {"type": "actions", "elements": [button(action_id="a"), button(action_id="a")]},
            "action_id already exists",
        ),
        ({"type": "actions", "elements": [button("x" * 76)]}, "must be less than 76"),
        ({"type": "actions", "elements": [button(value="x" * 2_001)]}, "must be less than 2001"),
        ({"type": "actions", "elements": [button(style="loud")]}, "unsupported type: loud"),
        ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001"),
        (line(points=21), "no more than 20 items"),
        (line(series=13), "no more than 12 items"),
        (line(title="x" * 51), "must be less than 51"),
        (table(rows=1), "no less than 2 items"),
        (table(rows=202), "no more than 201 items"),
        (table(caption=""), "must be more than 0 characters"),
        (table(page_size=101), "must be between 1 and 100"),
        (
            {"type": "task_card", "task_id": "1", "title": "x", "status": "pending"},
            "unsupported type: pending",
        ),
        ("words", "must provide an object"),
    ],
)
def test_refuses_what_slack_refuses(bad: Any, reason: str) -> None:
    """Blocks over a limit are refused, with the place."""
    reasons = check_blocks([bad], "message")

    assert any(reason in each and "[json-pointer:/blocks/0" in each for each in reasons)


def test_totals_of_a_message() -> None:
    """Markdown, charts and tables are counted over the whole message."""
    half = {"type": "markdown", "text": "x" * 6_001}
    long_row = [{"type": "raw_text", "text": "x" * 5_001}] * 2
    wide = table() | {"rows": [table()["rows"][0], long_row]}

    def first(*several: Json) -> str:
        return check_blocks(list(several), "message")[0]

    assert "markdown must be less than 12001" in first(half, half)
    assert check_blocks([line(), line()], "message") == []
    assert "no more than 2 data_visualization" in first(line(), line(), line())
    assert check_blocks([wide], "message") == []
    assert "tables must be less than 20001" in first(wide, wide)
    assert "no more than 50 items" in first(*[{"type": "divider"}] * 51)


def test_chart_points_match_the_categories() -> None:
    """Every series has one point per category, with a finite number."""
    short = line()
    short["chart"]["series"][0]["data"] = short["chart"]["series"][0]["data"][:2]
    odd = line()
    odd["chart"]["series"][0]["data"][0]["value"] = float("nan")

    assert "labels must match the categories" in check_blocks([short], "message")[0]
    assert "must provide a number" in check_blocks([odd], "message")[0]


def test_a_modal_takes_no_markdown_and_a_home_no_feedback() -> None:
    """Some blocks stand in messages only."""
    assert (
        "unsupported type: markdown"
        in check_blocks([{"type": "markdown", "text": "x"}], "modal")[0]
    )
    assert "unsupported type" in check_blocks([{"type": "context_actions"}], "home")[0]
