"""Where a card stands and how it looks there: posted once, then brought up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import structlog

from handlers import standing
from handlers.calls import SlackRefused
from handlers.card_troubles import WEEK_S, Troubles
from handlers.drawn import POSTING_S, Looks, facts_of
from handlers.render import card_notes
from handlers.render.blocks import Message
from handlers.render.cards import card
from handlers.render.cards_draft import current
from handlers.services import Installation
from handlers.standing import GONE

if TYPE_CHECKING:
    from assistant.community.inbox import CardPlace
    from assistant.desk.deciding import Deciding
    from assistant.desk.item_views import ItemView
    from assistant.desk.reviewing import Reviewing
    from assistant.ports import Once, Preferences
    from assistant.ports.drafting import BrandBook
    from assistant.ports.inbox import Inbox

log = structlog.get_logger(__name__)

LOOKED_THROUGH = 15
"""Messages searched for a card that may have been posted: what Slack gives anybody at once."""


class Drawing:
    """Draws cards, one at a time each: what was read last is drawn last."""

    def __init__(
        self,
        *,
        deciding: Deciding,
        inbox: Inbox,
        book: BrandBook,
        audit: Reviewing,
        preferences: Preferences,
        once: Once,
        troubles: Troubles,
    ) -> None:
        self._deciding = deciding
        self._inbox = inbox
        self._book = book
        self._audit = audit
        self._preferences = preferences
        self._once = once
        self._troubles = troubles
        self._turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self._looks = Looks()

    async def draw(
        self,
        installation: Installation,
        item_id: str,
        people: Sequence[str] | None,
        *,
        new: bool = True,
    ) -> None:
        """Bring a card up to date where it stands, or post it.

        Args:
            people: in a conversation of these with Engage; None for its account's channel, in which
                nothing is posted that not everybody may read.
            new: whether to post one where there is none.
        """
        workspace_id = installation.workspace.id
        key = (workspace_id, item_id)
        async with self._turns.setdefault(key, asyncio.Lock()):
            view = await self._deciding.card(workspace_id, item_id)
            if view.item.card is None and not new:
                return
            draft = current(view)
            facts = await facts_of(self._book, workspace_id, draft) if draft else ()
            message = card(view, facts)
            place = await self._place(installation, view, message, people)
            await self._inbox.card_shown(workspace_id, item_id, place, view.item.version)
            if place is not None and draft is not None:
                await self._audit.shown(workspace_id, draft.id)

    async def _place(
        self,
        installation: Installation,
        view: ItemView,
        message: Message,
        people: Sequence[str] | None,
    ) -> CardPlace | None:
        """Where the card stands in the end; None where it stands nowhere."""
        item, slack = view.item, installation.slack
        channel_id = await standing.conversation(slack, people) if people else None
        if item.card is not None and channel_id in (None, item.card.channel_id):
            if await self._update(installation, item.card, item.id, message):
                return item.card
        elif item.card is not None:
            await self._update(installation, item.card, item.id, card_notes.moved_on(item))
        if not item.is_open:
            return None
        if channel_id is None and item.open_to_all:
            return await self._in_channel(installation, view, message)
        return await self._post(installation, channel_id, item.id, message) if channel_id else None

    async def _in_channel(
        self, installation: Installation, view: ItemView, message: Message
    ) -> CardPlace | None:
        workspace_id, account = installation.workspace.id, view.account
        kept = await self._preferences.of_account(workspace_id, account.id)
        channel_id = kept.settings.channel_id
        if channel_id is None:
            await self._troubles.no_channel(installation, account)
            return None
        try:
            return await self._post(installation, channel_id, view.item.id, message)
        except SlackRefused as refused:
            if refused.code not in GONE:
                raise
            await self._troubles.channel_gone(installation, account, channel_id)
            return None

    async def _post(
        self, installation: Installation, channel_id: str, item_id: str, message: Message
    ) -> CardPlace:
        """Post it, unless it stands there already: a process may have ended before it noted so."""
        key = f"card.posted:{item_id}:{channel_id}"
        first = await self._once.first(installation.workspace.id, key, WEEK_S)
        found = None if first else await self._posted(installation, channel_id, item_id)
        if found is not None and await self._update(installation, found, item_id, message):
            return found
        mark = card_notes.metadata(item_id)
        return await self._looks.post(installation.slack, channel_id, message, metadata=mark)

    async def _posted(
        self, installation: Installation, channel_id: str, item_id: str
    ) -> CardPlace | None:
        """A card that somebody posted, or is posting right now; None where none is found."""
        for pause in (0.0, POSTING_S):
            await asyncio.sleep(pause)
            noted = (await self._inbox.get(installation.workspace.id, item_id)).card
            if noted is not None and noted.channel_id == channel_id:
                return noted
            found = await standing.find(
                installation.slack,
                channel_id,
                card_notes.metadata(item_id),
                looked_through=LOOKED_THROUGH,
            )
            if found is not None:
                return found
        return None

    async def _update(
        self, installation: Installation, place: CardPlace, item_id: str, message: Message
    ) -> bool:
        """Bring a card up to date; False when it is not there any more."""
        mark = card_notes.metadata(item_id)
        return await self._looks.update(installation.slack, place, message, metadata=mark)
