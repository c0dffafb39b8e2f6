"""How an account's people write, measured once an hour: every card asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from assistant.community.voice import VoiceProfile, profile
from assistant.ports import Clock

KEPT = timedelta(hours=1)
MOST = 500
"""Accounts whose voices one process keeps; the oldest goes first."""

OwnTexts = Callable[[str, str], Awaitable[Sequence[str]]]
"""What the people of an account (workspace, account) wrote themselves."""


class Voices:
    """The voices of accounts, kept in memory.

    Args:
        own_texts: `Teaching.own_texts`.
    """

    def __init__(self, own_texts: OwnTexts, clock: Clock) -> None:
        self._own_texts = own_texts
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[datetime, VoiceProfile]] = {}

    async def of(self, workspace_id: str, account_id: str) -> VoiceProfile:
        """The voice of an account; `knows_enough` says whether it may be judged by."""
        key, now = (workspace_id, account_id), self._clock()
        if (known := self._known.get(key)) and now - known[0] < KEPT:
            return known[1]
        texts = await self._own_texts(*key)
        measured = await asyncio.to_thread(profile, list(texts))
        self._known.pop(key, None)
        self._known[key] = (now, measured)
        while len(self._known) > MOST:
            del self._known[next(iter(self._known))]
        return measured
