"""What `engage doctor` asks of Slack: tokens, scopes, the app's own credentials, the clock.

Slack tells an app nothing about its event subscriptions and URLs; `engage manifest` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.bootstrap import Desk
from assistant.doctor.finding import Finding
from assistant.errors import NotFound, SealBroken
from assistant.settings import Settings
from handlers.manifest import bot_scopes

SKEW_S = 60.0
"""Seconds. At 300 Engage refuses everything that Slack signs."""

UPDATE = "Update the app from `engage manifest`, then install it again."
_SOUND = "invalid_code"
"""What Slack says to a senseless code from an app that it knows."""


async def slack(settings: Settings) -> Finding:
    """Whether the bot token, or the app with its secret, is accepted and may do what it needs."""
    if settings.many_workspaces:
        return await _app(settings)
    if settings.slack_bot_token is None:
        return Finding("Slack", ok=None, words="no SLACK_BOT_TOKEN, nothing to check.")
    client = AsyncWebClient(
        settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url
    )
    said, problem = await _ask(client, "auth.test")
    if said is None:
        again = "Copy the bot token (xoxb-...) from the app's page again."
        return _wrong("Slack", _said("auth.test", problem), _mended(problem, again))
    if (late := _skew_s(said.headers)) > SKEW_S:
        words = f"the clock here is {late:,.0f} seconds off; at 300 nothing of Slack's is accepted."
        return _wrong("Slack", words, "Set this machine's clock by the network (NTP).")
    granted = set(str(said.headers.get("x-oauth-scopes", "")).replace(" ", "").split(",")) - {""}
    if missing := sorted(bot_scopes() - granted):
        return _wrong("Slack", f"scopes are missing: {', '.join(missing)}.", UPDATE)
    more = _more(granted)
    return Finding("Slack", ok=True, words=f"signed in to {said.get('team')}, all scopes{more}.")


async def scopes(desk: Desk) -> Finding:
    """Whether each workspace that installed it granted what this version needs."""
    if not desk.settings.many_workspaces:
        token = desk.settings.slack_bot_token
        words = "those of the bot token, see Slack." if token else "no bot token, none to check."
        return Finding("Scopes", ok=None, words=words)
    lacking: dict[str, list[str]] = {}
    for workspace in await desk.workspaces.all():
        try:
            granted = (await desk.installed.get(workspace.id)).scopes
        except (NotFound, SealBroken):
            continue
        if missing := sorted(bot_scopes() - granted):
            lacking[workspace.id] = missing
    if lacking:
        words = "; ".join(f"{team} lacks {', '.join(each)}" for team, each in lacking.items())
        mend = f"Somebody there installs Engage again: {desk.settings.public_url}/slack/install"
        return _wrong("Scopes", f"{words}.", mend)
    return Finding("Scopes", ok=True, words="granted wherever it is installed.")


async def socket_mode(settings: Settings) -> Finding:
    """Whether the app token opens a connection."""
    if settings.slack_app_token is None:
        return Finding("Socket Mode", ok=None, words="no SLACK_APP_TOKEN, HTTP only.")
    client = AsyncWebClient(
        settings.slack_app_token.get_secret_value(), base_url=settings.slack_api_url
    )
    said, problem = await _ask(client, "apps.connections.open")
    if said is None:
        again = "Make an app-level token with the scope connections:write."
        return _wrong("Socket Mode", _said("Slack", problem), _mended(problem, again))
    return Finding("Socket Mode", ok=True, words="the app token opens a connection.")


async def _app(settings: Settings) -> Finding:
    """Try the app's secret on a code that nobody was given."""
    client_id, secret = settings.slack_client_id, settings.slack_client_secret
    if client_id is None or secret is None:
        return Finding("Slack", ok=None, words="the client id and its secret go together.")
    client = AsyncWebClient(base_url=settings.slack_api_url)
    given = {"client_id": client_id, "client_secret": secret.get_secret_value(), "code": "none"}
    _, problem = await _ask(client, "oauth.v2.access", **given)
    if problem == _SOUND:
        return Finding("Slack", ok=True, words="knows the app and its secret.")
    again = "Copy SLACK_CLIENT_ID and SLACK_CLIENT_SECRET from Basic Information again."
    return _wrong("Slack", _said("Slack", problem), _mended(problem, again))


async def _ask(client: AsyncWebClient, method: str, **given: str) -> tuple[Any, str]:
    """The answer, or None and what Slack said against it: "" where it cannot be reached."""
    try:
        return await client.api_call(method, params=given or None), ""
    except SlackClientError as error:
        response = getattr(error, "response", None)
        return None, str(response.get("error") if response else "")
    except (aiohttp.ClientError, OSError, TimeoutError):
        return None, ""


def _skew_s(headers: Any) -> float:
    """Seconds between our clock and the answer's; 0.0 when it tells none."""
    try:
        theirs = parsedate_to_datetime(str(headers.get("Date") or headers.get("date") or ""))
    except ValueError:
        return 0.0
    return abs((datetime.now(UTC) - theirs).total_seconds())


def _more(granted: Iterable[str]) -> str:
    more = sorted(set(granted) - bot_scopes())
    return f" granted; not needed: {', '.join(more)}" if more else " granted"


def _said(who: str, problem: str) -> str:
    return f"{who} says {problem}." if problem else "cannot be reached."


def _mended(problem: str, otherwise: str) -> str:
    return otherwise if problem else "Check the network, and SLACK_API_URL."


def _wrong(subject: str, words: str, mend: str) -> Finding:
    return Finding(subject, ok=False, words=words, mend=mend)
