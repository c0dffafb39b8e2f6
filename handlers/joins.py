"""`/engage join`: conversations of others that are worth joining."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from handlers import ids
from handlers.linked import drafts_of
from handlers.render import joins as draw
from handlers.spotlights import others_of

if TYPE_CHECKING:
    from handlers.opening import Opener
    from handlers.payloads import Click, Command
    from handlers.render.blocks import Message
    from handlers.services import Installation, Services


async def join(
    services: Services, installation: Installation, command: Command, _: str | None
) -> Message:
    """What is worth joining, for one's own eyes."""
    named = command.text.partition(" ")[2].strip() or None
    at = (installation.workspace.id, command.person_id)
    return draw.joins(await others_of(services).joining.worth(*at, named), services.clock())


async def other(services: Services, installation: Installation, click: Click) -> Message:
    """The list of another account."""
    at = (installation.workspace.id, click.person_id)
    return draw.joins(await others_of(services).joining.worth(*at, click.value), services.clock())


async def take(services: Services, installation: Installation, click: Click) -> Message:
    """Take one up: it becomes a card, and drafts are asked for."""
    account_id, _, hit_id = click.value.partition(":")
    at = (installation.workspace.id, click.person_id)
    item = await others_of(services).joining.take(*at, account_id, hit_id)
    key = ids.trigger_key(click.trigger_id)
    return await drafts_of(services, installation, click.person_id, item.id, key)


JOIN_ACTIONS: Mapping[str, Opener] = MappingProxyType({ids.JOIN: other, ids.JOIN_TAKE: take})
"""What buttons of the list do, by action id."""
