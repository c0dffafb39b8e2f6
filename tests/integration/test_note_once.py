"""A note comes once: under kills at any step, redelivered jobs, two workers, and a chat that drops,
hangs up after posting, fails or is full. On the real PostgreSQL, through the real herald.

A worker is killed by cancelling it at a moment drawn by chance; what it held ends as a crash would
leave it. How often: `tests.proving`.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from assistant.errors import EngageError, NotFound
from assistant.ports import Workspace
from assistant.ports.notes import NoteState
from assistant.storage.database import Database
from assistant.storage.notes import PostgresNotes
from handlers.calls import Method, Slack
from handlers.notes import SlackHerald
from handlers.services import Installation
from playground.clock import ManualClock
from playground.faults import Fault
from playground.slack import SlackDouble
from playground.workspace import Channel, Person
from tests.fakes import MemoryAccounts
from tests.integration.noting import HeldTime, NoteHouse
from tests.managing import MemoryActs, MemoryManagers
from tests.proving import RUNS, throw_dice
from tests.scenario.memory import MemoryOnce

pytestmark = [pytest.mark.integration, pytest.mark.timeout(120 + 20 * RUNS)]

WEEK = "2026-11-23"
DUE = datetime(2026, 11, 23, 9, tzinfo=UTC)
FAULTS = (
    Fault("chat.postMessage", "drop"),
    Fault("chat.postMessage", "drop_after"),
    Fault("chat.postMessage", "status"),
    Fault("chat.postMessage", "drop_after", skip=1),  # the thread of it
    Fault("conversations.history", "drop"),
)


@dataclass
class Chat:
    """The double with a channel, and Engage's way to it."""

    slack: SlackDouble
    channel: Channel
    http: aiohttp.ClientSession
    anna: Person

    async def of(self, workspace_id: str) -> Installation:
        slack = self.slack
        if workspace_id != "T1":
            raise NotFound("installation", workspace_id)
        client = AsyncWebClient(
            slack.bot_token, base_url=slack.api_url, session=self.http, retry_handlers=[]
        )
        return Installation(
            Workspace("T1", "One", "UTC"),
            slack.workspace.bot.id,
            Slack(client, self.http),
            AuthorizeResult(enterprise_id=None, team_id="T1"),
        )

    def herald(self, house: NoteHouse) -> SlackHerald:
        return SlackHerald(
            installations=self,  # type: ignore[arg-type]
            accounts=MemoryAccounts(),
            preferences=house.preferences,
            managers=MemoryManagers(MemoryActs(), installer_id=None),
            once=MemoryOnce(),
            clock=house.clock,
        )

    async def at_rest(self) -> None:
        """What a killed worker had sent has arrived, long before its lease ends: calls end after 10
        seconds, leases after 120.
        """
        slack = (await self.of("T1")).slack
        for _ in range(5):
            await slack.call(Method.AUTH_TEST)

    def standing(self) -> tuple[int, int]:
        """Notes in the channel, and messages in their threads."""
        every = list(self.slack.workspace.messages[self.channel.id].values())
        notes = [each for each in every if (each.metadata or {}).get("event_type")]
        return len(notes), len(every) - len(notes)


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    async with (
        SlackDouble(limits=False, clock=ManualClock(DUE.timestamp())) as slack,
        aiohttp.ClientSession() as http,
    ):
        anna = slack.add_person("Anna")
        yield Chat(slack, slack.add_channel("community", anna), http, anna)


async def test_once_whatever_is_killed_repeated_or_cut(
    database: Database, database_url: str, chat: Chat
) -> None:
    dice = throw_dice()
    ends: Counter[str] = Counter()
    house = NoteHouse(database, database_url, HeldTime(DUE - timedelta(minutes=20)))
    for _ in range(RUNS):
        await house.add("T1", note_channel_id=chat.channel.id)
        await one_run(house, chat, dice, ends)
        await _forget(database)
        chat.slack.workspace.messages[chat.channel.id].clear()
        house.clock.now = DUE - timedelta(minutes=20)
    house.close()

    print(dict(ends))
    assert ends["killed"] > 0


