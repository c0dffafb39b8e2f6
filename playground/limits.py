"""Rate limits per method and workspace, and per channel for posting.

slack.md 2.2. Slack says "20+ per minute" and allows short bursts without saying how they are
counted; here a bucket holds one minute's quota and fills evenly, the same reading as in our
performance measurements.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.clock import Clock
from playground.errors import RateLimited

TIER_1, TIER_2, TIER_3, TIER_4 = 1, 20, 50, 100
SPECIAL = 300
"""Calls a minute for methods whose tier is "special" and undocumented."""

TIERS: dict[str, int] = {
    "apps.connections.open": TIER_1,
    "chat.startStream": TIER_2,
    "chat.stopStream": TIER_2,
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "agents.sessions.setStatus": TIER_3,
    "agents.sessions.rename": TIER_3,
    "assistant.threads.setSuggestedPrompts": TIER_3,
    "assistant.threads.setTitle": TIER_3,
    "reactions.add": TIER_3,
    "conversations.open": TIER_3,
    "conversations.info": TIER_3,
    "conversations.history": TIER_3,
    "conversations.replies": TIER_3,
    "files.info": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.completeUploadExternal": TIER_4,
    "chat.appendStream": TIER_4,
    "chat.postEphemeral": TIER_4,
    "views.open": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
    "views.publish": TIER_4,
    "users.info": TIER_4,
    "conversations.members": TIER_4,
}
"""Calls a minute per workspace; what is not here is special."""

CHANNEL_PER_S = 1.0
"""Messages a second that one channel takes (slack.md 2.2)."""

CHANNEL_BURST = 4
"""How many at once it takes before that rate holds: "short bursts ok", the size is ours."""


@dataclass
class _Bucket:
    tokens: float
    at: float


class Limits:
    """Token buckets by name.

    Args:
        clock: the double's clock.
        enforced: False lets everything pass, for tests about something else.
    """

    def __init__(self, clock: Clock, *, enforced: bool = True) -> None:
        self.clock = clock
        self.enforced = enforced
        self._buckets: dict[tuple[str, ...], _Bucket] = {}

    def take(self, method: str, workspace: str) -> None:
        """Count one call. Raises RateLimited over the method's tier."""
        per_minute = TIERS.get(method, SPECIAL)
        self._take((method, workspace), per_minute, per_minute / 60)

    def take_post(self, channel: str) -> None:
        """Count one message in a channel. Raises RateLimited."""
        self._take(("post", channel), CHANNEL_BURST, CHANNEL_PER_S)

    def _take(self, key: tuple[str, ...], most: float, per_s: float) -> None:
        if not self.enforced:
            return
        now = self.clock.now()
        bucket = self._buckets.setdefault(key, _Bucket(most, now))
        bucket.tokens = min(most, bucket.tokens + (now - bucket.at) * per_s)
        bucket.at = now
        if bucket.tokens < 1:
            raise RateLimited(max(1, math.ceil((1 - bucket.tokens) / per_s)))
        bucket.tokens -= 1
