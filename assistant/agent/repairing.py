"""A second chance for a sentence that failed: one bare model call, bounded in time and number."""

from __future__ import annotations

import asyncio
import importlib
import re
from typing import TYPE_CHECKING

import structlog

from assistant.agent.evidence import Evidence
from assistant.agent.limits import Limits, Meter
from assistant.agent.prompting import load
from assistant.agent.tools import fact_line, quote_line
from assistant.errors import RunLimitReached

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

log = structlog.get_logger()

_TOKEN = re.compile(r"\{\{\s*([fq]\d+)\s*\}\}")
_MOST_FACTS = 40
_GIVEN_UP = "NOTHING"


class Mender:
    """Asks the model to rewrite a sentence so that it says no more than its facts.

    Args:
        model: the run's model.
        evidence: of the run.
        limits: how many repairs, and how long each may take.
        meter: counts them as model calls.
    """

    def __init__(
        self, model: BaseChatModel, evidence: Evidence, limits: Limits, meter: Meter
    ) -> None:
        self._model = model
        self._evidence = evidence
        self._limits = limits
        self._meter = meter
        self._left = limits.repairs

    async def mend(self, sentence: str, reason: str) -> str | None:
        """The sentence rewritten, None when nothing of it can be kept or the model did not help."""
        if self._left <= 0:
            return None
        self._left -= 1
        graph = importlib.import_module("assistant.agent.graph")
        system, request = load("repair").render(), self._request(sentence, reason)
        try:
            self._meter.check()
            async with asyncio.timeout(self._limits.repair_seconds):
                text: str = await graph.ask_once(self._model, system, request, self._meter)
        except RunLimitReached:
            return None
        # A repair is a favour: however the model fails here, the sentence is dropped and said so.
        except Exception as error:  # noqa: BLE001
            log.info("agent.repair_failed", error=type(error).__name__)
            return None
        words = text.strip().strip('"').strip()
        return None if not words or words.startswith(_GIVEN_UP) or "\n" in words else words

    def _request(self, sentence: str, reason: str) -> str:
        named = _TOKEN.findall(sentence)
        facts = [fact for fact in self._evidence.facts.values() if fact.id in named]
        facts = facts or list(self._evidence.facts.values())[:_MOST_FACTS]
        quotes = [quote for quote in self._evidence.quotes.values() if quote.id in named]
        lines = [fact_line(fact) for fact in facts] + [quote_line(quote) for quote in quotes]
        return "\n".join(
            [f"Sentence: {sentence}", f"Held because: {reason}", "It may use:", *lines]
        )


async def no_mending(_sentence: str, _reason: str) -> None:
    """The offline composer's sentences get no second chance: a rule would say the same again."""
    return
