"""A workspace whose account writes on a platform that tests can script, and its settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from assistant.community.accounts import Account
from assistant.community.rights import Act
from assistant.community.settings import AccountSettings, WorkspaceSettings
from assistant.desk.publishing import Publishing
from assistant.errors import PlatformUnavailable
from assistant.ports import Deed
from tests.integration.publishing_house import ANNA, TEAM, House
from tests.integration.publishing_wire import Wire

US = "did:plc:acme"
"""What the platform knows the account by."""

AWAY = PlatformUnavailable("bluesky", None, "down")


@dataclass
class Scene:
    """See the module."""

    house: House
    account: Account
    wire: Wire
    publishing: Publishing

    async def switch(self, *, publishing: bool) -> None:
        kept = await self.house.preferences.of_workspace(TEAM)
        deed = Deed(Act.CHANGE_SETTINGS, ANNA, datetime.now(UTC))
        await self.house.preferences.keep_workspace(
            TEAM, WorkspaceSettings(publishing=publishing), version=kept.version, deed=deed
        )

    async def set_account(self, **fields: Any) -> None:
        kept = await self.house.preferences.of_account(TEAM, self.account.id)
        deed = Deed(Act.CHANGE_SETTINGS, ANNA, datetime.now(UTC))
        settings = AccountSettings(**fields)
        await self.house.preferences.keep_account(
            TEAM, self.account.id, settings, version=kept.version, deed=deed
        )
