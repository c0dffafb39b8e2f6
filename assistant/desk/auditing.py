"""Keep the log of drafts: what was shown, copied, changed and sent, and give it out to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.community.audit_log import About, as_csv
from assistant.community.drafts import AuditEntry, Draft, Happening
from assistant.community.inbox import Item
from assistant.community.rights import Act
from assistant.desk.permitting import Permitting
from assistant.desk.seeing import check_sight
from assistant.errors import InvalidInput, NotFound
from assistant.ports import Accounts, Clock
from assistant.ports.drafting import Drafts
from assistant.ports.inbox import Inbox

MOST_ENTRIES = 10_000
"""Lines of one export."""


class Auditing:
    """What review and its log share: a draft with its item, for somebody who may work on it."""

    def __init__(
        self,
        *,
        permitting: Permitting,
        drafts: Drafts,
        inbox: Inbox,
        accounts: Accounts,
        clock: Clock,
    ) -> None:
        self._permitting = permitting
        self._drafts = drafts
        self._inbox = inbox
        self._accounts = accounts
        self._clock = clock

    async def copied(self, workspace_id: str, person_id: str, draft_id: str) -> Draft:
        """Note that somebody took the text to post it by hand."""
        draft, _ = await self._at(workspace_id, person_id, draft_id)
        await self._drafts.note(workspace_id, self._entry(draft, Happening.COPIED, person_id))
        return draft

    async def shown(self, workspace_id: str, draft_id: str, person_id: str | None = None) -> None:
        """Note that a draft stood on a screen as it is now; None: on a card, for its channel."""
        draft = await self._drafts.get(workspace_id, draft_id)
        entry = self._entry(draft, Happening.SHOWN, person_id)
        history = await self._drafts.history(workspace_id, draft_id)
        if not any(replace(each, at=entry.at) == entry for each in history):
            await self._drafts.note(workspace_id, entry)

    async def history(
        self, workspace_id: str, person_id: str, draft_id: str
    ) -> Sequence[AuditEntry]:
        """Everything that happened to a draft, oldest first."""
        await self._at(workspace_id, person_id, draft_id)
        return await self._drafts.history(workspace_id, draft_id)

    async def export(
        self, workspace_id: str, person_id: str, since: datetime, until: datetime
    ) -> str:
        """The audit log of all drafts in [since, until) as CSV, oldest first.

        Raises:
            InvalidInput: it is too long for one file.
        """
        await self._permitting.check(Act.SEE_AUDIT, workspace_id, person_id)
        return await whole_log(self._drafts, self._accounts, workspace_id, (since, until))

    async def _at(
        self, workspace_id: str, person_id: str, draft_id: str
    ) -> tuple[Draft, Item | None]:
        """A draft and its item, for somebody who may work on them; a post of our own has none."""
        draft = await self._drafts.get(workspace_id, draft_id)
        if draft.studio_id:
            await self._permitting.check(
                Act.DRAFT, workspace_id, person_id, account_id=draft.account_id
            )
            return draft, None
        item = await self._inbox.get(workspace_id, draft.item_id)
        await check_sight(self._permitting, Act.DRAFT, item, person_id)
        return draft, item

    def _entry(
        self, draft: Draft, happening: Happening, person_id: str | None, detail: str = ""
    ) -> AuditEntry:
        return AuditEntry.of(draft, happening, self._clock(), person_id, detail)


async def whole_log(
    drafts: Drafts, accounts: Accounts, workspace_id: str, between: tuple[datetime, datetime]
) -> str:
    """The audit log of all drafts as CSV, oldest first, for whoever may see it.

    Args:
        between: half-open, aware.

    Raises:
        InvalidInput: it is too long for one file.
    """
    entries = await drafts.audit(workspace_id, *between, limit=MOST_ENTRIES + 1)
    if len(entries) > MOST_ENTRIES:
        raise InvalidInput(
            f"That is more than {MOST_ENTRIES:,} lines. Please choose a shorter time."
        )
    about: dict[str, About] = {}
    for draft_id in dict.fromkeys(entry.draft_id for entry in entries):
        draft = await drafts.get(workspace_id, draft_id)
        about[draft_id] = About(await _name(accounts, draft), draft.target_id)
    return as_csv(entries, about)


async def _name(accounts: Accounts, draft: Draft) -> str:
    try:
        return str((await accounts.get(draft.workspace_id, draft.account_id)).ref)
    except NotFound:
        return ""
