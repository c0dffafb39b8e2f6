"""What `engage doctor` finds in the stores: schema, clock, secrets, workspaces, accounts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Protocol, runtime_checkable

from assistant.asking import LOCAL
from assistant.bootstrap import Desk
from assistant.community.accounts import Account, Platform
from assistant.doctor.finding import Finding
from assistant.errors import EngageError, NotFound, PlatformError, SealBroken
from assistant.explain import explain
from assistant.storage.migrations import steps
from assistant.storage.seals import Opened
from assistant.storage.vault import key_file

OLDEST = 14
"""The oldest PostgreSQL that is served."""

SKEW = timedelta(seconds=5)
"""How far clocks may disagree. What was asked when, and how old figures are, goes by ours; Slack's
signatures hold for five minutes."""

AT_ONCE = 6
AT_META = frozenset({Platform.FACEBOOK, Platform.INSTAGRAM})
MOST = 50
"""Accounts that are looked at: enough to see what is wrong, without asking a platform for all."""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "credential": "sign-in",
        "installation": "Slack installation",
        "registration": "app registration",
        "sign_in": "sign-in under way",
        "run": "open question",
    }
)
"""What is sealed, by its table."""


async def postgres(desk: Desk) -> Finding:
    """Its version, its rights, its schema."""
    subject, database = "PostgreSQL", desk.stores.database
    standing = await database.standing()
    major, minor = divmod(standing.version, 10_000)
    if standing.sees_all:
        words = f"the role {standing.role} can look past row-level security."
        mend = "Run `engage migrate` with a login that may create roles, then start again."
        return Finding(subject, ok=False, words=words, mend=mend)
    if major < OLDEST:
        mend = f"Engage needs PostgreSQL {OLDEST} or newer."
        return Finding(subject, ok=False, words=f"version {major} is too old.", mend=mend)
    revision, known = await database.revision(), await asyncio.to_thread(steps)
    if revision is None or revision in known[1:]:
        words = f"its schema is at {revision or 'its beginning'}, this Engage needs {known[0]}."
        return Finding(subject, ok=False, words=words, mend="Run: engage migrate")
    if revision not in known:
        words = f"a newer Engage has brought its schema to {revision}; this one knows {known[0]}."
        mend = "Install the newer version here too. Until then this one goes on."
        return Finding(subject, ok=False, words=words, mend=mend)
    where = "yours" if desk.settings.database_url else "embedded"
    words = f"{major}.{minor} ({where}), schema {revision} in place."
    return Finding(subject, ok=True, words=words)


async def clock(desk: Desk) -> Finding:
    """Whether our clock and the database's agree."""
    before = desk.clock()
    theirs = await desk.stores.database.now()
    ours = before + (desk.clock() - before) / 2
    skew = abs(theirs - ours)
    if skew > SKEW:
        words = f"ours and PostgreSQL's are {skew.total_seconds():,.0f} seconds apart."
        mend = "Set both machines' clocks by the network (NTP), then restart Engage."
        return Finding("Clock", ok=False, words=words, mend=mend)
    return Finding("Clock", ok=True, words="agrees with PostgreSQL's.")


async def redis(desk: Desk) -> Finding:
    """Whether it answers."""
    await desk.budget.left("")
    where = "yours" if desk.settings.redis_url else "embedded"
    return Finding("Redis", ok=True, words=f"answers ({where}).")


async def secrets(desk: Desk) -> Finding:
    """Whether the key opens everything that is sealed."""
    found, key = Opened(), _key(desk)
    for workspace in await desk.workspaces.all():
        await desk.stores.seals.check(workspace.id, found)
    if found.shut:
        names = f" ({', '.join(found.accounts)})" if found.accounts else ""
        words = f"{key} does not open {_listed(found.shut)}{names}."
        mend = (
            "Put the key they were sealed with behind the new one, with a comma between. If it is "
            "lost, connect these accounts again, and install Engage again where it was by OAuth."
        )
        return Finding("Secrets", ok=False, words=words, mend=mend)
    if found.old:
        words = f"all open; {_listed(found.old)} still with an older key, until tonight."
        return Finding("Secrets", ok=True, words=words)
    return Finding("Secrets", ok=True, words=f"{key} opens all of them.")


