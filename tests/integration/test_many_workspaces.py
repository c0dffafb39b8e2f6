"""Two workspaces on one database, through the whole program: neither ever sees the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import psycopg
import pytest
import redis
from yarl import URL

from assistant.bootstrap import open_desk
from assistant.settings import Settings
from assistant.storage.schema import METADATA
from playground.workspace import Message
from tests.integration.outages import (
    OutageStores,
    no_trace,
    outage_stores,
    words_of,
)
from tests.integration.two_teams import Team, World, connect, two_teams

pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]

GONE = "That answer is not kept any more"


async def install(world: World, team: Team) -> None:
    """As a browser does it."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        start = f"{world.base_url}/slack/install"
        async with browser.get(start, allow_redirects=False) as answer:
            page = answer.headers["location"]
        back = world.slack.oauth.answer(page, team.slack, team.anna)
        async with browser.get(URL(back, encoded=True)) as answer:
            assert answer.status == 200, await answer.text()
    await team.greeted()


@pytest.fixture(scope="module")
def stores() -> Iterator[OutageStores]:
    with outage_stores() as stores:
        yield stores


@pytest.fixture(scope="module")
async def world(stores: OutageStores) -> AsyncIterator[World]:
    async with two_teams(stores) as world:
        for team in (world.acme, world.brava):
            await install(world, team)
            await connect(stores, team)
        yield world


async def test_both_are_answered_at_once_each_from_its_own_account(world: World) -> None:
    async def thrice(team: Team) -> set[str]:
        return {words_of(await team.ask()) for _ in range(3)}

    ours, theirs = await asyncio.gather(thrice(world.acme), thrice(world.brava))

    assert len(ours) == len(theirs) == 1
    assert ours != theirs


async def test_lists_and_home_name_ones_own_account_alone(world: World) -> None:
    for team, other in ((world.acme, world.brava), (world.brava, world.acme)):
        before = len(team.whispers())
        await team.slack.command(team.anna, team.general, "/engage", "accounts")
        listed = await team.told(before + 1)
        for text in (listed, await team.home()):
            assert team.handle in text
            assert other.handle not in text


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("engage.share", "{run}"),
        ("engage.share_anyway", "{run}"),
        ("engage.continue", "{run}"),
        ("engage.sources", "{run}"),
        ("engage.rate", "good:{run}"),
    ],
)
async def test_a_button_with_the_run_of_another_workspace_finds_nothing(
    world: World, action: str, value: str
) -> None:
    """The id is right, the person has the same id, the channel has the same id: and still."""
    acme, brava = world.acme, world.brava
    theirs = (await acme.ask()).shown_blocks
    run_id = next(
        element["value"]
        for block in theirs
        for element in block.get("elements", [])
        if element.get("action_id") == "engage.share"
    )
    planted = brava.slack.workspace.keep(
        Message(brava.slack.workspace.new_ts(), brava.general.id, brava.slack.workspace.bot.id)
    )
    planted.blocks = [
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": action,
                    "value": value.format(run=run_id),
                    "text": {"type": "plain_text", "text": "Go"},
                }
            ],
        }
    ]
    shown, before = acme.shown(), len(brava.whispers())
    public = len(brava.slack.messages(brava.general))

    assert (await brava.slack.click(brava.anna, planted, action)).ok

    said = await brava.told(before + 1)
    assert GONE in said
    no_trace([said])
    assert len(brava.slack.messages(brava.general)) == public
    assert not brava.slack.workspace.modals.get(brava.anna.id)
    assert acme.shown() == shown


async def test_a_thread_of_one_is_no_thread_of_the_other(world: World) -> None:
    """The same channel id, the same timestamp: Engage follows up where it was asked alone."""
    acme, brava = world.acme, world.brava
    asked = await acme.mention()
    answered = len(acme.slack.thread(acme.general, asked.ts))

    brava.slack.say(brava.anna, brava.general, "and the week before?", asked.ts)
    await brava.slack.deliveries.settled()
    acme.slack.say(acme.anna, acme.general, "and the week before?", asked.ts)

    # Told in order: by the time acme has its answer, brava's message was dealt with.
    await acme.until(lambda: len(acme.slack.thread(acme.general, asked.ts)) >= answered + 2)
    assert len(brava.slack.thread(brava.general, asked.ts)) == 1


async def test_each_is_called_with_its_own_token_alone(world: World) -> None:
    """Whatever was posted anywhere: the other's account stands in no word of it."""
    for team, other in ((world.acme, world.brava), (world.brava, world.acme)):
        assert other.handle not in team.shown()
        refused = [call.error for call in team.slack.calls if not call.ok]
        assert not {"invalid_auth", "team_not_found", "user_not_found"} & set(refused)


async def test_rows_are_bound_to_their_workspace_and_hold_no_secret(world: World) -> None:
    """Tokens and the client's secret: in no table in clear, in no key and no value of Redis."""
    secrets = [
        world.acme.slack.bot_token,
        world.brava.slack.bot_token,
        world.slack.oauth.client_secret,
    ]
    with psycopg.connect(world.stores.environment["DATABASE_URL"]) as connection:
        for table in [*METADATA.tables, "procrastinate_jobs"]:
            rows = connection.execute(f"SELECT t::text FROM {table} t").fetchall()  # noqa: S608
            for secret in secrets:
                assert not any(secret in row[0] for row in rows), table
                assert not any(secret.encode().hex() in row[0] for row in rows), table
        runs = connection.execute("SELECT workspace_id, count(*) FROM run GROUP BY 1").fetchall()
        assert {name for name, _ in runs} == {"T0ACME", "T0BRAVA"}
        installed = connection.execute(
            "SELECT workspace_id, installer_id FROM installation ORDER BY 1"
        ).fetchall()
        assert installed == [("T0ACME", world.acme.anna.id), ("T0BRAVA", world.brava.anna.id)]
    with redis.Redis.from_url(world.stores.environment["REDIS_URL"]) as client:
        for key in client.scan_iter("*"):
            kept = [key, *_values(client, key)]
            for secret in secrets:
                assert not any(secret.encode() in each for each in kept), key


def _values(client: Any, key: bytes) -> list[bytes]:
    match client.type(key):
        case b"string":
            return [client.get(key) or b""]
        case b"list":
            return list(client.lrange(key, 0, -1))
        case b"hash":
            return [part for pair in client.hgetall(key).items() for part in pair]
        case b"zset":
            return list(client.zrange(key, 0, -1))
        case other:
            raise AssertionError(f"unknown kind {other!r} of {key!r}")


async def test_one_that_leaves_leaves_the_other_alone_and_may_come_back(world: World) -> None:
    """Last: it takes Acme out and in again."""
    acme, brava = world.acme, world.brava
    before = words_of(await acme.ask())
    acme.slack.uninstall()
    await acme.slack.deliveries.settled()
    async with open_desk(Settings.from_env(world.stores.environment)) as desk:
        assert [each.id for each in await desk.workspaces.all()] == ["T0BRAVA"]

    assert words_of(await brava.ask())
    await install(world, acme)

    assert words_of(await acme.ask()) == before
    messages = acme.slack.messages(acme.slack.direct(acme.anna))
    assert "Engage is back in Acme" in words_of(messages[-1])
