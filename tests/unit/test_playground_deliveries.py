"""How the double reaches the app: signatures, retries, sockets, interactions, views."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from playground.acts import find_action
from playground.clock import ManualClock
from playground.slack import SlackDouble

Json = dict[str, Any]


class App:
    """A request URL that keeps what it gets and answers from a queue (200 when it is empty)."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], str]] = []
        self.answers: list[Callable[[], Awaitable[web.Response]]] = []

    async def handle(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.got.append((headers, await request.text()))
        return await self.answers.pop(0)() if self.answers else web.Response()

    def then(self, status: int = 200, body: Json | str = "", **headers: str) -> None:
        async def answer() -> web.Response:
            if isinstance(body, dict):
                return web.json_response(body, status=status)
            return web.Response(status=status, text=body, headers=headers)

        self.answers.append(answer)

    @property
    def interaction(self) -> Json:
        """The last interaction's payload."""
        return dict(json.loads(parse_qs(self.got[-1][1])["payload"][0]))


@pytest.fixture
async def app() -> AsyncIterator[App]:
    app = App()
    served = web.Application()
    served.router.add_post("/slack/events", app.handle)
    runner = web.AppRunner(served)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    app.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"  # type: ignore[attr-defined]
    yield app
    await runner.cleanup()


@pytest.fixture
async def slack(app: App) -> AsyncIterator[SlackDouble]:
    async with SlackDouble(clock=ManualClock()) as slack:
        slack.deliver_to(app.url)  # type: ignore[attr-defined]
        yield slack


@pytest.fixture
def client(slack: SlackDouble) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, slack.api_url)


def clock_of(slack: SlackDouble) -> ManualClock:
    assert isinstance(slack.clock, ManualClock)
    return slack.clock


async def refusal(call: object) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call  # type: ignore[misc]
    return str(caught.value.response["error"])


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


async def test_the_answer_to_a_command_is_private(slack: SlackDouble, app: App) -> None:
    """Text or blocks of the ack become a message that one person sees."""
    app.then(200, "One moment")
    app.then(200, {"response_type": "in_channel", "text": "For all"})
    anna = slack.add_person("Anna")
    channel = slack.add_channel("general", anna)
    await slack.command(anna, channel, "/engage")
    await slack.command(anna, channel, "/engage")

    assert [message.text for message in slack.ephemerals(anna, channel)] == ["One moment"]
    assert [message.text for message in slack.messages(channel)] == ["For all"]


async def test_a_response_url_takes_five_posts_in_half_an_hour(
    slack: SlackDouble, app: App
) -> None:
    """The sixth is refused, and so is any after 30 minutes."""
    anna = slack.add_person("Anna")
    channel = slack.add_channel("general", anna, bot=False)
    await slack.command(anna, channel, "/engage")
    await slack.command(anna, channel, "/engage")
    first, second = (parse_qs(body)["response_url"][0] for _, body in app.got)
    async with aiohttp.ClientSession() as session:

        async def post(url: str) -> int:
            async with session.post(url, json={"text": "x"}) as answer:
                return answer.status

        assert [await post(first) for _ in range(6)] == [200] * 5 + [404]
        assert await post(second) == 200
        await clock_of(slack).advance(30 * 60 + 1)
        assert await post(second) == 404
        assert len(slack.ephemerals(anna, channel)) == 6


async def test_a_response_url_replaces_what_was_clicked(
    slack: SlackDouble, app: App, client: AsyncWebClient
) -> None:
    """An ephemeral message has no other way to change; its click carries no content."""
    anna = slack.add_person("Anna")
    channel = slack.add_channel("general", anna)
    button = {
        "type": "button",
        "text": {"type": "plain_text", "text": "More"},
        "action_id": "more",
        "value": "v1",
    }
    blocks = [{"type": "actions", "elements": [button]}]
    await client.chat_postEphemeral(channel=channel.id, user=anna.id, text="x", blocks=blocks)
    message = slack.ephemerals(anna, channel)[0]
    await slack.click(anna, message, "more")
    payload = app.interaction
    async with aiohttp.ClientSession() as session:
        await session.post(payload["response_url"], json={"text": "y", "replace_original": True})
        assert (message.text, message.blocks) == ("y", [])
        bad = {"text": "y", "blocks": [{"type": "teapot"}]}
        async with session.post(payload["response_url"], json=bad) as answer:
            assert answer.status == 400
        await session.post(payload["response_url"], json={"delete_original": True})

    assert slack.ephemerals(anna, channel) == []
    assert "message" not in payload
    assert payload["container"]["is_ephemeral"]
    assert payload["actions"][0]["value"] == "v1"


async def test_a_trigger_opens_one_modal_within_three_seconds(
    slack: SlackDouble, app: App, client: AsyncWebClient
) -> None:
    """Used twice or too late, it is refused."""
    anna = slack.add_person("Anna")
    channel = slack.add_channel("general", anna)
    await slack.command(anna, channel, "/engage")
    await slack.command(anna, channel, "/engage")
    first, second = (parse_qs(body)["trigger_id"][0] for _, body in app.got)

    assert (
        await refusal(client.views_open(trigger_id="1.2.x", view=modal())) == "invalid_trigger_id"
    )
    await client.views_open(trigger_id=first, view=modal())
    again = client.views_open(trigger_id=first, view=modal())
    assert await refusal(again) == "exchanged_trigger_id"
    await clock_of(slack).advance(3.1)
    late = client.views_open(trigger_id=second, view=modal())
    assert await refusal(late) == "expired_trigger_id"


