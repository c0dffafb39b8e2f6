"""One message in a thread, by every means Slack has: streamed, edited or posted at once.

Only calls, their quotas and their refusals; `stream.py` decides which of them is next.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from assistant.community.inbox import CardPlace
from assistant.errors import EngageError
from handlers import standing
from handlers.calls import Method, Slack, SlackRefused
from handlers.draft import Parcel
from handlers.places import Place
from handlers.posting import with_plainer_blocks
from handlers.render import blocks as kit
from handlers.render.blocks import Block, Message

if TYPE_CHECKING:
    from assistant.ports import Buckets, Clock

log = structlog.get_logger(__name__)

STARTS_A_MINUTE = 18
APPENDS_A_MINUTE = 95
EDITS_A_MINUTE = 45
"""Just below Slack's tiers 2, 4 and 3 (20, 100 and 50 calls a minute and workspace)."""


@dataclass(frozen=True, slots=True)
class Quotas:
    """The call quotas of one workspace, shared by all processes."""

    buckets: Buckets
    workspace_id: str

    async def take(self, method: Method, per_minute: int) -> float:
        """Take one call: 0, or the seconds until there is one."""
        try:
            return await self.buckets.take(
                self.workspace_id, method.value, per_minute=per_minute, burst=per_minute
            )
        except EngageError:
            # Without the shared count Slack's own limit still holds, and its 429 is heeded.
            log.warning("quota.unknown", method=method.value)
            return 0.0

    async def scarcity(self, method: Method, per_minute: int) -> float:
        """How much slower to go: 1 while half the quota is left, more as it runs out."""
        try:
            left = await self.buckets.left(
                self.workspace_id, method.value, per_minute=per_minute, burst=per_minute
            )
        except EngageError:
            return 1.0
        return max(1.0, per_minute / 2 / max(left, 1.0))


class ThreadMessage:
    """The message that carries an answer. `ts` is None until there is one.

    Args:
        place: a thread; with a `message_ts` that message is written on.
    """

    def __init__(self, slack: Slack, quotas: Quotas, clock: Clock, place: Place) -> None:
        assert place.root_ts is not None
        self._slack = slack
        self._quotas = quotas
        self._clock = clock
        self._channel = place.channel_id
        self._root_ts = place.root_ts
        self._person_id = place.person_id
        self.ts = place.message_ts
        self.started_at: datetime | None = None

    async def start(self, parcel: Parcel) -> bool:
        """Begin a stream with its first content; False when none can be had now."""
        if await self._quotas.take(Method.START_STREAM, STARTS_A_MINUTE):
            return False
        try:
            started = await self._slack.call(
                Method.START_STREAM,
                channel=self._channel,
                thread_ts=self._root_ts,
                chunks=parcel.chunks,
                recipient_team_id=self._quotas.workspace_id,
                recipient_user_id=self._person_id,
                task_display_mode="timeline",
            )
        except SlackRefused as refused:
            log.info("stream.not_started", code=refused.code)
            return False
        self.ts = str(started["ts"])
        self.started_at = self._clock()
        return True

    async def append(self, parcel: Parcel) -> float | None:
        """Add to the stream: 0 when it arrived, seconds to wait when Slack is busy, None when
        the stream cannot go on (or nobody knows whether it arrived).
        """
        if wait := await self._quotas.take(Method.APPEND_STREAM, APPENDS_A_MINUTE):
            return wait
        try:
            await self._slack.call(
                Method.APPEND_STREAM, channel=self._channel, ts=self.ts, chunks=parcel.chunks
            )
        except SlackRefused as refused:
            log.info("stream.append_failed", code=refused.code)
            return (refused.retry_after_s or 1.0) if refused.code == "ratelimited" else None
        return 0.0

    async def scarcity(self) -> float:
        """How much slower to append: 1 or more."""
        return await self._quotas.scarcity(Method.APPEND_STREAM, APPENDS_A_MINUTE)

    async def close(self) -> None:
        """Stop the stream as it is; it may be over already."""
        with suppress(SlackRefused):
            await self._slack.call(
                Method.STOP_STREAM, channel=self._channel, ts=self.ts, session_status="processing"
            )

    async def stop(self, parcel: Parcel, message: Message) -> bool:
        """End the stream with the last content and what stands beneath; False when it cannot be."""

        async def send(blocks: tuple[Block, ...]) -> None:
            await self._slack.insist(
                Method.STOP_STREAM,
                channel=self._channel,
                ts=self.ts,
                chunks=parcel.chunks or None,
                blocks=blocks or None,
                session_status="active",
            )

        try:
            await with_plainer_blocks(send, message)
        except SlackRefused as refused:
            log.info("stream.not_stopped", code=refused.code)
            return False
        return True

    async def edit(self, text: str) -> None:
        """Show `text` meanwhile; skipped when Slack is busy, since the end comes anyway."""
        if await self._quotas.take(Method.UPDATE, EDITS_A_MINUTE):
            return
        with suppress(SlackRefused):
            await self._slack.call(
                Method.UPDATE,
                channel=self._channel,
                ts=self.ts,
                text=kit.message(text).text,
                blocks=[kit.markdown(text)],
            )

    async def update(self, message: Message) -> bool:
        """Replace the message for good; False when it cannot be."""
        assert self.ts is not None
        try:
            await standing.change(self._slack, CardPlace(self._channel, self.ts), message)
        except SlackRefused as refused:
            log.info("stream.not_updated", code=refused.code)
            return False
        return True

    async def post(self, message: Message) -> None:
        """Post a message of its own. Raises SlackRefused."""
        place = await standing.post(self._slack, self._channel, message, thread_ts=self._root_ts)
        self.ts = place.ts
