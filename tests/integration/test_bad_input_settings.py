"""`engage serve` as configured wrongly, and tokens that Slack does not take."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator

import pytest

from playground.faults import Fault
from playground.slack import SlackDouble
from tests.integration.outages import OutageStores, Scene, no_trace, outage_stores, scene
from tests.integration.serving import ENGAGE

pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]

QUESTION = "how many replies did we get last week?"


async def serve(*arguments: str, **settings: str) -> tuple[int, str]:
    """Exit code, and what stands on stderr, of a program that cannot serve."""
    child = await asyncio.create_subprocess_exec(
        ENGAGE,
        "serve",
        *arguments,
        env={"PATH": os.environ["PATH"], "ENGAGE_LOG_LEVEL": "error", **settings},
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await asyncio.wait_for(child.communicate(), 60)
    return child.returncode or 0, err.decode()


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
    """Slack refuses every call: whoever can be told is told, and answered with the new token."""
    fault = desk.slack.faults.add(Fault("*", "error", times=None, error="token_revoked"))
    desk.slack.faults.add(Fault("response_url", "hang", times=0))
    asked = desk.mention(QUESTION)
    before = len(desk.slack.calls)
    await desk.until(lambda: len(desk.slack.calls) > before + 1)
    fault.times = 0
    await desk.until(lambda: desk.public(asked) and desk.tidy())

    assert len(desk.public(asked)) == 1
    no_trace(desk.told())
