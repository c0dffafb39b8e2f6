"""What the page may do in a person's name, and what it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.doing import Doings, written
from playground.errors import SlackError
from playground.slack import SlackDouble
from playground.telling import change_told, state_told
from playground.web import Page, Welcome
from playground.workspace import Change
from tests.unit.playground_kit import App, served


@pytest.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    async with SlackDouble() as slack, served(App()) as app:
        slack.deliver_to(app.url)
        yield slack


async def refused(doings: Doings, person: Any, **request: Any) -> str:
    with pytest.raises(SlackError) as caught:
        await doings.do(person, request)
    return caught.value.error


def test_typed_text_becomes_slacks() -> None:
    """Names become mentions, brackets are escaped, addresses stay."""
    slack = SlackDouble()
    anna = slack.add_person("Anna Berg")
    people, bot = slack.workspace.people, slack.workspace.bot.id

    assert written("@engage <b> & you?", people) == f"<@{bot}> &lt;b&gt; &amp; you?"
    assert written("(@anna.berg) and @anna.berg.", people) == f"(<@{anna.id}>) and <@{anna.id}>."
    assert written("mail me@engage or @nobody", people) == "mail me@engage or @nobody"


async def test_nobody_acts_where_they_are_not(slack: SlackDouble) -> None:
    """Channels, messages and windows of others cannot be used."""
    doings = Doings(slack)
    anna, bert = slack.add_person("Anna"), slack.add_person("Bert")
    closed = slack.add_channel("closed", anna, kind="private")
    both = slack.add_channel("both", anna, bert)
    client = AsyncWebClient(slack.bot_token, slack.api_url)
    await client.chat_postEphemeral(channel=both.id, user=anna.id, text="for Anna")
    hers = slack.ephemerals(anna, both)[0]
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}
    await client.views_open(trigger_id=slack.interactions.trigger(anna.id), view=view)
    window = slack.workspace.modals[anna.id][0].id

    said = refused(doings, bert, do="say", channel=closed.id, text="x")
    assert await said == "channel_not_found"
    click = {"do": "click", "channel": both.id, "ts": hers.ts, "action_id": "a"}
    assert await refused(doings, bert, **click) == "message_not_found"
    assert await refused(doings, bert, do="dismiss", view=window) == "not_found"
    assert await refused(doings, bert, do="fly") == "unknown_act"
    assert await refused(doings, bert, do="say", channel=both.id) == "invalid_act"
    long = {"do": "say", "channel": both.id, "text": "x" * 12_001}
    assert await refused(doings, bert, **long) == "msg_too_long"


async def test_everybody_is_told_only_what_they_see(slack: SlackDouble) -> None:
    """Private messages, private channels and windows stay with their people."""
    anna, bert = slack.add_person("Anna"), slack.add_person("Bert")
    both = slack.add_channel("both", anna, bert)
    slack.add_channel("closed", anna, kind="private")
    news: list[Change] = []
    slack.workspace.watchers.append(news.append)
    client = AsyncWebClient(slack.bot_token, slack.api_url)
    await client.chat_postEphemeral(channel=both.id, user=anna.id, text="for Anna")
    view = {"type": "home", "blocks": []}
    await client.views_publish(user_id=anna.id, view=view)

    told = {
        person.id: [
            news_told["kind"]
            for change in news
            if (news_told := change_told(change, slack, person)) is not None
        ]
        for person in (anna, bert)
    }
    assert told == {anna.id: ["message", "home"], bert.id: []}
    state = state_told(slack, bert)
    assert [channel["name"] for channel in state["channels"]] == ["both"]
    assert (state["messages"], state["home"]) == ([], None)
    assert len(state_told(slack, anna)["messages"]) == 1


async def test_the_socket_survives_nonsense(slack: SlackDouble) -> None:
    """What is no request is passed over; what cannot be done is answered in words."""
    anna = slack.add_person("Anna")
    room = slack.add_channel("room", anna)
    page = Page(slack, (anna,), (), Welcome("", "", "", ()))
    jar = aiohttp.CookieJar(unsafe=True)
    async with page, aiohttp.ClientSession(cookie_jar=jar) as session, asyncio.timeout(10):
        await session.get(page.url)
        base = f"http://127.0.0.1:{page.port}"
        async with session.ws_connect(f"{base}/socket", headers={"Origin": base}) as socket:
            assert (await socket.receive_json())["kind"] == "state"
            for nonsense in ("{", "[]", "null", '"x"'):
                await socket.send_str(nonsense)
            await socket.send_json({"do": "say", "id": 1, "channel": "C?", "text": "x"})
            notice, done = await socket.receive_json(), await socket.receive_json()
            await socket.send_json({"do": "say", "id": 2, "channel": room.id, "text": "hello"})
            heard = await socket.receive_json()

    assert "channel_not_found" in notice["text"]
    assert done == {"kind": "done", "id": 1}
    assert heard["message"]["text"] == "hello"


async def test_a_shortcut_is_used_on_what_all_see(slack: SlackDouble) -> None:
    """Not on a message for somebody else's eyes, nor on one's own private one."""
    doings = Doings(slack)
    anna, bert = slack.add_person("Anna"), slack.add_person("Bert")
    general = slack.add_channel("general", anna, bert)
    said = slack.say(bert, general, "look at this")
    client = AsyncWebClient(slack.bot_token, slack.api_url)
    await client.chat_postEphemeral(channel=general.id, user=anna.id, text="for Anna")
    private = slack.ephemerals(anna, general)[0]
    request = {"do": "shortcut", "channel": general.id, "callback_id": "engage.draft"}

    await doings.do(anna, request | {"ts": said.ts})
    told = await refused(doings, anna, **request, ts=private.ts)

    sent = [each.payload for each in slack.deliveries.log if each.kind == "interactive"]
    assert [(each["type"], each["message_ts"]) for each in sent] == [("message_action", said.ts)]
    assert told == "message_not_found"
