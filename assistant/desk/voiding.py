"""Drafts end with their item: what got another decision is not to be published any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import structlog

from assistant.community.drafts import AuditEntry, Draft, DraftState, Happening, may_move
from assistant.community.inbox import Item
from assistant.errors import EditConflict, NotFound
from assistant.ports.drafting import Drafts

log = structlog.get_logger(__name__)

TRIES = 5


async def void(
    drafts: Drafts, item: Item, *, at: datetime, person_id: str | None, why: str
) -> None:
    """Let every draft of an item expire that still may; what is being sent is left alone.

    Args:
        person_id: who decided; None where a rule or the platform did.
        why: short, for the audit log.
    """
    for draft in await drafts.of_item(item.workspace_id, item.id):
        try:
            await _expire(drafts, draft, at=at, person_id=person_id, why=why)
        except NotFound:
            log.info("draft.gone", draft_id=draft.id)


async def _expire(
    drafts: Drafts, draft: Draft, *, at: datetime, person_id: str | None, why: str
) -> None:
    """Also where it moves meanwhile: one that is made ready to be sent does not ask again."""
    for _ in range(TRIES):
        if not may_move(draft.state, DraftState.EXPIRED):
            return
        entry = AuditEntry(
            draft.id, Happening.EXPIRED, at, draft.version, draft.text, person_id, why
        )
        try:
            await drafts.keep(replace(draft, state=DraftState.EXPIRED), entry)
        except EditConflict:
            draft = await drafts.get(draft.workspace_id, draft.id)
        else:
            return
    log.warning("draft.not_voided", draft_id=draft.id)
