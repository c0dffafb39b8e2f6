"""Remove here what its platform removed: words, and the names of people of whom nothing is left.

Every step may be done again. What tells of a post is written last, so that a clearing that broke
off begins again with the same ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, cast

import structlog

from assistant.community.accounts import Account, Platform
from assistant.community.removing import emptied
from assistant.desk.voiding import void
from assistant.errors import EditConflict, NotFound, PlatformError
from assistant.ports import Accounts, Batch, Clock, Connections, Records
from assistant.ports.keeping import Removal, Turns

if TYPE_CHECKING:
    from assistant.ports.drafting import Drafts
    from assistant.ports.inbox import Inbox
    from assistant.ports.platforms import Watching

log = structlog.get_logger(__name__)

WATCHED = frozenset({Platform.X})
"""Platforms whose terms ask that what they remove is removed everywhere, and whose connections are
`ports.Watching`. X gives a day for it (docs.x.com/developer-terms/policy)."""

CRON = "17 */6 * * *"
"""Four times a day (UTC): three of them may fail and it is still done within one."""

TRIES = 3
_WHY = "what it answers was removed"


class Clearing:
    """The use case behind it."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        connections: Connections,
        records: Records,
        inbox: Inbox,
        drafts: Drafts,
        removal: Removal,
        turns: Turns,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._connections = connections
        self._records = records
        self._inbox = inbox
        self._drafts = drafts
        self._removal = removal
        self._turns = turns
        self._clock = clock

    async def clear(self, workspace_id: str, account_id: str) -> int:
        """Ask what is gone, and remove it; how many posts that were. The next look is at most six
        hours away where the platform cannot tell.
        """
        try:
            account = await self._accounts.get(workspace_id, account_id)
        except NotFound:
            return 0  # disconnected meanwhile
        if account.ref.platform not in WATCHED:
            return 0
        try:
            gone = await self._gone(account)
        except PlatformError as error:
            log.warning("clearing.stopped", account_id=account_id, trouble=type(error).__name__)
            return 0
        if gone:
            await self._remove(account, gone)
            log.info("clearing.done", account_id=account_id, removed=len(gone))
        await self._removal.tidy(workspace_id, account_id)
        return len(gone)

    async def _gone(self, account: Account) -> frozenset[str]:
        ids = await self._removal.kept(account.workspace_id, account.id)
        if not ids:
            return frozenset()
        connection = cast("Watching", await self._connections.open(account))
        return await connection.removed(ids)

    async def _remove(self, account: Account, gone: frozenset[str]) -> None:
        at = (account.workspace_id, account.id)
        for conversation_id in await self._removal.erase(*at, gone):
            await self._turns.forget(account.workspace_id, conversation_id)
        await self._empty_items(account, gone)
        batch = Batch(account.id, self._clock(), gone=gone)
        await self._records.apply(account.workspace_id, batch)

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
