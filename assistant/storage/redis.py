"""The way to Redis (or Valkey), and the small state that processes share through it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError

from assistant.errors import SettingsError, StoreUnavailable
from assistant.ports import Clock
from assistant.storage import keys
from assistant.storage.together import Rounds, Together

CONNECT_S = 2.0
ANSWER_S = 2.0
WHOLE_S = 3.0
_GONE = "the handler is closed"


def open_redis(url: str) -> Redis:
    """A client with time limits; connects on first use, and once more when a connection broke.

    Args:
        url: `redis://`, `rediss://` or `unix://`.

    Raises:
        SettingsError: it is not such an address.
    """
    try:
        return Redis.from_url(
            url,
            socket_connect_timeout=CONNECT_S,
            socket_timeout=ANSWER_S,
            # No `health_check_interval`: before a server that wants a password and is given none,
            # redis-py 8.1 then pings while it connects, for ever.
            retry=Retry(ExponentialBackoff(cap=0.1, base=0.02), 1),
            decode_responses=True,
        )
    except ValueError:
        problem = "REDIS_URL must look like redis://host:6379/0 or unix:///path/to/socket."
        raise SettingsError((problem,)) from None


@asynccontextmanager
async def redis_errors() -> AsyncIterator[None]:
    """Turn what the client raises into our errors, after `WHOLE_S` at the latest.

    The client's own limits are per step, and its tries multiply them.

    Raises:
        StoreUnavailable: out of reach, too slow, full, or read only.
    """
    try:
        async with asyncio.timeout(WHOLE_S):
            yield
    except (RedisError, OSError) as error:  # a time-out is an OSError, too
        raise StoreUnavailable("Redis") from error
    except RuntimeError as error:
        # uvloop's word for a write to a connection that is gone, which asyncio lets pass.
        if _GONE not in str(error):
            raise
        raise StoreUnavailable("Redis") from error


class RedisOnce:
    """`ports.Once`."""

    def __init__(self, client: Redis) -> None:
        self._client = client

    async def first(self, workspace_id: str, key: str, keep_s: int) -> bool:
        """Whether this is the first time within `keep_s` seconds."""
        async with redis_errors():
            name = keys.once(workspace_id, key)
            return bool(await self._client.set(name, "1", nx=True, ex=keep_s))

    async def forget(self, workspace_id: str, key: str) -> None:
        """Count it as not seen."""
        async with redis_errors():
            await self._client.delete(keys.once(workspace_id, key))


class RedisBudget:
    """`ports.Budget`.

    Args:
        daily_tokens: what any workspace may spend on one UTC day at most.
    """

    def __init__(self, client: Redis, clock: Clock, daily_tokens: int) -> None:
        self._client = client
        self._clock = clock
        self._daily = daily_tokens
        self._reading: Together[str, None, int] = Together(self._spent, Rounds())

    async def left(self, workspace_id: str, *, allowed: int | None = None) -> int:
        """Tokens left today, never below 0; `allowed` counts where it is less than our own."""
        most = self._daily if allowed is None else min(allowed, self._daily)
        async with redis_errors():
            return max(0, most - await self._reading(workspace_id, None))

    async def _spent(self, workspace_id: str, askers: Sequence[None]) -> Sequence[int]:
        async with redis_errors():
            spent = await self._client.get(keys.tokens(workspace_id, self._clock().date()))
        return [int(spent or 0)] * len(askers)

    async def spend(self, workspace_id: str, tokens: int) -> None:
        """Note tokens as spent today."""
        key = keys.tokens(workspace_id, self._clock().date())
        async with redis_errors(), self._client.pipeline(transaction=True) as pipe:
            pipe.incrby(key, tokens)
            pipe.expire(key, keys.TOKENS_S)
            await pipe.execute()
