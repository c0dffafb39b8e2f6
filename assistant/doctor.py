"""`engage doctor`: look at everything Engage stands on, and say how to mend what is not right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from rich.console import Console
from rich.text import Text

from assistant import doctor_peers
from assistant.asking import LOCAL
from assistant.bootstrap import Desk, open_desk
from assistant.doctor_peers import CHECK_S, Finding
from assistant.errors import EngageError, NotFound, SettingsError
from assistant.explain import explain
from assistant.settings import Settings

_MARKS = {True: ("ok", "green"), False: ("!!", "red"), None: ("--", "dim")}


Check = Callable[[], Awaitable[Finding]]


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
    yield check_settings(settings)
    try:
        async with open_desk(settings) as desk:
            for check in (
                lambda: _postgres(desk),
                lambda: _redis(desk),
                lambda: _workspaces(desk),
                lambda: _accounts(desk),
            ):
                yield await _timed(check)
    except EngageError as error:
        yield Finding("Stores", ok=False, words=explain(error), mend=_mend_stores(error))
    for check in (
        lambda: doctor_peers.slack(settings),
        lambda: doctor_peers.socket_mode(settings),
        lambda: doctor_peers.model(settings),
        lambda: doctor_peers.bluesky(settings),
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
    problems = {socket: _problems(settings, socket=socket) for socket in (False, True)}
    for socket, way in ((True, "Socket Mode"), (False, "HTTP")):
        if not problems[socket]:
            return Finding("Settings", ok=True, words=f"complete for {way}.")
    both = [each for each in problems[False] if each in problems[True]]
    if all(each.startswith("SLACK_") for each in both) and not _has_slack(settings):
        words = "nothing is set for Slack yet; `engage demo` and `engage ask` need nothing."
        return Finding("Settings", ok=None, words=words)
    if settings.slack_app_token:
        words = " ".join(problems[True])
    elif settings.slack_signing_secret:
        words = " ".join(problems[False])
    else:
        for_socket, for_http = (
            " ".join(each for each in problems[socket] if each not in both)
            for socket in (True, False)
        )
        either = f"For Socket Mode: {for_socket} Or for HTTP: {for_http}"
        words = " ".join([*both, either])
    return Finding("Settings", ok=False, words=words, mend="docs/operations.md has every setting.")


def _problems(settings: Settings, *, socket: bool) -> tuple[str, ...]:
    try:
        settings.check_serve(socket=socket)
    except SettingsError as error:
        return error.problems
    return ()


def _has_slack(settings: Settings) -> bool:
    return any(
        (
            settings.slack_bot_token,
            settings.slack_signing_secret,
            settings.slack_app_token,
            settings.slack_client_id,
            settings.slack_client_secret,
        )
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


async def _workspaces(desk: Desk) -> Finding:
    """Which workspaces can be served, where each installs Engage itself."""
    settings = desk.settings
    if not settings.many_workspaces:
        return Finding("Workspaces", ok=None, words="one, by its bot token.")
    count, silent = 0, []
    for workspace in await desk.workspaces.all():
        try:
            await desk.installed.get(workspace.id)
            count += 1
        except NotFound:
            silent += [workspace.id] if workspace.id != LOCAL else []
    if silent:
        return Finding(
            "Workspaces",
            ok=False,
            words=f"there is no token for {', '.join(silent)}, or Slack took it back.",
            mend=f"Somebody there installs Engage again: {settings.public_url}/slack/install",
        )
    if not settings.allowed_teams:
        return Finding(
            "Workspaces",
            ok=False,
            words=f"{count} installed, and no other may install: SLACK_ALLOWED_TEAMS is empty.",
            mend="Name team ids with commas between, or * for all.",
        )
    return Finding("Workspaces", ok=True, words=f"{count} installed.")


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


def _mend_stores(error: EngageError) -> str:
    if isinstance(error, SettingsError):
        return ""
    return "Check DATABASE_URL and REDIS_URL, or leave both unset to use the embedded stores."
