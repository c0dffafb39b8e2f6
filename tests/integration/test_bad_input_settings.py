"""`engage serve` as configured wrongly, and tokens that Slack does not take."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import suppress

import aiohttp
import pytest

from playground.faults import Fault
from playground.slack import SlackDouble
from tests import quick
from tests.integration.outages import OutageStores, Scene, no_trace, outage_stores, scene
from tests.integration.serving import free_port

pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]

QUESTION = "how many replies did we get last week?"


async def engage(*arguments: str, **settings: str) -> tuple[int, str]:
    """Exit code, and what stands on stderr, of a command that cannot do its work."""
    child = await asyncio.create_subprocess_exec(
        *quick.engage(),
        *arguments,
        env={"PATH": os.environ["PATH"], "ENGAGE_LOG_LEVEL": "error", **settings},
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await asyncio.wait_for(child.communicate(), 60)
    return child.returncode or 0, err.decode()


async def serve(*arguments: str, **settings: str) -> tuple[int, str]:
    """The same of `engage serve`."""
    return await engage("serve", *arguments, **settings)


async def test_everything_wrong_is_named_at_once() -> None:
    """Missing, contradicting and senseless settings, in one go; values are not repeated."""
    code, said = await serve(
        "--socket",
        SLACK_BOT_TOKEN="xoxb-hunter2",
        SLACK_CLIENT_ID="1.2",
        DATABASE_URL="mysql://root:hunter2@db/x",
        REDIS_URL="localhost",
        ENGAGE_PORT="many",
        ENGAGE_SECRET_KEY="hunter2",
    )

    assert code == 1
    for name in (
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_CLIENT_ID",
        "DATABASE_URL",
        "REDIS_URL",
        "ENGAGE_PORT",
        "ENGAGE_SECRET_KEY",
    ):
        assert name in said, name
    assert "hunter2" not in said
    assert len(said.strip().splitlines()) == 1
    no_trace([said])


@pytest.fixture(scope="module")
def stores() -> AsyncIterator[OutageStores]:
    with outage_stores() as stores:
        yield stores


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_a_token_that_slack_does_not_take_ends_with_one_sentence(
    stores: OutageStores, way: str
) -> None:
    """Which token, and what to do; not the token itself."""
    async with SlackDouble() as slack:
        settings = {
            **stores.environment,
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": "xoxb-of-yesterday" if way == "http" else slack.bot_token,
            "SLACK_APP_TOKEN": "xapp-of-yesterday",
            "SLACK_SIGNING_SECRET": "s",
            "ENGAGE_PORT": "0",
        }
        code, said = await serve(*(["--socket"] if way == "socket" else []), **settings)

    name = "SLACK_BOT_TOKEN" if way == "http" else "SLACK_APP_TOKEN"
    assert code == 1
    assert f"{name}: Slack does not accept it (invalid_auth)." in said
    assert "of-yesterday" not in said
    assert len(said.strip().splitlines()) == 1


async def test_a_port_that_is_taken_is_one_sentence(stores: OutageStores) -> None:
    """Somebody else listens there."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        code, said = await serve(
            **stores.environment,
            SLACK_BOT_TOKEN="xoxb-1",
            SLACK_SIGNING_SECRET="s",
            ENGAGE_PORT=port,
        )

    assert code == 1
    assert f"cannot listen on 127.0.0.1:{port}" in said
    assert len(said.strip().splitlines()) == 1


async def test_a_database_without_our_schema_says_the_command(stores: OutageStores) -> None:
    """As with a DATABASE_URL that `engage migrate` never saw."""
    bare = stores.environment["DATABASE_URL"].replace("/engage?", "/postgres?")
    code, said = await serve(
        **{**stores.environment, "DATABASE_URL": bare},
        SLACK_BOT_TOKEN="xoxb-1",
        SLACK_SIGNING_SECRET="s",
        ENGAGE_PORT="0",
    )

    assert code == 1
    assert "engage migrate" in said
    assert len(said.strip().splitlines()) == 1


@pytest.fixture
async def desk() -> AsyncIterator[Scene]:
    async with scene() as running:
        yield running


async def test_a_token_revoked_while_it_runs_loses_no_question(desk: Scene) -> None:
    """Who can be told is told what to do; with the new token everybody has one answer."""
    desk.slack.api.bot_token = desk.slack.bot_token = "xoxb-of-today"
    asked = desk.mention(QUESTION)
    reply = await desk.command(QUESTION)
    await desk.until(lambda: len(desk.told()) > 1)
    waiting = desk.told()
    await desk.program.end(signal.SIGTERM)
    await desk.program.start()
    await desk.until(lambda: desk.private() and desk.public(asked) and desk.tidy())

    assert reply.ok
    assert "does not accept Engage's token any more. Please tell whoever runs" in waiting[-1]
    assert "Your question is kept" in waiting[-1]
    assert [len(desk.private()), len(desk.thread(asked))] == [1, 1]
    no_trace(desk.told())


