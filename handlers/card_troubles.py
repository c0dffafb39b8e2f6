"""What is said once in an account's channel, and what managers hear when there is no such place.
Nothing is lost by that: every item waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from handlers.calls import SlackRefused
from handlers.render import card_notes
from handlers.render.blocks import Message
from handlers.services import Installation
from handlers.standing import GONE, post

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.ports import Managers, Once

log = structlog.get_logger(__name__)

AGAIN_S = 86_400
"""Seconds until managers hear of the same trouble again."""

WEEK_S = 7 * 86_400
"""Seconds for which nothing is said twice."""


class Troubles:
    """Says things once, and tells those who manage a workspace by direct message."""

    def __init__(self, managers: Managers, once: Once) -> None:
        self._managers = managers
        self._once = once

    async def say_once(
        self,
        installation: Installation,
        account: Account,
        channel_id: str,
        message: Message,
        *,
        key: str,
    ) -> None:
        """Say it in a channel or to a person, unless it was said before; managers hear of a channel
        that is gone. What Slack did not take, and may take later, counts as not said.

        Raises:
            SlackRefused: it was not said.
        """
        workspace_id = installation.workspace.id
        if not await self._once.first(workspace_id, key, WEEK_S):
            return
        try:
            await post(installation.slack, channel_id, message)
        except SlackRefused as refused:
            if refused.code in GONE:
                await self.channel_gone(installation, account, channel_id)
                return
            if not refused.final:
                await self._once.forget(workspace_id, key)
            raise

    async def no_channel(self, installation: Installation, account: Account) -> None:
        """An account has no channel for its cards."""
        await self._daily(installation, account.id, card_notes.no_channel(account))

    async def channel_gone(
        self, installation: Installation, account: Account, channel_id: str
    ) -> None:
        """Its channel takes none any more."""
        message = card_notes.channel_gone(account, channel_id)
        await self._daily(installation, f"{account.id}:{channel_id}", message)

    async def tell(self, installation: Installation, message: Message) -> None:
        """Tell everybody who manages. Admins of the workspace are not known by name."""
        managed = await self._managers.of(installation.workspace.id)
        known = (managed.installer_id, *(each.person_id for each in managed.named))
        for person_id in dict.fromkeys(each for each in known if each):
            try:
                await post(installation.slack, person_id, message)
            except SlackRefused as refused:
                log.warning("cards.manager_not_told", code=refused.code)

    async def _daily(self, installation: Installation, what: str, message: Message) -> None:
        key = f"cards.trouble:{what}"
        if await self._once.first(installation.workspace.id, key, AGAIN_S):
            await self.tell(installation, message)
