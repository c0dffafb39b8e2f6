"""Talk in the thread of a card: an instruction becomes a wish for another draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.community.instructions import asks_to_publish, instructs
from handlers import talk
from handlers.ids import message_key
from handlers.render import card_words as say
from handlers.render.cards_draft import current

if TYPE_CHECKING:
    from handlers.payloads import Spoken
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
    cards = services.respond.cards
    item = await cards.item_at(installation.workspace.id, said.channel_id, said.thread_ts)
    if item is None:
        return False
    if await talk.not_for_us(services, installation, said, named=named):
        return True
    text = said.text(installation.bot_user_id)
    if asks_to_publish(text):
        talk.reply(services, installation, said, say.ONLY_BUTTON)
        return True
    if not instructs(text) and (not named or text.endswith("?")):
        return False
    wish = _wish(services, installation, said, item.id)
    await talk.wished(
        services, installation, said, wish, shown=cards, subject_id=item.id, on_it=say.ON_IT
    )
    return True


async def _wish(services: Services, installation: Installation, said: Spoken, item_id: str) -> bool:
    """Ask for another draft in place of the one that the card shows."""
    at, desk = (installation.workspace.id, said.person_id, item_id), services.responding
    draft = current(await desk.deciding.view(*at))
    return await desk.replying.wish(
        *at,
        event_key=message_key(said.channel_id, said.ts),
        instruction=said.text(installation.bot_user_id),
        about=draft.id if draft else None,
    )
