"""Messages that stand in Slack: the calls that post, change and find them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import structlog

from assistant.community.inbox import CardPlace
from handlers.calls import Json, Method, Slack, SlackRefused
from handlers.posting import with_plainer_blocks

if TYPE_CHECKING:
    from handlers.render.blocks import Block, Message

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
"""Slack's names for a message or a channel that is not there for us any more."""


async def post(
    slack: Slack,
    channel_id: str,
    message: Message,
    *,
    thread_ts: str | None = None,
    metadata: Block | None = None,
) -> CardPlace:
    """Post for everybody in a channel or thread; where it stands.

    Args:
        metadata: what it is found again by; None for what nobody looks for.

    Raises:
        SlackRefused: `not_in_channel`, `channel_not_found`, ...
    """
    made: list[CardPlace] = []

    async def send(blocks: tuple[Block, ...]) -> None:
        said = await slack.insist(
            Method.POST,
            channel=channel_id,
            thread_ts=thread_ts,
            text=message.text,
            blocks=blocks or None,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
        )
        made.append(CardPlace(str(said["channel"]), str(said["ts"])))

    await with_plainer_blocks(send, message)
    return made[-1]


async def change(
    slack: Slack, place: CardPlace, message: Message, *, metadata: Block | None = None
) -> None:
    """Put another message in its place. Raises SlackRefused."""

    async def send(blocks: tuple[Block, ...]) -> None:
        await slack.insist(
            Method.UPDATE,
            channel=place.channel_id,
            ts=place.ts,
            text=message.text,
            blocks=blocks or None,
            metadata=metadata,
        )

    await with_plainer_blocks(send, message)


async def update(slack: Slack, place: CardPlace, message: Message, *, metadata: Block) -> bool:
    """Draw it anew; False when it is not there any more. Raises SlackRefused otherwise."""
    try:
        await change(slack, place, message, metadata=metadata)
    except SlackRefused as refused:
        if refused.code not in GONE:
            raise
        log.info("message.gone", kind=metadata["event_type"], code=refused.code)
        return False
    return True


async def put_in_place(slack: Slack, place: CardPlace, message: Message) -> None:
    """Say in a message's place what came of it. Where Slack does not take that it stays."""
    try:
        await change(slack, place, message)
    except SlackRefused as refused:
        log.info("message.not_replaced", code=refused.code)


async def find(
    slack: Slack, channel_id: str, metadata: Block, *, looked_through: int
) -> CardPlace | None:
    """A message that stands in a conversation although nobody noted it; None where none is seen.

    Args:
        looked_through: how many messages are searched, the newest first.
    """
    try:
        said = await slack.insist(
            Method.HISTORY, channel=channel_id, limit=looked_through, include_all_metadata=True
        )
    except SlackRefused as refused:
        # Shown twice is better than not at all.
        log.info("message.not_looked_for", kind=metadata["event_type"], code=refused.code)
        return None
    for payload, message in carrying(said, metadata["event_type"]):
        if payload == metadata["event_payload"]:
            return CardPlace(channel_id, str(message["ts"]))
    return None


def carrying(said: Json, event_type: str) -> Iterator[tuple[Json, dict[str, Any]]]:
    """The messages in Slack's answer with metadata of a kind, each behind what that says. Any app
    may have put it there.
    """
    for each in said.get("messages") or ():
        told = each.get("metadata") or {}
        if told.get("event_type") == event_type:
            yield told.get("event_payload") or {}, each


async def conversation(slack: Slack, people: Sequence[str]) -> str:
    """The conversation of these people with Engage, opened where there is none. Raises
    SlackRefused.
    """
    opened = await slack.insist(Method.OPEN_DIRECT, users=",".join(people))
    return str(opened["channel"]["id"])


async def permalink(slack: Slack, place: CardPlace | None) -> str | None:
    """A link to a message; None where there is none."""
    if place is None:
        return None
    try:
        said = await slack.insist(Method.PERMALINK, channel=place.channel_id, message_ts=place.ts)
    except SlackRefused as refused:
        log.info("message.no_link", code=refused.code)
        return None
    return str(said["permalink"])
