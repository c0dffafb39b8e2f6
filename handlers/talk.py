"""Talk in a thread that shows drafts, of a card or of a studio: what is said there becomes a wish,
never more. Nothing that is written there approves or publishes anything.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from assistant.errors import EngageError, StoreUnavailable
from assistant.explain import explain
from handlers.notifier import tell, whisper
from handlers.places import Place
from handlers.render.words import notice

if TYPE_CHECKING:
    from handlers.draft_desk import Shown
    from handlers.payloads import Spoken
    from handlers.services import Installation, Services


async def not_for_us(
    services: Services, installation: Installation, said: Spoken, *, named: bool
) -> bool:
    """Whether people talk among themselves there: to each other, or one who may not ask.

    Args:
        named: whether Engage was spoken to by name, or alone.
    """
    if named:
        return False
    if said.calls:
        return True
    at = (installation.workspace.id, said.person_id)
    return not (await services.directory.person(*at)).full_member


def reply(services: Services, installation: Installation, said: Spoken, words: str) -> None:
    """Say one sentence in the thread, once there is time."""
    services.tasks.start(tell(installation.slack, _place(said), words), name="talk.reply")


async def wished(
    services: Services,
    installation: Installation,
    said: Spoken,
    wish: Awaitable[bool],
    *,
    shown: Shown,
    subject_id: str,
    on_it: str,
) -> None:
    """Commit a wish, and say that it is heard, unless it was before; or why it cannot be.

    Args:
        subject_id: what is drawn anew: the item's card, or the studio.
        on_it: what is said, to this person alone.

    Raises:
        StoreUnavailable: nothing was committed.
    """
    try:
        new = await wish
    except StoreUnavailable:
        raise
    except EngageError as error:
        reply(services, installation, said, explain(error))
        return
    redraw = shown.refresh(installation.workspace.id, subject_id)
    services.tasks.start(redraw, name="draft.redraw")
    if new:
        told = whisper(installation.slack, _place(said), notice(on_it))
        services.tasks.start(told, name="talk.on_it")


def _place(said: Spoken) -> Place:
    return Place("thread", said.channel_id, said.person_id, root_ts=said.root_ts)
