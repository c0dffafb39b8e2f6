"""What an account's people wrote themselves, and how: measured once an hour, as every card asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from assistant.community.drafts import PERSON, Draft
from assistant.community.periods import Period
from assistant.community.polling import BACKFILL
from assistant.community.voice import VoiceProfile, profile
from assistant.ports import Clock, Records

KEPT = timedelta(hours=1)
MOST = 500
"""Accounts whose voices one process keeps; the oldest goes first."""

OWN_POSTS = 300
"""Posts of our own that a voice is measured from, at most, the latest first."""
LOOKED_AT = 1_000
"""Published drafts that are held against them."""

OwnTexts = Callable[[str, str], Awaitable[Sequence[str]]]
"""What the people of an account (workspace, account) wrote themselves."""


class SentTexts(Protocol):
    """What this needs of `ports.Drafts`."""

    async def sent_texts(
        self, workspace_id: str, account_id: str, *, limit: int, posts: bool = False
    ) -> Sequence[Draft]: ...


async def own_words(
    records: Records, drafts: SentTexts, workspace_id: str, account_id: str, now: datetime
) -> Mapping[str, str]:
    """What the account's people wrote themselves, by native id, the latest first. Whatever went out
    through Engage is left out, unless a person wrote it from nothing; and so is what has no words.
    """
    period = Period(now - BACKFILL, now + timedelta(seconds=1))
    posts = await records.own_posts(workspace_id, account_id, period)
    at = (workspace_id, account_id)
    replies = await drafts.sent_texts(*at, limit=LOOKED_AT)
    ours = await drafts.sent_texts(*at, limit=LOOKED_AT, posts=True)
    sent = [each for each in (*replies, *ours) if each.composer != PERSON]
    drafted = {post_id for each in sent for post_id in (each.post_id, *each.out)}
    found = {each.post.id: each.post.text for each in posts if each.post.id not in drafted}
    return {post_id: text for post_id, text in found.items() if text.strip()}


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
