"""Keys in Redis, and what happens when it cannot be reached."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
import redis.asyncio
import uvloop

from assistant.community.answers import Turn
from assistant.errors import SettingsError, StoreUnavailable
from assistant.storage import keys
from assistant.storage.buckets import RedisBuckets
from assistant.storage.conversations import RedisConversations
from assistant.storage.meters import RedisPaidToday
from assistant.storage.redis import RedisBudget, RedisOnce, open_redis, redis_errors

pytestmark = pytest.mark.integration

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TURN = Turn(question="q", answer="a", asked_at=NOON)


def clock() -> datetime:
    return NOON


async def test_every_key_has_the_agreed_form_and_a_time_to_live(
    valkey: redis.asyncio.Redis, redis_url: str
) -> None:
    client = open_redis(redis_url)
    talk = RedisConversations(client)
    await talk.append("T1", "C1:17.2", TURN)
    await talk.begin("T1", "C1:17.2", "r1")
    await talk.cancel("T1", "C1:17.2")
    await RedisOnce(client).first("T1", "Ev1", 60)
    await RedisBudget(client, clock, 10).spend("T1", 1)
    await RedisBuckets(client, clock).take("T1", "start", per_minute=20, burst=3)
    await RedisPaidToday(client).note("T1", NOON.date(), ["read:1"])
    names = await client.keys("*")
    kinds = {re.fullmatch(r"engage:v1:([a-z]+):T1:\S+", name)[1] for name in names}
    assert kinds == {"turns", "going", "cancel", "once", "tokens", "bucket", "paid"}
    for name in names:
        assert 0 < await client.ttl(name) <= keys.TURNS_S
    await client.aclose()


async def test_an_unreachable_redis_is_store_unavailable(tmp_path: Path) -> None:
    away = open_redis(f"unix://{tmp_path}/nothing.sock")
    talk = RedisConversations(away)
    for work in [
        lambda: talk.turns("T1", "C1"),
        lambda: talk.append("T1", "C1", TURN),
        lambda: talk.begin("T1", "C1", "r1"),
        lambda: talk.end("T1", "C1", "r1"),
        lambda: talk.known("T1", "C1"),
        lambda: talk.cancel("T1", "C1"),
        lambda: talk.cancelled("T1", ["r1"]),
        lambda: RedisOnce(away).first("T1", "Ev1", 60),
        lambda: RedisBudget(away, clock, 10).left("T1"),
        lambda: RedisBudget(away, clock, 10).spend("T1", 1),
        lambda: RedisBuckets(away, clock).take("T1", "x", per_minute=1, burst=1),
        lambda: RedisBuckets(away, clock).left("T1", "x", per_minute=1, burst=1),
    ]:
        with pytest.raises(StoreUnavailable) as caught:
            await work()
        assert caught.value.store == "Redis"
    await away.aclose()


async def test_a_silent_redis_is_given_up_after_the_time_limit(tmp_path: Path) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    path = f"{tmp_path}/silent.sock"
    server = await asyncio.start_unix_server(silent, path)
    client = open_redis(f"unix://{path}")
    with pytest.raises(StoreUnavailable):
        async with asyncio.timeout(5):
            await RedisOnce(client).first("T1", "Ev1", 60)
    await client.aclose()
    server.close()
    await server.wait_closed()


async def test_a_redis_that_wants_a_password_says_so_at_once(redis_url: str) -> None:
    """The reason stays with the error, for the doctor; nothing is tried for ever."""
    client = open_redis(redis_url)
    with redis.Redis.from_url(redis_url) as operator:
        operator.config_set("requirepass", "right")
        try:
            with pytest.raises(StoreUnavailable) as caught:
                await RedisOnce(client).first("T1", "Ev1", 60)
        finally:
            operator.auth("right")
            operator.config_set("requirepass", "")
    await client.aclose()

    assert "authenticated" in str(caught.value.__cause__)


def test_another_address_is_refused_in_words() -> None:
    with pytest.raises(SettingsError, match="REDIS_URL"):
        open_redis("http://example.com")


def test_a_connection_that_breaks_under_uvloop_is_store_unavailable(redis_url: str) -> None:
    """The program runs on uvloop, which raises RuntimeError where asyncio says nothing."""

    async def write_to_what_is_gone() -> None:
        _, writer = await asyncio.open_unix_connection(redis_url.removeprefix("unix://"))
        writer.transport.abort()
        async with redis_errors():
            writer.writelines([b"PING\r\n"])
            await asyncio.sleep(0)
            writer.writelines([b"PING\r\n"])

    async def unrelated() -> None:
        async with redis_errors():
            raise RuntimeError("a bug")

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        with pytest.raises(StoreUnavailable):
            runner.run(write_to_what_is_gone())
        with pytest.raises(RuntimeError, match="a bug"):
            runner.run(unrelated())
