"""`engage doctor`: look at everything Engage stands on, and say how to mend what is not right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing

from rich.console import Console
from rich.text import Text

from assistant.bootstrap import open_desk
from assistant.doctor import meta, model, platforms, slack, stores, x
from assistant.doctor import settings as here
from assistant.doctor.away import away
from assistant.doctor.finding import CHECK_S, Finding
from assistant.errors import EngageError, SettingsError, StoreUnavailable
from assistant.explain import explain
from assistant.settings import Settings

_MARKS = {True: ("ok", "green"), False: ("!!", "red"), None: ("--", "dim")}

IN_STORES = (
    ("PostgreSQL", stores.postgres),
    ("Clock", stores.clock),
    ("Redis", stores.redis),
    ("Secrets", stores.secrets),
    ("Workspaces", stores.workspaces),
    ("Scopes", slack.scopes),
    ("Accounts", stores.accounts),
    ("Costs", x.costs),
    ("Deleted posts", x.deleted),
)
OUTSIDE = (
    ("Disk", here.room),
    ("Address", here.address),
    ("Slack", slack.slack),
    ("Socket Mode", slack.socket_mode),
    ("Model", model.model),
    ("Bluesky", platforms.bluesky),
    ("X", x.x),
    ("Meta", meta.meta),
    ("Webhook", meta.webhook),
)


async def examine(settings: Settings) -> int:
    """Print every finding; the exit code is 1 when one is not right."""
    out = Console(highlight=False)
    worst = 0
    # Closed here whatever happens: a reader that goes away (`| head`) ends the printing early.
    async with aclosing(findings(settings)) as found:
        async for finding in found:
            mark, style = _MARKS[finding.ok]
            out.print(Text.assemble((mark, style), f"  {finding.subject}: {finding.words}"))
            if finding.mend:
                out.print(Text(f"    {finding.mend}", style="yellow"))
            worst = max(worst, int(finding.ok is False))
    return worst


async def findings(settings: Settings) -> AsyncGenerator[Finding, None]:
    """Check one thing after another; a check that fails does not stop the others."""
    yield here.engage()
    yield here.check_settings(settings)
    try:
        async with open_desk(settings) as desk:
            for subject, look in IN_STORES:
                yield await _timed(subject, look(desk))
    except EngageError as error:
        yield Finding("Stores", ok=False, words=explain(error), mend=_mend_stores(error))
    for subject, check in OUTSIDE:
        yield await _timed(subject, check(settings))


async def _timed(subject: str, check: Awaitable[Finding]) -> Finding:
    try:
        async with asyncio.timeout(CHECK_S):
            return await check
    except TimeoutError:
        return Finding(subject, ok=False, words=f"took longer than {CHECK_S:.0f} seconds.")
    except StoreUnavailable as error:
        return away(subject, error)
    except EngageError as error:
        return Finding(subject, ok=False, words=explain(error))


def _mend_stores(error: EngageError) -> str:
    if isinstance(error, SettingsError):
        return ""
    return "Check DATABASE_URL and REDIS_URL, or leave both unset to use the embedded stores."
