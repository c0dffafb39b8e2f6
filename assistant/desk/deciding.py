"""What people do with items: look, assign, snooze, and say what becomes of them.

Two people at once are one after the other: whoever comes second is told in a sentence what the
first one did. Nothing here publishes anything.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from assistant.community.inbox import Decision, Item
from assistant.community.rights import Act
from assistant.desk.item_views import InboxEntry, InboxView, ItemView, ItemViews
from assistant.desk.permitting import Permitting
from assistant.desk.seeing import check_sight
from assistant.desk.voiding import void
from assistant.errors import EditConflict, InvalidInput, NotAllowed, NotFound
from assistant.ports import Accounts, Acts, Clock, Deed, Directory
from assistant.ports.drafting import Drafts
from assistant.ports.inbox import Inbox

LONGEST_SNOOZE = timedelta(days=30)
LONGEST_NOTE = 500
MOST_SHOWN = 100
TRIES = 3

_WORDS = {
    Decision.REPLY: "it was answered",
    Decision.THANK: "it was thanked for",
    Decision.BY_HAND: "somebody took care of it",
    Decision.NONE: "it needs no reply",
    Decision.GONE: "its author deleted it",
}
_BY_PEOPLE = frozenset({Decision.REPLY, Decision.THANK, Decision.BY_HAND, Decision.NONE})
_NO_WHY = "Please say in a few words why it needs no reply."
_NOT_NEEDED = "No reply is needed."
_BUSY = "Several people are changing this right now, so nothing was done. Please try again."


class Deciding:
    """The use case behind the buttons of an item and behind the inbox.

    Everything for a person raises NotAllowed (no full member, or the item is not for their eyes),
    NotFound, and InvalidInput with the sentence to show where it cannot be done.
    """

    def __init__(
        self,
        *,
        permitting: Permitting,
        directory: Directory,
        accounts: Accounts,
        inbox: Inbox,
        drafts: Drafts,
        views: ItemViews,
        acts: Acts,
        clock: Clock,
    ) -> None:
        self._permitting = permitting
        self._directory = directory
        self._accounts = accounts
        self._inbox = inbox
        self._drafts = drafts
        self._views = views
        self._acts = acts
        self._clock = clock

    # -- looking --------------------------------------------------------------------------

    async def view(self, workspace_id: str, person_id: str, item_id: str) -> ItemView:
        """An item as a person may see it."""
        return await self._views.of(await self._item(workspace_id, person_id, item_id))

    async def card(self, workspace_id: str, item_id: str) -> ItemView:
        """An item for Engage's own drawing, which knows where it may stand. Raises NotFound."""
        return await self._views.of(await self._inbox.get(workspace_id, item_id))

    async def inbox(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> InboxView:
        """What is open, of one account or of all, without what this person may not see."""
        await self._permitting.check(Act.TRIAGE, workspace_id, person_id)
        found = await self._inbox.open(workspace_id, account_id=account_id, limit=MOST_SHOWN)
        total = await self._inbox.open_count(workspace_id, account_id=account_id)
        accounts = {each.id: each for each in await self._accounts.all(workspace_id)}
        entries = [
            InboxEntry(each, accounts[each.account_id])
            for each in found
            if each.account_id in accounts and await self._may_see(each, person_id)
        ]
        return InboxView(tuple(entries), total - (len(found) - len(entries)), self._clock())

    # -- doing ----------------------------------------------------------------------------

    async def assign(self, workspace_id: str, person_id: str, item_id: str, to: str | None) -> Item:
        """Give an item to somebody, or to nobody (None)."""
        item = await self._item(workspace_id, person_id, item_id)
        if to is not None and not (await self._directory.person(workspace_id, to)).full_member:
            raise InvalidInput("Only full members of this workspace can take care of something.")
        before = item.assignee_id

        async def assigned(now: Item) -> Item:
            await self._check_open(now)
            if now.assignee_id not in {before, to}:
                raise InvalidInput(f"{await self._name(now, now.assignee_id)} was faster here.")
            return replace(now, assignee_id=to)

        return await self._changed(item, assigned)

    async def snooze(
        self, workspace_id: str, person_id: str, item_id: str, until: datetime
    ) -> Item:
        """Let an item be quiet until then. Its promise goes on.

        Args:
            until: aware, at most 30 days away.
        """
        item = await self._item(workspace_id, person_id, item_id)
        now = self._clock()
        if not now < until <= now + LONGEST_SNOOZE:
            raise InvalidInput("Please choose a time in the next 30 days.")

        async def snoozed(current: Item) -> Item:
            await self._check_open(current)
            return replace(current, snoozed_until=until)

        return await self._changed(item, snoozed)

    async def decide(
        self, workspace_id: str, person_id: str, item_id: str, decision: Decision, note: str = ""
    ) -> Item:
        """Say what becomes of an item; its drafts end with it.

        Args:
            note: why; no reply needs a reason.
        """
        note = _checked(decision, note)
        item = await self._item(workspace_id, person_id, item_id)
        return await self._decided(item, person_id, decision, note)

    async def open_again(self, workspace_id: str, person_id: str, item_id: str) -> Item:
        """Open what was closed without an answer. Its promise is the one it had, from its true
        beginning; drafts that ended stay ended. What is open stays as it is.

        Raises:
            InvalidInput: it was answered, or its author deleted it.
        """
        item = await self._inbox.get(workspace_id, item_id)
        await check_sight(self._permitting, Act.REOPEN, item, person_id)

        async def opened(now: Item) -> Item:
            if now.is_open:
                return now
            if not now.may_reopen:
                await self._check_open(now)
            return replace(now, decision=None, decided_by=None, decided_at=None, note="")

        kept = await self._changed(item, opened)
        if kept != item and item.decision is not None:
            detail = {"item": item_id, "was": item.decision.value}
            deed = Deed(Act.REOPEN, person_id, self._clock(), item.account_id, detail)
            await self._acts.append(workspace_id, deed)
        return kept

    async def decide_many(
        self,
        workspace_id: str,
        person_id: str,
        item_ids: Sequence[str],
        decision: Decision,
        note: str = "",
    ) -> int:
        """The same for several; how many of them were decided now.

        Those that are closed already, are gone or are not for this person's eyes are left as they
        are.
        """
        note = _checked(decision, note or _NOT_NEEDED)
        await self._permitting.check(Act.TRIAGE, workspace_id, person_id)
        decided = 0
        for item_id in dict.fromkeys(item_ids):
            try:
                item = await self._item(workspace_id, person_id, item_id)
                if item.is_open:
                    await self._decided(item, person_id, decision, note)
                    decided += 1
            except (InvalidInput, NotAllowed, NotFound):
                continue
        return decided

    # -- pieces ---------------------------------------------------------------------------

    async def _item(self, workspace_id: str, person_id: str, item_id: str) -> Item:
        item = await self._inbox.get(workspace_id, item_id)
        await check_sight(self._permitting, Act.TRIAGE, item, person_id)
        return item

    async def _may_see(self, item: Item, person_id: str) -> bool:
        if item.open_to_all:
            return True
        try:
            await check_sight(self._permitting, Act.TRIAGE, item, person_id)
        except NotAllowed:
            return False
        return True

    async def _decided(self, item: Item, person_id: str, decision: Decision, note: str) -> Item:
        at = self._clock()

        async def decided(now: Item) -> Item:
            by_rule = now.decision is Decision.NONE and now.decided_by is None
            mine = now.decision is decision and now.decided_by == person_id
            if not (by_rule or mine):
                await self._check_open(now)
            if mine:
                return now
            return replace(
                now,
                decision=decision,
                decided_by=person_id,
                decided_at=at,
                note=note,
                snoozed_until=None,
            )

        kept = await self._changed(item, decided)
        await void(self._drafts, kept, at=at, person_id=person_id, why=note or decision.value)
        return kept

    async def _changed(self, item: Item, change: Callable[[Item], Awaitable[Item]]) -> Item:
        """Make a change to the item as it is, also where somebody changes it at the same time."""
        for _ in range(TRIES):
            after = await change(item)
            if after == item:
                return item
            try:
                return await self._inbox.keep(after)
            except EditConflict:
                item = await self._inbox.get(item.workspace_id, item.id)
        raise InvalidInput(_BUSY)

    async def _check_open(self, item: Item) -> None:
        """Raise InvalidInput, with who closed it and how, for what wants no decision any more."""
        if item.decision is None:
            return
        if item.decided_by is not None:
            who = f"{await self._name(item, item.decided_by)} closed this already"
        else:
            who = "This is closed already"
        where = f" at {item.answer_url}" if item.answer_url else ""
        raise InvalidInput(f"{who}: {_WORDS[item.decision]}{where}. Nothing was changed.")

    async def _name(self, item: Item, person_id: str | None) -> str:
        if person_id is None:
            return "Somebody"
        return (await self._directory.person(item.workspace_id, person_id)).name


def _checked(decision: Decision, note: str) -> str:
    """The note as it is kept. Raises InvalidInput for a decision that people cannot make."""
    if decision not in _BY_PEOPLE:
        raise InvalidInput("Only its author can delete it. Please choose another decision.")
    note = note.strip()
    if decision is Decision.NONE and not note:
        raise InvalidInput(_NO_WHY)
    return note[:LONGEST_NOTE]
