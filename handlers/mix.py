"""`/engage mix`: what our own posts are for, and people's word on it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.community.mix import Function, Value
from assistant.errors import NotFound
from handlers import ids
from handlers.render import mix as draw

if TYPE_CHECKING:
    from handlers.opening import Opener
    from handlers.payloads import Click, Command
    from handlers.render.blocks import Message
    from handlers.services import Installation, Services


async def mix(
    services: Services, installation: Installation, command: Command, _: str | None
) -> Message:
    """The mix, for one's own eyes."""
    named = command.text.partition(" ")[2].strip() or None
    at = (installation.workspace.id, command.person_id)
    return draw.mix(await services.giving.mixing.mix(*at, named))


async def other(services: Services, installation: Installation, click: Click) -> Message:
    """The mix of another account."""
    at = (installation.workspace.id, click.person_id)
    return draw.mix(await services.giving.mixing.mix(*at, click.value))


async def correct(services: Services, installation: Installation, click: Click) -> Message:
    """Keep what a person says a post is for."""
    function, value, account_id, post_id = [*click.value.split(":", 3), "", "", "", ""][:4]
    if function != draw.RULES and function not in {each.value for each in Function}:
        raise NotFound("post", post_id)
    label = await services.giving.mixing.correct(
        installation.workspace.id,
        click.person_id,
        account_id,
        post_id,
        None if function == draw.RULES else Function(function),
        value=Value(value) if value in {each.value for each in Value} else None,
    )
    return draw.noted(label, by_person=function != draw.RULES)


MIX_ACTIONS: Mapping[str, Opener] = MappingProxyType({ids.MIX: other, ids.MIX_LABEL: correct})
"""What the choices in a mix do, by action id."""
