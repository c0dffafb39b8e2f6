"""Decide whether an item's card is shown now, and where: a channel is a place where people work.

No card without a channel, none in quiet hours, at most ten new ones an hour for an account and then
one digest; and what not everybody may read is shown to its assignee and the approvers alone. What
is held back is looked at again (`ports.inbox.Inbox.plan`), so that nothing is only held back.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import datetime, timedelta

import structlog

from assistant.community.deadlines import next_at, quiet_until
from assistant.community.inbox import Item, Need
from assistant.desk.terms import Terms, terms_of
from assistant.errors import NotFound
from assistant.ports import Clock, Managers, Once, Preferences
from assistant.ports.inbox import Cards, Inbox

log = structlog.get_logger(__name__)

MOST_CARDS = 10
HOUR = timedelta(hours=1)
"""At most so many new cards of an account in so long."""

AGAIN = timedelta(minutes=10)
"""When a card that was held back, or could not be posted, is looked at again."""

MOST_PEOPLE = 7
"""In a private conversation about one item."""


class Showing:
    """The use case behind the job that shows a card."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        cards: Cards,
        preferences: Preferences,
        managers: Managers,
        once: Once,
        clock: Clock,
    ) -> None:
        self._inbox = inbox
        self._cards = cards
        self._preferences = preferences
        self._managers = managers
        self._once = once
        self._clock = clock
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def present(self, workspace_id: str, item_id: str) -> None:
        """Show an item as it is now, or note when to try again. Safe to call at any time.

        Raises:
            EngageError: the chat cannot be reached; the item is looked at again by itself, too.
        """
        try:
            item = await self._inbox.get(workspace_id, item_id)
            terms = await terms_of(self._preferences, workspace_id, item.account_id)
        except NotFound:
            return  # erased or disconnected meanwhile
        if item.card is not None:
            await self._plan(item, terms, None)
            await self._show(item, terms)
        elif wants_card(item):
            await self._present_new(item, terms)
        else:
            await self._plan(item, terms, None)

    async def digest(self, workspace_id: str, account_id: str) -> None:
        """Tell in the channel what waits without a card, at most once an hour."""
        terms = await terms_of(self._preferences, workspace_id, account_id)
        if terms.account.channel_id is None or quiet_until(terms.workspace, self._clock()):
            return
        if not await self._inbox.uncarded(workspace_id, account_id, limit=1):
            return
        hour = int(HOUR.total_seconds())
        if await self._once.first(workspace_id, f"showing.digest:{account_id}", hour):
            await self._cards.digest(workspace_id, account_id)

    async def _present_new(self, item: Item, terms: Terms) -> None:
        now = self._clock()
        held = quiet_until(terms.workspace, now) or _snoozed(item, now)
        if held is None and item.open_to_all and terms.account.channel_id is None:
            held = now + AGAIN
            await self._cards.show(item.workspace_id, item.id)  # says that a channel is missing
        if held is not None:
            await self._plan(item, terms, held)
            return
        async with self._turns[item.account_id]:  # counted and posted one after another
            full = item.open_to_all and not await self._has_room(item, now)
            await self._plan(item, terms, now + AGAIN)
            if not full:
                await self._show(item, terms)
                if (await self._inbox.get(item.workspace_id, item.id)).card is not None:
                    await self._plan(item, terms, None)  # otherwise nobody could post it yet
        if full:
            log.debug("card.held", item_id=item.id, account_id=item.account_id)
            await self.digest(item.workspace_id, item.account_id)

    async def _has_room(self, item: Item, now: datetime) -> bool:
        """Whether a card may be posted now: within the hour's ten, the oldest promise first.

        Who waits is read before the room is: another process that posts meanwhile takes its item
        off the list and its place out of the room, and both together never post eleven.
        """
        at = (item.workspace_id, item.account_id)
        waiting = [
            each.id
            for each in await self._inbox.uncarded(*at)
            if each.open_to_all and wants_card(each) and not _snoozed(each, now)
        ]
        room = MOST_CARDS - await self._inbox.cards_since(*at, now - HOUR)
        return item.id in waiting[: max(0, room)]

    async def _show(self, item: Item, terms: Terms) -> None:
        if item.open_to_all:
            await self._cards.show(item.workspace_id, item.id)
            return
        people = await self._confidants(item, terms)
        if people:
            await self._cards.show_privately(item.workspace_id, item.id, people)
        else:
            log.warning("card.nobody_may_see", item_id=item.id)

    async def _confidants(self, item: Item, terms: Terms) -> tuple[str, ...]:
        """Who may see what is not public: its assignee, and those who approve."""
        approvers = terms.account.approver_ids
        if not approvers:
            managed = await self._managers.of(item.workspace_id)
            approvers = (
                *([managed.installer_id] if managed.installer_id else ()),
                *(each.person_id for each in managed.named),
            )
        first = [item.assignee_id] if item.assignee_id else []
        return tuple(dict.fromkeys([*first, *approvers]))[:MOST_PEOPLE]

    async def _plan(self, item: Item, terms: Terms, held: datetime | None) -> None:
        """Note the next time to look: the next rung, or earlier where a card is held back."""
        due = [each for each in (next_at(item, terms.policy), held) if each is not None]
        await self._inbox.plan(item.workspace_id, item.id, min(due, default=None))


def wants_card(item: Item) -> bool:
    """Whether an item should have a card of its own: it is open, and may need a reply."""
    return item.is_open and item.triage.need is not Need.NONE


def _snoozed(item: Item, now: datetime) -> datetime | None:
    asleep = item.snoozed_until is not None and item.snoozed_until > now
    return item.snoozed_until if asleep else None