async def workspaces(desk: Desk) -> Finding:
    """Which workspaces can be served, where each installs Engage itself."""
    subject, settings = "Workspaces", desk.settings
    if not settings.many_workspaces:
        one = "one, by its bot token." if settings.slack_bot_token else "none yet: no bot token."
        return Finding(subject, ok=None, words=one)
    count, silent = 0, []
    for workspace in await desk.workspaces.all():
        try:
            await desk.installed.get(workspace.id)
            count += 1
        except SealBroken:
            count += 1  # `secrets` tells
        except NotFound:
            silent += [workspace.id] if workspace.id != LOCAL else []
    if silent:
        words = f"there is no token for {', '.join(silent)}, or Slack took it back."
        mend = f"Somebody there installs Engage again: {settings.public_url}/slack/install"
        return Finding(subject, ok=False, words=words, mend=mend)
    if not settings.allowed_teams:
        words = f"{count} installed, and no other may install: SLACK_ALLOWED_TEAMS is empty."
        mend = "Name team ids with commas between, or * for all."
        return Finding(subject, ok=False, words=words, mend=mend)
    return Finding(subject, ok=True, words=f"{count} installed.")


READS_ONLY = (
    "its sign-in lets Engage read but not write, so no reply can be posted; it needs the scopes "
    "read and write:statuses."
)


@runtime_checkable
class TellsScope(Protocol):
    """A connection that can tell whether its sign-in may write."""

    async def may_write(self) -> bool | None:
        """None where the platform does not tell."""
        ...


async def accounts(desk: Desk) -> Finding:
    """Whether each account can be read right now, and written for where that can be told."""
    found: list[Account] = []
    for workspace in await desk.workspaces.all():
        found += await desk.accounts.all(workspace.id)
    if not found:
        return Finding("Accounts", ok=None, words="none is connected.")
    seats = asyncio.Semaphore(AT_ONCE)

    async def trouble(account: Account) -> str:
        async with seats:
            return await _trouble(desk, account)

    troubles = [each for each in await asyncio.gather(*map(trouble, found[:MOST])) if each]
    if troubles:
        words = f"{len(troubles)} of {len(found)} in trouble. {' '.join(troubles)}"
        mend = "Reconnect them in Engage's Home tab, or with: engage connect PLATFORM HANDLE"
        return Finding("Accounts", ok=False, words=words, mend=mend)
    looked = f"the first {MOST} of {len(found)}" if len(found) > MOST else f"all {len(found)}"
    return Finding("Accounts", ok=True, words=f"{looked} can be read.")


async def _trouble(desk: Desk, account: Account) -> str:
    """Why an account cannot be read; "" when it can."""
    try:
        connection = await desk.connections.open(account)
        await connection.profile(account.native_id)
        if isinstance(connection, TellsScope) and await connection.may_write() is False:
            return f"{account.ref}: {READS_ONLY}"
        if account.ref.platform in AT_META:  # each needs permissions of its own
            await connection.posts(account.native_id)
            await connection.mentions()
    except (PlatformError, NotFound) as error:
        return f"{account.ref}: {explain(error)}"
    except EngageError as error:
        return explain(error)
    if account.trouble:
        return f"{account.ref}: the last reading ended in {account.trouble}; I try again by myself."
    return ""


def _key(desk: Desk) -> str:
    """Where the key stands: in the environment, or in the file that was made for it."""
    if desk.settings.secret_key:
        return "ENGAGE_SECRET_KEY"
    return f"the key in {key_file(desk.settings.data_dir)}"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(
        f"{count} {KINDS[table]}{'s'[: count != 1]}" for table, count in counts.items()
    )
