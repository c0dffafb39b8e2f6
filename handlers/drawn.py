"""What drawing cards and drawing studios have alike: looks that are remembered, facts looked up."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

import structlog

from assistant.errors import NotFound
from handlers import standing

if TYPE_CHECKING:
    from assistant.community.brand import BrandFact
    from assistant.community.drafts import Draft
    from assistant.community.inbox import CardPlace
    from assistant.ports.drafting import BrandBook
    from handlers.calls import Slack
    from handlers.render.blocks import Block, Message

log = structlog.get_logger(__name__)

REMEMBERED = 2_000
"""Places that one process keeps in mind, so that nothing is looked up or drawn twice."""

POSTING_S = 2.0
"""Seconds another process is given that is posting the same just now."""

K = TypeVar("K")
V = TypeVar("V")


class Looks:
    """Posts messages and draws them anew, but for those that look as they should already."""

    def __init__(self) -> None:
        self._marks: OrderedDict[CardPlace, str] = OrderedDict()

    async def post(
        self,
        slack: Slack,
        channel_id: str,
        message: Message,
        *,
        thread_ts: str | None = None,
        metadata: Block,
    ) -> CardPlace:
        """See `handlers.standing.post`."""
        place = await standing.post(
            slack, channel_id, message, thread_ts=thread_ts, metadata=metadata
        )
        remember(self._marks, place, _mark(message))
        return place

    async def update(
        self, slack: Slack, place: CardPlace, message: Message, *, metadata: Block
    ) -> bool:
        """Draw it anew unless it looks like that; False when it is not there any more. Raises
        SlackRefused.
        """
        mark = _mark(message)
        if self._marks.get(place) == mark:
            return True
        if not await standing.update(slack, place, message, metadata=metadata):
            return False
        remember(self._marks, place, mark)
        return True

    def forget(self, place: CardPlace) -> None:
        """Take nothing for granted about what stands there."""
        self._marks.pop(place, None)


def remember(kept: OrderedDict[K, V], key: K, value: V) -> None:
    """Keep it as the latest, and let the oldest go when there are too many."""
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)


async def facts_of(book: BrandBook, workspace_id: str, draft: Draft) -> Sequence[BrandFact]:
    """The facts that a draft rests on, but for those deleted since."""
    found: list[BrandFact] = []
    for fact_id in draft.facts:
        try:
            found.append(await book.fact(workspace_id, fact_id))
        except NotFound:
            log.info("draft.fact_gone", fact_id=fact_id)
    return found


def _mark(message: Message) -> str:
    """What tells one drawing of a message from another."""
    drawn = repr((message.text, message.blocks))
    return hashlib.sha256(drawn.encode("utf-8", "surrogatepass")).hexdigest()
