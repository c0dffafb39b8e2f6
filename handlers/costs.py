"""What paid calls cost, in Slack: `/engage costs`, and `assistant.ports.costs.CostTeller`.

A notice is found again by the metadata of its message, so whoever brings it twice says it once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

import structlog

from assistant.community.costs import CHARGING
from handlers.calls import SlackRefused
from handlers.render import costs as draw
from handlers.standing import conversation, find, post

if TYPE_CHECKING:
    from assistant.ports import Accounts, Managers, Preferences
    from handlers.calls import Slack
    from handlers.payloads import Command
    from handlers.render.blocks import Message
    from handlers.services import Installation, Installations, Services

Place = Callable[[], Awaitable[str]]
"""Opens a conversation; its id."""

log = structlog.get_logger(__name__)

LOOKED_THROUGH = 100
"""Messages of a conversation in which a notice is looked for, the newest first."""


async def costs(
    services: Services, installation: Installation, command: Command, _: str | None
) -> Message:
    """This month's costs, for one's own eyes."""
    at = (installation.workspace.id, command.person_id)
    return draw.costs(await services.home.costing.view(*at))


class SlackCostTeller:
    """Tells managers, each in their direct messages. Admins of the workspace manage, too, and are
    not known by name: where nobody else is, it is told in the channels of the accounts.
    """

    def __init__(
        self,
        installations: Installations,
        managers: Managers,
        accounts: Accounts,
        preferences: Preferences,
    ) -> None:
        self._installations = installations
        self._managers = managers
        self._accounts = accounts
        self._preferences = preferences

    async def tell_managers(self, workspace_id: str, key: str, sentence: str) -> None:
        """Everybody once for each key; whom Slack does not let us reach at all is left out."""
        installation = await self._installations.of(workspace_id)
        again: SlackRefused | None = None
        places = await self._places(workspace_id, installation.slack)
        if not places:
            log.warning("costs.nobody_to_tell", workspace_id=workspace_id)
        for place in places:
            try:
                await _once(installation.slack, await place(), key, sentence)
            except SlackRefused as refused:
                log.warning("costs.manager_not_told", code=refused.code)
                again = again if refused.final else refused
        if again is not None:
            raise again

    async def _places(self, workspace_id: str, slack: Slack) -> list[Place]:
        """Where it is told, each opened when it is its turn."""
        managed = await self._managers.of(workspace_id)
        known = (managed.installer_id, *(each.person_id for each in managed.named))
        people = list(dict.fromkeys(each for each in known if each))
        if people:
            return [partial(conversation, slack, [each]) for each in people]
        return [partial(_itself, each) for each in await self._channels(workspace_id)]

    async def _channels(self, workspace_id: str) -> list[str]:
        found: dict[str, None] = {}
        for account in await self._accounts.all(workspace_id):
            if account.ref.platform in CHARGING:
                kept = await self._preferences.of_account(workspace_id, account.id)
                found |= {kept.settings.channel_id: None} if kept.settings.channel_id else {}
        return list(found)


async def _itself(channel_id: str) -> str:
    return channel_id


async def _once(slack: Slack, channel_id: str, key: str, sentence: str) -> None:
    metadata = draw.metadata(key)
    if await find(slack, channel_id, metadata, looked_through=LOOKED_THROUGH) is None:
        await post(slack, channel_id, draw.notice(sentence), metadata=metadata)
