"""Rounds of model and tools, turned into events that people may see."""

from __future__ import annotations

import importlib
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING

from assistant.agent.limits import Limits, Meter
from assistant.agent.offline.reading import Known
from assistant.agent.offline.replies import FIXED
from assistant.agent.phrases import CUT, blank_figures, today
from assistant.agent.prompting import load
from assistant.agent.pumping import pumped
from assistant.agent.signals import Attempt, Delta, MessageEnded, Signal
from assistant.agent.speaking import Speaker
from assistant.agent.toolbox import Toolbox
from assistant.community.answers import (
    AnswerEvent,
    Question,
    TaskFinished,
    TaskStarted,
    Turn,
)
from assistant.errors import ModelUnavailable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_MOST_TURNS = 6
_MARKUP = re.compile(r"[<>\[\]`*_@#|\\]|://")
_NO_ACCOUNTS = "none yet"


class Rounds:
    """What a run asks, whoever answers.

    Args:
        question: of the run.
        turns: earlier ones of its conversation, oldest first.
        toolbox: of the run.
        limits: of the run.
        meter: counts for both, the model and the composer.
        at: when the run began.
    """

    def __init__(
        self,
        question: Question,
        turns: Sequence[Turn],
        toolbox: Toolbox,
        limits: Limits,
        meter: Meter,
        *,
        at: datetime,
    ) -> None:
        self._question = question
        self._history = tuple(
            (turn.question, blank_figures(turn.answer)) for turn in turns[-_MOST_TURNS:]
        )
        self._toolbox = toolbox
        self._limits = limits
        self._meter = meter
        self._at = at
        self.prompt = load("ask")

    @property
    def known(self) -> Known:
        """What the offline composer knows besides the question."""
        restricted = self._question.accounts or self._toolbox.evidence.accounts
        return Known(accounts=restricted, now=self._at, zone=self._question.zone)

    def is_ours(self, sentence: str) -> bool:
        """Whether code wrote this sentence: a fixed reply, or our words on a call of this run.

        The latter may repeat words of the question, so those with markup go through the gate.
        """
        explained = sentence in self._toolbox.explained and not _MARKUP.search(sentence)
        return explained or sentence in FIXED

    def with_model(
        self, model: BaseChatModel, speaker: Speaker
    ) -> AsyncGenerator[AnswerEvent, None]:
        """Let the configured model answer.

        Raises:
            ModelUnavailable: it failed, refused, or said nothing that may be shown.
            RunLimitReached: calls, tokens or seconds are used up.
        """
        return self._events(model, speaker, seconds=self._limits.seconds, foreign=True)

    def with_composer(
        self, composer: BaseChatModel, speaker: Speaker
    ) -> AsyncGenerator[AnswerEvent, None]:
        """Let the offline composer answer.

        Raises:
            RunLimitReached: "seconds".
        """
        seconds = self._limits.offline_seconds
        return self._events(composer, speaker, seconds=seconds, foreign=False)

    async def _events(
        self, model: BaseChatModel, speaker: Speaker, *, seconds: float, foreign: bool
    ) -> AsyncGenerator[AnswerEvent, None]:
        graph = importlib.import_module("assistant.agent.graph")
        setting = graph.Setting(
            model=model,
            toolbox=self._toolbox,
            system=self._system(),
            history=self._history,
            question=self._question.text,
            limits=self._limits,
            meter=self._meter,
            foreign=foreign,
        )
        async with aclosing(pumped(graph.signals(setting), seconds)) as signals:
            async for signal in signals:
                if isinstance(signal, TaskStarted | TaskFinished):
                    speaker.streaming |= isinstance(signal, TaskFinished)
                    yield signal
                    continue
                if _void(signal):
                    for taken_back in speaker.restart():
                        yield taken_back
                for piece in _pieces(signal, speaker):
                    for said in await speaker.show(piece):
                        yield said
                if len(speaker.text) > self._limits.characters:
                    self._toolbox.miss(CUT)
                    return
        if foreign and not speaker.text:
            raise ModelUnavailable("empty")

    def _system(self) -> str:
        accounts = "\n".join(self.known.accounts) or _NO_ACCOUNTS
        return self.prompt.render(today=today(self._at, self._question.zone), accounts=accounts)


def _void(signal: Signal) -> bool:
    """Whether the text so far counts no more: a new attempt, or tools are called after it."""
    return isinstance(signal, Attempt) or (isinstance(signal, MessageEnded) and not signal.final)


def _pieces(signal: Signal, speaker: Speaker) -> list[str]:
    """Sentences that are whole now."""
    match signal:
        case Delta(text):
            return speaker.split(text)
        case MessageEnded(refused=True):
            raise ModelUnavailable("refused")
        case MessageEnded(final=True):
            return speaker.rest()
    return []
