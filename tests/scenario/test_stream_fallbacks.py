"""Every way Slack can spoil a stream, and what people see then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from playground.faults import Fault
from playground.slack import SlackDouble
from tests.scenario.running import Engage, words_of
from tests.scenario.staging import (
    CHART,
    WHOLE,
    Gates,
    ask,
    finish,
    reply_of,
    session,
    two_sentences,
)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("chat.startStream", "error", error="channel_type_not_supported"),
        Fault("chat.startStream", "error", error="unknown_method"),
        Fault("chat.startStream", "rate_limit", retry_after_s=30),
        Fault("chat.startStream", "status", status=500),
        Fault("chat.startStream", "drop"),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.error}",
)
async def test_without_a_stream_there_is_one_plain_post_at_the_end(
    slack: SlackDouble, engage: Engage, gates: Gates, fault: Fault
) -> None:
    """Whatever the reason, the whole answer comes once."""
    slack.faults.add(fault)
    engage.agent.script = two_sentences(gates, charts=(CHART,))

    general, asked = await ask(slack)
    await finish(slack, engage, gates)

    (_, reply) = slack.thread(general, asked.ts)
    assert words_of(reply) == WHOLE
    assert len(slack.calls_of("chat.postMessage")) == 1
    assert session(slack, general, asked) == "active"


async def test_an_empty_start_bucket_means_one_plain_post(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """No call is wasted on a refusal."""
    engage.stores.buckets.tokens["chat.startStream"] = 0
    engage.agent.script = two_sentences(gates)

    general, asked = await ask(slack)
    await finish(slack, engage, gates)

    assert slack.calls_of("chat.startStream") == []
    assert words_of(reply_of(slack, general, asked)) == WHOLE
    assert session(slack, general, asked) == "active"


@pytest.mark.parametrize(
    "fault",
    [
        Fault("chat.appendStream", "error", error="message_not_in_streaming_state"),
        Fault("chat.appendStream", "error", error="internal_error"),
        Fault("chat.appendStream", "drop_after"),
        Fault("chat.appendStream", "drop"),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.error}",
)
async def test_a_broken_stream_goes_on_as_an_edited_message(
    slack: SlackDouble, engage: Engage, gates: Gates, fault: Fault
) -> None:
    """Every word is shown exactly once, also when nobody knows whether an append arrived."""
    slack.faults.add(fault)
    engage.agent.script = two_sentences(gates, charts=(CHART,))

    general, asked = await ask(slack)
    await slack.until(lambda: slack.calls_of("chat.startStream"))
    gates.open("second")
    await slack.until(lambda: any(c.ok for c in slack.calls_of("chat.update")))
    await finish(slack, engage, gates)

    (_, reply) = slack.thread(general, asked.ts)
    assert reply.edited
    assert words_of(reply) == WHOLE
    assert "data_visualization" in [block["type"] for block in reply.shown_blocks]
    assert slack.calls_of("chat.postMessage") == []
    assert session(slack, general, asked) == "active"


async def test_a_stream_that_ended_by_itself_is_updated(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """StopStream answers message_not_in_streaming_state: the message is replaced."""
    slack.faults.add(
        Fault("chat.stopStream", "error", times=None, error="message_not_in_streaming_state")
    )
    engage.agent.script = two_sentences(gates)

    general, asked = await ask(slack)
    await slack.until(lambda: slack.calls_of("chat.startStream"))
    reply = reply_of(slack, general, asked)
    assert reply.stream is not None
    reply.stream.state = "expired"
    await finish(slack, engage, gates)

    assert words_of(reply) == WHOLE
    assert reply.edited
    assert session(slack, general, asked) == "active"


async def test_a_message_that_cannot_be_updated_is_posted_anew(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """The last way of all."""
    slack.faults.add(
        Fault("chat.stopStream", "error", times=None, error="message_not_in_streaming_state")
    )
    slack.faults.add(Fault("chat.update", "error", times=None, error="cant_update_message"))
    engage.agent.script = two_sentences(gates)

    general, asked = await ask(slack)
    await finish(slack, engage, gates)

    assert words_of(slack.thread(general, asked.ts)[-1]) == WHOLE
    assert session(slack, general, asked) == "active"


async def test_a_busy_slack_is_waited_for(slack: SlackDouble, engage: Engage, gates: Gates) -> None:
    """429 on append, stop and post: nothing is lost, nothing comes twice."""
    slack.faults.add(Fault("chat.appendStream", "rate_limit", retry_after_s=1))
    slack.faults.add(Fault("chat.stopStream", "rate_limit", retry_after_s=1))
    engage.agent.script = two_sentences(gates)

    general, asked = await ask(slack)
    await slack.until(lambda: slack.calls_of("chat.startStream"))
    gates.open("second")
    await slack.until(lambda: slack.calls_of("chat.appendStream"))
    await finish(slack, engage, gates)

    assert words_of(reply_of(slack, general, asked)) == WHOLE
    assert [call.status for call in slack.calls_of("chat.stopStream")] == [429, 200]


async def test_an_empty_append_bucket_holds_text_back_until_the_end(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """The quota of the workspace is never overdrawn."""
    engage.stores.buckets.tokens["chat.appendStream"] = 0
    engage.agent.script = two_sentences(gates)

    general, asked = await ask(slack)
    await slack.until(lambda: slack.calls_of("chat.startStream"))
    await finish(slack, engage, gates)

    assert slack.calls_of("chat.appendStream") == []
    assert words_of(reply_of(slack, general, asked)) == WHOLE


async def test_a_stream_older_than_its_life_goes_on_as_edits(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """Slack lets streams die at about five minutes: Engage leaves before."""
    engage.agent.script = two_sentences(gates)

    general, asked = await ask(slack)
    await engage.streaming()
    engage.stores.clock.move(timedelta(minutes=4, seconds=31))
    gates.open("second")
    await slack.until(lambda: slack.calls_of("chat.update"))
    await finish(slack, engage, gates)

    assert slack.calls_of("chat.appendStream") == []
    assert words_of(reply_of(slack, general, asked)) == WHOLE
