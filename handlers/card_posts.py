"""Cards as messages: the calls that post, change and find them, and what they are refused with."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from assistant.community.inbox import CardPlace
from handlers.calls import Method, Slack, SlackRefused
from handlers.posting import with_plainer_blocks
from handlers.render.blocks import Block, Message
from handlers.render.card_notes import metadata

log = structlog.get_logger(__name__)

GONE = frozenset(
    {
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "restricted_action",
        "message_not_found",
        "cant_update_message",
    }
)
"""Slack's names for a card or a channel that is not there for us any more."""

LOOKED_THROUGH = 15
"""Messages searched for a card that may have been posted: what Slack gives anybody at once."""


async def post(slack: Slack, channel_id: str, item_id: str, message: Message) -> CardPlace:
    """Post a card; where it stands. Raises SlackRefused."""
    made: list[CardPlace] = []

    async def send(blocks: tuple[Block, ...]) -> None:
        said = await slack.insist(
            Method.POST,
            channel=channel_id,
            text=message.text,
            blocks=blocks or None,
            metadata=metadata(item_id),
            unfurl_links=False,
            unfurl_media=False,
        )
        made.append(CardPlace(str(said["channel"]), str(said["ts"])))

    await with_plainer_blocks(send, message)
    return made[-1]


async def update(slack: Slack, place: CardPlace, item_id: str, message: Message) -> bool:
    """Draw a card anew; False when it is not there any more. Raises SlackRefused otherwise."""

    async def send(blocks: tuple[Block, ...]) -> None:
        await slack.insist(
            Method.UPDATE,
            channel=place.channel_id,
            ts=place.ts,
            text=message.text,
            blocks=blocks or None,
            metadata=metadata(item_id),
        )

    try:
        await with_plainer_blocks(send, message)
    except SlackRefused as refused:
        if refused.code not in GONE:
            raise
        log.info("card.gone", code=refused.code)
        return False
    return True


async def put_in_place(slack: Slack, place: CardPlace, message: Message) -> None:
    """Say in a message's place what came of it. Where Slack does not take that it stays."""

    async def send(blocks: tuple[Block, ...]) -> None:
        await slack.insist(
            Method.UPDATE,
            channel=place.channel_id,
            ts=place.ts,
            text=message.text,
            blocks=blocks or None,
        )

    try:
        await with_plainer_blocks(send, message)
    except SlackRefused as refused:
        log.info("message.not_replaced", code=refused.code)


async def find(slack: Slack, channel_id: str, item_id: str) -> CardPlace | None:
    """A card that stands in a conversation although nobody noted it; None where none is seen."""
    try:
        said = await slack.insist(
            Method.HISTORY, channel=channel_id, limit=LOOKED_THROUGH, include_all_metadata=True
        )
    except SlackRefused as refused:
        # A card shown twice is better than none.
        log.info("card.not_looked_for", code=refused.code)
        return None
    for each in said.get("messages") or ():
        payload = (each.get("metadata") or {}).get("event_payload") or {}
        if payload.get("item_id") == item_id:
            return CardPlace(channel_id, str(each["ts"]))
    return None


async def conversation(slack: Slack, people: Sequence[str]) -> str:
    """The conversation of these people with Engage, opened where there is none. Raises
    SlackRefused.
    """
    opened = await slack.insist(Method.OPEN_DIRECT, users=",".join(people))
    return str(opened["channel"]["id"])


async def permalink(slack: Slack, place: CardPlace | None) -> str | None:
    """A link to a card; None where there is none."""
    if place is None:
        return None
    try:
        said = await slack.insist(Method.PERMALINK, channel=place.channel_id, message_ts=place.ts)
    except SlackRefused as refused:
        log.info("card.no_link", code=refused.code)
        return None
    return str(said["permalink"])
