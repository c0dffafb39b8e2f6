"""Meters of paid calls: amounts go to PostgreSQL, what was paid for today stands in Redis.

Losing what stands there makes something count twice, never too little.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

import structlog
from redis.asyncio import Redis

from assistant.community.accounts import Account
from assistant.community.costs import READS, WARN_AT, WRITES, Paid, Spent, month_of
from assistant.errors import BudgetSpent, StoreUnavailable
from assistant.ports import Clock
from assistant.storage import keys
from assistant.storage.costs import PostgresCosts
from assistant.storage.redis import redis_errors

log = structlog.get_logger(__name__)

FRESH = timedelta(seconds=5)
"""For so long a read goes by what was spent when we looked last. Others may spend meanwhile: the
reserve for publishing is far larger than that."""


class RedisPaidToday:
    """What was paid for on a UTC day, by workspace."""

    def __init__(self, client: Redis) -> None:
        self._client = client

    async def new(self, workspace_id: str, day: date, ids: Collection[str]) -> list[str]:
        """Those that were not paid for yet, once each. Raises StoreUnavailable."""
        asked = list(dict.fromkeys(ids))
        if not asked:
            return []
        async with redis_errors():
            known = await self._client.smismember(keys.paid(workspace_id, day), asked)
        return [each for each, paid in zip(asked, known, strict=True) if not paid]

    async def note(self, workspace_id: str, day: date, ids: Collection[str]) -> None:
        """Note them as paid for. Raises StoreUnavailable."""
        key = keys.paid(workspace_id, day)
        async with redis_errors(), self._client.pipeline(transaction=True) as pipe:
            pipe.sadd(key, *ids)
            pipe.expire(key, keys.PAID_S)
            await pipe.execute()


class StoredMeters:
    """`ports.costs.Meters`: one for a process, which remembers for seconds what was spent."""

    def __init__(self, costs: PostgresCosts, today: RedisPaidToday, clock: Clock) -> None:
        self._costs = costs
        self._today = today
        self._clock = clock
        self._seen: dict[str, tuple[datetime, Spent]] = {}

    def of(self, account: Account) -> StoredMeter:
        """The meter of one account."""
        return StoredMeter(self, account)

    async def allow(self, account: Account, paid: Paid, units: int, *, reserved: bool) -> None:
        """As `ports.costs.Meter`."""
        now = self._clock()
        # What writes is asked for seldom, and costs most.
        fresh = None if paid in WRITES else self._fresh(account.workspace_id, now)
        spent = fresh or await self._look(account.workspace_id, now)
        if spent.allows(paid, units, reserved=reserved):
            return
        if spent.budget and spent.share >= WARN_AT:
            await self._costs.refuse(account.workspace_id, now)
        log.info("costs.refused", account_id=account.id, paid=paid.value, units=units)
        ref, month = account.ref, f"{spent.month:%Y-%m}"
        raise BudgetSpent(ref.platform.value, str(ref), month=month)

    async def charge(self, account: Account, paid: Paid, ids: Sequence[str]) -> None:
        """As `ports.costs.Meter`."""
        now = self._clock()
        kind = "read" if paid in READS else paid.value
        named = [f"{kind}:{each}" for each in ids]
        new = await self._new(account, now, named)
        if not new:
            return
        at = (account.workspace_id, account.id)
        spent = await self._costs.add(*at, paid, len(new), now)
        self._seen[account.workspace_id] = (now, spent)
        try:
            await self._today.note(account.workspace_id, now.date(), new)
        except StoreUnavailable:  # it is noted: at worst some of it is counted once more
            log.warning("costs.not_remembered", account_id=account.id, count=len(new))

    async def _new(self, account: Account, now: datetime, named: Sequence[str]) -> list[str]:
        try:
            return await self._today.new(account.workspace_id, now.date(), named)
        except StoreUnavailable:  # rather too much than too little
            log.warning("costs.counted_unseen", account_id=account.id, count=len(named))
            return list(dict.fromkeys(named))

    def _fresh(self, workspace_id: str, now: datetime) -> Spent | None:
        at, spent = self._seen.get(workspace_id, (None, None))
        if at is None or spent is None or spent.month != month_of(now):
            return None
        return spent if timedelta(0) <= now - at < FRESH else None

    async def _look(self, workspace_id: str, now: datetime) -> Spent:
        spent = await self._costs.spent(workspace_id, now)
        self._seen[workspace_id] = (now, spent)
        return spent


class StoredMeter:
    """`ports.costs.Meter` of one account."""

    def __init__(self, meters: StoredMeters, account: Account) -> None:
        self._meters = meters
        self._account = account

    async def allow(self, paid: Paid, units: int, *, reserved: bool = False) -> None:
        """Ask whether it may be spent. Raises BudgetSpent."""
        await self._meters.allow(self._account, paid, units, reserved=reserved)

    async def charge(self, paid: Paid, ids: Sequence[str]) -> None:
        """Note what was paid for."""
        await self._meters.charge(self._account, paid, ids)
