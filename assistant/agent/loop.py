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
from assistant.agent.offline.replies import FIXED, NOTHING_FOUND
from assistant.agent.phrases import excuse
from assistant.agent.prompting import Prompt
from assistant.agent.provenance import Gate
from assistant.agent.repairing import Mender, no_mending
from assistant.agent.rounds import Rounds
from assistant.agent.speaking import Checker, Speaker
from assistant.agent.suggesting import suggestions
from assistant.agent.toolbox import Toolbox
from assistant.community.answers import (
    PARTLY,
    Answer,
    AnswerEvent,
    Finished,
    Held,
    Question,
    TextReplaced,
    Turn,
    Usage,
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
        await self._models.warm()
        started = self._clock()
        meter = Meter(self._limits, tokens_left)
        rounds = Rounds(question, turns, toolbox, self._limits, meter, at=started)
        outcome = _Outcome()
        async with aclosing(self._spoken(rounds, toolbox.evidence, meter, outcome)) as events:
            async for event in events:
                yield event
        usage = meter.usage((self._clock() - started).total_seconds())
        reason = outcome.failure
        said = excuse(reason, at=started, zone=question.zone) if reason else None
        answer = _answer(outcome, said, toolbox.evidence, usage)
        _log(question, answer, rounds.prompt, outcome.failure)
        yield Finished(answer)

    async def _spoken(
        self, rounds: Rounds, evidence: Evidence, meter: Meter, outcome: _Outcome
    ) -> AsyncGenerator[AnswerEvent, None]:
        """Events up to the whole text; what became of it is left in `outcome`."""
        model = await self._models.chat()
        if model is not None:
            mender = Mender(model, evidence, self._limits, meter)
            gate = self._gate(evidence)
            speaker = Speaker(gate, mender.mend, FIXED.__contains__)
            outcome.spoken_by(self._models.name, speaker)
            try:
                async with aclosing(rounds.with_model(model, speaker)) as events:
                    async for event in events:
                        yield event
            except (ModelUnavailable, RunLimitReached) as error:
                outcome.failure = error
                if speaker.text:
                    yield TextReplaced("")
            else:
                return
        speaker = Speaker(self._gate(evidence), no_mending, rounds.is_ours)
        outcome.spoken_by(OFFLINE, speaker)
        composer = await self._models.offline(rounds.known)
        async with aclosing(rounds.with_composer(composer, speaker)) as events:
            async for event in events:
                yield event
        if not speaker.text:
            for said in await speaker.show(NOTHING_FOUND):
                yield said


class _Outcome:
    """Who spoke in the end, and what was held back on the way."""

    def __init__(self) -> None:
        self.composer = OFFLINE
        self.failure: AgentError | None = None
        self._speakers: list[Speaker] = []

    def spoken_by(self, composer: str, speaker: Speaker) -> None:
        """Begin anew with another composer."""
        self.composer = composer
        self._speakers.append(speaker)

    @property
    def speaker(self) -> Speaker:
        """Of the text that stands."""
        return self._speakers[-1]

    @property
    def held(self) -> tuple[Held, ...]:
        """Sentences held back, those of a model that failed included."""
        return tuple(each for speaker in self._speakers for each in speaker.held)


def _answer(outcome: _Outcome, fallback: str | None, evidence: Evidence, usage: Usage) -> Answer:
    speaker = outcome.speaker
    partly = (PARTLY,) if speaker.held else ()
    return Answer(
        text=speaker.text,
        facts=speaker.facts,
        consulted=tuple(evidence.facts.values()),
        quotes=speaker.quotes,
        sources=tuple(evidence.sources),
        charts=tuple(evidence.charts),
        tables=tuple(evidence.tables),
        composer=outcome.composer,
        fallback=fallback,
        held=outcome.held,
        missing=tuple(dict.fromkeys((*evidence.missing, *partly))),
        suggestions=suggestions(evidence),
        usage=usage,
    )


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
