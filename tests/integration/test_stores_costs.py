"""What paid calls cost: counted once a day, stopped in time, told once, kept when accounts go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.costs import DOLLAR, NOBODY, PRICES, Level, Paid, Use, month_of
from assistant.community.rights import Act
from assistant.community.settings import WorkspaceSettings
from assistant.errors import BudgetSpent, NotFound, PlatformUnavailable, StoreUnavailable
from assistant.ports import Credential, Deed
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.costs import PostgresCosts
from assistant.storage.database import Database, Door
from assistant.storage.disconnecting import PostgresDisconnector
from assistant.storage.keys import HELD_S
from assistant.storage.meters import RedisPaidToday, StoredMeters
from assistant.storage.preferences import PostgresPreferences
from assistant.storage.redis import open_redis
from assistant.storage.schema import ACCOUNT, WORKSPACE
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MONTH = month_of(NOW)
VAULT = Vault(["k" * 40])


class House:
    """One workspace with an account on X, and a clock."""

    def __init__(self, database: Database, redis_url: str) -> None:
        self.now = NOW
        self.database = database
        self.costs = PostgresCosts(database)
        self.redis = open_redis(redis_url)
        self.today = RedisPaidToday(self.redis)
        self.meters = self.process()
        self.account: Account

    def process(self) -> StoredMeters:
        """Another process, which has seen nothing yet."""
        return StoredMeters(self.costs, self.today, lambda: self.now)

    async def open(self) -> None:
        await PostgresWorkspaces(self.database).ensure("T1", "Acme")
        accounts = PostgresAccounts(self.database, VAULT, lambda: self.now)
        profile = Profile("42", "acme", "Acme", "https://x.com/acme", 1, 1, 1)
        ref = AccountRef(Platform.X, "acme")
        self.account = await accounts.add("T1", ref, profile, Credential("", "acme", "s", {}))
        self.meter = self.meters.of(self.account)

    async def budget(self, dollars: int) -> None:
        preferences = PostgresPreferences(self.database)
        kept = await preferences.of_workspace("T1")
        deed = Deed(Act.CHANGE_SETTINGS, "U1", self.now)
        settings = WorkspaceSettings(monthly_usd=dollars)
        await preferences.keep_workspace("T1", settings, version=kept.version, deed=deed)

    async def spend(self, micro: int) -> None:
        """Owned reads, which are the smallest coin."""
        units = micro // PRICES[Paid.OWNED_READ].micro
        await self.costs.add("T1", self.account.id, Paid.OWNED_READ, units, self.now)

    async def ask(self, micro: int, use: Use = Use.READING) -> None:
        """A call that costs so much at most, and brings nothing."""
        async with self.meter.hold(micro, use):
            pass

    async def micro(self) -> int:
        return (await self.costs.spent("T1", self.now)).micro


@pytest.fixture
async def house(shared_database: Database, redis_url: str, emptied: None) -> AsyncIterator[House]:
    made = House(shared_database, redis_url)
    await made.open()
    yield made
    await made.redis.aclose()


def jobs(database_url: str) -> list[tuple[str, dict[str, str]]]:
    with psycopg.connect(database_url) as connection:
        return connection.execute(
            "SELECT task_name, args FROM procrastinate_jobs ORDER BY id"
        ).fetchall()


# -- counting -------------------------------------------------------------------------------


async def test_the_same_thing_is_charged_once_a_day_whatever_it_was_read_as(house: House) -> None:
    await house.meter.charge(Paid.OWNED_READ, ["1", "2", "2"])
    await house.meter.charge(Paid.POST_READ, ["2", "3"])
    await house.process().of(house.account).charge(Paid.USER_READ, ["3"])

    spent = await house.costs.spent("T1", NOW)
    assert dict(spent.by_paid) == {Paid.OWNED_READ: (2, 2_000), Paid.POST_READ: (1, 5_000)}
    assert dict(spent.by_account) == {house.account.id: 7_000}
    house.now += timedelta(days=1)
    await house.meter.charge(Paid.OWNED_READ, ["1"])
    assert await house.micro() == 8_000


async def test_what_is_charged_by_the_request_never_hides_what_is_read(house: House) -> None:
    await house.meter.charge(Paid.CREATE, ["9"])
    await house.meter.charge(Paid.CREATE, ["9"])  # found again later: the same post
    await house.meter.charge(Paid.COUNTS, ["one"])
    await house.meter.charge(Paid.COUNTS, ["two"])
    await house.meter.charge(Paid.OWNED_READ, ["9"])

    assert await house.micro() == 15_000 + 2 * 5_000 + 1_000


async def test_nothing_read_costs_nothing(house: House) -> None:
    await house.meter.charge(Paid.POST_READ, [])
    assert (await house.costs.spent("T1", NOW)).by_paid == {}


async def test_without_the_memory_of_the_day_it_counts_too_much_never_too_little(
    house: House, tmp_path: Path
) -> None:
    away = RedisPaidToday(open_redis(f"unix://{tmp_path}/nothing.sock"))
    meters = StoredMeters(house.costs, away, lambda: house.now)
    for _ in range(2):
        await meters.of(house.account).charge(Paid.POST_READ, ["1", "1", "2"])
    assert await house.micro() == 20_000
    with pytest.raises(StoreUnavailable):
        await away.new("T1", NOW.date(), ["1"])


async def test_a_month_begins_with_nothing_spent(house: House) -> None:
    await house.spend(DOLLAR)
    house.now = datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)
    assert await house.micro() == DOLLAR
    house.now = datetime(2026, 12, 1, tzinfo=UTC)
    spent = await house.costs.spent("T1", house.now)
    assert (spent.micro, f"{spent.month}") == (0, "2026-12-01")


async def test_charges_at_once_are_all_counted(house: House) -> None:
    async def one(number: int) -> None:
        await house.process().of(house.account).charge(Paid.POST_READ, [str(number)])

    await asyncio.gather(*(one(number) for number in range(20)))
    assert await house.micro() == 20 * 5_000


async def test_a_kind_of_a_newer_version_counts_without_a_name(
    house: House, database_url: str
) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "INSERT INTO cost_day VALUES ('T1', '2026-11-20', %s, 'dreams', 1, 7)",
            (house.account.id,),
        )
    spent = await house.costs.spent("T1", NOW)
    assert (spent.micro, dict(spent.by_paid)) == (7, {})


async def test_an_unknown_workspace_is_said(house: House) -> None:
    with pytest.raises(NotFound):
        await house.costs.spent("T9", NOW)
    with pytest.raises(NotFound):
        await house.costs.add("T9", house.account.id, Paid.COUNTS, 1, NOW)


async def test_what_an_erased_account_cost_stays_paid_without_its_name(house: House) -> None:
    deed = Deed(Act.ERASE, "U1", NOW)
    await house.spend(3_000)
    await PostgresDisconnector(house.database).erase("T1", house.account.id, deed)
    assert dict((await house.costs.spent("T1", NOW)).by_account) == {NOBODY: 3_000}
    await house.spend(2_000)  # a call that was under way
    again = House(house.database, "redis://nowhere")
    await again.open()
    await again.spend(1_000)
    await PostgresDisconnector(house.database).erase("T1", again.account.id, deed)
    assert dict((await house.costs.spent("T1", NOW)).by_account) == {NOBODY: 6_000}


# -- stopping -------------------------------------------------------------------------------


async def test_reading_stops_at_nine_tenths_writing_at_all_of_it(house: House) -> None:
    await house.budget(1)
    await house.ask(900_000)
    with pytest.raises(BudgetSpent) as refused:
        await house.ask(900_001)
    assert (refused.value.account, refused.value.month) == ("x:acme", "2026-11")
    await house.spend(900_000)
    with pytest.raises(BudgetSpent):
        await house.ask(1)
    await house.ask(50_000, Use.CLEARING)
    with pytest.raises(BudgetSpent):
        await house.ask(50_001, Use.CLEARING)
    await house.ask(100_000, Use.PUBLISHING)
    with pytest.raises(BudgetSpent):
        await house.ask(100_001, Use.PUBLISHING)


async def test_what_others_spend_is_seen_at_once(house: House) -> None:
    await house.budget(1)
    await house.ask(1)
    await (
        house.process()
        .of(house.account)
        .charge(Paid.USER_READ, [str(number) for number in range(90)])
    )
    with pytest.raises(BudgetSpent):
        await house.ask(1)


async def test_calls_at_the_same_time_never_go_over_it_together(house: House) -> None:
    """In as many processes as there are: what one holds the others cannot spend."""
    await house.budget(1)
    free, most = asyncio.Event(), 0
    under_way = 0

    async def one(number: int) -> None:
        nonlocal under_way, most
        meter = house.process().of(house.account)
        async with meter.hold(200_000):
            under_way += 1
            most = max(most, under_way)
            if under_way == 4:
                free.set()
            async with asyncio.timeout(10):
                await free.wait()
            await meter.charge(Paid.USER_READ, [f"{number}-{each}" for each in range(20)])

    ends = await asyncio.gather(*map(one, range(12)), return_exceptions=True)
    assert most == 4
    assert sum(isinstance(each, BudgetSpent) for each in ends) == 8
    assert await house.micro() == 800_000
    await house.ask(100_000)
    with pytest.raises(BudgetSpent):
        await house.ask(100_001)


async def test_a_process_that_died_holds_nothing_back_for_long(house: House) -> None:
    await house.budget(1)
    await house.today.hold("T1", "a call that never ends", 900_000, house.now)
    with pytest.raises(BudgetSpent):
        await house.ask(1)
    house.now += timedelta(seconds=HELD_S)
    await house.ask(900_000)


async def test_a_call_that_fails_lets_go(house: House) -> None:
    await house.budget(1)
    for _ in range(2):
        with pytest.raises(PlatformUnavailable):
            async with house.meter.hold(900_000):
                raise PlatformUnavailable("x", "x:acme", "down")
    await house.ask(900_000)


async def test_without_redis_it_goes_by_what_was_spent(house: House, tmp_path: Path) -> None:
    await house.budget(1)
    away = RedisPaidToday(open_redis(f"unix://{tmp_path}/nothing.sock"))
    meter = StoredMeters(house.costs, away, lambda: house.now).of(house.account)
    async with meter.hold(900_000), meter.hold(900_000):
        pass
    await house.spend(900_000)
    with pytest.raises(BudgetSpent):
        async with meter.hold(1):
            raise AssertionError


async def test_a_budget_of_nothing_allows_nothing_and_is_not_told(
    house: House, database_url: str
) -> None:
    await house.budget(0)
    for use in Use:
        with pytest.raises(BudgetSpent):
            await house.ask(1, use)
    assert jobs(database_url) == []


# -- telling --------------------------------------------------------------------------------


async def test_each_level_is_noted_once_a_month_with_its_job(
    house: House, database_url: str
) -> None:
    await house.budget(1)
    await house.spend(799_000)
    assert jobs(database_url) == []
    await asyncio.gather(*(house.spend(1_000) for _ in range(5)))
    at = {"workspace_id": "T1", "month": "2026-11-01"}
    assert jobs(database_url) == [("costs.tell", {**at, "level": "warn"})]
    assert not await house.costs.is_told("T1", MONTH, Level.WARN)
    await house.costs.told("T1", MONTH, Level.WARN, NOW)
    assert await house.costs.is_told("T1", MONTH, Level.WARN)

    await house.spend(100_000)
    await house.spend(1_000)
    assert [args["level"] for _, args in jobs(database_url)] == ["warn", "stop"]
    house.now = datetime(2026, 12, 5, tzinfo=UTC)
    await house.spend(850_000)
    assert [args["month"] for _, args in jobs(database_url)][2:] == ["2026-12-01"]


async def test_a_refusal_near_the_end_is_told_one_of_a_large_call_is_not(
    house: House, database_url: str
) -> None:
    await house.budget(1)
    with pytest.raises(BudgetSpent):
        await house.ask(910_000)
    await house.spend(700_000)
    with pytest.raises(BudgetSpent):
        await house.ask(250_000)
    assert jobs(database_url) == []
    await house.spend(195_000)
    for _ in range(2):
        with pytest.raises(BudgetSpent):
            await house.ask(10_000)
    assert [args["level"] for _, args in jobs(database_url)] == ["warn", "stop"]


async def test_what_nobody_was_told_is_put_into_the_queue_again(
    house: House, database_url: str
) -> None:
    await house.budget(1)
    await house.spend(850_000)
    with psycopg.connect(database_url) as connection:
        connection.execute("DELETE FROM procrastinate_jobs")
    assert await house.costs.untold(house.now) == []
    house.now += timedelta(minutes=5)
    assert await house.costs.untold(house.now) == [("T1", MONTH, Level.WARN)]
    assert len(jobs(database_url)) == 1
    await house.costs.told("T1", MONTH, Level.WARN, house.now)
    assert await house.costs.untold(house.now) == []


# -- doors ----------------------------------------------------------------------------------


async def test_a_webhook_finds_connected_accounts_of_living_workspaces_alone(
    house: House, database_url: str
) -> None:
    async def found() -> list[str]:
        async with house.database.across(Door.WAKING) as connection:
            statement = ACCOUNT.join(WORKSPACE, WORKSPACE.c.workspace_id == ACCOUNT.c.workspace_id)
            rows = await connection.execute(statement.select())
            return [row.native_id for row in rows]

    assert await found() == ["42"]
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE account SET disconnected_at = now()")
    assert await found() == []
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE account SET disconnected_at = NULL")
        connection.execute("UPDATE workspace SET removed_at = now()")
    assert await found() == []
