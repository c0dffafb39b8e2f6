"""The messages in a studio's thread: each idea posted once, then brought up to date."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import structlog

from assistant.community.inbox import CardPlace
from assistant.errors import NotFound
from handlers import standing
from handlers.calls import Method
from handlers.render import studio as render
from handlers.render.studio import HEAD

if TYPE_CHECKING:
    from assistant.community.brand import BrandFact
    from assistant.community.drafts import Draft
    from assistant.desk.reviewing import Reviewing
    from assistant.desk.studio_views import StudioView
    from assistant.ports.drafting import BrandBook
    from handlers.calls import Slack
    from handlers.render.blocks import Message
    from handlers.services import Installation

log = structlog.get_logger(__name__)

REMEMBERED = 2_000
"""Threads and looks that one process keeps in mind, so that nothing is looked up or drawn twice."""

LOOKED_THROUGH = 50
"""Messages of a channel or a thread searched for those of a studio. Some apps get 15 of them at
most (slack.md 2.2): ideas come first in their thread."""


@dataclass(frozen=True, slots=True)
class Look:
    """A message, and what tells one drawing of it from another."""

    message: Message
    mark: str

    @classmethod
    def of(cls, message: Message) -> Look:
        """With its mark."""
        drawn = repr((message.text, message.blocks)).encode("utf-8", "surrogatepass")
        return cls(message, hashlib.sha256(drawn).hexdigest())


class Thread:
    """Draws what hangs on a studio's first message."""

    def __init__(self, *, audit: Reviewing, book: BrandBook) -> None:
        self._audit = audit
        self._book = book
        self._places: OrderedDict[CardPlace, dict[str, str]] = OrderedDict()
        self._marks: OrderedDict[CardPlace, str] = OrderedDict()

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
                facts = await self._facts(view.studio.workspace_id, draft)
                # In a thread: time zones are read from disk at first.
                message = await asyncio.to_thread(render.idea_message, view, idea, draft, facts)
                slot = render.slot_of(draft)
                if await self._put(installation.slack, view, head, (slot, message), slots, new=new):
                    await self._audit.shown(view.studio.workspace_id, draft.id)
        for slot in slots.keys() - shown:
            place = CardPlace(head.channel_id, slots[slot])
            look = Look.of(render.gone())
            await self.update(installation.slack, place, view.studio.id, look, slot=slot)

    def forget(self, head: CardPlace) -> None:
        """Take nothing for granted about where a thread stands."""
        self._places.pop(head, None)
        self._marks.pop(head, None)

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
        look = Look.of(message)
        if slot in slots:
            place = CardPlace(head.channel_id, slots[slot])
            if await self.update(slack, place, view.studio.id, look, slot=slot):
                return True
            del slots[slot]
        if not new:
            return False
        mark = render.metadata(view.studio.id, slot)
        place = await standing.post(
            slack, head.channel_id, message, thread_ts=head.ts, metadata=mark
        )
        slots[slot] = place.ts
        _remember(self._marks, place, look.mark)
        return True

    async def update(
        self, slack: Slack, place: CardPlace, studio_id: str, look: Look, *, slot: str = HEAD
    ) -> bool:
        """Draw a message anew unless it looks like that already; False where it is gone."""
        if self._marks.get(place) == look.mark:
            return True
        mark = render.metadata(studio_id, slot)
        if not await standing.update(slack, place, look.message, metadata=mark):
            return False
        _remember(self._marks, place, look.mark)
        return True

    async def _slots(
        self, slack: Slack, head: CardPlace, studio_id: str, wanted: Collection[str]
    ) -> dict[str, str]:
        """Where the ideas of a thread stand; looked up where one is not known to stand anywhere:
        another process may have posted it, or this one before it ended.
        """
        known = self._places.get(head, {})
        if not set(wanted) <= known.keys():
            known |= await _ideas(slack, head, studio_id)
        _remember(self._places, head, known)
        return known

    async def _facts(self, workspace_id: str, draft: Draft) -> Sequence[BrandFact]:
        """The facts that a draft rests on, but for those deleted since."""
        found: list[BrandFact] = []
        for fact_id in draft.facts:
            try:
                found.append(await self._book.fact(workspace_id, fact_id))
            except NotFound:
                log.info("studio.fact_gone", fact_id=fact_id)
        return found


async def _ideas(slack: Slack, head: CardPlace, studio_id: str) -> dict[str, str]:
    """The timestamps of the messages in a thread, by their slot. Raises SlackRefused."""
    said = await slack.insist(
        Method.REPLIES,
        channel=head.channel_id,
        ts=head.ts,
        limit=LOOKED_THROUGH,
        include_all_metadata=True,
    )
    found: dict[str, str] = {}
    for payload, message in standing.carrying(said, render.EVENT):
        if payload.get("studio_id") == studio_id and payload.get("slot") != HEAD:
            found.setdefault(str(payload.get("slot")), str(message["ts"]))
    return found


K = TypeVar("K")
V = TypeVar("V")


def _remember(kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)
