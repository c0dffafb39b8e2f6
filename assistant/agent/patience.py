"""Ask a model until it answers, gives up, or has used up what it may."""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING, Any

from assistant.agent.limits import Meter
from assistant.errors import AgentError, ModelUnavailable, RunLimitReached

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


async def proposals(
    module: str, model: BaseChatModel, system: str, request: str, meter: Meter
) -> Any:
    """What the model proposes in the end, as its module reads it.

    Args:
        module: the one that asks and reads the answer, by name, for it loads LangChain:
            `assistant.agent.proposing` for replies, `post_proposing` for posts.
        meter: with the limits of the run.

    Raises:
        ModelUnavailable: it failed for good.
        RunLimitReached: tokens, calls or seconds are used up.
    """
    proposing: Any = importlib.import_module(module)
    try:
        async with asyncio.timeout(meter.limits.seconds):
            return await _patiently(proposing, model, system, request, meter)
    except TimeoutError:
        raise RunLimitReached("seconds") from None


async def _patiently(
    proposing: Any, model: BaseChatModel, system: str, request: str, meter: Meter
) -> Any:
    form, delay = True, meter.limits.retry_delay_s
    for left in reversed(range(meter.limits.model_calls)):
        meter.check()
        try:
            return await proposing.propose(model, system, request, meter, form=form)
        # Nothing but the model runs in here, and it fails in every way there is.
        except Exception as error:
            kind = proposing.kind_of(error)
            if kind == "over" or not left or (kind == "without form" and not form):
                raise _unavailable(error) from error
            if kind == "without form":
                form = False
                continue
        await asyncio.sleep(delay)
        delay *= 2
    raise RunLimitReached("model calls")


def _unavailable(error: Exception) -> AgentError:
    return error if isinstance(error, AgentError) else ModelUnavailable(type(error).__name__)