def modal(**more: Any) -> Json:
    title = {"type": "plain_text", "text": "Settings"}
    element = {"type": "plain_text_input", "action_id": "words"}
    block = {"type": "input", "block_id": "field", "label": title, "element": element}
    return {"type": "modal", "title": title, "submit": title, "blocks": [block], **more}


async def test_modals_stack_update_and_submit(
    slack: SlackDouble, app: App, client: AsyncWebClient
) -> None:
    """Three deep, hash-checked, field errors kept open, closed when accepted."""
    anna = slack.add_person("Anna")
    channel = slack.add_channel("general", anna)
    stack = slack.workspace.modals
    await slack.command(anna, channel, "/engage")
    trigger = parse_qs(app.got[-1][1])["trigger_id"][0]
    opened = (await client.views_open(trigger_id=trigger, view=modal()))["view"]
    await client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal())
    stale = client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal())
    assert await refusal(stale) == "hash_conflict"
    for _ in range(2):
        trigger = slack.interactions.trigger(anna.id)
        await client.views_push(trigger_id=trigger, view=modal())
    trigger = slack.interactions.trigger(anna.id)
    assert (
        await refusal(client.views_push(trigger_id=trigger, view=modal())) == "push_limit_reached"
    )

    top = stack[anna.id][-1]
    values = {"field": {"words": {"type": "plain_text_input", "value": "x"}}}
    app.then(200, {"response_action": "errors", "errors": {"field": "Too short"}})
    await slack.submit(anna, top, values)
    assert len(stack[anna.id]) == 3
    await slack.submit(anna, top, values)
    assert len(stack[anna.id]) == 2
    assert app.interaction["view"]["state"]["values"] == values
    app.then(200, {"response_action": "clear"})
    await slack.submit(anna, stack[anna.id][-1], values)
    assert anna.id not in stack


async def test_closing_is_told_when_asked_for(
    slack: SlackDouble, app: App, client: AsyncWebClient
) -> None:
    """view_closed comes only with notify_on_close."""
    anna = slack.add_person("Anna")
    for notify in (False, True):
        trigger = slack.interactions.trigger(anna.id)
        await client.views_open(trigger_id=trigger, view=modal(notify_on_close=notify))
        await slack.dismiss(anna, slack.workspace.modals[anna.id][-1])

    assert [app.interaction["type"]] * len(app.got) == ["view_closed"]


async def test_views_are_checked(slack: SlackDouble, client: AsyncWebClient) -> None:
    """Title, metadata and a missing submit are refused with reasons."""
    anna = slack.add_person("Anna")
    long = {"type": "plain_text", "text": "x" * 25}
    without = modal()
    del without["submit"]
    for bad in (modal(title=long), modal(private_metadata="x" * 3_001), without):
        trigger = slack.interactions.trigger(anna.id)
        assert await refusal(client.views_open(trigger_id=trigger, view=bad)) == "invalid_arguments"


async def test_home_and_messages_tabs(slack: SlackDouble, client: AsyncWebClient) -> None:
    """Opening a tab is an event; a published Home is what the person sees."""
    anna = slack.add_person("Anna")
    slack.open_app(anna, "messages")
    view = {"type": "home", "blocks": [{"type": "divider"}]}
    published = (await client.views_publish(user_id=anna.id, view=view))["view"]
    await client.views_publish(user_id=anna.id, view=view, hash=published["hash"])
    stale = client.views_publish(user_id=anna.id, view=view, hash=published["hash"])
    assert await refusal(stale) == "hash_conflict"
    slack.open_app(anna, "home")
    await slack.deliveries.settled()

    opened = [delivery.payload["event"] for delivery in slack.events("app_home_opened")]
    assert [event["tab"] for event in opened] == ["messages", "home"]
    assert opened[1]["view"]["id"] == slack.workspace.homes[anna.id].id


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


async def test_a_message_shortcut(slack: SlackDouble, app: App) -> None:
    """A shortcut carries the message it was used on."""
    anna = slack.add_person("Anna")
    channel = slack.add_channel("general", anna)
    message = slack.say(anna, channel, "hello")
    await slack.deliveries.settled()
    await slack.shortcut(anna, message, "ask_about_this")

    assert app.interaction["callback_id"] == "ask_about_this"
    assert app.interaction["message"]["text"] == "hello"


def test_actions_are_found_by_id() -> None:
    """Choices, feedback and buttons become the action Slack would send."""
    option = {"text": {"type": "plain_text", "text": "One"}, "value": "1"}
    choice = {"type": "static_select", "action_id": "pick", "options": [option]}
    rating = {"type": "feedback_buttons", "action_id": "rate"}
    blocks = [
        {"type": "section", "accessory": choice},
        {"type": "context_actions", "elements": [rating]},
    ]

    assert find_action(blocks, "pick", "1", "1.0")["selected_option"] == option
    assert find_action(blocks, "rate", "good", "1.0")["value"] == "good"
    with pytest.raises(LookupError):
        find_action(blocks, "none", None, "1.0")


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
