"""What `engage doctor` finds on this machine: version, settings, room, and its address outside."""

from __future__ import annotations

import asyncio
import platform
import shutil
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from assistant.doctor.finding import CHECK_S, Finding
from assistant.errors import SettingsError
from assistant.settings import Settings

LEAST_FREE = 1_000_000_000
"""Bytes. PostgreSQL stops when the disk is full; a busy workspace writes a few MB a day."""

EVERY = "docs/operations.md has every setting."


def engage() -> Finding:
    """Which Engage this is."""
    words = f"{version('engage-desk')} on Python {platform.python_version()}, {platform.system()}."
    return Finding("Engage", ok=True, words=words)


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
    return Finding("Settings", ok=False, words=words, mend=EVERY)


async def room(settings: Settings, free: Callable[[Path], int] | None = None) -> Finding:
    """Whether the disk under the data folder has room.

    Args:
        free: bytes that are free at a path.
    """
    if settings.database_url and settings.redis_url:
        return Finding("Disk", ok=None, words="both stores are yours, so is their room.")
    place = settings.data_dir
    while not place.exists():
        place = place.parent
    left = await asyncio.to_thread(free or _free, place)
    words = f"{left / 1e9:.1f} GB are free for {settings.data_dir}."
    if left < LEAST_FREE:
        mend = "Make room, or move ENGAGE_DATA_DIR to another disk: a full one stops PostgreSQL."
        return Finding("Disk", ok=False, words=words, mend=mend)
    return Finding("Disk", ok=True, words=words)


async def address(settings: Settings) -> Finding:
    """Whether browsers and Slack reach us where the settings say."""
    subject, url = "Address", settings.public_url
    if url is None:
        words = "no ENGAGE_PUBLIC_URL: only HTTP and sign-in pages of platforms need one."
        if not _has_slack(settings):
            return Finding(subject, ok=None, words=words)
        words = "no ENGAGE_PUBLIC_URL: people cannot sign in on the platforms' own pages."
        without = "Set it to where browsers reach Engage, or connect accounts by a secret alone."
        return Finding(subject, ok=None, words=words, mend=without)
    mend = "Start engage serve, and let your https proxy pass everything on to ENGAGE_PORT."
    try:
        async with httpx2.AsyncClient(timeout=CHECK_S) as client:
            alive = await client.get(f"{url.rstrip('/')}/healthz")
            events = await client.get(f"{url.rstrip('/')}/slack/events")
    except httpx2.HTTPError:
        words = f"{url} cannot be reached from here (ENGAGE_PUBLIC_URL)."
        return Finding(subject, ok=False, words=words, mend=mend)
    if alive.text != "ok" or events.status_code != httpx2.codes.METHOD_NOT_ALLOWED:
        words = f"something else than Engage answers at {url} (ENGAGE_PUBLIC_URL)."
        return Finding(subject, ok=False, words=words, mend=mend)
    if urlsplit(url).scheme != "https":
        words = f"{url} is no https address: Slack sends nothing there."
        return Finding(subject, ok=False, words=words, mend="Put an https proxy before Engage.")
    return Finding(subject, ok=True, words=f"{url} leads here.")


def _free(path: Path) -> int:
    return shutil.disk_usage(path).free


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
