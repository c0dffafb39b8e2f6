"""What people do with drafts of replies and of posts, over a dict: with the manners of
`desk.reviewing` and `desk.publishing` (compare-and-set, rights, one sentence for each refusal),
which have tests of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from assistant.community.accounts import Account
from assistant.community.audit_log import as_csv
from assistant.community.authenticity.findings import Finding
from assistant.community.drafts import (
    UNDER_WAY,
    AuditEntry,
    Draft,
    DraftState,
    Happening,
    may_move,
)
from assistant.community.post_parts import named
from assistant.errors import ConfirmationNeeded, EditConflict, InvalidInput, NotAllowed, NotFound
from tests.scenario.memory import HeldClock
from tests.scenario.teach_desk import MemoryBook

UNDO = timedelta(seconds=30)
NOT_YOURS = "Only managers of Engage can approve what is published. Please ask Anna."


@dataclass
class DraftDesk:
    """`refused` may do nothing; `barred` may not approve. `down`: the database is out of reach."""

    clock: HeldClock
    accounts: dict[str, Account] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    findings: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    book: MemoryBook = field(default_factory=MemoryBook)
    waiting: set[str] = field(default_factory=set)
    troubles: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    barred: set[str] = field(default_factory=set)
    publishing: bool = True
    down: bool = False
    wishes: list[dict[str, Any]] = field(default_factory=list)
    log: list[AuditEntry] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def may(self, person_id: str) -> None:
        """Raises NotAllowed for whoever is refused."""
        if person_id in self.refused:
            raise NotAllowed("Engage answers full members of this workspace only.")

    def draft(self, workspace_id: str, draft_id: str) -> Draft:
        draft = self.drafts.get(draft_id)
        if draft is None or draft.workspace_id != workspace_id:
            raise NotFound("draft", draft_id)
        return draft

    def wished(self, about: str, event_key: str, wish: dict[str, Any]) -> bool:
        """Note that drafts are wished for, once for each event."""
        if event_key in self.keys:
            return False
        self.keys.add(event_key)
        self.wishes.append(wish)
        self.waiting.add(about)
        return True

    def put(self, draft: Draft, happening: Happening, **fields: Any) -> Draft:
        """Change a draft, with its line of the log."""
        kept = replace(draft, version=draft.version + 1, **fields)
        self.drafts[draft.id] = kept
        self.note(kept, happening, fields.get("approver_id") or fields.get("author_id"))
        return kept

    def keep(self, draft: Draft, state: DraftState, happening: Happening, **fields: Any) -> Draft:
        """Move a draft, with its line of the log."""
        if not may_move(draft.state, state):
            raise EditConflict(named(draft), draft)
        return self.put(draft, happening, state=state, **fields)

    def note(self, draft: Draft, happening: Happening, person_id: str | None) -> None:
        at = self.clock()
        self.log.append(AuditEntry(draft.id, happening, at, draft.version, draft.text, person_id))

    def as_seen(self, workspace_id: str, person_id: str, draft_id: str, version: int) -> Draft:
        """The draft, if this person may change it and saw it as it is."""
        draft = self.draft(workspace_id, draft_id)
        self.may(person_id)
        if draft.version != version:
            raise EditConflict(named(draft), draft)
        return draft

    # -- reviewing ------------------------------------------------------------------------

    async def approve(
        self,
        workspace_id: str,
        person_id: str,
        draft_id: str,
        *,
        version: int,
        digest: str,
        overriding: bool = False,
        send_at: datetime | None = None,
    ) -> Draft:
        draft = self.draft(workspace_id, draft_id)
        self.may(person_id)
        if person_id in self.barred:
            raise NotAllowed(NOT_YOURS)
        if draft.state in UNDER_WAY and draft.approver_id == person_id and draft.digest == digest:
            return draft
        if (draft.version, draft.digest) != (version, digest):
            raise EditConflict(named(draft), draft)
        if any(not each.alt for each in draft.images):
            raise InvalidInput("Please say what each image shows, under Images….")
        if (doubts := self.doubts.get(draft_id)) and not overriding:
            raise ConfirmationNeeded(doubts)
        if draft.state is DraftState.FAILED and draft.studio_id:
            draft = self.keep(draft, DraftState.PENDING, Happening.EDITED, problem="")
        now = self.clock()
        return self.keep(
            draft,
            DraftState.APPROVED,
            Happening.APPROVED,
            approver_id=person_id,
            approved_at=now,
            approved_hash=digest,
            send_at=send_at or now + UNDO,
        )

    async def call_back(self, workspace_id: str, person_id: str, draft_id: str) -> Draft:
        draft = self.draft(workspace_id, draft_id)
        self.may(person_id)
        return self.keep(
            draft, DraftState.PENDING, Happening.CALLED_BACK, approver_id=None, send_at=None
        )

    async def edit(
        self,
        workspace_id: str,
        person_id: str,
        draft_id: str,
        *,
        version: int,
        text: str,
        rest: Sequence[str] | None = None,
    ) -> Draft:
        draft = self.as_seen(workspace_id, person_id, draft_id, version)
        if not text:
            raise InvalidInput("Please write something.")
        others = draft.rest if rest is None else tuple(rest)
        return self.keep(
            draft, DraftState.PENDING, Happening.EDITED, text=text, rest=others,
            author_id=person_id,
        )  # fmt: skip

    async def reject(
        self, workspace_id: str, person_id: str, draft_id: str, *, version: int, reason: str
    ) -> Draft:
        draft = self.as_seen(workspace_id, person_id, draft_id, version)
        return self.keep(draft, DraftState.REJECTED, Happening.REJECTED, problem=reason)

    async def copied(self, workspace_id: str, person_id: str, draft_id: str) -> Draft:
        draft = self.draft(workspace_id, draft_id)
        self.note(draft, Happening.COPIED, person_id)
        return draft

    async def shown(self, workspace_id: str, draft_id: str, person_id: str | None = None) -> None:
        self.note(self.draft(workspace_id, draft_id), Happening.SHOWN, person_id)

    async def history(
        self, workspace_id: str, person_id: str, draft_id: str
    ) -> Sequence[AuditEntry]:
        self.may(person_id)
        self.draft(workspace_id, draft_id)
        return [each for each in self.log if each.draft_id == draft_id]

    async def export(
        self, workspace_id: str, person_id: str, since: datetime, until: datetime
    ) -> str:
        if person_id in self.barred:
            raise NotAllowed(NOT_YOURS)
        mine = {each.id for each in self.drafts.values() if each.workspace_id == workspace_id}
        within = [e for e in self.log if e.draft_id in mine and since <= e.at < until]
        return as_csv(within, {})

    # -- settling -------------------------------------------------------------------------

    async def settle(
        self, workspace_id: str, person_id: str, draft_id: str, *, there: bool
    ) -> Draft:
        draft = self.draft(workspace_id, draft_id)
        self.may(person_id)
        if not there:
            return self.keep(draft, DraftState.SENDING, Happening.SENT)
        return self.keep(
            draft, DraftState.PUBLISHED, Happening.PUBLISHED, url="https://sky.example/r"
        )