async def one_run(house: NoteHouse, chat: Chat, dice: random.Random, ends: Counter[str]) -> None:
    """Workers that come and go until it is sent; at most 40 tries."""
    await house.worker(chat.herald(house), "writer").write("T1", WEEK)
    house.clock.now = DUE
    chat.slack.faults.clear()
    for fault in dice.sample(FAULTS, dice.randrange(3)):
        chat.slack.faults.add(Fault(fault.method, fault.kind, skip=fault.skip))
    kept = PostgresNotes(house.database)
    for attempt in range(40):
        workers = [house.worker(chat.herald(house), f"{attempt}-{n}") for n in range(2)]
        await asyncio.gather(*(_try(each.send("T1", WEEK), dice, ends) for each in workers))
        house.clock.now += timedelta(minutes=1)
        await chat.at_rest()
        await _let_leases_end(house.database)
        note = await kept.get("T1", WEEK)
        assert note is not None
        if note.state is NoteState.SENT:
            break
    await house.worker(chat.herald(house), "again").send("T1", WEEK)

    assert note.state is NoteState.SENT
    assert chat.standing() == (1, 1), "one note with one message under it"


async def _try(sending: object, dice: random.Random, ends: Counter[str]) -> None:
    """One worker, killed in half of all cases after so many turns of the loop."""
    task = asyncio.ensure_future(sending)  # type: ignore[arg-type]
    if dice.random() < 0.5:
        for _ in range(dice.randrange(60)):
            if task.done():
                break
            await asyncio.sleep(0)
        if not task.done():
            ends["killed"] += 1
        task.cancel()
    try:
        await task
        ends["ended"] += 1
    except asyncio.CancelledError:
        pass
    except EngageError as error:
        ends[type(error).__name__] += 1


async def _let_leases_end(database: Database) -> None:
    async with database.workspace("T1") as connection:
        await connection.exec_driver_sql("UPDATE note SET lease_until = now() - interval '1 s'")


async def _forget(database: Database) -> None:
    async with database.workspace("T1") as connection:
        await connection.exec_driver_sql("DELETE FROM note")
        await connection.exec_driver_sql("DELETE FROM note_plan")


async def test_a_chat_that_is_away_all_morning_gets_it_at_noon_and_is_told_why(
    database: Database, database_url: str, chat: Chat
) -> None:
    house = NoteHouse(database, database_url, HeldTime(DUE - timedelta(minutes=20)))
    await house.add("T1", note_channel_id=chat.channel.id)
    worker = house.worker(chat.herald(house), "one")
    await worker.write("T1", WEEK)
    house.clock.now = DUE
    chat.slack.faults.add(
        Fault("conversations.history", "error", times=None, error="missing_scope")
    )
    with pytest.raises(EngageError):
        await worker.send("T1", WEEK)
    chat.slack.faults.clear()
    house.clock.now = DUE + timedelta(hours=3)

    await worker.tick()
    assert ("note.send", "T1", WEEK) in house.jobs()
    await worker.send("T1", WEEK)
    house.close()

    note = next(iter(chat.slack.workspace.messages[chat.channel.id].values()))
    assert "This should have been here at 09:00" in str(note.shown_blocks)


async def test_a_channel_that_is_archived_tells_managers_once_and_loses_nothing(
    database: Database, database_url: str, chat: Chat
) -> None:
    house = NoteHouse(database, database_url, HeldTime(DUE - timedelta(minutes=20)))
    await house.add("T1", note_channel_id="C0GONE")
    herald = SlackHerald(
        installations=chat,  # type: ignore[arg-type]
        accounts=MemoryAccounts(),
        preferences=house.preferences,
        managers=MemoryManagers(MemoryActs(), installer_id=chat.anna.id),
        once=MemoryOnce(),
        clock=house.clock,
    )
    worker = house.worker(herald, "one")
    await worker.write("T1", WEEK)
    house.clock.now = DUE
    for _ in range(3):
        await worker.send("T1", WEEK)
    told = [
        each
        for messages in chat.slack.workspace.messages.values()
        for each in messages.values()
        if "could not bring the weekly note" in each.text
    ]
    await house.add("T1", note_channel_id=chat.channel.id)
    await worker.send("T1", WEEK)
    house.close()

    assert len(told) == 1
    assert "/engage summary" in told[0].text
    assert chat.standing() == (1, 1)
