"""`engage doctor`: look at everything Engage stands on, and say how to mend what is not right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import httpx2
from rich.console import Console
from rich.text import Text
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.bootstrap import Desk, open_desk
from assistant.errors import EngageError, SettingsError
from assistant.explain import explain
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


Check = Callable[[], Awaitable[Finding]]


async def examine(settings: Settings) -> int:
    """Print every finding; the exit code is 1 when one is not right."""
    out = Console(highlight=False)
    worst = 0
    async for finding in findings(settings):
        mark, style = {True: ("ok", "green"), False: ("!!", "red"), None: ("--", "dim")}[finding.ok]
        out.print(Text.assemble((mark, style), f"  {finding.subject}: {finding.words}"))
        if finding.mend:
            out.print(Text(f"    {finding.mend}", style="yellow"))
        worst = max(worst, int(finding.ok is False))
    return worst


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Check one thing after another; a check that fails does not stop the others."""
    yield check_settings(settings)
    try:
        async with open_desk(settings) as desk:
            for check in (
                lambda: _postgres(desk),
                lambda: _redis(desk),
                lambda: _accounts(desk),
            ):
                yield await _timed(check)
    except EngageError as error:
        yield Finding("Stores", ok=False, words=explain(error), mend=_mend_stores(error))
    for check in (
        lambda: _slack(settings),
        lambda: _socket_mode(settings),
        lambda: _model(settings),
        lambda: _bluesky(settings),
    ):
        yield await _timed(check)


async def _timed(check: Check) -> Finding:
    try:
        async with asyncio.timeout(CHECK_S):
            return await check()
    except TimeoutError:
        return Finding("A check", ok=False, words=f"took longer than {CHECK_S:.0f} seconds.")
    except EngageError as error:
        return Finding("A check", ok=False, words=explain(error))


def check_settings(settings: Settings) -> Finding:
    """Whether `engage serve` could start, by HTTP or by Socket Mode."""
    problems: dict[bool, tuple[str, ...]] = {}
    for socket in (False, True):
        try:
            settings.check_serve(socket=socket)
        except SettingsError as error:
            problems[socket] = error.problems
    if len(problems) < 2:  # noqa: PLR2004 - one of the two ways is open
        way = "Socket Mode" if False in problems else "HTTP"
        return Finding("Settings", ok=True, words=f"complete for {way}.")
    return Finding(
        "Settings",
        ok=False,
        words=" ".join(dict.fromkeys([*problems[False], *problems[True]])),
        mend="`engage demo` and `engage ask` work without these. See docs/operations.md.",
    )


async def _postgres(desk: Desk) -> Finding:
    standing = await desk.stores.database.standing()
    major, minor = divmod(standing.version, 10_000)
    where = "yours" if desk.settings.database_url else "embedded"
    if standing.sees_all:
        return Finding(
            "PostgreSQL",
            ok=False,
            words=f"the role {standing.role} can look past row-level security.",
            mend="Run `engage migrate` with a login that may create roles, then start again.",
        )
    if major < 14:  # noqa: PLR2004 - the oldest version served
        return Finding(
            "PostgreSQL",
            ok=False,
            words=f"version {major} is too old.",
            mend="Engage needs PostgreSQL 14 or newer.",
        )
    return Finding("PostgreSQL", ok=True, words=f"{major}.{minor} ({where}), schema in place.")


async def _redis(desk: Desk) -> Finding:
    await desk.budget.left("")
    where = "yours" if desk.settings.redis_url else "embedded"
    return Finding("Redis", ok=True, words=f"answers ({where}).")


async def _accounts(desk: Desk) -> Finding:
    troubled: list[str] = []
    count = 0
    for workspace in await desk.workspaces.all():
        for account in await desk.accounts.all(workspace.id):
            count += 1
            if account.trouble:
                troubled.append(f"{account.ref} ({account.trouble})")
    if troubled:
        return Finding(
            "Accounts",
            ok=False,
            words=f"the last read of {', '.join(troubled)} did not end well.",
            mend="Connect it again with: engage connect PLATFORM HANDLE",
        )
    return Finding("Accounts", ok=True if count else None, words=f"{count} connected.")


async def _slack(settings: Settings) -> Finding:
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
            words=f"auth.test says {problem}.",
            mend="Copy the bot token (xoxb-...) from the app's page again.",
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


async def _socket_mode(settings: Settings) -> Finding:
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
            words=f"Slack says {problem}.",
            mend="Make an app-level token with the scope connections:write.",
        )
    return Finding("Socket Mode", ok=True, words="the app token opens a connection.")


async def _ask_slack(client: AsyncWebClient, method: str) -> tuple[Any, str]:
    try:
        return await client.api_call(method), ""
    except SlackClientError as error:
        response = getattr(error, "response", None)
        return None, str(response.get("error") if response else "nothing")
    except (aiohttp.ClientError, OSError, TimeoutError):
        return None, "nothing (not reachable)"


async def _model(settings: Settings) -> Finding:
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


async def _bluesky(settings: Settings) -> Finding:
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


def _mend_stores(error: EngageError) -> str:
    if isinstance(error, SettingsError):
        return ""
    return "Check DATABASE_URL and REDIS_URL, or leave both unset to use the embedded stores."
