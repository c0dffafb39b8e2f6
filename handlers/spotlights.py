"""`/engage spotlight`: who deserves the light, permission first; and leaving people alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from handlers import ids
from handlers.render import spotlights as draw
from handlers.render.words import notice
from handlers.studio import standing

if TYPE_CHECKING:
    from handlers.give_desk import OthersDesk
    from handlers.opening import Opener
    from handlers.payloads import Click, Command
    from handlers.render.blocks import Message
    from handlers.services import Installation, Services


def others_of(services: Services) -> OthersDesk:
    """What lists of people and conversations work with."""
    others = services.giving.others
    assert others is not None, "put together without the desk of spotlights"
    return others


async def spotlight(
    services: Services, installation: Installation, command: Command, _: str | None
) -> Message:
    """Who is worth a spotlight, for one's own eyes."""
    named = command.text.partition(" ")[2].strip() or None
    at = (installation.workspace.id, command.person_id)
    return draw.spotlights(await others_of(services).spotlighting.candidates(*at, named))


async def other(services: Services, installation: Installation, click: Click) -> Message:
    """The list of another account."""
    at = (installation.workspace.id, click.person_id)
    return draw.spotlights(await others_of(services).spotlighting.candidates(*at, click.value))


async def ask_first(services: Services, installation: Installation, click: Click) -> Message:
    """Draft a reply that asks somebody whether they may be named, and say where its card is."""
    account_id, _, post_id = click.value.partition(":")
    at = (installation.workspace.id, click.person_id)
    asked = await others_of(services).spotlighting.choose(*at, account_id, post_id)
    item = asked.question.item
    if item is None:
        return draw.to_ask(asked)
    return draw.asking(asked, await services.responding.cards.show_to(at[0], item.id, at[1]))


async def said_yes(services: Services, installation: Installation, click: Click) -> Message | None:
    """They agreed: open a studio that thanks them or shares their work."""
    given = await others_of(services).spotlighting.permit(
        installation.workspace.id,
        click.person_id,
        click.value,
        given=True,
        event_key=ids.studio_key(click.trigger_id, click.channel_id),
    )
    return await standing(services, installation.workspace.id, given.studio_id or "")


async def said_no(services: Services, installation: Installation, click: Click) -> Message:
    """They would rather not: nothing more is asked."""
    refused = await others_of(services).spotlighting.permit(
        installation.workspace.id,
        click.person_id,
        click.value,
        given=False,
        event_key=ids.trigger_key(click.trigger_id),
    )
    return draw.refused(refused)


async def leave_alone(services: Services, installation: Installation, click: Click) -> Message:
    """Approach somebody never again, on their whole platform."""
    account_id, _, native_id = click.value.partition(":")
    out = await others_of(services).quiet.opt_out(
        installation.workspace.id, click.person_id, account_id, native_id
    )
    return draw.left_alone(out, account_id)


async def take_back(services: Services, installation: Installation, click: Click) -> Message:
    """It was noted by mistake."""
    account_id, _, native_id = click.value.partition(":")
    at = (installation.workspace.id, click.person_id)
    back = await others_of(services).quiet.opt_in(*at, account_id, native_id)
    return notice(draw.TAKEN_BACK if back else draw.NOT_NOTED)


SPOTLIGHT_ACTIONS: Mapping[str, Opener] = MappingProxyType(
    {
        ids.SPOTLIGHT: other,
        ids.SPOTLIGHT_ASK: ask_first,
        ids.SPOTLIGHT_YES: said_yes,
        ids.SPOTLIGHT_NO: said_no,
        ids.LEAVE_ALONE: leave_alone,
        ids.TAKE_BACK: take_back,
    }
)
"""What buttons of spotlights do, by action id."""
