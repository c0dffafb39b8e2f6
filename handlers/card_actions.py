"""What the buttons of cards do: one use case each, then the card as it is now.

Rights, versions and what may still be moved are held in the desk; what it refuses is one sentence
where the person is, and the card is drawn anew either way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import partial
from types import MappingProxyType
from zoneinfo import ZoneInfo

from assistant.community.inbox import CardPlace, Decision
from assistant.errors import ConfirmationNeeded
from handlers import card_opening, ids, standing
from handlers.draft_acts import REPLIES
from handlers.ids import SeenDraft, trigger_key
from handlers.opening import Opener, follow_link
from handlers.payloads import Click
from handlers.render import card_forms, card_notes, modals
from handlers.render import card_words as say
from handlers.render.blocks import Message
from handlers.render.card_lists import where_card
from handlers.render.words import notice
from handlers.services import Installation, Services
from handlers.showing import open_modal, show

MORNING = time(9)
"""When a card that was put off until the next morning comes back, in the workspace's zone."""


async def draft(services: Services, installation: Installation, click: Click) -> Message | None:
    """Ask for drafts."""
    await _wish(services, installation, click, "")
    return None


async def thank(services: Services, installation: Installation, click: Click) -> Message | None:
    """Ask for a thank-you."""
    await _wish(services, installation, click, say.THANKS)
    return None


async def _wish(
    services: Services, installation: Installation, click: Click, instruction: str
) -> None:
    await REPLIES.wish(
        services,
        installation,
        click.person_id,
        click.value,
        event_key=trigger_key(click.trigger_id),
        instruction=instruction,
    )


async def take(services: Services, installation: Installation, click: Click) -> Message | None:
    """Give the item to whoever pressed."""
    assign = services.responding.deciding.assign(
        installation.workspace.id, click.person_id, click.value, click.person_id
    )
    await REPLIES.redrawn(services, installation, click.value, assign)
    return None


async def open_again(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    """Open again what was closed without an answer."""
    opened = services.responding.deciding.open_again(
        installation.workspace.id, click.person_id, click.value
    )
    await REPLIES.redrawn(services, installation, click.value, opened)
    return None


async def menu(services: Services, installation: Installation, click: Click) -> Message | None:
    """Do what was chosen from the card's menu."""
    what, _, item_id = click.value.partition(":")
    at = (installation.workspace.id, click.person_id, item_id)
    deciding = services.responding.deciding
    match what:
        case "assign" | "none":
            return await card_opening.of_item(services, installation, click, what, item_id)
        case "hour":
            act = deciding.snooze(*at, services.clock() + timedelta(hours=1))
        case "tomorrow":
            zone = installation.workspace.zone
            act = deciding.snooze(*at, await tomorrow_morning(services.clock(), zone))
        case "by_hand":
            act = deciding.decide(*at, Decision.BY_HAND, "")
        case _:  # of another version of Engage: the card is drawn as this one has it
            await services.responding.cards.refresh(installation.workspace.id, item_id)
            return None
    await REPLIES.redrawn(services, installation, item_id, act)
    return None


async def approve(services: Services, installation: Installation, click: Click) -> Message | None:
    """Approve exactly what this button's card showed."""
    seen = SeenDraft.read(click.value)
    try:
        await REPLIES.approve(services, installation, click.person_id, seen)
    except ConfirmationNeeded as needed:
        make = partial(_confirmation, seen, needed)
        return await open_modal(services, installation, click, make)
    if click.window is not None:
        await show(installation, click.window.id, modals.done(say.APPROVED_IN_MODAL))
    return None


async def _confirmation(seen: SeenDraft, needed: ConfirmationNeeded) -> dict[str, object]:
    return card_forms.confirm(seen, needed.reasons)


async def posted(services: Services, installation: Installation, click: Click) -> Message | None:
    """Somebody posted it by hand: look for it, and ask them where it is not seen."""
    at = (installation.workspace.id, click.person_id, click.value)

    async def make() -> dict[str, object]:
        look = services.responding.handing.done(*at)
        looked = await REPLIES.redrawn(services, installation, click.value, look)
        return card_forms.not_seen(looked) if looked.problem else modals.done(say.FOUND)

    return await open_modal(services, installation, click, make)


async def on_word(services: Services, installation: Installation, click: Click) -> Message | None:
    """Close it because somebody says so."""
    at = (installation.workspace.id, click.person_id, click.value)
    closed = services.responding.handing.on_word(*at)
    await REPLIES.redrawn(services, installation, click.value, closed)
    if click.window is not None:
        await show(installation, click.window.id, modals.done(say.ON_YOUR_WORD))
    return None


async def reopen(services: Services, installation: Installation, click: Click) -> Message | None:
    """Put a draft back as it is: it still fits, or is to be tried once more."""
    seen = SeenDraft.read(click.value)
    reopened = services.responding.reviewing.reopen(
        installation.workspace.id, click.person_id, seen.draft_id, version=seen.version
    )
    await REPLIES.redrawn(services, installation, seen.item_id, reopened)
    return None


async def show_card(services: Services, installation: Installation, click: Click) -> Message | None:
    """See to it that there is a card, and say where."""
    at = (installation.workspace.id, click.value)
    await services.responding.deciding.view(at[0], click.person_id, at[1])
    return where_card(await services.responding.cards.show_to(*at, click.person_id))


async def show_earlier(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    """Put the last two days before the account was connected into the inbox."""
    count = await services.responding.triaging.show_earlier(
        installation.workspace.id, click.person_id, click.value
    )
    if click.channel_id and click.message_ts and not click.ephemeral:
        place = CardPlace(click.channel_id, click.message_ts)
        came = card_notes.earlier_shown(click.person_id, count)
        await standing.put_in_place(installation.slack, place, came)
    return notice(say.coming(count))


async def tomorrow_morning(now: datetime, zone: str) -> datetime:
    """Nine o'clock of the next day there. The zone is read from disk the first time."""
    local = now.astimezone(await asyncio.to_thread(ZoneInfo, zone))
    return datetime.combine(local.date() + timedelta(days=1), MORNING, local.tzinfo)


CARD_ACTIONS: Mapping[str, Opener] = MappingProxyType(
    {
        ids.DRAFT: draft,
        ids.THANK: thank,
        ids.TAKE: take,
        ids.OPEN_AGAIN: open_again,
        ids.CARD_MENU: menu,
        ids.APPROVE: approve,
        ids.UNDO: REPLIES.undo,
        ids.REOPEN: reopen,
        ids.THERE: REPLIES.there,
        ids.SEND_AGAIN: REPLIES.send_again,
        ids.POSTED: posted,
        ids.ON_WORD: on_word,
        ids.SHOW_CARD: show_card,
        ids.SHOW_EARLIER: show_earlier,
        ids.OPEN_POST: follow_link,
        **card_opening.CARD_OPENERS,
    }
)
"""What the buttons of cards do, by action id."""
