"""The double's rate limits and the faults a test can switch on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from playground.clock import ManualClock
from playground.faults import Fault
from playground.slack import SlackDouble
from tests.unit.playground_kit import refusal


@pytest.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    async with SlackDouble(clock=ManualClock()) as double:
        yield double


@pytest.fixture
def client(slack: SlackDouble) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, slack.api_url, team_id=slack.workspace.team_id)


async def test_a_channel_takes_a_message_a_second(
    slack: SlackDouble, client: AsyncWebClient
) -> None:
    """A short burst passes, then 429 with Retry-After; a second later one more."""
    assert isinstance(slack.clock, ManualClock)
    channel, other = slack.add_channel("general"), slack.add_channel("other")
    for _ in range(4):
        await client.chat_postMessage(channel=channel.id, text="x")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=channel.id, text="x")
    await client.chat_postMessage(channel=other.id, text="x")
    await slack.clock.advance(1)
    await client.chat_postMessage(channel=channel.id, text="x")

    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    assert len(slack.messages(channel)) == 5


async def test_tiers_count_per_method(slack: SlackDouble, client: AsyncWebClient) -> None:
    """The 51st update in one go is refused; other methods still pass."""
    channel = slack.add_channel("general")
    ts = (await client.chat_postMessage(channel=channel.id, text="x"))["ts"]
    for number in range(50):
        await client.chat_update(channel=channel.id, ts=ts, text=str(number))

    assert await refusal(client.chat_update(channel=channel.id, ts=ts, text="x")) == "ratelimited"
    assert (await client.chat_getPermalink(channel=channel.id, message_ts=ts))["ok"]


async def test_faults_strike_and_pass(slack: SlackDouble, client: AsyncWebClient) -> None:
    """Status, error, rate limit and dropped connections come as often as they were asked for."""
    channel = slack.add_channel("general")
    client.retry_handlers = []
    slack.faults.add(Fault("chat.postMessage", "status", status=500))
    slack.faults.add(Fault("chat.postMessage", "error", error="internal_error"))
    slack.faults.add(Fault("chat.postMessage", "drop"))
    slack.faults.add(Fault("chat.postMessage", "drop_after"))
    post = {"channel": channel.id, "text": "x"}

    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(**post)
    assert caught.value.response.status_code == 500
    assert await refusal(client.chat_postMessage(**post)) == "internal_error"
    for _ in range(2):
        with pytest.raises(aiohttp.ClientError):
            await client.chat_postMessage(**post)
    # The last one was done before its connection fell: one message stands, nobody was told.
    assert len(slack.messages(channel)) == 1
    await client.chat_postMessage(**post)
    assert [call.error for call in slack.calls] == [
        "no_answer", "internal_error", "no_answer", None, None,
    ]  # fmt: skip


async def test_a_hanging_call_is_ended_by_the_client(
    slack: SlackDouble, client: AsyncWebClient
) -> None:
    """A call that is never answered runs into the client's own time limit."""
    slack.faults.add(Fault("auth.test", "hang"))
    impatient = AsyncWebClient(slack.bot_token, slack.api_url, retry_handlers=[])
    impatient.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.05))
    try:
        with pytest.raises(TimeoutError):
            await impatient.auth_test()
    finally:
        await impatient.session.close()
    assert (await client.auth_test())["ok"]


async def test_the_sdk_heeds_a_rate_limit(slack: SlackDouble, client: AsyncWebClient) -> None:
    """slack_sdk's own retry handler reads the double's Retry-After."""
    client.retry_handlers = [AsyncRateLimitErrorRetryHandler(max_retry_count=1)]
    slack.faults.add(Fault("auth.test", "rate_limit", retry_after_s=0))

    assert (await client.auth_test())["ok"]
    assert [call.status for call in slack.calls] == [429, 200]


async def test_a_workspace_without_charts(slack: SlackDouble, client: AsyncWebClient) -> None:
    """Switched off, the new blocks are invalid and the rest is not."""
    channel = slack.add_channel("general")
    pie = {"type": "pie", "segments": [{"label": "a", "value": 1}]}
    chart = {"type": "data_visualization", "title": "Share", "chart": pie}

    await client.chat_postMessage(channel=channel.id, text="x", blocks=[chart])
    slack.faults.no_charts = True

    assert (
        await refusal(client.chat_postMessage(channel=channel.id, text="x", blocks=[chart]))
        == "invalid_blocks"
    )
    await client.chat_postMessage(channel=channel.id, text="x", blocks=[{"type": "divider"}])
