"""Questions, and answers as they come into being.

An answer leaves the agent as a stream of events. Text in them has passed the gate; it is
CommonMark and holds no token any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from assistant.community.facts import Fact, Quote, Source, Value


class Turn(Value):
    """One exchange of a conversation: words only, no figures to lean on."""

    question: str
    answer: str
    asked_at: datetime


TERMINAL = "terminal"
"""The person of a question that came by the command line."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked, with everything a run may know about it.

    `conversation_id` is opaque; turns of one conversation are kept together. `zone` is the IANA
    zone in which "this week" is meant, `accounts` the accounts the person restricted it to
    (`platform:handle`; empty: all of the workspace). `run_id` is ours.
    """

    run_id: str
    workspace_id: str
    person_id: str
    conversation_id: str
    text: str
    asked_at: datetime
    zone: str = "UTC"
    language: str = "en"
    accounts: tuple[str, ...] = ()

    @property
    def in_terminal(self) -> bool:
        """Whether the answer is read where commands can be typed."""
        return self.person_id == TERMINAL


class Series(Value):
    """One line of a chart: a value per category, in the chart's order."""

    name: str
    values: tuple[float, ...]


class Chart(Value):
    """A chart made by code from facts.

    Attributes:
        alt: what it shows, in a sentence.
        left_out: what it does not show and why, in a sentence that stands beside it; "" where it
            shows all.
    """

    kind: Literal["line", "bar", "area", "pie"]
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    x_label: str = ""
    y_label: str = ""
    alt: str
    left_out: str = ""


class Table(Value):
    """A table made by code from facts. Cells are ready for people; numbers are already worded.

    Cells may hold public text (a post's beginning): renderers must treat them as such.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


PARTLY = (
    "Part of the answer was left out, because it said something that could not be traced to "
    "a source."
)
"""Stands in `Answer.missing` where a sentence was held back."""


class Held(Value):
    """A sentence that was not shown: the reason, and the text with every figure masked by ▒."""

    reason: str
    masked: str


class Usage(Value):
    """What a run cost. Tokens are None where the model did not say; `charged_tokens` are what the
    day's budget pays, with a guess for what the model did not say, and 0 for the offline composer.
    """

    model_calls: int = 0
    tool_calls: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    charged_tokens: int = 0
    seconds: float = 0.0


class Answer(Value):
    """A finished answer, as stored with its run and as rendered again by *Share*.

    Attributes:
        text: everything shown, CommonMark, without sources and charts.
        facts: the facts the text shows, in order of first use.
        consulted: every fact that tools returned.
        composer: the model's name, or "offline".
        fallback: why the offline composer spoke instead of a configured model, None otherwise.
        held: sentences that did not pass and could not be repaired.
        missing: what the answer does not say, in plain sentences for the person.
        suggestions: follow-up questions, at most three.
    """

    text: str
    facts: tuple[Fact, ...] = ()
    consulted: tuple[Fact, ...] = ()
    quotes: tuple[Quote, ...] = ()
    sources: tuple[Source, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    composer: str
    fallback: str | None = None
    held: tuple[Held, ...] = ()
    missing: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    usage: Usage = Usage()


# -- events, in the order they can come ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class TaskStarted:
    """A tool (or a sync) began; `title` is fit for people, at most 256 characters."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class TaskFinished:
    """It ended; `detail` is one short line, `ok` False when it failed."""

    id: str
    title: str
    ok: bool = True
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TextAdded:
    """Checked text to append to what is shown (white space included).

    `quotes` are the public words it shows: their addresses are the only ones that may be linked.
    """

    text: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class TextReplaced:
    """Everything shown so far is void: show `text` (maybe empty) instead."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer is whole. Always the last event of a run that was not cancelled."""

    answer: Answer


AnswerEvent = TaskStarted | TaskFinished | TextAdded | TextReplaced | Finished


class RunState(StrEnum):
    """Where a run stands. `asked` runs of a dead worker are answered again while young."""

    ASKED = "asked"
    ANSWERING = "answering"
    ANSWERED = "answered"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Run:
    """One question on its way. `place` is the chat's own (where to answer), opaque here."""

    question: Question
    event_key: str
    place: dict[str, str]
    state: RunState
    answer: Answer | None = None
    attempts: int = 0
