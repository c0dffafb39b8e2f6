"""What Slack accepts as blocks: kinds by surface, limits, totals (slack.md 2.3).

The unit tests hold these figures against the independent `slackblocks` registry.
"""

from __future__ import annotations

from typing import Any, Literal

from playground import elements
from playground.charts import (
    CHARTS_A_MESSAGE,
    DATA_TABLE_TEXT,
    check_chart,
    check_data_table,
    check_table,
    text_length,
)
from playground.checks import Check, Report
from playground.errors import Json

Surface = Literal["message", "modal", "home"]

SECTION_TEXT = 3_000
FIELDS = 10
FIELD_TEXT = 2_000
HEADER_TEXT = 150
CONTEXT_ELEMENTS = 10
MARKDOWN_TOTAL = 12_000
LABEL_TEXT = 2_000
ALERT_TEXT = 200
CARD_TITLE = 150
CARD_BODY = 200
CARD_ACTIONS = 3
CAROUSEL_CARDS = 10
CONTAINER_CHILDREN = 10
PLAN_TASKS = 50
MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}

_EVERYWHERE = {
    "actions", "card", "context", "divider", "header", "image", "input", "rich_text", "section",
    "video",
}  # fmt: skip
_WIDE = {"carousel", "container", "data_table", "data_visualization", "table"}
KINDS: dict[Surface, frozenset[str]] = {
    "message": frozenset(
        _EVERYWHERE | _WIDE | {"context_actions", "file", "markdown", "plan", "task_card"}
    ),
    "modal": frozenset(_EVERYWHERE | {"alert"}),
    "home": frozenset(_EVERYWHERE | _WIDE),
}
"""Which blocks stand on which surface (slack.md 2.3 "surfaces")."""


def check_blocks(blocks: object, surface: Surface, at: str = "/blocks") -> list[str]:
    """Every reason why Slack refuses `blocks` on `surface`; none means accepted.

    `data_visualization` is an ordinary kind here; that a workspace does not have it yet is a
    fault the tests switch on.
    """
    report = Report()
    if not isinstance(blocks, list):
        report.say("must be a valid array", at)
        return report.reasons
    if len(blocks) > MOST_BLOCKS[surface]:
        report.say(f"no more than {MOST_BLOCKS[surface]} items allowed", at)
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        _check_block(block, surface, f"{at}/{index}", report)
        block_id = block.get("block_id") if isinstance(block, dict) else None
        if block_id in seen:
            report.say("block_id already exists", f"{at}/{index}/block_id")
        if block_id:
            seen.add(str(block_id))
    if not report.reasons:
        _check_totals(blocks, at, report)
    return report.reasons


def _check_totals(blocks: list[Json], at: str, report: Report) -> None:
    markdown = sum(len(each["text"]) for each in blocks if each["type"] == "markdown")
    if markdown > MARKDOWN_TOTAL:
        report.say(f"markdown must be less than {MARKDOWN_TOTAL + 1} characters in all", at)
    if sum(each["type"] == "data_visualization" for each in blocks) > CHARTS_A_MESSAGE:
        report.say(f"no more than {CHARTS_A_MESSAGE} data_visualization blocks allowed", at)
    tables = sum(text_length(each["rows"]) for each in blocks if each["type"] == "data_table")
    if tables > DATA_TABLE_TEXT:
        report.say(f"tables must be less than {DATA_TABLE_TEXT + 1} characters in all", at)


def _check_block(block: object, surface: Surface, at: str, report: Report) -> None:
    if not isinstance(block, dict):
        report.say("must provide an object", at)
        return
    kind = block.get("type")
    if not report.one_of(kind, KINDS[surface], f"{at}/type"):
        return
    report.string(block, "block_id", elements.ID, at, needed=False)
    check = _BLOCKS.get(str(kind))
    if check is not None:
        check(block, at, report)


def _section(block: Json, at: str, report: Report) -> None:
    if "fields" in block:
        for index, field in enumerate(report.items(block, "fields", 1, FIELDS, at)):
            report.text({"field": field}, "field", FIELD_TEXT, f"{at}/fields/{index}")
    report.text(block, "text", SECTION_TEXT, at, needed="fields" not in block)
    if "accessory" in block:
        elements.check_element(
            block["accessory"], elements.ACCESSORY_KINDS, f"{at}/accessory", report
        )


