"""A streamed message: its mode, its life and what it shows.

Rules (reference marks: slack.md sections 0.4, 1.2, 2.3):
- a stream lives about 5 minutes, even while it is appended to (python-slack-sdk#1859);
- its first content sets its mode: text or chunks, never both (`streaming_mode_mismatch`);
- a task's title and status are replaced, its details and output are added to;
- texts of task and plan updates hold 256 characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from playground.blocks import check_blocks
from playground.errors import Json, SlackError

LIFE_S = 300.0
"""Seconds a stream lives after its start (slack.md 0.4)."""

MARKDOWN_LIMIT = 12_000
"""Characters of markdown in one call (docs: chat.appendStream, `markdown_text`)."""

TASK_TEXT_LIMIT = 256
"""Characters of each text of a task or plan update (slack.md 1.2)."""

_STATUSES = ("pending", "in_progress", "complete", "error")


@dataclass
class Stream:
    """What has been streamed so far, in order.

    `items` are `{"type": "text" | "task" | "plan" | "blocks", ...}`; `state` is `in_progress`
    while it takes more.
    """

    started_at: float
    display: Literal["timeline", "plan"] = "timeline"
    mode: Literal["text", "chunks"] | None = None
    state: Literal["in_progress", "completed", "expired", "stopped"] = "in_progress"
    items: list[Json] = field(default_factory=list)
    closing_blocks: list[Json] = field(default_factory=list)

    def take(self, markdown: str | None, chunks: Sequence[Json] | None) -> None:
        """Add what one call brought.

        Raises:
            SlackError: `streaming_mode_mismatch`, `msg_too_long`, `invalid_chunks`.
        """
        if markdown is not None and chunks is not None:
            raise SlackError("invalid_arguments", ("markdown_text and chunks exclude each other",))
        if markdown is not None:
            self._enter("text")
            if len(markdown) > MARKDOWN_LIMIT:
                raise SlackError("msg_too_long")
            self._add_text(markdown)
        elif chunks is not None:
            _check_chunks(chunks)
            if chunks:
                self._enter("chunks")
            for chunk in chunks:
                self._take_chunk(chunk)

    def _enter(self, mode: Literal["text", "chunks"]) -> None:
        if self.mode is not None and self.mode != mode:
            raise SlackError("streaming_mode_mismatch")
        self.mode = mode

    def _add_text(self, text: str) -> None:
        if self.items and self.items[-1]["type"] == "text":
            self.items[-1]["text"] += text
        else:
            self.items.append({"type": "text", "text": text})

    def _take_chunk(self, chunk: Json) -> None:
        match chunk["type"]:
            case "markdown_text":
                self._add_text(chunk["text"])
            case "task_update":
                self._update_task(chunk)
            case "plan_update":
                plans = [item for item in self.items if item["type"] == "plan"]
                if plans:
                    plans[0]["title"] = chunk["title"]
                else:
                    self.items.append({"type": "plan", "title": chunk["title"]})
            case "blocks":
                self.items.append({"type": "blocks", "blocks": chunk["blocks"]})

    def _update_task(self, chunk: Json) -> None:
        known = [i for i in self.items if i["type"] == "task" and i["id"] == chunk["id"]]
        task = known[0] if known else {"type": "task", "id": chunk["id"]}
        if not known:
            self.items.append(task)
        task["title"] = chunk["title"]
        task["status"] = chunk.get("status", "pending")
        for part in ("details", "output"):
            if chunk.get(part):
                task[part] = task.get(part, "") + chunk[part]
        if chunk.get("sources"):
            task.setdefault("sources", []).extend(chunk["sources"])

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(item["text"] for item in self.items if item["type"] == "text")

    def blocks(self) -> list[Json]:
        """What the message reads as: markdown, task cards, blocks, then the closing blocks."""
        shown: list[Json] = []
        plan: Json | None = None
        for item in self.items:
            match item["type"]:
                case "text":
                    shown.append({"type": "markdown", "text": item["text"]})
                case "blocks":
                    shown.extend(item["blocks"])
                case "plan" | "task" if self.display == "plan" or item["type"] == "plan":
                    if plan is None:
                        plan = {"type": "plan", "title": "", "tasks": []}
                        shown.append(plan)
                    if item["type"] == "plan":
                        plan["title"] = item["title"]
                    else:
                        plan["tasks"].append(_task_card(item))
                case _:
                    shown.append({"type": "task_card", **_task_card(item)})
        return shown + self.closing_blocks


def _task_card(item: Json) -> Json:
    card: Json = {"task_id": item["id"], "title": item["title"], "status": item["status"]}
    for part in ("details", "output"):
        if item.get(part):
            card[part] = _rich(item[part])
    if item.get("sources"):
        card["sources"] = item["sources"]
    return card


def _rich(text: str) -> Json:
    words = {"type": "text", "text": text}
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [words]}],
    }


def _check_chunks(chunks: Sequence[Json]) -> None:
    reasons: list[str] = []
    markdown = 0
    for index, chunk in enumerate(chunks):
        where = f"[json-pointer:/chunks/{index}]"
        match chunk.get("type"):
            case "markdown_text":
                if not isinstance(chunk.get("text"), str) or not chunk["text"]:
                    reasons.append(f"missing required field: text {where}")
                else:
                    markdown += len(chunk["text"])
            case "task_update":
                reasons += [f"{each} {where}" for each in _task_trouble(chunk)]
            case "plan_update":
                reasons += [
                    f"{each} {where}" for each in _text_trouble(chunk, "title", needed=True)
                ]
            case "blocks":
                reasons += check_blocks(chunk.get("blocks"), "message")
            case other:
                reasons.append(f"unsupported type: {other} {where}")
    if reasons:
        raise SlackError("invalid_chunks", tuple(reasons))
    if markdown > MARKDOWN_LIMIT:
        raise SlackError("msg_too_long")


def _task_trouble(chunk: Json) -> list[str]:
    reasons = [] if chunk.get("id") else ["missing required field: id"]
    reasons += _text_trouble(chunk, "title", needed=True)
    reasons += _text_trouble(chunk, "details", needed=False)
    reasons += _text_trouble(chunk, "output", needed=False)
    if chunk.get("status", "pending") not in _STATUSES:
        reasons.append(f"status must be one of {', '.join(_STATUSES)}")
    reasons += [
        "a source needs url and text"
        for source in chunk.get("sources") or []
        if not (source.get("url") and source.get("text"))
    ]
    return reasons


def _text_trouble(chunk: Json, name: str, *, needed: bool) -> list[str]:
    value = chunk.get(name)
    if value is None:
        return [f"missing required field: {name}"] if needed else []
    if not isinstance(value, str):
        return [f"must provide a string: {name}"]
    if len(value) > TASK_TEXT_LIMIT:
        return [f"{name} must be less than {TASK_TEXT_LIMIT + 1} characters"]
    return []
