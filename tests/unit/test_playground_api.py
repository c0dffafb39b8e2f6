"""The double's Web API: arguments, tokens, messages, people."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.clock import ManualClock
from playground.slack import SlackDouble
from tests.unit.playground_kit import refusal


@pytest.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    async with SlackDouble(clock=ManualClock()) as double:
        yield double


@pytest.fixture
def client(slack: SlackDouble) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, slack.api_url, team_id=slack.workspace.team_id)


async def test_arguments_come_by_form_json_and_query(slack: SlackDouble) -> None:
    """All three ways of slack_sdk reach a method alike."""
    anna = slack.add_person("Anna")
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    url = f"{slack.api_url}users.info"
    async with aiohttp.ClientSession(headers=headers) as session:
        answers = [
            await (await session.post(url, data={"user": anna.id})).json(),
            await (await session.post(url, json={"user": anna.id})).json(),
            await (await session.get(url, params={"user": anna.id})).json(),
        ]

    assert [answer["user"]["real_name"] for answer in answers] == ["Anna"] * 3


async def test_tokens_and_names_are_checked(slack: SlackDouble, client: AsyncWebClient) -> None:
    """A wrong token, a wrong kind of token, another team and an unknown method are refused."""
    stranger = AsyncWebClient("xoxb-wrong", slack.api_url)
    nobody = AsyncWebClient(None, slack.api_url)

    assert await refusal(stranger.auth_test()) == "invalid_auth"
    assert await refusal(nobody.auth_test()) == "not_authed"
    assert await refusal(client.apps_connections_open(app_token=slack.bot_token)) == (
        "not_allowed_token_type"
    )
    assert await refusal(client.api_call("chat.teleport")) == "unknown_method"
    assert await refusal(client.auth_test(team_id="T9")) == "team_not_found"
    assert (await client.auth_test())["user_id"] == slack.workspace.bot.id


async def test_posting_follows_membership(slack: SlackDouble, client: AsyncWebClient) -> None:
    """A bot writes where it is a member, and sees no private channel it is not in."""
    anna, bert = slack.add_person("Anna"), slack.add_person("Bert")
    open_one = slack.add_channel("open", anna, bot=False)
    closed = slack.add_channel("closed", anna, kind="private", bot=False)
    between = slack.direct(anna, bert)
    inside = slack.add_channel("inside", anna)

    assert await refusal(client.chat_postMessage(channel=open_one.id, text="x")) == "not_in_channel"
    for hidden in (closed, between):
        posted = client.chat_postMessage(channel=hidden.id, text="x")
        assert await refusal(posted) == "channel_not_found"
    for_bert = client.chat_postEphemeral(channel=inside.id, user=bert.id, text="x")
    assert await refusal(for_bert) == "user_not_in_channel"
    answer = await client.chat_postMessage(channel=anna.id, text="Hello")
    assert slack.messages(slack.direct(anna))[0].ts == answer["ts"]


async def test_message_texts_and_threads(slack: SlackDouble, client: AsyncWebClient) -> None:
    """Texts are cut or refused by method; a thread needs its root."""
    anna = slack.add_person("Anna")
    channel = slack.add_channel("general", anna)
    post = await client.chat_postMessage(channel=channel.id, text="x" * 40_001)
    ts = post["ts"]

    assert len(slack.messages(channel)[0].text) == 40_000
    assert await refusal(client.chat_update(channel=channel.id, ts=ts, text="x" * 4_001)) == (
        "msg_too_long"
    )
    empty = client.api_call("chat.postMessage", json={"channel": channel.id})
    assert await refusal(empty) == "no_text"
    lost = client.chat_postMessage(channel=channel.id, text="x", thread_ts="1.2")
    assert await refusal(lost) == "thread_not_found"
    both = client.chat_postMessage(channel=channel.id, text="x", markdown_text="y")
    assert await refusal(both) == "markdown_text_conflict"
    mine = slack.say(anna, channel, "mine")
    assert await refusal(client.chat_update(channel=channel.id, ts=mine.ts, text="x")) == (
        "cant_update_message"
    )
    assert await refusal(client.chat_delete(channel=channel.id, ts=mine.ts)) == (
        "cant_delete_message"
    )


async def test_invalid_blocks_come_with_reasons(slack: SlackDouble, client: AsyncWebClient) -> None:
    """The answer carries the reasons twice, as Slack's does."""
    channel = slack.add_channel("general")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(
            channel=channel.id, text="x", blocks=[{"type": "markdown", "text": "x" * 12_001}]
        )

    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        f"[ERROR] {each}" for each in answer["errors"]
    ]
    assert "must be less than 12001 characters" in answer["errors"][0]


async def test_too_much_text_in_many_blocks(slack: SlackDouble, client: AsyncWebClient) -> None:
    """All texts together have a limit that each block alone does not reach."""
    channel = slack.add_channel("general")

    def blocks(count: int, length: int) -> list[dict[str, object]]:
        text = {"type": "mrkdwn", "text": "x" * length}
        return [{"type": "section", "text": text}] * count

    await client.chat_postMessage(channel=channel.id, text="x", blocks=blocks(50, 192))
    heavy = client.chat_postMessage(channel=channel.id, text="x", blocks=blocks(45, 252))
    assert await refusal(heavy) == "msg_blocks_too_long"


