"""Real listening over searches in memory."""
# ruff: noqa: ARG002 - the ports' parameters, whether memory needs them or not

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from assistant.community.periods import Period
from assistant.community.searches import Dismissal, Hit, SavedSearch
from assistant.desk.listening import Listening
from assistant.desk.permitting import Permitting
from assistant.errors import NotFound


@dataclass
class MemorySearches:
    """What people's side of listening needs of `ports.Searches`."""

    saved: dict[str, SavedSearch] = field(default_factory=dict)
    found: dict[str, Hit] = field(default_factory=dict)
    rules: dict[str, Dismissal] = field(default_factory=dict)

    async def all(
        self, workspace_id: str, *, account_id: str | None = None
    ) -> Sequence[SavedSearch]:
        return [
            each
            for each in self.saved.values()
            if each.workspace_id == workspace_id and account_id in (None, each.account_id)
        ]

    async def get(self, workspace_id: str, search_id: str) -> SavedSearch:
        search = self.saved.get(search_id)
        if search is None or search.workspace_id != workspace_id:
            raise NotFound("search", search_id)
        return search

    async def add(self, search: SavedSearch) -> bool:
        twins = {(each.account_id, each.kind, each.words) for each in self.saved.values()}
        if (search.account_id, search.kind, search.words) in twins:
            return False
        self.saved[search.id] = search
        return True

    async def change(self, search: SavedSearch) -> None:
        self.saved[search.id] = search

    async def drop(self, workspace_id: str, search_id: str) -> bool:
        return self.saved.pop(search_id, None) is not None

    async def hit(self, workspace_id: str, account_id: str, hit_id: str) -> Hit:
        hit = self.found.get(hit_id)
        if hit is None or (hit.workspace_id, hit.account_id) != (workspace_id, account_id):
            raise NotFound("hit", hit_id)
        return hit

    async def hits(
        self, workspace_id: str, account_id: str, period: Period, *, limit: int = 200
    ) -> Sequence[Hit]:
        return [
            each
            for each in self.found.values()
            if (each.workspace_id, each.account_id) == (workspace_id, account_id)
            and each.dismissed_at is None
        ]

    async def count(self, workspace_id: str, account_id: str, period: Period) -> int:
        return len(await self.hits(workspace_id, account_id, period))

    async def dismiss(
        self, workspace_id: str, account_id: str, hit_ids: Sequence[str], at: datetime
    ) -> int:
        for each in hit_ids:
            self.found[each] = replace(self.found[each], dismissed_at=at)
        return len(hit_ids)

    async def dismissals(self, workspace_id: str, account_id: str) -> Sequence[Dismissal]:
        return [
            each
            for each in self.rules.values()
            if (each.workspace_id, each.account_id) == (workspace_id, account_id)
        ]

    async def add_dismissal(self, dismissal: Dismissal) -> bool:
        if dismissal.value in {each.value for each in self.rules.values()}:
            return False
        self.rules[dismissal.id] = dismissal
        return True

    async def drop_dismissal(self, workspace_id: str, dismissal_id: str) -> bool:
        rule = self.rules.get(dismissal_id)
        if rule is None or rule.workspace_id != workspace_id:
            return False
        del self.rules[dismissal_id]
        return True


def listening_of(engage: Any, searches: MemorySearches) -> Listening:
    """As the program puts it together."""
    stores = engage.stores
    numbers = iter(range(1, 10_000))
    permitting = Permitting(
        directory=engage.directory, managers=stores.managers, preferences=stores.preferences
    )
    return Listening(
        permitting=permitting,
        searches=searches,  # type: ignore[arg-type]
        accounts=stores.accounts,
        records=stores.records,
        connections=None,  # type: ignore[arg-type]
        acts=stores.acts,
        clock=stores.clock,
        new_id=lambda: f"00000000-0000-4000-9000-{next(numbers):012}",
    )
