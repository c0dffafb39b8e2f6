"""Socket Mode: the same listeners, and a watchdog over the connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from assistant.errors import SettingsError
from handlers.socket import SILENCE, Socket
from playground.faults import Fault
from playground.slack import SlackDouble
from tests.scenario.running import Engage, words_of


class Running:
    """A socket that runs, and how to stop it."""

    def __init__(self, slack: SlackDouble, engage: Engage, app_token: str | None = None) -> None:
        self.stop = asyncio.Event()
        self.socket = Socket(
            engage.app,
            app_token=app_token or slack.app_token,
            api_url=slack.api_url,
            clock=engage.stores.clock,
            look_s=0.02,
        )
        self.task = asyncio.create_task(self.socket.run(self.stop))

    async def up(self) -> None:
        """Wait until there is a connection."""
        async with asyncio.timeout(10):
            while not await self.socket.connected():  # noqa: ASYNC110 - the client has no event
                await asyncio.sleep(0)

    async def end(self) -> None:
        self.stop.set()
        await self.task


@pytest.fixture
async def running(slack: SlackDouble, engage: Engage) -> AsyncIterator[Running]:
    slack.limits.enforced = False
    made = Running(slack, engage)
    slack.deliver_by_socket()
    await made.up()
    yield made
    await made.end()


async def test_commands_and_messages_come_over_the_socket(
    slack: SlackDouble, engage: Engage, running: Running
) -> None:
    """Acknowledged and answered as over HTTP."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)

    reply = await slack.command(anna, general, "/engage", "how are we doing?")
    asked = slack.mention(anna, general, "and in a thread?")
    await slack.deliveries.settled()
    await engage.quiet()

    assert reply.ok
    assert "12 replies" in words_of(slack.ephemerals(anna, general)[-1])
    assert "12 replies" in words_of(slack.thread(general, asked.ts)[1])


async def test_an_envelope_that_was_not_committed_comes_again(
    slack: SlackDouble, engage: Engage, running: Running
) -> None:
    """It is not acknowledged, so Slack delivers it anew."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    engage.stores.runs.down = True

    asked = slack.mention(anna, general, "how are we doing?")
    await slack.until(lambda: slack.events("app_mention")[0].replies, timeout_s=20)
    engage.stores.runs.down = False
    await slack.until(lambda: slack.events("app_mention")[0].taken, timeout_s=20)
    await engage.quiet()

    assert "12 replies" in words_of(slack.thread(general, asked.ts)[1])


async def test_a_silent_connection_is_made_anew(
    slack: SlackDouble, engage: Engage, running: Running
) -> None:
    """It may look alive and be deaf."""
    before = len(slack.calls_of("apps.connections.open"))

    engage.stores.clock.move(SILENCE + timedelta(seconds=1))
    await slack.until(lambda: len(slack.calls_of("apps.connections.open")) > before)
    await running.up()

    assert not running.task.done()


async def test_a_connection_that_cannot_be_had_is_tried_again(
    slack: SlackDouble, engage: Engage
) -> None:
    """Slack down at the start is no reason to end."""
    slack.limits.enforced = False
    slack.faults.add(Fault("apps.connections.open", "error", times=3, error="internal_error"))
    running = Running(slack, engage)

    await running.up()
    opened = slack.calls_of("apps.connections.open")
    await running.end()

    assert len(opened) == 4, "three that failed, and one"
    assert not await running.socket.connected()


async def test_a_wrong_app_token_ends_with_one_sentence(slack: SlackDouble, engage: Engage) -> None:
    """Waiting would not mend it."""
    running = Running(slack, engage, app_token="xapp-wrong")

    with pytest.raises(SettingsError, match="SLACK_APP_TOKEN: Slack does not accept it"):
        await running.task
