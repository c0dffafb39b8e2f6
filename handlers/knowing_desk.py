"""The use cases behind brand facts, the voice and searches, as listeners see them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from assistant.community.brand import BrandFact, Leaning, VoiceRule
    from assistant.community.fact_import import Reading
    from assistant.community.searches import Dismissal, DismissalKind, SavedSearch, SearchKind
    from assistant.desk.overhearing import Hits
    from assistant.desk.teaching import Imported
    from assistant.desk.teaching_facts import FactBook
    from assistant.desk.teaching_voice import VoiceRules


class Teaching(Protocol):
    """`assistant.desk.teaching.Teaching`."""

    async def facts(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> FactBook: ...

    async def add(
        self,
        workspace_id: str,
        person_id: str,
        *,
        title: str,
        text: str,
        source: str,
        valid_until: str | None = None,
        account_id: str | None = None,
    ) -> BrandFact: ...

    async def change(
        self,
        workspace_id: str,
        person_id: str,
        fact_id: str,
        *,
        title: str,
        text: str,
        source: str,
        valid_until: str | None = None,
        account_id: str | None = None,
    ) -> BrandFact: ...

    async def drop(self, workspace_id: str, person_id: str, fact_id: str) -> bool: ...

    async def import_text(
        self,
        workspace_id: str,
        person_id: str,
        kind: Literal["markdown", "csv"],
        text: str,
        *,
        source: str,
        account_id: str | None = None,
    ) -> Imported: ...

    async def import_page(self, workspace_id: str, person_id: str, url: str) -> Reading: ...

    async def add_from_page(
        self,
        workspace_id: str,
        person_id: str,
        url: str,
        chosen: Collection[str],
        *,
        account_id: str | None = None,
    ) -> Imported: ...

    async def rules(self, workspace_id: str, person_id: str, account_id: str) -> VoiceRules: ...

    async def add_rule(
        self, workspace_id: str, person_id: str, account_id: str, leaning: Leaning, text: str
    ) -> VoiceRule: ...

    async def accept(
        self, workspace_id: str, person_id: str, account_id: str, rule_id: str
    ) -> None: ...

    async def drop_rule(
        self, workspace_id: str, person_id: str, account_id: str, rule_id: str
    ) -> bool: ...


class Listening(Protocol):
    """`assistant.desk.listening.Listening`, but for its job."""

    async def searches(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> Sequence[SavedSearch]: ...

    async def proposals(
        self, workspace_id: str, person_id: str, account_id: str
    ) -> tuple[tuple[SearchKind, str], ...]: ...

    async def add(
        self,
        workspace_id: str,
        person_id: str,
        account_id: str,
        kind: SearchKind,
        words: str,
        *,
        listen_only: bool = True,
    ) -> SavedSearch: ...

    async def change(
        self, workspace_id: str, person_id: str, search_id: str, *, listen_only: bool
    ) -> SavedSearch: ...

    async def drop(self, workspace_id: str, person_id: str, search_id: str) -> bool: ...

    async def hits(self, workspace_id: str, person_id: str, account_id: str) -> Hits: ...

    async def dismiss(
        self,
        workspace_id: str,
        person_id: str,
        account_id: str,
        hit_id: str,
        kind: DismissalKind,
    ) -> Dismissal: ...

    async def dismissals(
        self, workspace_id: str, person_id: str, account_id: str
    ) -> Sequence[Dismissal]: ...

    async def drop_dismissal(
        self, workspace_id: str, person_id: str, dismissal_id: str
    ) -> bool: ...
