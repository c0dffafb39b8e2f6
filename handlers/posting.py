"""Posting a message with what to do when Slack does not take its blocks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

import structlog

from handlers.calls import SlackRefused
from handlers.render.blocks import Block, Message

log = structlog.get_logger(__name__)

_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})

Send = Callable[[tuple[Block, ...]], Awaitable[None]]
"""Sends the message with these blocks; an empty tuple means text alone."""


async def with_plainer_blocks(send: Send, message: Message) -> None:
    """Send a message; when Slack refuses its blocks, send plainer ones, at last text alone.

    Charts and data tables reach workspaces one after the other (slack.md 0.3).

    Raises:
        SlackRefused: for any other reason.
    """
    for blocks in filter(None, _kinds(message)):
        try:
            await send(blocks)
        except SlackRefused as refused:
            if refused.code not in _BLOCKS:
                raise
            log.info("slack.blocks_refused", method=refused.method, code=refused.code)
        else:
            return
    await send(())


def _kinds(message: Message) -> Iterator[tuple[Block, ...]]:
    yield message.blocks
    yield message.plainer  # made only when it is needed
