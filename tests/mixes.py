"""What the mix is made of, in memory: people's corrections, and posts on their way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.community.drafts import Draft
from assistant.community.giving import Correction
from assistant.community.own_mix import OwnMix, Told
from tests.fakes import MemoryRecords


@dataclass
class MemoryLabels:
    """`ports.giving.Labels`, written through to what records know."""

    records: MemoryRecords
    workspace_id: str = "T1"
    kept: dict[tuple[str, str], Correction] = field(default_factory=dict)

    async def corrections(
        self, workspace_id: str, account_id: str, since: datetime
    ) -> Mapping[str, Correction]:
        assert (workspace_id, bool(since)) == (self.workspace_id, True)
        return {post: each for (of, post), each in self.kept.items() if of == account_id}

    async def correct(self, correction: Correction) -> None:
        self.kept[correction.account_id, correction.post_id] = correction
        self._tell(correction.account_id)

    async def drop(self, workspace_id: str, account_id: str, post_id: str) -> bool:
        assert workspace_id == self.workspace_id
        gone = self.kept.pop((account_id, post_id), None)
        self._tell(account_id)
        return gone is not None

    def _tell(self, account_id: str) -> None:
        posts = self.records._of(self.workspace_id, account_id).posts
        told = tuple(
            Told(each.post_id, posts[each.post_id].text, each.function, each.value, each.made_by, each.made_at)
            for (of, _), each in self.kept.items()
            if of == account_id
        )  # fmt: skip
        known = self.records.mixes.get(account_id, OwnMix())
        self.records.mixes[account_id] = replace(known, told=told)


@dataclass
class Ahead:
    """Drafts that are on their way."""

    drafts: list[Draft] = field(default_factory=list)

    async def posts_ahead(
        self, workspace_id: str, account_id: str, since: datetime
    ) -> Sequence[Draft]:
        del workspace_id, since
        return [each for each in self.drafts if each.account_id == account_id]
