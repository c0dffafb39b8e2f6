"""Drafts end with their item, and wait with their account: what got another decision is not to be
published any more, and what has no account cannot be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from assistant.community.accounts import Account
from assistant.community.drafts import AuditEntry, Draft, DraftState, Happening, may_move
from assistant.community.inbox import Item
from assistant.community.post_parts import told
from assistant.errors import EditConflict, NotFound
from assistant.ports.drafting import Drafts
from assistant.ports.giving import StudioDrafts

log = structlog.get_logger(__name__)

TRIES = 5

NO_ACCOUNT = (
    "Its account was disconnected before this went out, so nothing was sent. Connect it again to "
    "approve the post once more, or copy its text."
)
_NOT_SENT = frozenset({DraftState.APPROVED, DraftState.PREPARED})


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


async def waiting_posts(drafts: StudioDrafts, account: Account, now: datetime) -> Sequence[Draft]:
    """Posts of our own that were approved and are not on their way yet."""
    ahead = await drafts.posts_ahead(account.workspace_id, account.id, now)
    return [each for each in ahead if each.state in _NOT_SENT]


async def hold_posts(
    drafts: StudioDrafts, account: Account, *, at: datetime, person_id: str
) -> int:
    """Take back what was approved for an account that is let go: its studio says so, the text stays
    there, and it can be approved again once the account is back. Returns how many.
    """
    held = 0
    for draft in await waiting_posts(drafts, account, at):
        why = told(NO_ACCOUNT, draft)
        failed = replace(draft, state=DraftState.FAILED, problem=why)
        entry = AuditEntry.of(draft, Happening.FAILED, at, person_id, why)
        try:
            await drafts.keep(failed, entry)
        except (EditConflict, NotFound):
            log.info("draft.not_held", draft_id=draft.id)  # on its way, or taken back by somebody
        else:
            held += 1
    return held


async def _expire(
    drafts: Drafts, draft: Draft, *, at: datetime, person_id: str | None, why: str
) -> None:
    """Also where it moves meanwhile: one that is made ready to be sent does not ask again."""
    for _ in range(TRIES):
        if not may_move(draft.state, DraftState.EXPIRED):
            return
        entry = AuditEntry.of(draft, Happening.EXPIRED, at, person_id, why)
        try:
            await drafts.keep(replace(draft, state=DraftState.EXPIRED), entry)
        except EditConflict:
            draft = await drafts.get(draft.workspace_id, draft.id)
        else:
            return
    log.warning("draft.not_voided", draft_id=draft.id)