async def test_people_and_conversations(slack: SlackDouble, client: AsyncWebClient) -> None:
    """Guests, strangers and shared channels are told apart; members are paged."""
    anna = slack.add_person("Anna Berg", admin=True, zone="Europe/Berlin")
    guest, stranger = slack.add_guest("Gus"), slack.add_stranger("Eve")
    channel = slack.add_channel("general", anna, guest, stranger)
    told = (await client.users_info(user=anna.id))["user"]
    first = await client.conversations_members(channel=channel.id, limit=3)
    second = await client.conversations_members(
        channel=channel.id, limit=3, cursor=first["response_metadata"]["next_cursor"]
    )

    assert (told["is_admin"], told["tz"]) == (True, "Europe/Berlin")
    assert (await client.users_info(user=guest.id))["user"]["is_restricted"]
    assert (await client.users_info(user=stranger.id))["user"]["team_id"] != slack.workspace.team_id
    assert (await client.conversations_info(channel=channel.id))["channel"]["is_ext_shared"]
    assert set(first["members"]) | set(second["members"]) == channel.members
    assert second["response_metadata"]["next_cursor"] == ""
    opened = await client.conversations_open(users=[anna.id])
    assert opened["channel"]["id"] == slack.direct(anna).id


async def test_reactions(slack: SlackDouble, client: AsyncWebClient) -> None:
    """A reaction is added once."""
    anna = slack.add_person("Anna")
    channel = slack.add_channel("general", anna)
    message = slack.say(anna, channel, "hello")
    add = {"channel": channel.id, "timestamp": message.ts}

    await client.reactions_add(name="eyes", **add)
    assert await refusal(client.reactions_add(name="eyes", **add)) == "already_reacted"
    assert await refusal(client.reactions_add(name="no such", **add)) == "invalid_name"
    assert message.reactions == {"eyes": [slack.workspace.bot.id]}


async def test_a_missing_scope_is_named() -> None:
    """The token's scopes decide; the answer says what is needed and what is there."""
    granted = frozenset({"chat:write", "channels:read"})
    async with SlackDouble(scopes=granted) as slack:
        client = AsyncWebClient(slack.bot_token, slack.api_url)
        anna = slack.add_person("Anna")
        channel, group = slack.add_channel("open", anna), slack.add_channel("few", kind="mpim")
        await client.chat_postMessage(channel=channel.id, text="x")
        await client.conversations_info(channel=channel.id)
        with pytest.raises(SlackApiError) as caught:
            await client.users_info(user=anna.id)
        assert await refusal(client.conversations_info(channel=group.id)) == "missing_scope"

    assert caught.value.response["needed"] == "users:read"
    assert caught.value.response["provided"] == "channels:read,chat:write"


async def test_several_people_share_one_conversation(
    slack: SlackDouble, client: AsyncWebClient
) -> None:
    """The same people, the same conversation; at most eight, and nobody unknown."""
    people = [slack.add_person(f"Person {number}").id for number in range(9)]

    first = await client.conversations_open(users=people[:3])
    again = await client.conversations_open(users=people[:3][::-1])
    channel = slack.workspace.channels[first["channel"]["id"]]

    assert again["channel"]["id"] == channel.id
    assert (channel.kind, len(channel.members)) == ("mpim", 4)
    assert await refusal(client.conversations_open(users=people)) == "too_many_users"
    assert await refusal(client.conversations_open(users=[people[0], "U0NOBODY"])) == (
        "user_not_found"
    )


async def test_history_is_for_members_and_newest_first(
    slack: SlackDouble, client: AsyncWebClient
) -> None:
    """Replies and what only one person sees are left out; metadata is shown when asked for."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    other = slack.add_channel("other", anna, bot=False)
    noted = {"event_type": "noted", "event_payload": {"id": "1"}}
    for number in range(3):
        posted = await client.chat_postMessage(channel=general.id, text=f"{number}", metadata=noted)
    await client.chat_postMessage(channel=general.id, text="a reply", thread_ts=posted["ts"])
    await client.chat_postEphemeral(channel=general.id, user=anna.id, text="for Anna")

    plain = await client.conversations_history(channel=general.id, limit=2)
    whole = await client.conversations_history(channel=general.id, include_all_metadata=True)

    assert [each["text"] for each in plain["messages"]] == ["2", "1"]
    assert plain["has_more"] is True
    assert "metadata" not in plain["messages"][0]
    assert [each["metadata"] for each in whole["messages"]] == [noted] * 3
    assert await refusal(client.conversations_history(channel=other.id)) == "not_in_channel"


async def test_nothing_is_written_in_an_archived_channel(
    slack: SlackDouble, client: AsyncWebClient
) -> None:
    """Not a new message and not a change of an old one; it can still be read."""
    general = slack.add_channel("general", slack.add_person("Anna"))
    posted = await client.chat_postMessage(channel=general.id, text="before")
    general.archived = True

    post = client.chat_postMessage(channel=general.id, text="after")
    update = client.chat_update(channel=general.id, ts=posted["ts"], text="changed")

    assert (await refusal(post), await refusal(update)) == ("is_archived", "is_archived")
    assert (await client.conversations_info(channel=general.id))["channel"]["is_archived"] is True
    assert len((await client.conversations_history(channel=general.id))["messages"]) == 1


async def test_reading_what_was_written_needs_its_scope() -> None:
    """By the kind of the conversation; a conversation of several needs one of its own."""
    async with SlackDouble(scopes=frozenset({"groups:history", "im:write"})) as slack:
        anna, bert = slack.add_person("Anna"), slack.add_person("Bert")
        general = slack.add_channel("general", anna)
        closed = slack.add_channel("closed", anna, kind="private")
        client = AsyncWebClient(slack.bot_token, slack.api_url)

        assert await refusal(client.conversations_history(channel=general.id)) == "missing_scope"
        assert (await client.conversations_history(channel=closed.id))["messages"] == []
        assert await refusal(client.conversations_open(users=[anna.id, bert.id])) == (
            "missing_scope"
        )
        assert (await client.conversations_open(users=[anna.id]))["ok"]
