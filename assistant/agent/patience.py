"""Ask a model until it answers, gives up, or has used up what it may."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from assistant.agent.limits import Limits, Meter
from assistant.errors import AgentError, ModelUnavailable, RunLimitReached

T = TypeVar("T")


async def patiently(
    once: Callable[[bool], Awaitable[T]],
    kind_of: Callable[[Exception], str],
    meter: Meter,
    limits: Limits,
) -> T:
    """What the model answers in the end.

    Args:
        once: asks it; True to hold it to a form on the server's side.
        kind_of: what to do about a failure, see `proposing.kind_of`.

    Raises:
        ModelUnavailable: it failed for good.
        RunLimitReached: tokens or calls are used up.
    """
    form, delay = True, limits.retry_delay_s
    for left in reversed(range(limits.model_calls)):
        meter.check()
        try:
            return await once(form)
        # Nothing but the model runs in here, and it fails in every way there is.
        except Exception as error:
            kind = kind_of(error)
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
