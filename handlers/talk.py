"""Talk in the thread of a card: an instruction becomes a wish for another draft. Nothing that is
written there approves or publishes anything.
"""

from __future__ import annotations

from assistant.community.instructions import asks_to_publish, instructs
from assistant.errors import EngageError, StoreUnavailable
from assistant.explain import explain
from handlers.ids import message_key
from handlers.notifier import tell, whisper
from handlers.payloads import Spoken
from handlers.places import Place
from handlers.render import card_words as say
from handlers.render.cards_draft import current
from handlers.render.words import notice
from handlers.services import Installation, Services


async def heard(
    services: Services, installation: Installation, said: Spoken, *, named: bool
) -> bool:
    """Whether it was said under a card and is dealt with by that; the wish is committed then.

    Args:
        named: whether Engage was spoken to by name, or alone.

    Raises:
        StoreUnavailable: nothing was committed.
    """
    if said.thread_ts is None or services.respond is None:
        return False
    workspace_id = installation.workspace.id
    item = await services.respond.cards.item_at(workspace_id, said.channel_id, said.thread_ts)
    if item is None:
        return False
    text = said.text(installation.bot_user_id)
    place = Place("thread", said.channel_id, said.person_id, root_ts=said.root_ts)
    if not named and (said.calls or not await _member(services, workspace_id, said.person_id)):
        return True
    if asks_to_publish(text):
        services.tasks.start(tell(installation.slack, place, say.ONLY_BUTTON), name="talk.button")
        return True
    if not instructs(text) and (not named or text.endswith("?")):
        return False
    await _wish(services, installation, said, item.id, place)
    return True


async def _wish(
    services: Services, installation: Installation, said: Spoken, item_id: str, place: Place
) -> None:
    at = (installation.workspace.id, said.person_id, item_id)
    desk = services.responding
    try:
        draft = current(await desk.deciding.view(*at))
        new = await desk.replying.wish(
            *at,
            event_key=message_key(said.channel_id, said.ts),
            instruction=said.text(installation.bot_user_id),
            about=draft.id if draft else None,
        )
    except StoreUnavailable:
        raise
    except EngageError as error:
        words = explain(error)
        services.tasks.start(tell(installation.slack, place, words), name="talk.explain")
        return
    services.tasks.start(desk.cards.refresh(at[0], item_id), name="card.redraw")
    if new:
        told = whisper(installation.slack, place, notice(say.ON_IT))
        services.tasks.start(told, name="talk.on_it")


async def _member(services: Services, workspace_id: str, person_id: str) -> bool:
    return (await services.directory.person(workspace_id, person_id)).full_member
