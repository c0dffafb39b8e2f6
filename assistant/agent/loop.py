"""One question, one answer: the model (or the offline composer) with its tools, through the gate.

Nothing of LangChain is imported here, so that the program can start before it is loaded.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

import structlog

from assistant.agent.evidence import Evidence
from assistant.agent.limits import Limits, Meter
from assistant.agent.models import OFFLINE, Models
from assistant.agent.phrases import NOTHING, PARTLY, excuse
from assistant.agent.prompting import Prompt
from assistant.agent.provenance import Gate
from assistant.agent.repairing import Mender, no_mending
from assistant.agent.rounds import Rounds
from assistant.agent.speaking import Checker, Speaker
from assistant.agent.suggesting import suggestions
from assistant.agent.toolbox import Toolbox
from assistant.community.answers import (
    Answer,
    AnswerEvent,
    Finished,
    Held,
    Question,
    Turn,
)
from assistant.errors import AgentError, ModelUnavailable, RunLimitReached
from assistant.ports import Clock

log = structlog.get_logger()


class Agent:
    """Answers questions. One per process; everything of a run lives in the run.

    Args:
        models: the configured model and the offline composer.
        limits: bounds of each run.
        clock: tells the time of "today".
        gate: makes the judge of a run's sentences.
    """

    def __init__(
        self,
        *,
        models: Models,
        limits: Limits,
        clock: Clock,
        gate: Callable[[Evidence], Checker] = Gate,
    ) -> None:
        self._models = models
        self._limits = limits
        self._clock = clock
        self._gate = gate

    async def answer(
        self, question: Question, turns: Sequence[Turn], toolbox: Toolbox, *, tokens_left: int
    ) -> AsyncGenerator[AnswerEvent, None]:
        """Answer one question; the last event is `Finished`, unless the reader goes away.

        When the model is down, out of budget, refuses or talks nonsense, the offline composer
        answers and the answer says so. Closing the generator stops model and tools.

        Args:
            question: with its zone and the accounts it is restricted to.
            turns: of the same conversation, oldest first.
            toolbox: of this run, with its evidence.
            tokens_left: of the workspace's day; at 0 or below the model is not asked.

        Raises:
            RunLimitReached: even the offline composer ran out of time.
            EngageError: a store cannot be reached.
        """
        started = self._clock()
        evidence = toolbox.evidence
        meter = Meter(min(tokens_left, self._limits.tokens))
        rounds = Rounds(question, turns, toolbox, self._limits, meter, started)
        model = await self._models.chat()
        failure: AgentError | None = None
        held: tuple[Held, ...] = ()
        speaker = Speaker(self._gate(evidence), no_mending)
        if model is not None:
            mender = Mender(model, evidence, self._limits, meter)
            speaker = Speaker(self._gate(evidence), mender.mend)
            try:
                if tokens_left <= 0:
                    raise RunLimitReached("daily tokens")
                async with aclosing(rounds.with_model(model, speaker)) as events:
                    async for event in events:
                        yield event
            except (ModelUnavailable, RunLimitReached) as error:
                failure, held = error, speaker.held
                for event in speaker.restart():
                    yield event
        if model is None or failure:
            speaker = Speaker(self._gate(evidence), no_mending)
            composer = await self._models.offline()
            async with aclosing(rounds.with_composer(composer, speaker)) as events:
                async for event in events:
                    yield event
        if not speaker.text:
            for said in await speaker.show(NOTHING):
                yield said
        answer = Answer(
            text=speaker.text,
            facts=speaker.facts,
            consulted=tuple(evidence.facts.values()),
            quotes=speaker.quotes,
            sources=tuple(evidence.sources),
            charts=tuple(evidence.charts),
            tables=tuple(evidence.tables),
            composer=OFFLINE if model is None or failure else self._models.name,
            fallback=excuse(failure) if failure else None,
            held=(*held, *speaker.held),
            missing=_missing(evidence, speaker),
            suggestions=suggestions(evidence),
            usage=meter.usage((self._clock() - started).total_seconds()),
        )
        _log(question, answer, rounds.prompt, failure)
        yield Finished(answer)


def _missing(evidence: Evidence, speaker: Speaker) -> tuple[str, ...]:
    partly = (PARTLY,) if speaker.held else ()
    return tuple(dict.fromkeys((*evidence.missing, *partly)))


def _log(question: Question, answer: Answer, prompt: Prompt, failure: AgentError | None) -> None:
    """One line a run: ids, prompt and costs; no words of the person or the answer."""
    log.info(
        "agent.answered",
        run_id=question.run_id,
        prompt=prompt.label,
        prompt_hash=prompt.digest,
        composer=answer.composer,
        failure=str(failure) if failure else None,
        held=len(answer.held),
        **answer.usage.model_dump(),
    )
