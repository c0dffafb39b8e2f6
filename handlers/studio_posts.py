"""Messages of studios: the calls that post, change and find them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import structlog

from assistant.community.inbox import CardPlace
from handlers.calls import Method, Slack, SlackRefused
from handlers.card_posts import GONE
from handlers.posting import with_plainer_blocks
from handlers.render.studio import EVENT, HEAD, metadata

if TYPE_CHECKING:
    from handlers.render.blocks import Block, Message

log = structlog.get_logger(__name__)

LOOKED_THROUGH = 50
"""Messages of a channel or a thread searched for those of a studio. Some apps get 15 of them at
most (slack.md 2.2): ideas come first in their thread."""


async def post(
    slack: Slack,
    channel_id: str,
    studio_id: str,
    message: Message,
    *,
    slot: str = HEAD,
    thread_ts: str | None = None,
) -> CardPlace:
    """Post a message of a studio; where it stands. Raises SlackRefused."""
    made: list[CardPlace] = []

    async def send(blocks: tuple[Block, ...]) -> None:
        said = await slack.insist(
            Method.POST,
            channel=channel_id,
            thread_ts=thread_ts,
            text=message.text,
            blocks=blocks or None,
            metadata=metadata(studio_id, slot),
            unfurl_links=False,
            unfurl_media=False,
        )
        made.append(CardPlace(str(said["channel"]), str(said["ts"])))

    await with_plainer_blocks(send, message)
    return made[-1]


async def update(
    slack: Slack, place: CardPlace, studio_id: str, message: Message, *, slot: str = HEAD
) -> bool:
    """Draw it anew; False when it is not there any more. Raises SlackRefused otherwise."""

    async def send(blocks: tuple[Block, ...]) -> None:
        await slack.insist(
            Method.UPDATE,
            channel=place.channel_id,
            ts=place.ts,
            text=message.text,
            blocks=blocks or None,
            metadata=metadata(studio_id, slot),
        )

    try:
        await with_plainer_blocks(send, message)
    except SlackRefused as refused:
        if refused.code not in GONE:
            raise
        log.info("studio.gone", code=refused.code)
        return False
    return True


async def find_head(slack: Slack, channel_id: str, studio_id: str) -> CardPlace | None:
    """The first message of a studio that stands although nobody noted it; None for none seen."""
    try:
        said = await slack.insist(
            Method.HISTORY, channel=channel_id, limit=LOOKED_THROUGH, include_all_metadata=True
        )
    except SlackRefused as refused:
        # A studio opened twice is better than none.
        log.info("studio.not_looked_for", code=refused.code)
        return None
    found = _slots(said, studio_id)
    return CardPlace(channel_id, found[HEAD]) if HEAD in found else None


async def find_ideas(slack: Slack, place: CardPlace, studio_id: str) -> dict[str, str]:
    """The timestamps of the messages in its thread, by their slot. Raises SlackRefused."""
    said = await slack.insist(
        Method.REPLIES,
        channel=place.channel_id,
        ts=place.ts,
        limit=LOOKED_THROUGH,
        include_all_metadata=True,
    )
    found = _slots(said, studio_id)
    found.pop(HEAD, None)
    return found


def _slots(said: Mapping[str, Any], studio_id: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in said.get("messages") or ():
        told = each.get("metadata") or {}
        payload = told.get("event_payload") or {}
        if told.get("event_type") == EVENT and payload.get("studio_id") == studio_id:
            found.setdefault(str(payload.get("slot")), str(each["ts"]))
    return found
