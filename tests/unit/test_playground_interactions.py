"""Commands, buttons, modals and Home tabs of the double."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.acts import find_action
from playground.clock import ManualClock
from playground.slack import SlackDouble
from tests.unit.playground_kit import App, Json, clock_of, refusal, served


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


def test_of_several_buttons_with_one_id_the_pressed_one_counts() -> None:
    """A list has the same button in each of its rows: its value and its block tell them apart."""

    def row(name: str) -> dict[str, Any]:
        button = {"type": "button", "action_id": "ask", "value": name}
        menu = {"type": "overflow", "action_id": "more", "options": [{"value": f"drop:{name}"}]}
        return {"type": "actions", "elements": [button, menu]}

    rows = [row("anna"), row("ben")]
    pressed = find_action(rows, "ask", "ben", "1.0")
    assert (pressed["value"], pressed["block_id"]) == ("ben", "b1")
    assert find_action(rows, "ask", None, "1.0")["value"] == "anna"
    chosen = find_action(rows, "more", "drop:ben", "1.0")
    assert (chosen["selected_option"], chosen["block_id"]) == ({"value": "drop:ben"}, "b1")
