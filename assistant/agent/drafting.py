"""Draft replies: one question to the model, held against what is known; rules where there is none.

Nothing of LangChain is imported here, so that the program can start before it is loaded.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog

from assistant.agent.briefing import cited, in_lines, request_of
from assistant.agent.grounding import ground
from assistant.agent.limits import Limits, Meter
from assistant.agent.models import OFFLINE, Models
from assistant.agent.offline.replying import NO_WORDS, Composed, compose, who_writes
from assistant.agent.offline.speech import asks_who_writes, denies_software, speech_of
from assistant.agent.patience import proposals
from assistant.agent.phrases import excuse
from assistant.agent.prompting import Prompt, load
from assistant.community.briefs import Brief, Drafted
from assistant.community.drafts import Variant
from assistant.errors import AgentError, ModelUnavailable, RunLimitReached
from assistant.ports import Clock

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.agent.proposing import Proposed

log = structlog.get_logger()

MOST = 3
"""Drafts of one wish."""

LONGEST = 3_000
"""Characters of one draft. What is longer is no reply."""

DRAFTING = Limits(model_calls=4, tokens=30_000, seconds=60.0)
"""A draft is one question; the calls beyond are retries."""


class Drafter:
    """Drafts replies. One per process.

    Args:
        models: the configured model and what stands in for it.
        clock: tells the time.
        limits: of one brief.
    """

    def __init__(self, *, models: Models, clock: Clock, limits: Limits = DRAFTING) -> None:
        self._models = models
        self._clock = clock
        self._limits = limits

    async def draft(self, brief: Brief, *, tokens_left: int) -> Drafted:
        """Draft up to three replies. Nothing is stored, sent or shown here, and the model gets no
        tool: whatever it answers, it writes nothing anywhere.

        Args:
            tokens_left: of the workspace's day; at 0 or below the model is not asked.
        """
        await self._models.warm()
        started = self._clock()
        meter = Meter(self._limits, tokens_left)
        model = await self._models.chat()
        prompt = load("reply")
        variants: tuple[Variant, ...] = ()
        failure: AgentError | None = None
        if model is not None and brief.asked:
            try:
                variants = await self._with_model(model, prompt, brief, meter)
            except (ModelUnavailable, RunLimitReached) as error:
                failure = error
        composed = Composed(variants) if variants else _by_rules(brief)
        drafted = Drafted(
            variants=composed.variants,
            composer=self._models.name if variants else OFFLINE,
            usage=meter.usage((self._clock() - started).total_seconds()),
            excuse=excuse(failure, at=brief.at, zone=brief.zone) if failure else "",
            problem=composed.problem,
        )
        _log(brief, drafted, prompt, failure)
        return drafted

    async def _with_model(
        self, model: BaseChatModel, prompt: Prompt, brief: Brief, meter: Meter
    ) -> tuple[Variant, ...]:
        """Raises ModelUnavailable and RunLimitReached; also where nothing it wrote can be kept."""
        proposed: list[Proposed] = await proposals(
            "assistant.agent.proposing", model, prompt.render(), request_of(brief), meter
        )
        # In a thread: holding a text against many facts is work, and others wait.
        kept = await asyncio.to_thread(_grounded, proposed, brief)
        if not kept:
            raise ModelUnavailable("empty")
        return _with_the_truth(brief, kept)


def _by_rules(brief: Brief) -> Composed:
    if not brief.asked:
        return Composed(problem=NO_WORDS)
    composed = compose(brief)
    held = [ground(variant, brief) for variant in composed.variants]
    return Composed(tuple(each for each in held if each), composed.problem)


def _grounded(proposed: Sequence[Proposed], brief: Brief) -> tuple[Variant, ...]:
    """What may be shown of the drafts; the same text once."""
    kept: dict[str, Variant] = {}
    for each in proposed[:MOST]:
        if len(each.text) > LONGEST:
            continue
        facts, add = cited(brief.facts, each.facts), in_lines(each.add)
        variant = Variant(each.text, each.intent, facts, add, each.confidence)
        if held := ground(variant, brief):
            kept.setdefault(held.text, held)
    return tuple(kept.values())


def _with_the_truth(brief: Brief, kept: tuple[Variant, ...]) -> tuple[Variant, ...]:
    """Whoever asks if a bot writes gets the true answer first, in our own words, and none that
    may deny it.
    """
    if not asks_who_writes(brief.asked):
        return kept
    honest = tuple(each for each in kept if not denies_software(each.text))
    speech = speech_of(brief)
    return (who_writes(speech), *honest)[:MOST] if speech else honest


def _log(brief: Brief, drafted: Drafted, prompt: Prompt, failure: AgentError | None) -> None:
    """One line a brief: ids, prompt and costs; no words of anybody."""
    log.info(
        "agent.drafted",
        item_id=brief.item_id,
        prompt=prompt.label,
        prompt_hash=prompt.digest,
        composer=drafted.composer,
        drafts=len(drafted.variants),
        failure=str(failure) if failure else None,
        **drafted.usage.model_dump(),
    )
