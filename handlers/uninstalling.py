"""The end of an installation: Slack took the token back, or a team removed the app.

Both events may come in any order, twice, and late: even after the app was installed again. The
token that is kept tells: as long as it works, there is nothing to end.
"""

from __future__ import annotations

import asyncio

import structlog

from handlers import payloads
from handlers.calls import Method, SlackRefused
from handlers.payloads import Json
from handlers.services import Installation, Services

log = structlog.get_logger(__name__)

TRY_S = 2.0
"""Seconds Slack gets to say whether the token works; the event must be acknowledged within 3."""


async def handle_revoked(services: Services, installation: Installation, event: Json) -> None:
    """Forget the token. Tokens of people are none of ours."""
    if installation.bot_user_id not in payloads.revoked_bots(event):
        return
    if not await _works(installation):
        await services.installations.revoked(installation.workspace.id)
        log.info("installation.revoked", workspace_id=installation.workspace.id)


async def handle_removed(services: Services, installation: Installation, _: Json) -> None:
    """Let the workspace rest: nothing is read for it any more, and all it has is kept for a while.

    Questions under way are closed when they are taken up again, unless it is installed by then.
    """
    if not await _works(installation):
        await services.installations.removed(installation.workspace.id)
        log.info("installation.removed", workspace_id=installation.workspace.id)


async def _works(installation: Installation) -> bool:
    """Whether Slack takes the token. When Slack cannot be asked, the event is believed."""
    try:
        async with asyncio.timeout(TRY_S):
            await installation.slack.call(Method.AUTH_TEST)
    except (SlackRefused, TimeoutError):
        return False
    log.info("installation.event_late", workspace_id=installation.workspace.id)
    return True
