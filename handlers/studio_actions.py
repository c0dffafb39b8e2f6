"""What the buttons of studios do: one use case each, then the thread as it is now.

Rights, versions and what may still be moved are held in the desk; what it refuses is one sentence
where the person is, and the thread is drawn anew either way.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from assistant.community.mix import Function
from assistant.errors import ConfirmationNeeded
from handlers import ids, studio_opening
from handlers.ids import SeenDraft, trigger_key
from handlers.opening import Opener
from handlers.payloads import Click
from handlers.render import studio_forms
from handlers.render import studio_words as say
from handlers.render.blocks import Block, Message
from handlers.services import Installation, Services
from handlers.showing import open_modal
from handlers.studio import STUDIO_OPENERS

T = TypeVar("T")


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
    wish = services.giving.posting.wish(
        installation.workspace.id,
        click.person_id,
        seen.item_id,
        event_key=trigger_key(click.trigger_id),
        instruction=instruction,
        about=seen.draft_id or None,
    )
    await redrawn(services, installation, seen.item_id, wish)


async def menu(services: Services, installation: Installation, click: Click) -> Message | None:
    """Do what was chosen from an idea's menu."""
    what, _, where = click.value.partition(":")
    seen = SeenDraft.read(where)
    if what == "another":
        await _wish(services, installation, click, seen)
        return None
    opens = studio_opening.FROM_THE_MENU.get(what)
    if opens is None:  # of another version of Engage: the thread is drawn as this one has it
        await redraw(services, installation, seen.item_id)
        return None
    return await opens(services, installation, click, seen)


async def approve(services: Services, installation: Installation, click: Click) -> Message | None:
    """Approve exactly what this button's message showed."""
    seen = SeenDraft.read(click.value)
    approval = services.giving.reviewing.approve(
        installation.workspace.id,
        click.person_id,
        seen.draft_id,
        version=seen.version,
        digest=seen.digest,
    )
    try:
        await redrawn(services, installation, seen.item_id, approval)
    except ConfirmationNeeded as needed:
        make = partial(_confirmation, seen, needed)
        return await open_modal(services, installation, click, make)
    return None


async def _confirmation(seen: SeenDraft, needed: ConfirmationNeeded) -> Block:
    return studio_forms.confirm(seen, needed.reasons, None)


async def undo(services: Services, installation: Installation, click: Click) -> Message | None:
    """Call an approval back, or cancel what is planned."""
    seen = SeenDraft.read(click.value)
    call_back = services.giving.reviewing.call_back(
        installation.workspace.id, click.person_id, seen.draft_id
    )
    await redrawn(services, installation, seen.item_id, call_back)
    return None


async def there(services: Services, installation: Installation, click: Click) -> Message | None:
    """Somebody looked, and the post is there."""
    return await _settle(services, installation, click, there=True)


async def send_again(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    """Somebody looked, and it is not."""
    return await _settle(services, installation, click, there=False)


async def _settle(
    services: Services, installation: Installation, click: Click, *, there: bool
) -> Message | None:
    seen = SeenDraft.read(click.value)
    settle = services.giving.settling.settle(
        installation.workspace.id, click.person_id, seen.draft_id, there=there
    )
    await redrawn(services, installation, seen.item_id, settle)
    return None


async def redrawn(
    services: Services, installation: Installation, studio_id: str, act: Awaitable[T]
) -> T:
    """Do it, and draw the thread as it is then: also where it was refused."""
    try:
        return await act
    finally:
        services.tasks.start(redraw(services, installation, studio_id), name="studio.redraw")


async def redraw(services: Services, installation: Installation, studio_id: str) -> None:
    """Draw a thread as it is now."""
    await services.giving.studios.refresh(installation.workspace.id, studio_id)


POST_ACTIONS: Mapping[str, Opener] = MappingProxyType(
    {
        ids.POST_MORE: more,
        ids.POST_ANOTHER: another,
        ids.POST_MENU: menu,
        ids.POST_APPROVE: approve,
        ids.POST_UNDO: undo,
        ids.POST_THERE: there,
        ids.POST_SEND_AGAIN: send_again,
        **STUDIO_OPENERS,
        **studio_opening.POST_OPENERS,
    }
)
"""What the buttons of studios do, by action id."""
