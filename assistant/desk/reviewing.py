"""Review drafts: approve the exact bytes that were shown, edit, call back, dismiss, and tell what
happened to each.

Only a person's click approves. It names the version and the hash of what that person saw, and the
store takes it only if the draft still is that, so that nobody can approve what they did not read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from assistant.community import approvals, staleness
from assistant.community.drafts import Draft, DraftState, Happening, may_move
from assistant.community.inbox import Item
from assistant.community.rights import Act
from assistant.community.settings import AccountSettings
from assistant.desk.editing import Editing, check_version, unapproved
from assistant.desk.permitting import Permitting
from assistant.errors import ConfirmationNeeded, EditConflict, InvalidInput, SignInNeeded
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


class Reviewing(Editing):
    """The use case behind the buttons of a draft.

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

    async def approve(
        self,
        workspace_id: str,
        person_id: str,
        draft_id: str,
        *,
        version: int,
        digest: str,
        overriding: bool = False,
    ) -> Draft:
        """Approve what was shown; it is sent once the account's delay for second thoughts is over.

        A second click by the same person changes nothing and gives the draft as it is.

        Args:
            version: of the draft on the screen.
            digest: of the draft on the screen.
            overriding: the person has seen the doubts and says yes all the same; that is logged.

        Raises:
            ConfirmationNeeded: something in it is to be checked or looks dishonest.
            InvalidInput: it cannot go out like this: too long, holding what nobody sees, answered
                already, publishing switched off.
            EditConflict: also when the conversation moved on: the draft is `stale` then.
        """
        draft = await self._drafts.get(workspace_id, draft_id)
        await self._permitting.check(
            Act.APPROVE, workspace_id, person_id, account_id=draft.account_id
        )
        if approvals.is_again(draft, person_id, digest):
            return draft
        if draft.digest != digest or not may_move(draft.state, DraftState.APPROVED):
            raise EditConflict("this reply", draft)
        check_version(draft, version)
        item = await self._inbox.get(workspace_id, draft.item_id)
        account = (await self._preferences.of_account(workspace_id, draft.account_id)).settings
        workspace = (await self._preferences.of_workspace(workspace_id)).settings
        approvals.check(draft, item, person_id, account=account, workspace=workspace)
        await self._check_length(draft)
        await self._check_news(draft, item)
        doubts = await self._doubts(draft, item)
        if doubts and not overriding:
            raise ConfirmationNeeded(doubts)
        return await self._approved(draft, person_id, account, doubts)

    async def call_back(self, workspace_id: str, person_id: str, draft_id: str) -> Draft:
        """Stop an approved draft that was not sent yet. Whoever may edit drafts may stop one."""
        draft, _ = await self._at(workspace_id, person_id, draft_id)
        if draft.state not in _CAN_BE_STOPPED:
            raise EditConflict("this reply", draft)
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
            raise EditConflict("this reply", draft)
        entry = self._entry(draft, Happening.REJECTED, person_id, why[:LONGEST_REASON])
        return await self._drafts.keep(replace(draft, state=after), entry)

    async def _approved(
        self, draft: Draft, person_id: str, account: AccountSettings, doubts: tuple[str, ...]
    ) -> Draft:
        now = self._clock()
        approved = replace(
            draft,
            state=DraftState.APPROVED,
            approver_id=person_id,
            approved_at=now,
            approved_hash=draft.digest,
            send_at=now + timedelta(seconds=account.undo_s),
            problem="",
            dry_run=account.dry_run,
        )
        detail = f"although: {' '.join(doubts)}" if doubts else ""
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
            entry = self._entry(draft, Happening.STALE, None, "; ".join(news.lines()))
            moved = replace(draft, state=DraftState.STALE, problem="\n".join(news.lines()))
            stale = await self._drafts.keep(moved, entry)
            raise EditConflict("this reply", stale)

    async def _check_length(self, draft: Draft) -> None:
        account = await self._accounts.get(draft.workspace_id, draft.account_id)
        try:
            publisher = await self._publishers.publisher(account)
        except SignInNeeded:
            raise InvalidInput(
                f"Engage cannot write for {account.ref}. Copy the reply and post it by hand, or "
                f"let a manager connect the account with a sign-in."
            ) from None
        count, title = publisher.count(draft.text), account.ref.platform.title
        approvals.check_length(count, publisher.most, title)

    async def _doubts(self, draft: Draft, item: Item) -> tuple[str, ...]:
        """Why somebody should look twice, each reason once."""
        found = await self._lint.doubts(draft, item)
        return tuple(dict.fromkeys((*draft.add, *found)))
