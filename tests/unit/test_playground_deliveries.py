"""How the double reaches the app: signatures, retries, sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from playground.clock import ManualClock
from playground.slack import SlackDouble
from tests.unit.playground_kit import App, clock_of, served


@pytest.fixture
async def app() -> AsyncIterator[App]:
    async with served(App()) as app:
        yield app


@pytest.fixture
async def slack(app: App) -> AsyncIterator[SlackDouble]:
    async with SlackDouble(clock=ManualClock()) as slack:
        slack.deliver_to(app.url)
        yield slack


@pytest.fixture
def client(slack: SlackDouble) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, slack.api_url)


async def test_requests_are_signed(slack: SlackDouble, app: App) -> None:
    """slack_sdk's own verifier accepts events and commands, and no forged body."""
    anna = slack.add_person("Anna")
    channel = slack.add_channel("general", anna)
    await slack.command(anna, channel, "/engage", "how are we?")
    slack.say(anna, channel, "hello")
    await slack.deliveries.settled()
    verifier = SignatureVerifier(slack.signing_secret)

    assert len(app.got) == 2
    for headers, body in app.got:
        assert verifier.is_valid_request(body, headers)
        assert not verifier.is_valid_request(body + " ", headers)


async def test_a_mention_is_two_events(slack: SlackDouble) -> None:
    """app_mention and message, with two ids; in a direct message only the message."""
    anna = slack.add_person("Anna")
    channel = slack.add_channel("general", anna)
    slack.mention(anna, channel, "hello")
    slack.mention(anna, slack.direct(anna), "hello")
    sent = [delivery.payload for delivery in slack.deliveries.log]

    assert [each["event"]["type"] for each in sent] == ["app_mention", "message", "message"]
    assert len({each["event_id"] for each in sent}) == 3
    assert sent[2]["event"]["channel_type"] == "im"
    await slack.deliveries.settled()


async def test_a_channel_without_the_bot_stays_silent(slack: SlackDouble) -> None:
    """Nothing is delivered from where the bot is not; who names it is told so."""
    anna, bert = slack.add_person("Anna"), slack.add_person("Bert")
    channel = slack.add_channel("elsewhere", anna, bot=False)
    slack.mention(anna, channel, "hello")
    slack.say(anna, slack.direct(anna, bert), "hello")

    assert slack.deliveries.log == []
    assert "not in this channel" in slack.ephemerals(anna, channel)[0].text


async def test_an_event_comes_again_until_it_is_taken(slack: SlackDouble, app: App) -> None:
    """At once, after a minute and after five; the same event id, the reason in a header."""
    anna = slack.add_person("Anna")
    channel = slack.add_channel("general", anna)
    app.then(500)
    app.then(502)
    app.then(200)
    slack.say(anna, channel, "hello")
    await slack.until(lambda: len(app.got) == 2 and clock_of(slack).sleeping)
    await slack.until(lambda: len(slack.deliveries.log[0].replies) == 2)
    await clock_of(slack).advance(60)
    await slack.deliveries.settled()

    retries = [
        (headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason"))
        for headers, _ in app.got
    ]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert len({json.loads(body)["event_id"] for _, body in app.got}) == 1


async def test_a_slow_answer_counts_as_none(slack: SlackDouble, app: App) -> None:
    """After three seconds the event comes again with http_timeout."""
    arrived, released = asyncio.Event(), asyncio.Event()

    async def slow() -> web.Response:
        arrived.set()
        await released.wait()
        return web.Response()

    app.answers.append(slow)
    anna = slack.add_person("Anna")
    channel = slack.add_channel("general", anna)
    slack.say(anna, channel, "hello")
    await asyncio.wait_for(arrived.wait(), 5)
    await clock_of(slack).advance(3)
    await slack.deliveries.settled()
    released.set()

    assert app.got[1][0]["x-slack-retry-reason"] == "http_timeout"
    assert [reply.reason for reply in slack.deliveries.log[0].replies] == ["http_timeout", None]


async def test_the_app_can_refuse_retries(slack: SlackDouble, app: App) -> None:
    """x-slack-no-retry ends it."""
    app.then(500, **{"x-slack-no-retry": "1"})
    anna = slack.add_person("Anna")
    slack.say(anna, slack.direct(anna), "hello")
    await slack.deliveries.settled()

    assert len(app.got) == 1


async def test_a_failed_command_is_told_to_the_person(slack: SlackDouble, app: App) -> None:
    """It is not sent again; the workspace says what happened."""
    app.then(500)
    anna = slack.add_person("Anna")
    channel = slack.add_channel("general", anna)
    await slack.command(anna, channel, "/engage")

    assert len(app.got) == 1
    assert "/engage failed" in slack.ephemerals(anna, channel)[0].text


async def test_the_bots_own_messages_come_back_as_events(
    slack: SlackDouble, client: AsyncWebClient
) -> None:
    """Posting, changing and deleting are told to the app as well, as in Slack."""
    channel = slack.add_channel("general")
    ts = (await client.chat_postMessage(channel=channel.id, text="x"))["ts"]
    await client.chat_update(channel=channel.id, ts=ts, text="y")
    await client.chat_delete(channel=channel.id, ts=ts)
    await slack.deliveries.settled()

    subtypes = [d.payload["event"].get("subtype") for d in slack.events("message")]
    assert subtypes == [None, "message_changed", "message_deleted"]


async def test_socket_mode_redelivers_what_is_not_acknowledged() -> None:
    """The same envelope content again with retry_attempt; a command's answer comes back."""
    async with SlackDouble(clock=ManualClock()) as slack:
        slack.deliver_by_socket()
        web_client = AsyncWebClient(base_url=slack.api_url)
        socket = SocketModeClient(slack.app_token, web_client=web_client, ping_interval=0.2)
        got: list[SocketModeRequest] = []

        async def listen(_: object, request: SocketModeRequest) -> None:
            got.append(request)
            slack.workspace.tell("heard")
            if request.type == "slash_commands":
                answer = SocketModeResponse(request.envelope_id, {"text": "One moment"})
                await socket.send_socket_mode_response(answer)
            elif request.retry_attempt:
                await socket.send_socket_mode_response(SocketModeResponse(request.envelope_id))

        socket.socket_mode_request_listeners.append(listen)  # type: ignore[arg-type]
        await socket.connect()
        try:
            await asyncio.wait_for(slack.sockets.connected(), 5)
            anna = slack.add_person("Anna")
            channel = slack.add_channel("general", anna)
            slack.say(anna, channel, "hello")
            await slack.until(lambda: len(got) == 1)
            await clock_of(slack).advance(3)
            await slack.until(lambda: len(got) == 2)
            await slack.deliveries.settled()
            reply = await slack.command(anna, channel, "/engage")
        finally:
            await socket.close()
            await socket.aiohttp_client_session.close()

    assert [request.retry_attempt for request in got[:2]] == [0, 1]
    assert got[0].payload["event_id"] == got[1].payload["event_id"]
    assert reply.body == {"text": "One moment"}
    assert slack.ephemerals(anna, channel)[0].text == "One moment"


async def test_a_socket_needs_a_fresh_ticket() -> None:
    """The link of apps.connections.open lets one socket in."""
    async with SlackDouble() as slack, aiohttp.ClientSession() as session:
        client = AsyncWebClient(base_url=slack.api_url)
        url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
        async with session.ws_connect(url) as socket:
            hello = await socket.receive_json()
            assert hello["type"] == "hello"
            await slack.sockets.refresh("warning")
            assert await socket.receive_json() == {"type": "disconnect", "reason": "warning"}
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
