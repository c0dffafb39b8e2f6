"""Every payload that left for Slack, held against `slackblocks`: an independent reading of the
limits, counts and surfaces of Block Kit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import slackblocks as sb

from playground.api import Call
from playground.deliveries import Delivery
from tests.scenario.element_checks import element_of, input_of

Json = dict[str, Any]

WRITING = {"chat.postMessage", "chat.postEphemeral", "chat.update", "chat.stopStream"}
POSTING = {"chat.postMessage"}
VIEWING = {"views.open", "views.push", "views.update", "views.publish"}


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
        if call.method in VIEWING:
            check_view(said["view"])


def answered_views(deliveries: Sequence[Delivery]) -> list[Call]:
    """Views that were the answer to a form, as if they had come by views.update."""
    bodies = [reply.body for each in deliveries for reply in each.replies]
    views = [body["view"] for body in bodies if isinstance(body, dict) and "view" in body]
    return [Call("views.update", {"view_id": "V1", "view": each}, 0.0, 200, None) for each in views]


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
        sb.ModalView(
            title=view["title"]["text"],
            close=view["close"]["text"],
            submit=view["submit"]["text"] if "submit" in view else None,
            private_metadata=view.get("private_metadata"),
            callback_id=view.get("callback_id"),
            clear_on_close=view.get("clear_on_close", False),
            blocks=blocks,
        )


def block_of(block: Json) -> sb.Block:  # noqa: PLR0911 - a table
    """A block as `slackblocks` builds it; raises where it would not."""
    match block["type"]:
        case "section" if "accessory" in block:
            accessory = element_of(block["accessory"])
            return sb.SectionBlock(text=sb.Text(block["text"]["text"]), accessory=accessory)
        case "input":
            return input_of(block)
        case "section" | "header" | "context" | "divider" | "markdown":
            return sb.Block.from_dict(block)
        case "rich_text":
            return sb.RichTextBlock([_quote(each) for each in block["elements"]])
        case "actions":
            return sb.ActionsBlock([element_of(each) for each in block["elements"]])
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


def _quote(element: Json) -> sb.RichTextQuote | sb.RichTextSection:
    """A quotation of plain text, or a remark between two: nothing is live in either."""
    assert element["type"] in {"rich_text_quote", "rich_text_section"}
    assert all(each["type"] == "text" for each in element["elements"])
    made: list[Any] = [
        sb.RichText(each["text"], **each.get("style", {})) for each in element["elements"]
    ]
    if element["type"] == "rich_text_section":
        return sb.RichTextSection(made)
    return sb.RichTextQuote(made)


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
