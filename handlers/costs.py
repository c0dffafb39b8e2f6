"""What paid calls cost, in Slack: `/engage costs`, and `assistant.ports.costs.CostTeller`.

A notice is found again by the metadata of its message, so whoever brings it twice says it once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from handlers.calls import SlackRefused
from handlers.render import costs as draw
from handlers.standing import conversation, find, post

if TYPE_CHECKING:
    from assistant.ports import Managers
    from handlers.calls import Slack
    from handlers.payloads import Command
    from handlers.render.blocks import Message
    from handlers.services import Installation, Installations, Services

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
    """Tells managers, each in their direct messages."""

    def __init__(self, installations: Installations, managers: Managers) -> None:
        self._installations = installations
        self._managers = managers

    async def tell_managers(self, workspace_id: str, key: str, sentence: str) -> None:
        """Everybody once for each key; whom Slack does not let us reach at all is left out."""
        installation = await self._installations.of(workspace_id)
        managed = await self._managers.of(workspace_id)
        known = (managed.installer_id, *(each.person_id for each in managed.named))
        again: SlackRefused | None = None
        for person_id in dict.fromkeys(each for each in known if each):
            try:
                await _once(installation.slack, person_id, key, sentence)
            except SlackRefused as refused:
                log.warning("costs.manager_not_told", code=refused.code)
                again = again if refused.final else refused
        if again is not None:
            raise again


async def _once(slack: Slack, person_id: str, key: str, sentence: str) -> None:
    channel_id = await conversation(slack, [person_id])
    metadata = draw.metadata(key)
    if await find(slack, channel_id, metadata, looked_through=LOOKED_THROUGH) is None:
        await post(slack, channel_id, draw.notice(sentence), metadata=metadata)
