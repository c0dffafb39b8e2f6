"""Every payload that left for Slack, held against `slackblocks`: an independent reading of the
limits, counts and surfaces of Block Kit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import slackblocks as sb

from playground.api import Call

Json = dict[str, Any]

WRITING = {"chat.postMessage", "chat.postEphemeral", "chat.update", "chat.stopStream"}
POSTING = {"chat.postMessage"}


def check_calls(calls: Sequence[Call]) -> None:
    """Fail on the first payload that `slackblocks` would not let out."""
    for call in calls:
        said = call.arguments
        if call.method in WRITING and said.get("blocks"):
            check_message(said)
        if call.method in POSTING:
            assert said["unfurl_links"] is False, call
            assert said["unfurl_media"] is False, call
        if call.method in WRITING - {"chat.stopStream"}:
            assert said["text"].strip(), f"{call.method} without words for a notification"
        if call.method in ("views.open", "views.publish"):
            check_view(said["view"])


def check_message(said: Json) -> None:
    """Blocks of a message, one by one and together."""
    blocks = [block_of(each) for each in said["blocks"]]
    sb.Message(channel=said.get("channel", "C1"), text=said.get("text", ""), blocks=blocks)


def check_view(view: Json) -> None:
    """A modal or a Home tab."""
    blocks = [block_of(each) for each in view["blocks"]]
    if view["type"] == "home":
        sb.HomeTabView(blocks=blocks)
    else:
        sb.ModalView(title=view["title"]["text"], close=view["close"]["text"], blocks=blocks)


def block_of(block: Json) -> sb.Block:
    """A block as `slackblocks` builds it; raises where it would not."""
    match block["type"]:
        case "section" | "header" | "context" | "divider" | "markdown":
            return sb.Block.from_dict(block)
        case "actions":
            return sb.ActionsBlock([_button(each) for each in block["elements"]])
        case "context_actions":
            return sb.ContextActionsBlock([_thumbs(each) for each in block["elements"]])
        case "data_table":
            return sb.DataTableBlock(
                rows=[[_cell(cell) for cell in row] for row in block["rows"]],
                caption=block["caption"],
                page_size=block["page_size"],
            )
        case "data_visualization":
            return sb.DataVisualizationBlock(block["title"], _chart(block["chart"]))
        case other:
            raise AssertionError(f"no check for {other}")


def _button(element: Json) -> sb.Button:
    assert element["type"] == "button"
    return sb.Button(
        text=element["text"]["text"],
        action_id=element["action_id"],
        value=element["value"],
        style=element.get("style"),
    )


def _thumbs(element: Json) -> sb.FeedbackButtons:
    def thumb(button: Json) -> sb.FeedbackButton:
        return sb.FeedbackButton(
            button["text"]["text"], button["value"], button["accessibility_label"]
        )

    return sb.FeedbackButtons(
        thumb(element["positive_button"]), thumb(element["negative_button"]), element["action_id"]
    )


def _cell(cell: Json) -> Any:
    if cell["type"] == "raw_number":
        return sb.RawNumber(cell["value"], cell["text"])
    assert cell["type"] == "raw_text"
    return sb.RawText(cell["text"])


def _chart(chart: Json) -> Any:
    if chart["type"] == "pie":
        return sb.PieChart([sb.ChartSegment(s["label"], s["value"]) for s in chart["segments"]])
    kinds = {"line": sb.LineChart, "bar": sb.BarChart, "area": sb.AreaChart}
    series = [
        sb.DataSeries(each["name"], [sb.DataPoint(p["label"], p["value"]) for p in each["data"]])
        for each in chart["series"]
    ]
    axis = chart["axis_config"]
    return kinds[chart["type"]](
        series, sb.AxisConfig(axis["categories"], axis.get("x_label"), axis.get("y_label"))
    )
