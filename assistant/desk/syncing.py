"""Bring an account's records up to what its platform shows.

A sweep lists our posts, then what others did under each, and writes as it goes: every batch is
one transaction and may be written twice without harm, so a sweep killed anywhere is simply done
again. The mark (`Account.synced_at`) moves only when a sweep went through to its end.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import datetime, timedelta

import structlog

from assistant.community.accounts import Account
from assistant.community.polling import BACKFILL, HORIZON
from assistant.desk.sparing import SparingSweep
from assistant.desk.sweeping import Sweep
from assistant.errors import NotFound, PlatformError
from assistant.ports import Accounts, Clock, Connections, Freshness, Progress, Records

log = structlog.get_logger(__name__)


class Syncing:
    """Implements `ports.Freshener`, and the job that keeps an account fresh in the background."""

    def __init__(
        self, accounts: Accounts, records: Records, connections: Connections, clock: Clock
    ) -> None:
        self._accounts = accounts
        self._records = records
        self._connections = connections
        self._clock = clock
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def refresh(
        self,
        account: Account,
        *,
        max_age: timedelta,
        within_s: float,
        progress: Progress | None = None,
    ) -> Freshness:
        """See `ports.Freshener`. Stopped by `within_s`, it keeps what it has written."""
        try:
            async with asyncio.timeout(within_s), self._locks[account.id]:
                stored = await self._accounts.get(account.workspace_id, account.id)
                now = self._clock()
                if stored.synced_at and now - stored.synced_at <= max_age:
                    return Freshness(stored.synced_at, complete=True)
                return await self._sweep(stored, now, now - max_age, progress)
        except TimeoutError:
            stored = await self._accounts.get(account.workspace_id, account.id)
            return Freshness(stored.synced_at, complete=False)

    async def sync(self, workspace_id: str, account_id: str) -> Freshness:
        """Sweep once in the background, looking only at posts that are due by their age."""
        async with self._locks[account_id]:
            account = await self._accounts.get(workspace_id, account_id)
            return await self._sweep(account, self._clock(), None, None)

    async def _sweep(
        self,
        account: Account,
        now: datetime,
        fresh_after: datetime | None,
        progress: Progress | None,
    ) -> Freshness:
        at = (account.workspace_id, account.id)
        since = now - (HORIZON if account.synced_at else BACKFILL)
        siblings = await self._accounts.all(account.workspace_id)
        ours = {each.native_id for each in siblings if each.ref.platform == account.ref.platform}
        try:
            connection = await self._connections.open(account)
            kind = SparingSweep if connection.capabilities.paid else Sweep
            sweep = kind(
                account,
                connection,
                self._records,
                ours=frozenset(ours),
                now=now,
                fresh_after=fresh_after,
            )
            await sweep.run(since, progress)
        except (PlatformError, NotFound) as error:
            trouble = type(error).__name__
            log.warning("sync.stopped", account_id=account.id, trouble=trouble)
            await self._accounts.mark_synced(*at, now, trouble)
            return Freshness(account.synced_at, complete=False, trouble=error)
        await self._accounts.mark_synced(*at, now, None)
        return Freshness(now, complete=True)
