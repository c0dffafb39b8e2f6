"""What `engage doctor` asks of others: Slack, the model's server, Bluesky."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp
import httpx2
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.settings import Settings
from handlers.manifest import load

CHECK_S = 15.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `ok` None: nothing to check, and `words` say what that means."""

    subject: str
    ok: bool | None
    words: str
    mend: str = ""


async def slack(settings: Settings) -> Finding:
    """Whether the bot token is accepted and has every scope."""
    if settings.many_workspaces:
        return Finding("Slack", ok=None, words="each workspace has a token of its own.")
    if settings.slack_bot_token is None:
        return Finding("Slack", ok=None, words="no SLACK_BOT_TOKEN, nothing to check.")
    client = AsyncWebClient(
        settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url
    )
    said, problem = await _ask_slack(client, "auth.test")
    if said is None:
        return Finding(
            "Slack",
            ok=False,
            words=_said("auth.test", problem),
            mend=_mended(problem, "Copy the bot token (xoxb-...) from the app's page again."),
        )
    granted = set(str(said.headers.get("x-oauth-scopes", "")).replace(" ", "").split(","))
    missing = sorted(set(load()["oauth_config"]["scopes"]["bot"]) - granted)
    if missing:
        return Finding(
            "Slack",
            ok=False,
            words=f"scopes are missing: {', '.join(missing)}.",
            mend="Update the app from `engage manifest`, then install it again.",
        )
    return Finding("Slack", ok=True, words=f"signed in to {said.get('team')}, all scopes granted.")


async def socket_mode(settings: Settings) -> Finding:
    """Whether the app token opens a connection."""
    if settings.slack_app_token is None:
        return Finding("Socket Mode", ok=None, words="no SLACK_APP_TOKEN, HTTP only.")
    client = AsyncWebClient(
        settings.slack_app_token.get_secret_value(), base_url=settings.slack_api_url
    )
    said, problem = await _ask_slack(client, "apps.connections.open")
    if said is None:
        return Finding(
            "Socket Mode",
            ok=False,
            words=_said("Slack", problem),
            mend=_mended(problem, "Make an app-level token with the scope connections:write."),
        )
    return Finding("Socket Mode", ok=True, words="the app token opens a connection.")


def _said(who: str, problem: str) -> str:
    return f"{who} says {problem}." if problem else "cannot be reached."


def _mended(problem: str, otherwise: str) -> str:
    return otherwise if problem else "Check the network, and SLACK_API_URL."


async def _ask_slack(client: AsyncWebClient, method: str) -> tuple[Any, str]:
    """The answer, or None and what Slack said against it: "" where it cannot be reached."""
    try:
        return await client.api_call(method), ""
    except SlackClientError as error:
        response = getattr(error, "response", None)
        return None, str(response.get("error") if response else "")
    except (aiohttp.ClientError, OSError, TimeoutError):
        return None, ""


async def model(settings: Settings) -> Finding:
    """Whether the model's server takes the key and knows the model."""
    if settings.openai_api_key is None:
        words = "no OPENAI_API_KEY: the offline composer answers, and says so."
        return Finding("Model", ok=None, words=words)
    base = (settings.openai_base_url or "https://api.openai.com/v1").rstrip("/")
    headers = {"authorization": f"Bearer {settings.openai_api_key.get_secret_value()}"}
    try:
        async with httpx2.AsyncClient(timeout=CHECK_S) as client:
            reply = await client.get(f"{base}/models", headers=headers)
    except httpx2.HTTPError:
        return Finding(
            "Model", ok=False, words="the server cannot be reached.", mend="Check OPENAI_BASE_URL."
        )
    if reply.status_code in {401, 403}:
        return Finding(
            "Model", ok=False, words="the server refuses the key.", mend="Check OPENAI_API_KEY."
        )
    if reply.is_success and settings.model not in reply.text:
        return Finding(
            "Model",
            ok=False,
            words=f"the server does not list {settings.model}.",
            mend="Check ENGAGE_MODEL.",
        )
    if not reply.is_success:
        return Finding("Model", ok=None, words=f"the server lists no models ({reply.status_code}).")
    return Finding("Model", ok=True, words=f"{settings.model} is there.")


async def bluesky(settings: Settings) -> Finding:
    """Whether Bluesky can be reached."""
    url = f"{settings.bluesky_public_url.rstrip('/')}/xrpc/_health"
    try:
        async with httpx2.AsyncClient(timeout=CHECK_S) as client:
            await client.get(url)
    except httpx2.HTTPError:
        return Finding(
            "Bluesky",
            ok=False,
            words="cannot be reached.",
            mend="Check the network, and BLUESKY_PUBLIC_URL.",
        )
    return Finding("Bluesky", ok=True, words="reachable.")
