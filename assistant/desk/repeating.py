"""Find what drafts of posts say again: our own posts of the last 90 days, and what waits or is
scheduled in other studios.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC

from assistant.community.drafts import Draft
from assistant.community.likeness import BACK, Said, Similar, similar
from assistant.community.periods import Period
from assistant.ports import Clock, Records
from assistant.ports.giving import StudioDrafts


class Repeating:
    """The guard against saying the same thing twice. It only tells; a person decides."""

    def __init__(self, *, records: Records, drafts: StudioDrafts, clock: Clock) -> None:
        self._records = records
        self._drafts = drafts
        self._clock = clock

    async def like(self, drafts: Sequence[Draft]) -> Mapping[str, tuple[Similar, ...]]:
        """What of ours each draft repeats, by its id; a draft that repeats nothing is left out.

        Each is held against its own account alone, and never against its own studio.
        """
        found: dict[str, tuple[Similar, ...]] = {}
        for at in dict.fromkeys((each.workspace_id, each.account_id) for each in drafts):
            meant = [each for each in drafts if (each.workspace_id, each.account_id) == at]
            published, ahead = await self._published(*at), await self._ahead(*at)
            # In a thread: hundreds of posts take their time.
            found |= await asyncio.to_thread(_held_against, meant, published, ahead)
        return found

    async def _published(self, workspace_id: str, account_id: str) -> Sequence[tuple[str, Said]]:
        now = self._clock()
        period = Period((now - BACK).astimezone(UTC), now)
        own = await self._records.own_posts(workspace_id, account_id, period)
        return [
            (each.post.id, Said(each.post.text, each.post.created_at, each.post.url))
            for each in own
            if each.post.parent_id is None
        ]

    async def _ahead(self, workspace_id: str, account_id: str) -> Sequence[Draft]:
        since = self._clock() - BACK
        return await self._drafts.posts_ahead(workspace_id, account_id, since)


def _held_against(
    meant: Sequence[Draft], published: Sequence[tuple[str, Said]], ahead: Sequence[Draft]
) -> dict[str, tuple[Similar, ...]]:
    found: dict[str, tuple[Similar, ...]] = {}
    for draft in meant:
        ours = {*draft.out, draft.post_id}
        others = [said for post_id, said in published if post_id not in ours]
        others += [
            Said(" ".join(each.posts), each.send_at or each.made_at, waiting=True)
            for each in ahead
            if each.studio_id != draft.studio_id
        ]
        if alike := similar(" ".join(draft.posts), others):
            found[draft.id] = alike
    return found
