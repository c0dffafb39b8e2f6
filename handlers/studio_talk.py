"""Talk in the thread of a studio: an instruction becomes a wish, an image goes along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.community.instructions import asks_to_publish, asks_to_schedule, instructs_post
from handlers import studio_files, talk
from handlers.ids import message_key
from handlers.render import studio_words as say

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
    workspace_id, studios = installation.workspace.id, services.give.studios
    studio = await studios.studio_at(workspace_id, said.channel_id, said.thread_ts)
    if studio is None:
        return False
    if await talk.not_for_us(services, installation, said, named=named):
        return True
    if said.files and await _new(services, workspace_id, said):
        taking = studio_files.take(services, installation, said, studio.id)
        services.tasks.start(taking, name="studio.images")
    text = said.text(installation.bot_user_id)
    if asks_to_publish(text) or asks_to_schedule(text):
        talk.reply(services, installation, said, say.ONLY_BUTTON)
        return True
    if not instructs_post(text) and not await _meant(services, studio, text, named=named):
        return bool(said.files)
    wish = services.giving.posting.wish(
        workspace_id,
        said.person_id,
        studio.id,
        event_key=message_key(said.channel_id, said.ts),
        instruction=text,
    )
    await talk.wished(
        services, installation, said, wish, shown=studios, subject_id=studio.id, on_it=say.ON_IT
    )
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
