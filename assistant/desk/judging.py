"""What a workspace has set, as a question needs it: its zone, and the targets of its accounts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from assistant.community.responses import Policy
from assistant.community.settings import WorkspaceSettings
from assistant.community.zones import UNKNOWN_ZONE, is_place
from assistant.ports import Person, Preferences


async def settings_of(
    preferences: Preferences, workspace_id: str, person: Person
) -> WorkspaceSettings:
    """The settings of a workspace; while nobody has set any, this person's zone becomes its own."""
    kept = await preferences.of_workspace(workspace_id)
    theirs = person.zone
    if kept.version > 1 or kept.settings.zone != UNKNOWN_ZONE or theirs is None:
        return kept.settings
    if not await asyncio.to_thread(is_place, theirs):  # a thread: it may read a folder
        return kept.settings
    zone = await preferences.find_zone(workspace_id, theirs)
    return kept.settings.model_copy(update={"zone": zone})


async def policies_of(
    preferences: Preferences, workspace_id: str, zone: str
) -> Mapping[str, Policy]:
    """The policy of each account, by account id.

    Args:
        zone: of the workspace, for business hours that name none.
    """
    kept = await preferences.of_accounts(workspace_id)

    def read() -> Mapping[str, Policy]:
        return {each: kept[each].settings.policy(zone) for each in kept}

    # Holidays take half a second to load, the first time: not while others wait.
    holidays = any(each.settings.hours and each.settings.hours.country for each in kept.values())
    return await asyncio.to_thread(read) if holidays else read()
