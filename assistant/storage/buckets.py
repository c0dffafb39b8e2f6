"""`ports.Buckets` in Redis: token buckets that all processes draw from."""

from __future__ import annotations

from redis.asyncio import Redis

from assistant.ports import Clock
from assistant.storage import keys
from assistant.storage.redis import redis_errors

# Takes ARGV[4] tokens (0 only looks). Tokens come back at a steady rate up to the burst. Numbers
# go in and out as text, because Redis cuts Lua numbers to integers. A clock that runs behind
# another process's never takes tokens away; one that was set back by more than a minute goes on
# from where it is, or nothing would come back before it has caught up.
_TAKE = """
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local now, wanted = tonumber(ARGV[3]), tonumber(ARGV[4])
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(held[1]) or burst, tonumber(held[2]) or now
if now > at then
    tokens = math.min(burst, tokens + (now - at) * rate)
    at = now
elseif at - now > 60 then
    at = now
end
local wait = 0
if wanted > 0 then
    if tokens >= wanted then
        tokens = tokens - wanted
    else
        wait = (wanted - tokens) / rate
    end
    redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens),
        'at', string.format('%.6f', at))
    redis.call('EXPIRE', KEYS[1], math.ceil((burst - tokens) / rate) + 1)
end
return {string.format('%.6f', wait), string.format('%.6f', tokens)}
"""


class RedisBuckets:
    """Token buckets, one per workspace and name; a new one is full."""

    def __init__(self, client: Redis, clock: Clock) -> None:
        self._clock = clock
        self._script = client.register_script(_TAKE)

    async def take(self, workspace_id: str, name: str, *, per_minute: int, burst: int) -> float:
        """Take one token: 0.0 when there was one, else the seconds until there will be."""
        return (await self._ask(workspace_id, name, per_minute, burst, wanted=1))[0]

    async def left(self, workspace_id: str, name: str, *, per_minute: int, burst: int) -> float:
        """Tokens left now."""
        return (await self._ask(workspace_id, name, per_minute, burst, wanted=0))[1]

    async def _ask(
        self, workspace_id: str, name: str, per_minute: int, burst: int, *, wanted: int
    ) -> tuple[float, float]:
        async with redis_errors():
            wait, left = await self._script(
                keys=[keys.bucket(workspace_id, name)],
                args=[per_minute / 60, burst, f"{self._clock().timestamp():.6f}", wanted],
            )
        return float(wait), float(left)