async def test_redis_and_slack_are_away_at_the_start(desk: Scene) -> None:
    """It waits, and `/readyz` says for what. Nothing has to be started again afterwards."""
    await desk.program.end(signal.SIGTERM)
    away = desk.slack.faults.add(Fault("*", "drop", times=None))
    await desk.stores.stop_redis()
    await desk.program.start()
    assert await desk.program.missing() == {"redis", "slack"}

    await desk.stores.start_redis()
    away.times = 0
    await desk.program.until_ready()
    asked = desk.mention(QUESTION)
    await desk.until(lambda: desk.public(asked))


async def test_postgres_is_away_at_the_start(desk: Scene) -> None:
    """It waits, as for Redis and Slack; nobody has to start it again."""
    await desk.program.end(signal.SIGTERM)
    await desk.stores.stop_postgres()
    await desk.program.start()
    assert "postgres" in await desk.program.missing()

    await desk.stores.start_postgres()
    await desk.program.until_ready()
    asked = desk.mention(QUESTION)
    await desk.until(lambda: desk.public(asked))

    assert len(desk.public(asked)) == 1


async def test_a_worker_waits_for_postgres_and_tells_so(stores: OutageStores) -> None:
    """On a port of its own, with the figures of all that waits."""
    port = str(free_port())
    await stores.stop_postgres()
    env = {"PATH": os.environ["PATH"], **stores.environment, "ENGAGE_WORKER_PORT": port}
    child = await asyncio.create_subprocess_exec(
        *quick.engage(), "worker", env=env, stderr=asyncio.subprocess.PIPE
    )
    seen: list[tuple[int, str]] = []

    async def until(path: str, words: str) -> None:
        async with asyncio.timeout(60), aiohttp.ClientSession() as http:
            while not seen or words not in seen[-1][1]:
                await asyncio.sleep(0.1)
                with suppress(aiohttp.ClientError):
                    async with http.get(f"http://127.0.0.1:{port}/{path}") as answer:
                        seen.append((answer.status, await answer.text()))

    await until("readyz", '{"postgres":false,"redis":true}')
    away = seen[-1]
    await stores.start_postgres()
    await until("readyz", '{"postgres":true,"redis":true}')
    back = seen[-1]
    await until("metrics", "engage_database_up 1.0")
    child.send_signal(signal.SIGTERM)
    _, said = await asyncio.wait_for(child.communicate(), 60)

    assert [away[0], back[0], child.returncode] == [503, 200, 0]
    assert "database.not_ready" in said.decode()
    assert 'engage_jobs{state="waiting"}' in seen[-1][1]
    assert "engage_slack_requests" not in seen[-1][1]


@pytest.mark.parametrize("command", ["ask", "migrate"])
async def test_a_database_out_of_reach_is_one_sentence(command: str) -> None:
    """Which store, and what to do; the address may hold a password."""
    given = ["ask", QUESTION] if command == "ask" else [command]
    code, said = await engage(
        *given,
        DATABASE_URL="postgresql://engage:hunter2@127.0.0.1:9/engage",
        REDIS_URL="redis://127.0.0.1:9/0",
        ENGAGE_SECRET_KEY="k" * 40,
        SLACK_BOT_TOKEN="xoxb-1",
        SLACK_SIGNING_SECRET="s",
        SLACK_API_URL="http://127.0.0.1:9/",
        ENGAGE_PORT="0",
    )

    assert code == 1
    assert "cannot reach its database (PostgreSQL) right now. Please try again" in said
    assert "hunter2" not in said
    assert len(said.strip().splitlines()) == 1


async def test_settings_that_no_command_can_use_are_named_by_each() -> None:
    """Also by commands that need less than `engage serve`."""
    for command in (
        ("ask", QUESTION),
        ("worker",),
        ("doctor",),
        ("connect", "bluesky", "acme.test"),
    ):
        code, said = await engage(*command, DATABASE_URL="mysql://db/x", ENGAGE_PORT="many")
        assert (code, len(said.strip().splitlines())) == (1, 1), (command, said)
        assert "DATABASE_URL: must look like" in said
        assert "ENGAGE_PORT: must be a whole number" in said
