"""What every request passes: services and log fields on the way in, errors on the way out."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.response import BoltResponse

from assistant.errors import EngageError
from assistant.explain import explain
from handlers.services import Services

log = structlog.get_logger(__name__)

Next = Callable[[], Awaitable[None]]
Provide = Callable[..., Awaitable[None]]

_EVENT = re.compile(r"[A-Za-z0-9]{1,40}")


def provide(services: Services) -> Provide:
    """Put `services` and `installation` into Bolt's context, and ids into the log's."""

    async def middleware(context: AsyncBoltContext, body: Mapping[str, Any], next_: Next) -> None:
        authorized = context.authorize_result
        assert authorized is not None
        context["services"] = services
        context["installation"] = await services.installations.of(str(authorized.team_id))
        event_id = str(body.get("event_id") or "")
        with structlog.contextvars.bound_contextvars(
            workspace_id=authorized.team_id,
            event_id=event_id if _EVENT.fullmatch(event_id) else None,
        ):
            await next_()

    return middleware


def explain_errors(services: Services) -> Callable[..., Awaitable[BoltResponse | None]]:
    """Bolt's error handler: a sentence for commands and clicks, a retry for events.

    An event keeps Bolt's status 500, so that Slack delivers it again. A command or click is
    answered with words, since Slack would show an error of its own and never send it again.
    """

    async def on_error(error: Exception, body: Mapping[str, Any]) -> BoltResponse | None:
        reference = services.new_id()[:8]
        if isinstance(error, EngageError):
            log.warning("request.refused", reference=reference, error=type(error).__name__)
        else:
            log.error("request.failed", reference=reference, exc_info=error)
        if body.get("type") == "event_callback":
            return None
        words = explain(error, reference=reference)
        if "command" in body:
            return BoltResponse(status=200, body={"response_type": "ephemeral", "text": words})
        return BoltResponse(status=200, body="")

    return on_error
