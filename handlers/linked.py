"""Drafts for a post that somebody names by its link: the command, and the message shortcut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck

from assistant.errors import InvalidInput, NotFound
from handlers import ids
from handlers.calls import SlackRefused
from handlers.chosen import ChosenMessage, chosen_message
from handlers.delivering import words_for
from handlers.draft_acts import REPLIES
from handlers.notifier import whisper
from handlers.places import Place
from handlers.render import card_words as say
from handlers.render.blocks import Message
from handlers.render.card_lists import drafting_for
from handlers.render.words import notice
from handlers.services import Installation, Services

log = structlog.get_logger(__name__)

TRIED = 5
"""Links of one message that are looked at."""


async def handle_shortcut(
    ack: AsyncAck, body: Mapping[str, Any], services: Services, installation: Installation
) -> None:
    """*Draft a reply* on a message: for the post that it links to, or the card that it is."""
    await ack()
    chosen = chosen_message(body)
    if chosen.callback_id == ids.DRAFT:
        services.tasks.start(_shortcut(services, installation, chosen), name="shortcut.draft")


async def _shortcut(services: Services, installation: Installation, chosen: ChosenMessage) -> None:
    place = Place("private", chosen.channel_id, chosen.person_id, response_url=chosen.response_url)
    key = ids.trigger_key(chosen.trigger_id)
    try:
        found = await _item_of(services, installation, chosen)
        message = await drafts_of(services, installation, chosen.person_id, found, key)
    except Exception as error:  # noqa: BLE001 - the border: whatever it is, the person is told
        message = notice(words_for(services, error))
    try:
        await whisper(installation.slack, place, message)
    except SlackRefused as refused:
        log.warning("shortcut.unanswered", method=refused.method, code=refused.code)


async def _item_of(services: Services, installation: Installation, chosen: ChosenMessage) -> str:
    item = await services.responding.cards.item_at(
        installation.workspace.id, chosen.channel_id, chosen.message_ts
    )
    if item is not None:
        return item.id
    return await _first(services, installation, chosen.person_id, chosen.links)


async def drafts_for(
    services: Services, installation: Installation, person_id: str, url: str, key: str
) -> Message:
    """Make the post an item if it is none, ask for drafts, and say where the card is.

    Raises:
        EngageError: it is no link to a post that Engage may answer, or not for this person.
    """
    item_id = await _first(services, installation, person_id, (url,))
    return await drafts_of(services, installation, person_id, item_id, key)


async def _first(
    services: Services, installation: Installation, person_id: str, urls: Sequence[str]
) -> str:
    """The item of the first link that leads to one. Raises what the last was refused with. Without
    a link it is asked all the same: who may not ask at all is told that first.
    """
    last: InvalidInput | NotFound = InvalidInput(say.NO_LINK)
    for url in [each for each in urls if each][:TRIED] or [""]:
        try:
            item = await services.responding.replying.item_of_link(
                installation.workspace.id, person_id, url
            )
        except (InvalidInput, NotFound) as error:
            last = error if url else last
        else:
            return item.id
    raise last


async def drafts_of(
    services: Services, installation: Installation, person_id: str, item_id: str, key: str
) -> Message:
    """Ask for drafts of an item, and say where its card is. Raises EngageError."""
    desk, workspace_id = services.responding, installation.workspace.id
    # somebody asks for a reply after all; what was answered stays closed, and says so
    await desk.deciding.open_again(workspace_id, person_id, item_id)
    await REPLIES.wish(services, installation, person_id, item_id, event_key=key)
    item = (await desk.deciding.view(workspace_id, person_id, item_id)).item
    return drafting_for(item, await desk.cards.show_to(workspace_id, item_id, person_id))
