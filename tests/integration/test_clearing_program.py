"""What is deleted on X is deleted here, seen in the running program: X's double over HTTP, the real
stores, and cards in Slack.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from assistant.bootstrap import Desk, open_desk
from assistant.community.accounts import Account, AccountRef
from assistant.community.clearances import LATE, PAYING_AFTER, Clearance
from assistant.community.periods import Period
from assistant.community.rights import Act
from assistant.community.searches import SavedSearch, SearchKind
from assistant.community.settings import AccountSettings
from assistant.jobs import SYNC, make_queue, put_watched
from assistant.ports import Deed
from assistant.ports.work import QUEUE, Job
from assistant.settings import Settings
from assistant.storage.queue import JobQueue
from playground.slack import SlackDouble
from playground.workspace import Message
from tests.doubles.x import Post, XServer
from tests.integration.kept_words import everything
from tests.integration.outages import outage_stores
from tests.integration.serving import serving

pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]

SOON_S = 60.0
FIRST, SECOND = "Does the zanzibar roast rust overnight?", "And how do I oil my mokkapot?"
HERS = "My wobbling grinder bites. Who mends it?"
FOUND = "Somebody tried the quillback brew of Harbourlight yet?"
LIST = "POST /2/compliance/jobs"


@dataclass
class Town:
    """The program at work, and what its people see."""

    slack: SlackDouble
    x: XServer
    desk: Desk
    account: Account

    @property
    def at(self) -> tuple[str, str]:
        return self.account.workspace_id, self.account.id

    def shown(self) -> str:
        """Everything that stands in Slack."""
        channels = self.slack.workspace.channels.values()
        messages = [each for channel in channels for each in self.slack.messages(channel)]
        told = (json.dumps([each.shown_text, each.shown_blocks]) for each in messages)
        return "\n".join(told)

    def card(self, words: str) -> Message:
        (found,) = [
            each
            for channel in self.slack.workspace.channels.values()
            for each in self.slack.messages(channel)
            if each.metadata and words in json.dumps(each.shown_blocks)
        ]
        return found

    @asynccontextmanager
    async def queue(self) -> AsyncIterator[JobQueue]:
        opened = await make_queue(self.desk).open()
        try:
            yield opened
        finally:
            await opened.close()

    async def do(self, job: str, queue: str | None = None) -> None:
        """Put one of the account's jobs into the queue."""
        workspace_id, account_id = self.at
        mark = f"{job}:{account_id}"
        more = {"queue": queue} if queue else {}
        ids = {"workspace_id": workspace_id, "account_id": account_id}
        async with self.queue() as opened:
            await opened.defer(job, lock=mark, once=mark, **more, **ids)

    async def hour(self, since: timedelta) -> datetime:
        """What happens each hour, so long after it was known last; that time."""
        known_at = datetime.now(UTC) - since
        await self.desk.stores.clearances.of(*self.at, known_at)
        await self.desk.stores.clearances.keep(*self.at, Clearance(known_at), tell=False)
        async with self.queue() as opened:
            await put_watched(self.desk, opened)
        return known_at

    async def clear(self, since: timedelta) -> None:
        """The same, until it is done."""
        known_at = await self.hour(since)
        async with asyncio.timeout(SOON_S):
            while (await self.desk.stores.clearances.of(*self.at, known_at)).known_at == known_at:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def kept(self) -> str:
        """All words that are stored."""
        where = self.desk.stores.addresses
        async with Redis.from_url(where.redis_url) as valkey:
            return await everything(where.database_url, valkey)


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    with outage_stores() as stores:
        async with SlackDouble(limits=False) as slack, XServer() as x:
            app = x.signing.register("https://engage.example/connect/x/callback")
            environment = {
                **stores.environment,
                "X_API_URL": x.url,
                "X_WEB_URL": x.url,
                "X_CLIENT_ID": app.client_id,
                "X_CLIENT_SECRET": app.client_secret or "",
                "X_BEARER_TOKEN": x.signing.bearer(),
            }
            anna = slack.add_person("Anna", admin=True)
            channel = slack.add_channel("community", anna)
            acme = x.world.join("Acme")
            secret = x.signing.grant(acme, app=app)["refresh_token"]
            async with (
                serving(slack, environment) as program,
                open_desk(Settings.from_env(environment)) as desk,
            ):
                await program.until_ready()
                team = slack.workspace.team_id
                account = await desk.connecting.sign_in(team, AccountRef.parse("x:acme"), secret)
                deed = Deed(Act.CHANGE_SETTINGS, anna.id, datetime.now(UTC), account.id)
                shown = AccountSettings(channel_id=channel.id)
                await desk.preferences.keep_account(team, account.id, shown, version=1, deed=deed)
                async with desk.stores.database.workspace(team) as connection:
                    # what came before it was connected gets no card by itself
                    await connection.exec_driver_sql(
                        "UPDATE account SET connected_at = now() - interval '1 day'"
                    )
                yield Town(slack, x, desk, account)


