"""Review drafts: approve the exact bytes that were shown, edit, call back, dismiss, and tell what
happened to each.

Only a person's click approves. It names the version and the hash of what that person saw, and the
store takes it only if the draft still is that, so that nobody can approve what they did not read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from assistant.community import approvals, staleness
from assistant.community.cost_words import sending
from assistant.community.drafts import Draft, DraftState, Happening, may_move
from assistant.community.inbox import Item
from assistant.community.post_parts import named
from assistant.community.rights import Act
from assistant.community.scheduling import check_time, said_in
from assistant.community.settings import AccountSettings, WorkspaceSettings
from assistant.desk.editing import Editing, check_version, unapproved
from assistant.desk.permitting import Permitting
from assistant.errors import ConfirmationNeeded, EditConflict, InvalidInput
from assistant.ports import Accounts, Clock, Preferences
from assistant.ports.drafting import Drafts
from assistant.ports.inbox import Inbox
from assistant.ports.publishing import Publishers

LONGEST_REASON = 500

_CAN_BE_STOPPED = frozenset({DraftState.APPROVED, DraftState.PREPARED})


class Lint(Protocol):
    """Holds a text against what is known. `desk.linting.Linting`."""

    async def doubts(self, draft: Draft, item: Item) -> Sequence[str]:
        """What in it looks dishonest, a sentence each."""
        ...


class Gate(Protocol):
    """What stands in the way of approving a post of our own. `desk.post_gate.PostGate`."""

    async def check(
        self,
        draft: Draft,
        person_id: str,
        *,
        account: AccountSettings,
        workspace: WorkspaceSettings,
    ) -> tuple[str, ...]:
        """Why somebody should look twice. Raises what forbids it, whoever insists."""
        ...


class Reviewing(Editing):
    """The use case behind the buttons of a draft, of a reply and of a post of our own.

    Every method raises NotAllowed for whoever may not do it, NotFound for a draft or item that is
    not there, and EditConflict (current: the draft as it is now) where the draft is not what the
    person saw any more; nothing of what they wanted is done then.
    """

    def __init__(
        self,
        *,
        permitting: Permitting,
        drafts: Drafts,
        inbox: Inbox,
        accounts: Accounts,
        preferences: Preferences,
        publishers: Publishers,
        lint: Lint,
        gate: Gate,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(
            permitting=permitting,
            drafts=drafts,
            inbox=inbox,
            accounts=accounts,
            publishers=publishers,
            clock=clock,
            new_id=new_id,
        )
        self._preferences = preferences
        self._lint = lint
        self._gate = gate

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
        """Approve what was shown; it is sent at its time, and never before the account's delay for
        second thoughts is over.

        A second click by the same person changes nothing and gives the draft as it is. A thread
        that broke off goes on behind what is out.

        Args:
            version: of the draft on the screen.
            digest: of the draft on the screen.
            overriding: the person has seen the doubts and says yes all the same; that is logged.
            send_at: aware; None: as soon as may be.

        Raises:
            ConfirmationNeeded: something in it is to be checked, looks dishonest, repeats what was
                said or is more promotion than there is room for.
            InvalidInput: it cannot go out like this: too long, holding what nobody sees, answered
                already, publishing switched off, at a time that is over or too far away.
            EditConflict: also when the conversation moved on: the draft is `stale` then.
        """
        draft = await self._drafts.get(workspace_id, draft_id)
        await self._permitting.check(
            Act.APPROVE, workspace_id, person_id, account_id=draft.account_id
        )
        if approvals.is_again(draft, person_id, digest):
            return draft
        if draft.digest != digest or not _can_be_approved(draft):
            raise EditConflict(named(draft), draft)
        check_version(draft, version)
        account = (await self._preferences.of_account(workspace_id, draft.account_id)).settings
        workspace = (await self._preferences.of_workspace(workspace_id)).settings
        if send_at is not None:
            await asyncio.to_thread(check_time, send_at, workspace.zone, self._clock())
        doubts = await self._doubts(draft, person_id, account, workspace)
        if doubts and not overriding:
            raise ConfirmationNeeded(doubts)
        if draft.state is DraftState.FAILED:
            entry = self._entry(draft, Happening.EDITED, person_id, "once more, the same words")
            draft = await self._drafts.keep(unapproved(draft), entry)
        return await self._approved(draft, person_id, account, doubts, send_at)

    async def move(
        self,
        workspace_id: str,
        person_id: str,
        draft_id: str,
        *,
        version: int,
        send_at: datetime,
    ) -> Draft:
        """Have an approved draft sent at another time, and never before the delay for second
        thoughts is over. Whoever may approve may move.

        Raises:
            InvalidInput: that time is over, or too far away.
            EditConflict: also when it is on its way already.
        """
        draft = await self._drafts.get(workspace_id, draft_id)
        await self._permitting.check(
            Act.APPROVE, workspace_id, person_id, account_id=draft.account_id
        )
        if draft.state is not DraftState.APPROVED:
            raise EditConflict(named(draft), draft)
        check_version(draft, version)
        zone = (await self._preferences.of_workspace(workspace_id)).settings.zone
        now = self._clock()
        await asyncio.to_thread(check_time, send_at, zone, now)
        account = (await self._preferences.of_account(workspace_id, draft.account_id)).settings
        soonest = (draft.approved_at or now) + timedelta(seconds=account.undo_s)
        send_at = max(soonest, send_at)
        if send_at == draft.send_at:
            return draft
        detail = f"moved to {await asyncio.to_thread(said_in, send_at, zone)} ({zone})"
        entry = self._entry(draft, Happening.APPROVED, person_id, detail)
        return await self._drafts.keep(replace(draft, send_at=send_at), entry, publish_at=send_at)

    async def call_back(self, workspace_id: str, person_id: str, draft_id: str) -> Draft:
        """Stop an approved draft that was not sent yet. Whoever may edit drafts may stop one."""
        draft, _ = await self._at(workspace_id, person_id, draft_id)
        if draft.state not in _CAN_BE_STOPPED:
            raise EditConflict(named(draft), draft)
        entry = self._entry(draft, Happening.CALLED_BACK, person_id)
        return await self._drafts.keep(unapproved(draft), entry)

    async def reject(
        self, workspace_id: str, person_id: str, draft_id: str, *, version: int, reason: str
    ) -> Draft:
        """Dismiss a draft for good. Raises InvalidInput without a reason."""
        draft, _ = await self._at(workspace_id, person_id, draft_id)
        check_version(draft, version)
        why = reason.strip()
        if not why:
            raise InvalidInput("Please say in a few words why: the next drafts gain from it.")
        failed = draft.state is DraftState.FAILED
        after = DraftState.EXPIRED if failed else DraftState.REJECTED
        if not may_move(draft.state, after):
            raise EditConflict(named(draft), draft)
        entry = self._entry(draft, Happening.REJECTED, person_id, why[:LONGEST_REASON])
        return await self._drafts.keep(replace(draft, state=after), entry)

    async def _doubts(
        self,
        draft: Draft,
        person_id: str,
        account: AccountSettings,
        workspace: WorkspaceSettings,
    ) -> tuple[str, ...]:
        """Why somebody should look twice, each reason once. Raises what forbids it."""
        if draft.studio_id:
            return await self._gate.check(draft, person_id, account=account, workspace=workspace)
        item = await self._inbox.get(draft.workspace_id, draft.item_id)
        platform = await self._platform(draft)
        approvals.check(
            draft, item, person_id, platform=platform, account=account, workspace=workspace
        )
        await self._check_length(draft)
        await self._check_news(draft, item)
        return tuple(dict.fromkeys((*draft.add, *await self._lint.doubts(draft, item))))

    async def _approved(
        self,
        draft: Draft,
        person_id: str,
        account: AccountSettings,
        doubts: tuple[str, ...],
        send_at: datetime | None,
    ) -> Draft:
        now = self._clock()
        soonest = now + timedelta(seconds=account.undo_s)
        approved = replace(
            draft,
            state=DraftState.APPROVED,
            approver_id=person_id,
            approved_at=now,
            approved_hash=draft.digest,
            send_at=max(soonest, send_at or soonest),
            problem="",
            dry_run=account.dry_run,
        )
        platform = await self._platform(draft)
        although = f"although: {' '.join(doubts)}" if doubts else ""
        detail = " ".join(filter(None, (although, sending(platform, draft))))
        entry = self._entry(draft, Happening.APPROVED, person_id, detail)
        try:
            return await self._drafts.keep(approved, entry, publish_at=approved.send_at)
        except EditConflict as conflict:
            other = conflict.current
            if isinstance(other, Draft) and approvals.is_again(other, person_id, draft.digest):
                return other  # a double click: the first one was faster
            raise

    async def _check_news(self, draft: Draft, item: Item) -> None:
        """Make the draft stale where its author wrote on. What others wrote is read by whoever
        sends it.
        """
        if news := staleness.of_item(item, draft):
            entry = self._entry(draft, Happening.STALE, None, news.counted)
            moved = replace(draft, state=DraftState.STALE, problem="\n".join(news.lines()))
            stale = await self._drafts.keep(moved, entry)
            raise EditConflict("this reply", stale)


def _can_be_approved(draft: Draft) -> bool:
    """A post of our own that failed may be tried again as it is; a reply is reopened first, since
    its conversation may have moved on.
    """
    again = draft.state is DraftState.FAILED and draft.studio_id is not None
    return again or may_move(draft.state, DraftState.APPROVED)
