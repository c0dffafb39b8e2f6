"""What every request passes: services and log fields on the way in, errors on the way out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

from assistant.errors import EngageError, NotFound
from assistant.explain import explain
from handlers.services import Services

log = structlog.get_logger(__name__)


class Provide(AsyncMiddleware):
    """Puts `services` and `installation` into Bolt's context, and ids into the log's.

    A class of Bolt's own kind: for a plain function Bolt builds all arguments there are.
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt's signature
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002
    ) -> BoltResponse | None:
        """Let the request pass."""
        authorized = req.context.authorize_result
        assert authorized is not None
        workspace_id = str(authorized.team_id)
        req.context["services"] = self._services
        try:
            req.context["installation"] = await self._services.installations.of(workspace_id)
        except NotFound:
            # Only the news of an installation's end pass Bolt without one: it is known already.
            return BoltResponse(status=200, body="")
        structlog.contextvars.bind_contextvars(
            workspace_id=workspace_id, event_id=req.body.get("event_id")
        )
        return await next()


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
