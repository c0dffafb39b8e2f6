"""Open a weekly note: three sentences by the model, each held against the note's own facts.

What the gate holds back is written anew once or left out; where nothing is left, or the model is
away or over its budget, the rules' opening stays, and the note says why.
"""

from __future__ import annotations

import asyncio
import importlib
from typing import Any

import structlog

from assistant.agent.evidence import Evidence
from assistant.agent.limits import Limits, Meter
from assistant.agent.models import Models
from assistant.agent.phrases import excuse
from assistant.agent.prompting import load
from assistant.agent.provenance import Failed, Gate
from assistant.agent.repairing import Mender
from assistant.agent.sentences import Sentences
from assistant.agent.tools import fact_line
from assistant.community.note_speech import base_of
from assistant.community.notes import Note
from assistant.community.settings import WorkspaceSettings
from assistant.errors import AgentError, ModelUnavailable, RunLimitReached
from assistant.ports import Budget, Clock

log = structlog.get_logger(__name__)

MOST = 3
"""Sentences of an opening."""

OPENING = Limits(model_calls=3, tokens=12_000, seconds=45.0, repairs=2)
"""A note is one question; the calls beyond mend sentences."""

QUESTION = "How was our week?"


class Opener:
    """Writes openings. One per process.

    Args:
        budget: tokens of each workspace's day.
        limits: of one note.
    """

    def __init__(
        self, *, models: Models, budget: Budget, clock: Clock, limits: Limits = OPENING
    ) -> None:
        self._models = models
        self._budget = budget
        self._clock = clock
        self._limits = limits

    async def open(self, note: Note, settings: WorkspaceSettings, workspace_id: str) -> Note:
        """The note with an opening of the model's, or as it is, saying why."""
        if base_of(note.language) == "de":
            return note  # the gate reads English: German sentences are written by rules alone
        model = await self._models.chat()
        if model is None:
            return note
        left = await self._budget.left(workspace_id, allowed=settings.daily_tokens)
        meter = Meter(self._limits, left)
        sentences: tuple[str, ...] = ()
        failure: AgentError | None = None
        try:
            async with asyncio.timeout(self._limits.seconds):
                sentences = await self._sentences(model, note, meter)
            failure = None if sentences else ModelUnavailable("empty")
        except TimeoutError:
            failure = RunLimitReached("seconds")
        except AgentError as error:
            failure = error
        # Nothing but the model runs in here, and it fails in every way there is.
        except Exception as error:  # noqa: BLE001
            failure = ModelUnavailable(type(error).__name__)
        used = meter.usage(0.0)
        if used.charged_tokens:
            await self._budget.spend(workspace_id, used.charged_tokens)
        log.info(
            "agent.note_opened",
            workspace_id=workspace_id,
            prompt=load("note").label,
            sentences=len(sentences),
            failure=str(failure) if failure else None,
            **used.model_dump(),
        )
        if failure is not None:
            why = excuse(failure, at=self._clock(), zone=note.zone)
            return note.model_copy(update={"excuse": why})
        return note.model_copy(update={"opening": sentences, "composer": self._models.name})

    async def _sentences(self, model: Any, note: Note, meter: Meter) -> tuple[str, ...]:
        """What passed the gate. Raises whatever the model raises, and RunLimitReached."""
        evidence = Evidence(QUESTION, note.accounts, {fact.id: fact for fact in note.facts})
        gate = Gate(evidence)
        mender = Mender(model, evidence, self._limits, meter)
        meter.check()
        graph: Any = importlib.import_module("assistant.agent.graph")
        told = "\n".join(fact_line(fact) for fact in note.facts)
        text = await graph.ask_once(model, load("note").render(), told, meter)
        cut, kept = Sentences(), []
        for piece in [*cut.feed(text), *cut.flush()]:
            passed = gate.check(piece)
            if isinstance(passed, Failed):
                mended = await mender.mend(piece.strip(), passed.reason)
                passed = gate.check(mended) if mended else passed
            if not isinstance(passed, Failed) and passed.text.strip():
                kept.append(passed.text.strip())
        return tuple(kept[:MOST])
