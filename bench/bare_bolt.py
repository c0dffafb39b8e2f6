"""Bolt as fast as it can be had, doing nothing: one listener, one workspace, no look-ups."""

from __future__ import annotations

from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bench.load import SECRET, TEAM

_KNOWN = AuthorizeResult(
    enterprise_id=None,
    team_id=TEAM,
    bot_id="B0BOT",
    bot_user_id="U0BOT",
    bot_token="xoxb-bench",  # noqa: S106 - opens nothing
)


async def _authorize() -> AuthorizeResult:
    return _KNOWN


_bolt = AsyncApp(signing_secret=SECRET, authorize=_authorize, process_before_response=True)


@_bolt.command("/engage")
async def _engage(ack: AsyncAck) -> None:
    await ack("Looking.")


app = AsyncSlackRequestHandler(_bolt)
