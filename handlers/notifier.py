"""What Engage says by itself: one message where the person is, by whichever door is open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from handlers.calls import Method, Slack, SlackRefused
from handlers.places import Place
from handlers.posting import with_plainer_blocks
from handlers.render.blocks import Block, Message
from handlers.render.words import notice
from handlers.standing import post

log = structlog.get_logger(__name__)

Door = Callable[[tuple[Block, ...]], Awaitable[None]]


async def tell(slack: Slack, place: Place, words: str) -> bool:
    """Say one sentence where a question was asked. Never raises: there is no other place left.

    Returns:
        Whether it is done: it arrived, or it never can.
    """
    try:
        if place.kind == "thread":
            await post(slack, place.channel_id, notice(words), thread_ts=place.root_ts)
        else:
            await whisper(slack, place, notice(words))
    except SlackRefused as refused:
        log.warning("notice.lost", method=refused.method, code=refused.code)
        return refused.final
    return True


async def whisper(slack: Slack, place: Place, message: Message) -> None:
    """Show a message to one person only: by the response URL, as an ephemeral message, or in
    their direct messages.

    Raises:
        SlackRefused: no door was open.
    """
    doors = [_ephemeral(slack, place, message), _direct(slack, place, message)]
    if place.response_url:
        by_url = _response(slack, place.response_url, message)
        # An ephemeral message can stand in a thread, an answer to a response URL cannot.
        doors.insert(1 if place.root_ts else 0, by_url)
    last: SlackRefused | None = None
    for door in doors:
        try:
            await with_plainer_blocks(door, message)
        except SlackRefused as refused:
            log.info("whisper.door_shut", method=refused.method, code=refused.code)
            last = refused
        else:
            return
    assert last is not None
    raise last


def _response(slack: Slack, url: str, message: Message) -> Door:
    async def send(blocks: tuple[Block, ...]) -> None:
        await slack.respond(
            url,
            response_type="ephemeral",
            replace_original=False,
            text=message.text,
            blocks=blocks or None,
            unfurl_links=False,
            unfurl_media=False,
        )

    return send


def _ephemeral(slack: Slack, place: Place, message: Message) -> Door:
    async def send(blocks: tuple[Block, ...]) -> None:
        await slack.insist(
            Method.POST_EPHEMERAL,
            channel=place.channel_id,
            user=place.person_id,
            thread_ts=place.root_ts,
            text=message.text,
            blocks=blocks or None,
        )

    return send


def _direct(slack: Slack, place: Place, message: Message) -> Door:
    async def send(blocks: tuple[Block, ...]) -> None:
        await slack.insist(
            Method.POST,
            channel=place.person_id,
            text=message.text,
            blocks=blocks or None,
            unfurl_links=False,
            unfurl_media=False,
        )

    return send
