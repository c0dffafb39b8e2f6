"""The messages in a studio's thread: each idea posted once, then brought up to date."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Collection
from typing import TYPE_CHECKING

import structlog

from assistant.community.inbox import CardPlace
from handlers import standing
from handlers.calls import Method
from handlers.drawn import Looks, facts_of, remember
from handlers.render import studio as render
from handlers.render.studio import HEAD

if TYPE_CHECKING:
    from assistant.desk.reviewing import Reviewing
    from assistant.desk.studio_views import StudioView
    from assistant.ports.drafting import BrandBook
    from handlers.calls import Slack
    from handlers.render.blocks import Message
    from handlers.services import Installation

log = structlog.get_logger(__name__)

LOOKED_THROUGH = 50
"""Messages of a channel or a page of a thread searched for those of a studio. Some apps get 15 of
them at most (slack.md 2.2)."""

MOST_PAGES = 20
"""Pages of a thread: colleagues may have talked at length before an idea came."""


class Thread:
    """Draws what hangs on a studio's first message."""

    def __init__(self, *, audit: Reviewing, book: BrandBook) -> None:
        self._audit = audit
        self._book = book
        self._places: OrderedDict[CardPlace, dict[str, str]] = OrderedDict()
        self._looks = Looks()

    async def draw(
        self, installation: Installation, view: StudioView, head: CardPlace, *, new: bool
    ) -> None:
        """Bring each idea's message up to date, and post those that are missing.

        Args:
            new: whether to post any.
        """
        drafts = [draft for idea in view.ideas for draft in idea.drafts]
        shown = {render.slot_of(draft) for draft in drafts}
        slots = await self._slots(installation.slack, head, view.studio.id, shown)
        for idea in view.ideas:
            for draft in idea.drafts:
                facts = await facts_of(self._book, view.studio.workspace_id, draft)
                # In a thread: time zones are read from disk at first.
                message = await asyncio.to_thread(render.idea_message, view, idea, draft, facts)
                slot = render.slot_of(draft)
                if await self._put(installation.slack, view, head, (slot, message), slots, new=new):
                    await self._audit.shown(view.studio.workspace_id, draft.id)
        for slot in slots.keys() - shown:
            place = CardPlace(head.channel_id, slots[slot])
            await self.update(installation.slack, place, view.studio.id, render.gone(), slot=slot)

    def forget(self, head: CardPlace) -> None:
        """Take nothing for granted about where a thread stands."""
        self._places.pop(head, None)
        self._looks.forget(head)

    async def _put(
        self,
        slack: Slack,
        view: StudioView,
        head: CardPlace,
        slotted: tuple[str, Message],
        slots: dict[str, str],
        *,
        new: bool,
    ) -> bool:
        """Whether it stands there as it is now."""
        slot, message = slotted
        if slot in slots:
            place = CardPlace(head.channel_id, slots[slot])
            if await self.update(slack, place, view.studio.id, message, slot=slot):
                return True
            del slots[slot]
        if not new:
            return False
        mark = render.metadata(view.studio.id, slot)
        place = await self._looks.post(
            slack, head.channel_id, message, thread_ts=head.ts, metadata=mark
        )
        slots[slot] = place.ts
        return True

    async def update(
        self, slack: Slack, place: CardPlace, studio_id: str, message: Message, *, slot: str = HEAD
    ) -> bool:
        """Draw a message anew unless it looks like that already; False where it is gone."""
        mark = render.metadata(studio_id, slot)
        return await self._looks.update(slack, place, message, metadata=mark)

    async def _slots(
        self, slack: Slack, head: CardPlace, studio_id: str, wanted: Collection[str]
    ) -> dict[str, str]:
        """Where the ideas of a thread stand; looked up where one is not known to stand anywhere:
        another process may have posted it, or this one before it ended.
        """
        known = self._places.get(head, {})
        if not set(wanted) <= known.keys():
            known |= await _ideas(slack, head, studio_id, set(wanted) - known.keys())
        remember(self._places, head, known)
        return known


async def _ideas(
    slack: Slack, head: CardPlace, studio_id: str, missing: Collection[str]
) -> dict[str, str]:
    """The timestamps of the messages in a thread, by their slot, read until none is missing or the
    thread is over. Raises SlackRefused.
    """
    found: dict[str, str] = {}
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        said = await slack.insist(
            Method.REPLIES,
            channel=head.channel_id,
            ts=head.ts,
            limit=LOOKED_THROUGH,
            include_all_metadata=True,
            cursor=cursor,
        )
        for payload, message in standing.carrying(said, render.EVENT):
            if payload.get("studio_id") == studio_id and payload.get("slot") != HEAD:
                found.setdefault(str(payload.get("slot")), str(message["ts"]))
        cursor = (said.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None or not set(missing) - found.keys():
            break
    return found