def ago(**span: float) -> datetime:
    return datetime.now(UTC) - timedelta(**span)


def talk(x: XServer) -> dict[str, Post]:
    """Mina asks twice, Zed once, and he speaks of us elsewhere."""
    world = x.world
    acme = next(each for each in world.users.values() if each.username == "Acme")
    mina = world.join("minaq", name="Mina Quartz")
    zed = world.join("zedquist", name="Zedekiah Quist")
    news = world.post(acme, "New beans are in", at=ago(days=1))
    return {
        "first": world.reply(mina, news, FIRST, at=ago(hours=3)),
        "second": world.reply(mina, news, SECOND, at=ago(hours=1)),
        "hers": world.reply(zed, news, HERS, at=ago(hours=2)),
        "found": world.post(zed, FOUND, at=ago(hours=2)),
    }


async def listens(town: Town) -> None:
    """A search for our name found what he said, too."""
    search = SavedSearch(
        str(uuid4()), *town.at, SearchKind.KEYWORD, "harbourlight", "U1", datetime.now(UTC)
    )
    await town.desk.stores.searches.add(search)
    await town.do(Job.LISTEN, QUEUE)
    always = Period(ago(days=30), ago(days=-1))
    async with asyncio.timeout(SOON_S):
        while not await town.desk.stores.searches.hits(*town.at, always):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_what_is_deleted_on_x_is_deleted_here_and_in_slack(town: Town) -> None:
    posts = talk(town.x)
    await town.do(SYNC)
    await town.slack.until(
        lambda: all(words in town.shown() for words in (FIRST, SECOND, HERS)), SOON_S
    )
    assert "zanzibar" in json.dumps(town.card(SECOND).shown_blocks)  # what she asked before
    await listens(town)
    before = await town.kept()
    for words in ("zanzibar", "wobbling", "quillback", "zedquist", "zedekiah", "mokkapot"):
        assert words in before

    for each in ("first", "hers", "found"):
        town.x.world.delete(posts[each])
    await town.clear(timedelta(hours=6))
    gone = ("zanzibar", "wobbling", "quillback", "zedquist", "zedekiah")
    await town.slack.until(lambda: not any(w in town.shown().lower() for w in gone), SOON_S)

    after = await town.kept()
    assert [line for line in after.split("\n") if any(word in line for word in gone)] == []
    assert SECOND in town.shown()  # what stays there stays here, with her name
    assert "mina quartz" in after
    assert "Somebody on X" in town.shown()
    assert town.x.asked(LIST) == 1
    assert town.x.asked("GET /2/compliance/jobs/{id}/download") == 1

    # X's list breaks for most of a day: the post is looked up
    town.x.compliance.fails = True
    town.x.world.delete(posts["second"])
    looked = town.x.asked("GET /2/tweets")
    await town.clear(PAYING_AFTER)
    await town.slack.until(lambda: SECOND not in town.shown(), SOON_S)

    assert town.x.asked(LIST) == 2
    assert town.x.asked("GET /2/tweets") == looked + 1
    last = await town.kept()
    assert [line for line in last.split("\n") if "mokkapot" in line or "minaq" in line] == []

    # that fails, too, and the day is nearly over: whoever manages is told
    town.x.windows.limits["GET /2/tweets"] = 0
    await town.hour(LATE)
    await town.slack.until(lambda: "not been able to see what was deleted" in town.shown(), SOON_S)
    assert "X does not answer. I go on trying every hour" in town.shown()
