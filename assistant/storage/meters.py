"""Meters of paid calls: amounts go to PostgreSQL; what was paid for today, and what is held for
calls under way, stands in Redis.

Losing what stands there makes something count twice, never too little; without it calls at the same
time may go over the budget by what they cost together.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, datetime
from uuid import uuid4

import structlog
from redis.asyncio import Redis

from assistant.community.accounts import Account
from assistant.community.costs import READS, WARN_AT, Paid, Use, month_of
from assistant.errors import BudgetSpent, StoreUnavailable
from assistant.ports import Clock
from assistant.storage import keys
from assistant.storage.costs import PostgresCosts
from assistant.storage.redis import redis_errors

log = structlog.get_logger(__name__)


class RedisPaidToday:
    """What was paid for on a UTC day, and what calls under way may come to, by workspace."""

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

    async def hold(self, workspace_id: str, call: str, micro: int, now: datetime) -> int:
        """Note what a call may come to; how much others held at that moment. What was never let go
        counts for `keys.HELD_S`. Raises StoreUnavailable.
        """
        key, at = _held(workspace_id, now), int(now.timestamp())
        async with redis_errors(), self._client.pipeline(transaction=True) as pipe:
            pipe.hgetall(key)
            pipe.hset(key, call, f"{at + keys.HELD_S} {micro}")
            pipe.expire(key, keys.HELD_S)
            held, *_ = await pipe.execute()
        others = [tuple(map(int, each.split())) for each in held.values()]
        return sum(theirs for until, theirs in others if until > at)

    async def let_go(self, workspace_id: str, call: str, held_at: datetime) -> None:
        """The call has ended. Raises StoreUnavailable."""
        async with redis_errors():
            await self._client.hdel(_held(workspace_id, held_at), call)


def _held(workspace_id: str, now: datetime) -> str:
    return keys.held(workspace_id, f"{month_of(now):%Y-%m}")


class StoredMeters:
    """`ports.costs.Meters`."""

    def __init__(self, costs: PostgresCosts, today: RedisPaidToday, clock: Clock) -> None:
        self._costs = costs
        self._today = today
        self._clock = clock

    def of(self, account: Account) -> StoredMeter:
        """The meter of one account."""
        return StoredMeter(self, account)

    @asynccontextmanager
    async def hold(self, account: Account, micro: int, use: Use) -> AsyncIterator[None]:
        """As `ports.costs.Meter`. Held first and looked at then, so that of two calls at once one
        sees the other; let go after it was charged, so that it is never counted too little.
        """
        now, call = self._clock(), str(uuid4())
        try:
            others = await self._held(account, call, micro, now)
            spent = await self._costs.spent(account.workspace_id, now)
            if others + micro > spent.left(use):
                if spent.budget and spent.share >= WARN_AT:
                    await self._costs.refuse(account.workspace_id, now)
                log.info("costs.refused", account_id=account.id, use=use.name, micro=micro)
                month = f"{month_of(now):%Y-%m}"
                raise BudgetSpent(account.ref.platform.value, str(account.ref), month=month)
            yield
        finally:
            await self._let_go(account, call, now)

    async def charge(self, account: Account, paid: Paid, ids: Sequence[str]) -> int:
        """As `ports.costs.Meter`."""
        now = self._clock()
        named = list(ids) if paid in READS else [f"{paid}:{each}" for each in ids]
        new = await self._new(account, now, named)
        if not new:
            return 0
        micro = await self._costs.add(account.workspace_id, account.id, paid, len(new), now)
        try:
            await self._today.note(account.workspace_id, now.date(), new)
        except StoreUnavailable:  # it is noted: at worst some of it is counted once more
            log.warning("costs.not_remembered", account_id=account.id, count=len(new))
        return micro

    async def _new(self, account: Account, now: datetime, named: Sequence[str]) -> list[str]:
        try:
            return await self._today.new(account.workspace_id, now.date(), named)
        except StoreUnavailable:  # rather too much than too little
            log.warning("costs.counted_unseen", account_id=account.id, count=len(named))
            return list(dict.fromkeys(named))

    async def _held(self, account: Account, call: str, micro: int, now: datetime) -> int:
        try:
            return await self._today.hold(account.workspace_id, call, micro, now)
        except StoreUnavailable:  # what was spent is known all the same
            log.warning("costs.not_held", account_id=account.id)
            return 0

    async def _let_go(self, account: Account, call: str, held_at: datetime) -> None:
        try:
            await self._today.let_go(account.workspace_id, call, held_at)
        except StoreUnavailable:  # it lapses by itself
            log.warning("costs.not_let_go", account_id=account.id)


class StoredMeter:
    """`ports.costs.Meter` of one account."""

    def __init__(self, meters: StoredMeters, account: Account) -> None:
        self._meters = meters
        self._account = account

    def hold(self, micro: int, use: Use = Use.READING) -> AbstractAsyncContextManager[None]:
        """Keep so much back for a call. Raises BudgetSpent."""
        return self._meters.hold(self._account, micro, use)

    async def charge(self, paid: Paid, ids: Sequence[str]) -> int:
        """Note what was paid for."""
        return await self._meters.charge(self._account, paid, ids)
