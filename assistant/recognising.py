"""Ask Slack who we are until it tells: no request can be acknowledged and no card shown before."""

from __future__ import annotations

import asyncio

import structlog

from assistant.errors import EngageError, SettingsError
from assistant.slack_side import SlackSide
from handlers.calls import HOPELESS, SlackRefused

log = structlog.get_logger(__name__)

ASK_AGAIN_S = 5.0
"""Seconds until Slack is asked again who we are."""


async def who_we_are(side: SlackSide) -> None:
    """Return once Slack has told.

    Raises:
        SettingsError: Slack does not accept the token.
    """
    while True:
        try:
            await side.installations.warm()
        except SlackRefused as refused:
            if refused.code in HOPELESS:
                problem = (
                    f"SLACK_BOT_TOKEN: Slack does not accept it ({refused.code}). Copy the bot "
                    f"token (xoxb-...) from the app's page again."
                )
                raise SettingsError((problem,)) from refused
            log.warning("slack.not_ready", code=refused.code)
        except EngageError as error:
            log.warning("slack.not_ready", error=type(error).__name__)
        else:
            return
        await asyncio.sleep(ASK_AGAIN_S)