def _header(block: Json, at: str, report: Report) -> None:
    report.text(block, "text", HEADER_TEXT, at, plain=True)


def _context(block: Json, at: str, report: Report) -> None:
    for index, each in enumerate(report.items(block, "elements", 1, CONTEXT_ELEMENTS, at)):
        where = f"{at}/elements/{index}"
        if isinstance(each, dict) and each.get("type") == "image":
            elements.check_element(each, frozenset({"image"}), where, report)
        else:
            report.text({"text": each}, "text", SECTION_TEXT, where)


def _actions(most: int, kinds: frozenset[str]) -> Check:
    def check(block: Json, at: str, report: Report) -> None:
        seen: set[Any] = set()
        for index, each in enumerate(report.items(block, "elements", 1, most, at)):
            elements.check_element(each, kinds, f"{at}/elements/{index}", report)
            action_id = each.get("action_id") if isinstance(each, dict) else None
            if action_id in seen:
                report.say("action_id already exists", f"{at}/elements/{index}/action_id")
            if action_id:
                seen.add(action_id)

    return check


def _markdown(block: Json, at: str, report: Report) -> None:
    report.string(block, "text", MARKDOWN_TOTAL, at)


def _input(block: Json, at: str, report: Report) -> None:
    report.text(block, "label", LABEL_TEXT, at, plain=True)
    report.text(block, "hint", LABEL_TEXT, at, plain=True, needed=False)
    elements.check_element(block.get("element"), elements.INPUT_KINDS, f"{at}/element", report)


def _rich_text(block: Json, at: str, report: Report) -> None:
    kinds = ("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted")
    for index, each in enumerate(report.items(block, "elements", 0, 10_000, at)):
        kind = each.get("type") if isinstance(each, dict) else None
        report.one_of(kind, kinds, f"{at}/elements/{index}/type")


def _image(block: Json, at: str, report: Report) -> None:
    elements.ELEMENTS["image"](block, at, report)
    report.text(block, "title", LABEL_TEXT, at, plain=True, needed=False)


def _task_card(block: Json, at: str, report: Report) -> None:
    report.string(block, "task_id", elements.ID, at)
    report.string(block, "title", 256, at)
    # Only tasks of a plan may wait; a card that stands alone may not (slack.md 2.3).
    report.one_of(block.get("status"), ("in_progress", "complete", "error"), f"{at}/status")


def _plan(block: Json, at: str, report: Report) -> None:
    report.string(block, "title", 256, at)
    report.items(block, "tasks", 0, PLAN_TASKS, at)


def _card(block: Json, at: str, report: Report) -> None:
    report.text(block, "title", CARD_TITLE, at, needed=False)
    report.text(block, "subtitle", CARD_TITLE, at, needed=False)
    report.text(block, "body", CARD_BODY, at, needed=False)
    for index, each in enumerate(report.items(block, "actions", 0, CARD_ACTIONS, at, needed=False)):
        elements.check_element(each, frozenset({"button"}), f"{at}/actions/{index}", report)


_BLOCKS: dict[str, Check] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions(elements.ACTIONS, elements.ACTION_KINDS),
    "context_actions": _actions(elements.CONTEXT_ACTIONS, elements.CONTEXT_ACTION_KINDS),
    "markdown": _markdown,
    "input": _input,
    "rich_text": _rich_text,
    "image": _image,
    "alert": lambda block, at, report: report.text(block, "text", ALERT_TEXT, at),
    "task_card": _task_card,
    "plan": _plan,
    "card": _card,
    "carousel": lambda block, at, report: _many(block, "elements", CAROUSEL_CARDS, at, report),
    "container": lambda block, at, report: _many(
        block, "child_blocks", CONTAINER_CHILDREN, at, report
    ),
    "data_visualization": check_chart,
    "data_table": check_data_table,
    "table": check_table,
}


def _many(block: Json, name: str, most: int, at: str, report: Report) -> None:
    report.items(block, name, 1, most, at)
