"""What holds for an account's items right now: both kinds of settings, and the policy they make."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from assistant.community.responses import Policy
from assistant.community.settings import AccountSettings, WorkspaceSettings
from assistant.ports import Preferences


@dataclass(frozen=True, slots=True)
class Terms:
    """Settings of a workspace and of one of its accounts."""

    workspace: WorkspaceSettings
    account: AccountSettings
    policy: Policy


async def terms_of(preferences: Preferences, workspace_id: str, account_id: str) -> Terms:
    """Read them. Raises NotFound."""
    workspace = (await preferences.of_workspace(workspace_id)).settings
    account = (await preferences.of_account(workspace_id, account_id)).settings
    if account.hours and account.hours.country:
        # Holidays take half a second to load, the first time: not while others wait.
        policy = await asyncio.to_thread(account.policy, workspace.zone)
    else:
        policy = account.policy(workspace.zone)
    return Terms(workspace, account, policy)
