"""Bring the inbox in line with what was read: new items, and what became of the known ones.

Run after every sync, and after a change of settings; running it again changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

import structlog

from assistant.community.activity import Inbound
from assistant.community.inbox import Decision, Item, Origin
from assistant.community.intake import Scene, begin, begin_from
from assistant.community.periods import Period
from assistant.community.rights import Act
from assistant.desk.permitting import Permitting
from assistant.desk.showing import wants_card
from assistant.desk.surveying import AHEAD, EARLIER, Seen, Surveying
from assistant.desk.voiding import void
from assistant.errors import EditConflict, NotFound
from assistant.ports import Accounts, Clock, Preferences, Records
from assistant.ports.drafting import Drafts
from assistant.ports.inbox import Cards, Inbox
from assistant.ports.listening import Searches

log = structlog.get_logger(__name__)

TRIES = 3
AFTER_ALL = datetime.max.replace(tzinfo=UTC)
"""Later than anything: a search that wants no answers begins none."""
T = TypeVar("T")

_ANSWERED = "answered on the platform"
_PUT_AWAY = "Put away in listening."


class Triaging:
    """The use case behind the inbox's beginning.

    Args:
        heed: takes note of whoever asks to be left alone, before anything of theirs becomes an
            item by a search; None where nobody is approached.
    """

    def __init__(
        self,
        *,
        permitting: Permitting,
        accounts: Accounts,
        records: Records,
        inbox: Inbox,
        drafts: Drafts,
        searches: Searches,
        preferences: Preferences,
        cards: Cards,
        clock: Clock,
        new_id: Callable[[], str],
        heed: Callable[[str, str], Awaitable[int]] | None = None,
    ) -> None:
        self._permitting = permitting
        self._surveying = Surveying(
            accounts=accounts, records=records, inbox=inbox, preferences=preferences, clock=clock
        )
        self._inbox = inbox
        self._drafts = drafts
        self._searches = searches
        self._cards = cards
        self._new_id = new_id
        self._heed = heed

    async def triage(self, workspace_id: str, account_id: str) -> int:
        """Bring an account's inbox up to date; how many items were added or changed."""
        try:
            seen = await self._surveying.look(workspace_id, account_id)
        except NotFound:
            return 0  # disconnected meanwhile
        # In a thread, as every judging here: thousands of comments take their time, and one of
        # 5,000 characters takes 20 ms.
        joining, beginning = await asyncio.to_thread(seen.sorted_in)
        changed = 0
        for item in await asyncio.to_thread(seen.moved, joining):
            changed += await self._brought_on(item, seen, joining.get(item.id, ()))
        for item in await self._judged(begin, beginning, seen):
            changed += await self._inbox.add(item)
        if self._heed is not None:
            await self._heed(workspace_id, account_id)
        changed += await self._heard(seen)
        await self._offer_earlier(seen)
        if changed:
            log.info("inbox.triaged", account_id=account_id, changed=changed)
        return changed

    async def show_earlier(self, workspace_id: str, person_id: str, account_id: str) -> int:
        """Make items, without a promise, of what waited when the account was connected and is no
        older than 48 hours; how many get a card.

        Raises:
            NotAllowed: no full member.
            NotFound: the account is gone.
        """
        await self._permitting.check(Act.TRIAGE, workspace_id, person_id)
        seen = await self._surveying.look(workspace_id, account_id)
        waiting = await asyncio.to_thread(seen.waiting_before)
        items = await self._judged(begin, waiting, seen)
        return sum([await self._inbox.add(item) and wants_card(item) for item in items])

    # -- writing --------------------------------------------------------------------------

    async def _judged(
        self, begun: Callable[[T, Scene, str], Item], new: Sequence[T], seen: Seen
    ) -> Sequence[Item]:
        """Items of what is new, judged in a thread."""
        ids = [self._new_id() for _ in new]

        def every() -> list[Item]:
            return [begun(each, seen.scene, id_) for each, id_ in zip(new, ids, strict=True)]

        return await asyncio.to_thread(every)

    async def _brought_on(self, item: Item, seen: Seen, joining: Sequence[Inbound]) -> bool:
        """Store what became of a known item; whether anything did."""
        for _ in range(TRIES):
            after = seen.followed(item, joining)
            if after == item:
                return False
            if item.is_open and not after.is_open:
                why = _ANSWERED if after.answered_at else after.note
                await void(self._drafts, item, at=seen.scene.now, person_id=None, why=why)
            try:
                await self._inbox.keep(after)
            except NotFound:
                return False
            except EditConflict:
                item = await self._inbox.get(item.workspace_id, item.id)
            else:
                return True
        log.info("item.contended", item_id=item.id)  # the next run sees to it
        return False

    async def _heard(self, seen: Seen) -> int:
        """Hits of the searches that want answers become items; what was put away is closed."""
        account, now = seen.scene.account, seen.scene.now
        at = (account.workspace_id, account.id)
        searches = await self._searches.all(account.workspace_id, account_id=account.id)
        since = {each.id: each.made_at for each in searches if not each.listen_only}
        changed = await self._put_away(seen)
        if not since:
            return changed
        start = max(account.connected_at, now - EARLIER)
        taken = {*seen.of_post, *seen.entries}
        new = [
            hit
            for hit in await self._searches.hits(*at, Period(start, now + AHEAD))
            if hit.id not in taken and hit.created_at >= since.get(hit.search_id, AFTER_ALL)
        ]
        for item in await self._judged(begin_from, new, seen):
            changed += await self._inbox.add(item)
        return changed

    async def _put_away(self, seen: Seen) -> int:
        changed = 0
        for item in seen.known.values():
            if not item.is_open or item.origin is not Origin.SEARCH:
                continue
            try:
                hit = await self._searches.hit(item.workspace_id, item.account_id, item.parts[0].id)
                if hit.dismissed_at is None:
                    continue
                closed = replace(
                    await self._inbox.get(item.workspace_id, item.id),
                    decision=Decision.NONE,
                    decided_at=seen.scene.now,
                    note=_PUT_AWAY,
                )
                await self._inbox.keep(closed)
            except (NotFound, EditConflict):
                continue  # of no search of ours, or somebody is at it
            await void(self._drafts, item, at=seen.scene.now, person_id=None, why=_PUT_AWAY)
            changed += 1
        return changed

    async def _offer_earlier(self, seen: Seen) -> None:
        """Once everything was read: say what waited when the account was connected."""
        account = seen.scene.account
        young = seen.scene.now - account.connected_at < EARLIER
        if account.synced_at is None or not young or seen.quiet:
            return
        if waiting := await asyncio.to_thread(seen.waiting_before):
            await self._cards.offer_earlier(account.workspace_id, account.id, len(waiting))
