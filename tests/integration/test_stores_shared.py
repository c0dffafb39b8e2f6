"""What processes share through Redis, on a real Valkey: turns, leases, budgets, buckets."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import redis.asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.community.answers import Turn
from assistant.storage import keys
from assistant.storage.buckets import RedisBuckets
from assistant.storage.conversations import KEPT_TURNS, RedisConversations
from assistant.storage.redis import RedisBudget, RedisOnce, open_redis

pytestmark = pytest.mark.integration

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Valkey = redis.asyncio.Redis


class HeldClock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock()


@pytest.fixture
async def client(valkey: Valkey, redis_url: str) -> redis.asyncio.Redis:
    client = open_redis(redis_url)
    yield client
    await client.aclose()


def _turn(n: int) -> Turn:
    return Turn(question=f"q{n} \x00 שלום", answer=f"a{n}", asked_at=NOON)


# -- conversations ------------------------------------------------------------------------


async def test_turns_come_back_in_order_and_bounded(client: Valkey) -> None:
    talk = RedisConversations(client)
    assert not await talk.known("T1", "C1")
    for n in range(KEPT_TURNS + 5):
        await talk.append("T1", "C1", _turn(n))
    assert await talk.turns("T1", "C1") == [_turn(n) for n in range(5, KEPT_TURNS + 5)]
    assert await talk.known("T1", "C1")
    assert await talk.turns("T1", "C2") == []
    assert await talk.turns("T2", "C1") == []


async def test_turns_of_another_version_are_forgotten(client: Valkey) -> None:
    talk = RedisConversations(client)
    await client.rpush(keys.turns("T1", "C1"), '{"of": "another version"}', "no json")
    await talk.append("T1", "C1", _turn(1))
    assert await talk.turns("T1", "C1") == [_turn(1)]


async def test_one_run_at_a_time_whoever_asks(client: Valkey) -> None:
    talk = RedisConversations(client)
    begun = await asyncio.gather(*(talk.begin("T1", "C1", f"r{n}") for n in range(10)))
    assert sum(begun) == 1
    winner = f"r{begun.index(True)}"
    assert await talk.begin("T1", "C1", winner)  # a run of a dead worker goes on
    assert await talk.begin("T1", "C2", "other")
    await talk.end("T1", "C1", "somebody-else")
    assert not await talk.begin("T1", "C1", "later")
    await talk.end("T1", "C1", winner)
    assert await talk.begin("T1", "C1", "later")


async def test_stop_is_meant_for_the_run_that_is_going(client: Valkey) -> None:
    talk = RedisConversations(client)
    await talk.cancel("T1", "C1")
    assert not await talk.cancelled("T1", ["r1"])
    await talk.begin("T1", "C1", "r1")
    assert not await talk.cancelled("T1", ["r1"])
    await talk.cancel("T1", "C1")
    assert await talk.cancelled("T1", ["r1"])
    await talk.end("T1", "C1", "r1")
    await talk.begin("T1", "C1", "r2")
    assert not await talk.cancelled("T1", ["r2"])


# -- once and budget ----------------------------------------------------------------------


async def test_something_is_first_once(client: Valkey) -> None:
    once = RedisOnce(client)
    seen = await asyncio.gather(*(once.first("T1", "Ev1", 60) for _ in range(10)))
    assert sum(seen) == 1
    assert await once.first("T2", "Ev1", 60)
    assert 0 < await client.ttl(keys.once("T1", "Ev1")) <= 60
    await once.forget("T1", "Ev1")
    assert not await once.first("T2", "Ev1", 60)
    assert await once.first("T1", "Ev1", 60)


async def test_a_budget_is_per_workspace_and_utc_day(client: Valkey, clock: HeldClock) -> None:
    budget = RedisBudget(client, clock, 1000)
    assert await budget.left("T1") == 1000
    await asyncio.gather(*(budget.spend("T1", 30) for _ in range(10)))
    assert await budget.left("T1") == 700
    assert await budget.left("T2") == 1000
    await budget.spend("T1", 5000)
    assert await budget.left("T1") == 0
    clock.forward(hours=12)
    assert await budget.left("T1") == 1000


async def test_a_workspace_may_set_less_than_whoever_runs_engage_allows(
    client: Valkey, clock: HeldClock
) -> None:
    """And never gets more; what was spent before the setting changed counts, too."""
    budget = RedisBudget(client, clock, 1000)
    await budget.spend("T1", 300)

    assert await budget.left("T1", allowed=None) == 700
    assert await budget.left("T1", allowed=500) == 200
    assert await budget.left("T1", allowed=200) == 0
    assert await budget.left("T1", allowed=5000) == 700


# -- buckets ------------------------------------------------------------------------------


async def test_a_bucket_gives_its_burst_then_its_rate(client: Valkey, clock: HeldClock) -> None:
    buckets = RedisBuckets(client, clock)

    async def take() -> float:
        return await buckets.take("T1", "start", per_minute=20, burst=3)

    assert [await take() for _ in range(3)] == [0.0, 0.0, 0.0]
    assert await take() == pytest.approx(3.0, abs=0.01)
    clock.forward(seconds=1.5)
    assert await take() == pytest.approx(1.5, abs=0.01)
    clock.forward(seconds=1.6)
    assert await take() == 0.0
    assert await buckets.left("T1", "start", per_minute=20, burst=3) == pytest.approx(
        0.03, abs=0.01
    )
    clock.forward(minutes=5)
    assert await buckets.left("T1", "start", per_minute=20, burst=3) == 3.0
    assert await buckets.take("T2", "start", per_minute=20, burst=3) == 0.0


async def test_a_clock_that_runs_behind_takes_no_tokens_away(
    client: Valkey, clock: HeldClock
) -> None:
    buckets = RedisBuckets(client, clock)
    await buckets.take("T1", "start", per_minute=60, burst=5)
    clock.forward(seconds=-30)
    assert await buckets.left("T1", "start", per_minute=60, burst=5) == 4.0
    assert await buckets.take("T1", "start", per_minute=60, burst=5) == 0.0


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=1)], ids=str)
async def test_tokens_come_back_after_a_clock_was_set_back(
    client: Valkey, clock: HeldClock, jump: timedelta
) -> None:
    buckets = RedisBuckets(client, clock)

    async def take() -> float:
        return await buckets.take("T1", "start", per_minute=60, burst=2)

    assert [await take() for _ in range(2)] == [0.0, 0.0]
    clock.forward(seconds=-jump.total_seconds())
    assert await take() == pytest.approx(1.0, abs=0.01)
    clock.forward(seconds=1.1)
    assert await take() == 0.0


async def test_many_processes_never_get_more_than_the_burst(
    client: Valkey, clock: HeldClock
) -> None:
    buckets = RedisBuckets(client, clock)
    waits = await asyncio.gather(
        *(buckets.take("T1", "append", per_minute=95, burst=10) for _ in range(40))
    )
    assert waits.count(0.0) == 10


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    pauses=st.lists(st.floats(0, 20, allow_nan=False), min_size=1, max_size=12),
    per_minute=st.integers(1, 600),
    burst=st.integers(1, 30),
)
async def test_a_bucket_equals_the_formula(
    client: Valkey, clock: HeldClock, pauses: list[float], per_minute: int, burst: int
) -> None:
    await client.flushall()
    buckets = RedisBuckets(client, clock)
    tokens, rate = float(burst), per_minute / 60
    for pause in pauses:
        clock.forward(seconds=pause)
        tokens = min(burst, tokens + pause * rate)
        if abs(tokens - 1) < 0.001:
            return  # on the very edge, rounding decides
        wait = await buckets.take("T1", "x", per_minute=per_minute, burst=burst)
        expected = 0.0 if tokens >= 1 else (1 - tokens) / rate
        tokens -= tokens >= 1
        assert wait == pytest.approx(expected, abs=0.01)
