"""`ports.Tickets` in Redis: what a browser takes to Slack and brings back."""

from __future__ import annotations

from hashlib import sha256

from redis.asyncio import Redis

from assistant.storage import keys
from assistant.storage.redis import redis_errors


class RedisTickets:
    """Texts that can be redeemed once. The tickets themselves are secrets, so Redis gets a hash."""

    def __init__(self, client: Redis) -> None:
        self._client = client

    async def issue(self, ticket: str, text: str, keep_s: int) -> None:
        """Keep a text for `keep_s` seconds."""
        async with redis_errors():
            await self._client.set(_name(ticket), text, ex=keep_s)

    async def redeem(self, ticket: str) -> str | None:
        """The text, for the first who asks."""
        async with redis_errors():
            text = await self._client.getdel(_name(ticket))
        return None if text is None else str(text)


def _name(ticket: str) -> str:
    return keys.ticket(sha256(ticket.encode()).hexdigest())
