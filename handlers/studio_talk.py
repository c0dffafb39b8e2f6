"""Talk in the thread of a studio: an instruction becomes a wish, an image goes along. Nothing that
is written there approves or publishes anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.community.instructions import asks_to_publish, asks_to_schedule, instructs_post
from assistant.errors import EngageError, StoreUnavailable
from assistant.explain import explain
from handlers import studio_files
from handlers.ids import message_key
from handlers.notifier import tell, whisper
from handlers.places import Place
from handlers.render import studio_words as say
from handlers.render.words import notice

if TYPE_CHECKING:
    from assistant.community.studio import Studio
    from handlers.payloads import Spoken
    from handlers.services import Installation, Services


async def heard(
    services: Services, installation: Installation, said: Spoken, *, named: bool
) -> bool:
    """Whether it was said in a studio and is dealt with by that; the wish is committed then.

    Args:
        named: whether Engage was spoken to by name, or alone.

    Raises:
        StoreUnavailable: nothing was committed.
    """
    if said.thread_ts is None or services.give is None:
        return False
    workspace_id = installation.workspace.id
    studio = await services.give.studios.studio_at(workspace_id, said.channel_id, said.thread_ts)
    if studio is None:
        return False
    if not named and (said.calls or not await _member(services, workspace_id, said.person_id)):
        return True
    if said.files and await _new(services, workspace_id, said):
        taking = studio_files.take(services, installation, said, studio.id)
        services.tasks.start(taking, name="studio.images")
    text = said.text(installation.bot_user_id)
    place = Place("thread", said.channel_id, said.person_id, root_ts=said.root_ts)
    if asks_to_publish(text) or asks_to_schedule(text):
        told = tell(installation.slack, place, say.ONLY_BUTTON)
        services.tasks.start(told, name="studio.button")
        return True
    if not instructs_post(text) and not await _meant(services, studio, text, named=named):
        return bool(said.files)
    await _wish(services, installation, said, studio.id, place)
    return True


async def _meant(services: Services, studio: Studio, text: str, *, named: bool) -> bool:
    """Whether words that give no order are for Engage: it is named, or it asked for some."""
    if not text or text.endswith("?"):
        return False
    at = (studio.workspace_id, studio.id)
    return named or await services.giving.posting.asked_back(*at)


async def _new(services: Services, workspace_id: str, said: Spoken) -> bool:
    """Whether the images of a message are not taken yet: a mention comes as two events."""
    key = f"studio.files:{message_key(said.channel_id, said.ts)}"
    return await services.once.first(workspace_id, key, 3_600)


async def _wish(
    services: Services, installation: Installation, said: Spoken, studio_id: str, place: Place
) -> None:
    at, desk = (installation.workspace.id, said.person_id, studio_id), services.giving
    try:
        new = await desk.posting.wish(
            *at,
            event_key=message_key(said.channel_id, said.ts),
            instruction=said.text(installation.bot_user_id),
        )
    except StoreUnavailable:
        raise
    except EngageError as error:
        words = explain(error)
        services.tasks.start(tell(installation.slack, place, words), name="studio.explain")
        return
    services.tasks.start(desk.studios.refresh(at[0], studio_id), name="studio.redraw")
    if new:
        told = whisper(installation.slack, place, notice(say.ON_IT))
        services.tasks.start(told, name="studio.on_it")


async def _member(services: Services, workspace_id: str, person_id: str) -> bool:
    return (await services.directory.person(workspace_id, person_id)).full_member
