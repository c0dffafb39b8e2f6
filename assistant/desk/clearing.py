"""Remove here what its platform removed: words, and the names of people of whom nothing is left.

The platform tells for nothing what that is, four times a day. Where it does not, posts are looked
for one after the other, which is paid for: in rounds through all that is kept, the oldest look
first, within a share of the budget.

Every step may be done again. What tells of a post is written last, so that a clearing that broke
off begins again with the same ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import structlog

from assistant.community.accounts import Account
from assistant.community.clearances import WATCHED, Clearance, Hindrance, allowance
from assistant.community.costs import month_of
from assistant.community.removing import emptied
from assistant.desk.kept_accounts import kept_account
from assistant.desk.voiding import void
from assistant.errors import (
    BudgetSpent,
    EditConflict,
    NotFound,
    PlatformError,
    ReconnectNeeded,
    SignInNeeded,
)
from assistant.ports import Accounts, Batch, Clock, Connections, Records
from assistant.ports.costs import Costs
from assistant.ports.disconnecting import Disconnector
from assistant.ports.keeping import Clearances, Removal, Turns

if TYPE_CHECKING:
    from assistant.ports.drafting import Drafts
    from assistant.ports.inbox import Inbox
    from assistant.ports.platforms import Watching

log = structlog.get_logger(__name__)

CRON = "17 * * * *"
"""Whether it is time is seen each hour, so that what failed is tried again soon."""

TRIES = 3
_WHY = "what it answers was removed"


class Clearing:
    """The use case behind it."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        disconnector: Disconnector,
        connections: Connections,
        records: Records,
        inbox: Inbox,
        drafts: Drafts,
        removal: Removal,
        clearances: Clearances,
        costs: Costs,
        turns: Turns,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._disconnector = disconnector
        self._connections = connections
        self._records = records
        self._inbox = inbox
        self._drafts = drafts
        self._removal = removal
        self._clearances = clearances
        self._costs = costs
        self._turns = turns
        self._clock = clock

    async def clear(self, workspace_id: str, account_id: str) -> int:
        """Find out what is gone where that is due, and remove it; how many posts that were. Those
        who manage are told where it has not been found out for a day.
        """
        at = (workspace_id, account_id)
        try:
            account, _ = await kept_account(self._accounts, self._disconnector, *at)
            if account.ref.platform not in WATCHED:
                return 0
            known = await self._clearances.of(*at, self._clock())
        except NotFound:
            return 0  # erased meanwhile
        await self._clearances.redraw(*at)  # where one before broke off
        gone, after = await self._look(account, known)
        if gone:
            await self._remove(account, gone)
            log.info("clearing.done", account_id=account_id, removed=len(gone))
        if after is not known:
            await self._removal.tidy(*at)
            tell = after.told_at is None and after.is_late(self._clock())
            await self._clearances.keep(*at, after, tell=tell)
        return len(gone)

    async def _look(self, account: Account, known: Clearance) -> tuple[frozenset[str], Clearance]:
        """What is gone, as far as can be told now, and what is known then: the same where nothing
        was due.
        """
        now = self._clock()
        try:
            connection = cast("Watching", await self._connections.open(account))
            free = connection.tells_removed
            if not known.is_due(now, free=free):
                return frozenset(), known
            ids = await self._removal.kept(account.workspace_id, account.id)
            if free:
                try:
                    return await connection.removed(ids), known.known(now, now)
                except PlatformError:
                    if not known.is_pressing(now):
                        raise
            return await self._look_up(account, connection, ids, known)
        except PlatformError as error:
            log.warning("clearing.stopped", account_id=account.id, trouble=type(error).__name__)
            return frozenset(), replace(known, hindrance=_hindrance(error, free=False))

    async def _look_up(
        self, account: Account, connection: Watching, ids: Sequence[str], known: Clearance
    ) -> tuple[frozenset[str], Clearance]:
        """Go on with a round, or begin one. What it found counts, however far it came."""
        now, workspace_id = self._clock(), account.workspace_id
        if known.began_at is None:
            known = replace(known, began_at=now, reached="")
        free = connection.tells_removed
        budget = (await self._costs.spent(workspace_id, now)).budget
        used = await self._clearances.used(workspace_id, month_of(now))
        left = known.left(ids)
        most = allowance(budget, used, now, pressing=free)
        found = await connection.looked_up(left, most)
        after = known.paid(found.micro, now)
        if found.asked == len(left):
            assert after.began_at is not None
            return found.gone, after.known(after.began_at, now)
        log.warning("clearing.unasked", account_id=account.id, count=len(left) - found.asked)
        reached = left[found.asked - 1] if found.asked else known.reached
        hindrance = _hindrance(found.stopped, free=free)
        return found.gone, replace(after, reached=reached, hindrance=hindrance)

    async def _remove(self, account: Account, gone: frozenset[str]) -> None:
        at = (account.workspace_id, account.id)
        for conversation_id in await self._removal.erase(*at, gone):
            await self._turns.forget(account.workspace_id, conversation_id)
        await self._empty_items(account, gone)
        batch = Batch(account.id, self._clock(), gone=gone)
        await self._records.apply(account.workspace_id, batch)
        await self._clearances.redraw(*at)

    async def _empty_items(self, account: Account, gone: Collection[str]) -> None:
        of_item: defaultdict[str, set[str]] = defaultdict(set)
        for part_id in sorted(gone):
            item = await self._inbox.of_part(account.workspace_id, account.id, part_id)
            if item is not None:
                of_item[item.id].add(part_id)
        for item_id, parts in of_item.items():
            await self._empty(account, item_id, parts)

    async def _empty(self, account: Account, item_id: str, parts: Collection[str]) -> None:
        """Its card is drawn anew by what keeps it."""
        for _ in range(TRIES):
            item = await self._inbox.get(account.workspace_id, item_id)
            now = self._clock()
            after = emptied(item, parts, now, account.ref.platform)
            if after == item:
                return
            if item.is_open and not after.is_open:
                await void(self._drafts, item, at=now, person_id=None, why=_WHY)
            try:
                await self._inbox.keep(after)
            except EditConflict:
                continue
            return
        log.warning("clearing.contended", item_id=item_id)
        raise EditConflict("this item", item)


def _hindrance(error: PlatformError | None, *, free: bool) -> Hindrance:
    """What stood in the way; None: the money that there was for it is used up.

    Args:
        free: whether it would have been told for nothing.
    """
    match error:
        case None | BudgetSpent():
            return Hindrance.LIST if free else Hindrance.BUDGET
        case ReconnectNeeded() | SignInNeeded():
            return Hindrance.SIGN_IN
    return Hindrance.AWAY
