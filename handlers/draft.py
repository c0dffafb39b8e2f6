"""What an answer should show by now and what of it has left: the memory behind a stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from assistant.community.answers import (
    AnswerEvent,
    Finished,
    TaskFinished,
    TaskStarted,
    TextAdded,
    TextReplaced,
)
from handlers.render.text import clip, fold, harmless, markdown

Chunk = dict[str, Any]
Status = Literal["in_progress", "complete", "error"]

TASK_TEXT = 256
"""Characters of a task's title and output (docs: chat.appendStream, chunks)."""

STREAM_TEXT = 11_000
"""Characters of one streamed message; Slack takes 12,000 of Markdown."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Something to send. `upto` is how far it reaches into the text of `version`."""

    chunks: tuple[Chunk, ...]
    upto: int
    version: int

    def __bool__(self) -> bool:
        return bool(self.chunks)


class Draft:
    """Takes events in, gives out parcels. Text is harmless from the moment it is taken."""

    def __init__(self) -> None:
        self.text = ""
        self.void = False
        """Whether words that somebody may have seen were taken back."""
        self._version = 0
        self._handed = 0
        self._left = 0
        self._tasks: dict[str, tuple[str, Status]] = {}
        self._changed: dict[str, Chunk] = {}

    def take(self, event: AnswerEvent) -> None:
        """Take one event in."""
        match event:
            case TaskStarted():
                self._task(event.id, event.title, "in_progress")
            case TaskFinished():
                status: Status = "complete" if event.ok else "error"
                self._task(event.id, event.title, status, event.detail)
            case TextAdded():
                links = [quote.url for quote in event.quotes]
                self.text += markdown(event.text, links)
            case TextReplaced():
                # A parcel that is on its way counts as seen.
                self.void = self.void or self._handed > 0
                self.text, self._left, self._handed = markdown(event.text), 0, 0
                self._version += 1
            case Finished():
                pass

    def parcel(self) -> Parcel:
        """What has not left yet: changed tasks, then text."""
        chunks = list(self._changed.values())
        text = clip(self.text, STREAM_TEXT)
        words = text[self._left :]
        if words.strip():
            chunks.append({"type": "markdown_text", "text": words})
            self._handed = len(text)
        return Parcel(tuple(chunks), self._handed, self._version)

    def sent(self, parcel: Parcel) -> None:
        """Note that a parcel arrived."""
        if parcel.version == self._version:
            self._left = max(self._left, parcel.upto)
        for chunk in parcel.chunks:
            if chunk["type"] == "task_update" and self._changed.get(chunk["id"]) is chunk:
                del self._changed[chunk["id"]]

    def say(self, words: str) -> None:
        """Add a paragraph of our own."""
        self.text += f"\n\n{words}" if self.text else words

    def end_tasks(self) -> None:
        """No card may go on spinning when nobody works on it any more."""
        for id_, (title, status) in tuple(self._tasks.items()):
            if status == "in_progress":
                self._task(id_, title, "error")

    @property
    def speaks(self) -> bool:
        """Whether there are words, beside tasks."""
        return bool(self.text.strip())

    def _task(self, id_: str, title: str, status: Status, detail: str = "") -> None:
        shown = clip(fold(harmless(title)), TASK_TEXT) or "Working"
        chunk: Chunk = {"type": "task_update", "id": id_, "title": shown, "status": status}
        if detail:
            chunk["output"] = clip(fold(harmless(detail)), TASK_TEXT)
        self._tasks[id_] = (title, status)
        self._changed[id_] = chunk
