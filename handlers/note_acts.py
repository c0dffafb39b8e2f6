"""What people do about weekly notes: `/engage summary`, and the buttons of a note."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from handlers import ids
from handlers.linked import drafts_for
from handlers.payloads import Click, Command
from handlers.render.blocks import Message
from handlers.render.card_lists import where_card
from handlers.render.words import notice
from handlers.services import Installation, Services

if TYPE_CHECKING:
    from assistant.community.notes import Note
    from handlers.opening import Opener

NOT_KEPT = "That note is not kept any more. `/engage summary` writes a new one."
ALREADY_DONE = "There is nothing to do about this any more. `/engage summary` tells how it is now."
STUDIO = "I opened a studio for it. Its drafts come there in a moment."


async def summary(
    services: Services, installation: Installation, command: Command, _: str | None
) -> Message:
    """The note as it would be now, for one's own eyes."""
    at = (installation.workspace.id, command.person_id)
    note = await services.summaries.now(*at)
    return await asyncio.to_thread(_drawn, note)


def _drawn(note: Note) -> Message:
    from handlers.render.notes import private_message  # noqa: PLC0415 - no ack waits for it

    return private_message(note)


async def act(services: Services, installation: Installation, click: Click) -> Message | None:
    """Do what a note proposed: drafts for whoever waits or is thanked, or a studio."""
    week, means, item_id = [*click.value.split(":"), "", "", ""][:3]
    at = (installation.workspace.id, click.person_id)
    if means == "answer":
        key = ids.trigger_key(click.trigger_id)
        await services.responding.replying.wish(*at, item_id, event_key=key)
        return where_card(await services.responding.cards.show_to(at[0], item_id, at[1]))
    action = await services.summaries.action(*at, week, means)
    if action is None:
        return notice(ALREADY_DONE if not week else NOT_KEPT)
    if action.means == "thank":  # under what they wrote: they are named nowhere else
        key = ids.trigger_key(click.trigger_id)
        return await drafts_for(services, installation, click.person_id, action.url, key)
    accounts = (action.account_id,) if action.account_id else ()
    key = ids.studio_key(click.trigger_id, click.channel_id)
    await services.giving.posting.open(
        *at, action.topic, event_key=key, account_ids=accounts, about=action.why
    )
    return notice(STUDIO)


NOTE_ACTIONS: Mapping[str, Opener] = MappingProxyType({ids.NOTE_ACTION: act})
"""What the buttons of notes do, by action id."""
