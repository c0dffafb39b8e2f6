"""What an account's community talked about in the last 28 days: what people keep asking, and how
many wrote to us.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta

from assistant.community.accounts import Account
from assistant.community.activity import Inbound, OwnPost
from assistant.community.inbox import Topic as Kind
from assistant.community.periods import Period
from assistant.community.post_briefs import Counted
from assistant.community.posts import TALK, UNNAMED, is_named
from assistant.community.topics import Asked, Topic, topics
from assistant.community.triage import triage
from assistant.ports import Clock, Records

DAYS = 28
MOST = 2_000
"""Comments that are read for questions: the latest."""

_ASKING = frozenset({Kind.QUESTION, Kind.REQUEST})


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard: topics people keep asking about, and what was counted."""

    asked: tuple[Topic, ...]
    counted: Counted


class Hearing:
    """Reads records of one account. Nothing of it leaves the workspace."""

    def __init__(self, *, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    async def of(self, account: Account) -> Heard:
        """What an account's community said. Our own accounts' words are left out."""
        now = self._clock()
        at = (account.workspace_id, account.id)
        period = Period((now - timedelta(days=DAYS)).astimezone(UTC), now)
        inbound = [
            each
            for each in await self._records.inbound(*at, period)
            if each.interaction.author.id != account.native_id
        ]
        own = await self._records.own_posts(*at, period)
        # In a thread: judging hundreds of comments takes its time.
        return await asyncio.to_thread(_read, account, inbound[-MOST:], inbound, own)


def _read(
    account: Account, latest: Sequence[Inbound], inbound: Sequence[Inbound], own: Sequence[OwnPost]
) -> Heard:
    asked = [
        Asked(
            _known_as(each),
            each.interaction.author.handle,
            each.interaction.text,
            each.interaction.url,
            each.interaction.created_at,
            each.interaction.language,
        )
        for each in latest
        if triage((each.interaction.text,), addressed=True).topic in _ASKING
    ]
    named = [each for each in inbound if is_named(each.interaction.author.id)]
    people = {each.interaction.author.id for each in named}
    drew = [(_drawn(each), each.post.text) for each in own if each.post.parent_id is None]
    most = max(drew, default=(0, ""))
    return Heard(
        topics(asked, common=(account.name, account.ref.handle.replace(".", " "))),
        Counted(DAYS, len(people), len(named), (most[1], most[0]) if most[0] else None),
    )


def _known_as(each: Inbound) -> str:
    """All whom the platform does not name count as one: they could be."""
    author_id = each.interaction.author.id
    return author_id if is_named(author_id) else UNNAMED


def _drawn(post: OwnPost) -> int:
    return sum(post.by_kind.get(kind, 0) for kind in TALK)
