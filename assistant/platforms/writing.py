"""Send what must not happen twice: once, and say exactly what is known of it afterwards."""

from __future__ import annotations

from dataclasses import replace

from assistant.errors import OutcomeUnknown, PlatformUnavailable
from assistant.platforms.reading import Ask, Reader, Refused, Reply, Unreached

_TIMED_OUT = 408
"""A proxy says so, too, when what stands behind it did not answer in time."""


async def send_once(reader: Reader, ask: Ask) -> Reply:
    """Send a write. It is never tried again here.

    Returns:
        a 2xx, a 4xx or a 501; what a refusal means is the adapter's to judge.

    Raises:
        RateLimited, PlatformUnavailable: certainly nothing was written.
        OutcomeUnknown: it may have been: the connection broke, the answer was none, or a 5xx.
    """
    try:
        reply = await reader.ask(replace(ask, again=False))
    except (Unreached, Refused):
        raise
    except PlatformUnavailable as failure:
        raise unknown(ask, failure.detail) from failure
    if reply.status == _TIMED_OUT:
        raise unknown(ask, f"{ask.name}: HTTP {reply.status}")
    return reply


def unknown(ask: Ask, detail: str) -> OutcomeUnknown:
    """The error for a write of which nobody knows whether it took."""
    return OutcomeUnknown(ask.bucket.platform, ask.account, detail)
