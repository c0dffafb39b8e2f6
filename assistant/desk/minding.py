"""Mind the clock of what is open: the ladder of reminders, and the ends of snoozes.

The store says what is due (`ports.inbox.Inbox.plan`), over all workspaces, so a tick costs nothing
where nothing is. A rung is told first and noted then, and telling it twice shows it once
(`ports.inbox.Cards`): whatever stops in between, it is told, and told once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from assistant.community.deadlines import promised, quiet_until, reached
from assistant.community.inbox import Item, Step
from assistant.desk.showing import Showing
from assistant.desk.terms import Terms, terms_of
from assistant.errors import EditConflict, EngageError, NotFound, StoreUnavailable
from assistant.ports import Clock, Preferences
from assistant.ports.inbox import Cards, Inbox

log = structlog.get_logger(__name__)

LATE = timedelta(minutes=10)
"""A card that has been out of date for so long lost its job: it is drawn again."""

AT_ONCE = 6
"""Items looked at side by side: the chat's patience is shared with everything else."""

BATCH = 200
MOST_BATCHES = 20
"""Items read at once, and how often in one tick: the rest waits for the next."""

AGAIN = timedelta(minutes=2)
"""When an item is looked at again whose reminder could not be told."""


class Minding:
    """The use case behind the minute's tick."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        cards: Cards,
        preferences: Preferences,
        showing: Showing,
        clock: Clock,
    ) -> None:
        self._inbox = inbox
        self._cards = cards
        self._preferences = preferences
        self._showing = showing
        self._clock = clock

    async def tick(self) -> int:
        """Do what is due by now, over all workspaces; how many items were looked at.

        What fails for one item is tried again in a while and holds up no other.

        Raises:
            StoreUnavailable: nothing can be said or done; the next tick does it.
        """
        now, looked_at = self._clock(), 0
        for _ in range(MOST_BATCHES):
            due = await self._inbox.due_steps(now, limit=BATCH)
            await self._all([self._guarded(*each, now) for each in due])
            looked_at += len(due)
            if len(due) < BATCH:
                break
        behind = [each for each in await self._inbox.behind(now - LATE) if each.shown_version]
        await self._all([self._drawn(each.workspace_id, each.item_id) for each in behind])
        return looked_at + len(behind)

    async def _all(self, work: Sequence[Coroutine[None, None, None]]) -> None:
        """Do them, a few at a time, and each to its end."""
        seats = asyncio.Semaphore(AT_ONCE)

        async def one(each: Coroutine[None, None, None]) -> None:
            async with seats:
                await each

        for outcome in await asyncio.gather(*map(one, work), return_exceptions=True):
            if outcome is not None:
                raise outcome

    async def _guarded(self, workspace_id: str, item_id: str, now: datetime) -> None:
        try:
            await self._mind(workspace_id, item_id, now)
        except StoreUnavailable:
            raise
        except EngageError as failure:
            log.warning("item.not_minded", item_id=item_id, error=type(failure).__name__)
            await self._inbox.plan(workspace_id, item_id, now + AGAIN)

    async def _drawn(self, workspace_id: str, item_id: str) -> None:
        try:
            await self._showing.present(workspace_id, item_id)
        except StoreUnavailable:
            raise
        except EngageError as failure:
            log.warning("card.still_behind", item_id=item_id, error=type(failure).__name__)

    async def _mind(self, workspace_id: str, item_id: str, now: datetime) -> None:
        try:
            item = await self._inbox.get(workspace_id, item_id)
            terms = await terms_of(self._preferences, workspace_id, item.account_id)
        except NotFound:
            await self._inbox.plan(workspace_id, item_id, None)
            return
        quiet = quiet_until(terms.workspace, now)
        if quiet is not None:
            await self._inbox.plan(workspace_id, item_id, quiet)
            return
        if item.is_open and not _asleep(item, now):
            item = await self._kept(promised(item, terms.policy, now), item)
            item = await self._woken(item, terms, now)
            await self._told(item, terms, now)
        await self._showing.present(workspace_id, item_id)

    async def _woken(self, item: Item, terms: Terms, now: datetime) -> Item:
        """End a snooze that is over. Who had it hears of it, unless a rung tells them more."""
        if item.snoozed_until is None:
            return item
        if _rung(item, terms, now) <= item.step:
            await self._cards.remind(item.workspace_id, item.id, Step.STARTED)
        return await self._kept(replace(item, snoozed_until=None), item)

    async def _kept(self, after: Item, before: Item) -> Item:
        """The item as it is stored then."""
        if after == before:
            return before
        try:
            return await self._inbox.keep(after)
        except EditConflict:
            return await self._inbox.get(after.workspace_id, after.id)  # somebody was at it

    async def _told(self, item: Item, terms: Terms, now: datetime) -> None:
        """Tell the highest rung that was reached, and none below it any more."""
        step = _rung(item, terms, now)
        if not item.is_open or _asleep(item, now) or step <= item.step:
            return
        await self._cards.remind(item.workspace_id, item.id, step)
        if await self._inbox.note_step(item.workspace_id, item.id, step):
            log.info("item.reminded", item_id=item.id, step=int(step))


def _rung(item: Item, terms: Terms, now: datetime) -> Step:
    return Step.STARTED if item.due_at is None else reached(item.since, terms.policy, now)


def _asleep(item: Item, now: datetime) -> bool:
    return item.snoozed_until is not None and item.snoozed_until > now
