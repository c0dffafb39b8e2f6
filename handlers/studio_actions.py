"""What the buttons of studios do: one use case each, then the thread as it is now.

Rights, versions and what may still be moved are held in the desk; what it refuses is one sentence
where the person is, and the thread is drawn anew either way.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from assistant.community.mix import Function
from assistant.errors import ConfirmationNeeded
from handlers import ids, studio_opening
from handlers.draft_acts import POSTS
from handlers.ids import SeenDraft, trigger_key
from handlers.opening import Opener
from handlers.payloads import Click
from handlers.render import studio_forms
from handlers.render import studio_words as say
from handlers.render.blocks import Block, Message
from handlers.services import Installation, Services
from handlers.showing import open_modal
from handlers.studio import STUDIO_OPENERS


async def more(services: Services, installation: Installation, click: Click) -> Message | None:
    """Ask for other ideas."""
    await _wish(services, installation, click, SeenDraft("", click.value))
    return None


async def another(services: Services, installation: Installation, click: Click) -> Message | None:
    """Ask for another one in place of an idea; of the function that is missing, if named."""
    what, _, where = click.value.partition(":")
    known = {each.value for each in Function}
    instruction = say.INSTEAD[Function(what)].instruction if what in known else ""
    await _wish(services, installation, click, SeenDraft.read(where), instruction)
    return None


async def _wish(
    services: Services,
    installation: Installation,
    click: Click,
    seen: SeenDraft,
    instruction: str = "",
) -> None:
    await POSTS.wish(
        services,
        installation,
        click.person_id,
        seen.item_id,
        event_key=trigger_key(click.trigger_id),
        instruction=instruction,
        about=seen.draft_id or None,
    )


async def menu(services: Services, installation: Installation, click: Click) -> Message | None:
    """Do what was chosen from an idea's menu."""
    what, _, where = click.value.partition(":")
    seen = SeenDraft.read(where)
    if what == "another":
        await _wish(services, installation, click, seen)
        return None
    opens = studio_opening.FROM_THE_MENU.get(what)
    if opens is None:  # of another version of Engage: the thread is drawn as this one has it
        await services.giving.studios.refresh(installation.workspace.id, seen.item_id)
        return None
    return await opens(services, installation, click, seen)


async def approve(services: Services, installation: Installation, click: Click) -> Message | None:
    """Approve exactly what this button's message showed."""
    seen = SeenDraft.read(click.value)
    try:
        await POSTS.approve(services, installation, click.person_id, seen)
    except ConfirmationNeeded as needed:
        make = partial(_confirmation, seen, needed)
        return await open_modal(services, installation, click, make)
    return None


async def _confirmation(seen: SeenDraft, needed: ConfirmationNeeded) -> Block:
    return studio_forms.confirm(seen, needed.reasons, None)


POST_ACTIONS: Mapping[str, Opener] = MappingProxyType(
    {
        ids.POST_MORE: more,
        ids.POST_ANOTHER: another,
        ids.POST_MENU: menu,
        ids.POST_APPROVE: approve,
        ids.POST_UNDO: POSTS.undo,
        ids.POST_THERE: POSTS.there,
        ids.POST_SEND_AGAIN: POSTS.send_again,
        **STUDIO_OPENERS,
        **studio_opening.POST_OPENERS,
    }
)
"""What the buttons of studios do, by action id."""
