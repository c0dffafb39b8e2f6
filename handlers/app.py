"""The Bolt app, put together the way that acknowledges fastest (`docs/performance.md`)."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import cast

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from handlers import register
from handlers.middleware import Provide, explain_errors
from handlers.services import Installations, Services

ELSEWHERE = "Engage answers members of the workspace that installed it, and this is another one."

UNSAID = ("`token` will be unused", "Failed to retrieve WSS URL")
"""Bolt looks SLACK_BOT_TOKEN up and does not use it; `socket.refused` says the other thing."""


def make_app(
    services: Services, installations: Installations, *, signing_secret: str, api_url: str
) -> AsyncApp:
    """Make the app with all listeners.

    Args:
        signing_secret: checked on every HTTP request; Socket Mode needs none.
        api_url: Web API base, with its trailing slash.
    """
    app = AsyncApp(
        name="engage",
        logger=_bolts_log(),
        # Without it every acknowledgement of a command waits for Bolt's 10 ms poll.
        process_before_response=True,
        signing_secret=signing_secret,
        client=AsyncWebClient(base_url=api_url),
        authorize=cast("Callable[..., Awaitable[AuthorizeResult]]", installations),
        user_facing_authorize_error_message=ELSEWHERE,
        attaching_conversation_kwargs_enabled=False,
        attaching_function_token_enabled=False,
    )
    app.middleware(Provide(services))
    app.error(explain_errors(services))
    register(app)
    return app


def _bolts_log() -> logging.Logger:
    """Bolt's log without what does not hold here or stands in ours already."""
    log = logging.getLogger("slack_bolt.engage")
    log.addFilter(lambda record: not any(each in record.getMessage() for each in UNSAID))
    return log
