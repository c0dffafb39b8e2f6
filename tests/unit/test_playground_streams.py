"""Streams and sessions of the double."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.clock import ManualClock
from playground.slack import SUBSCRIPTIONS, SlackDouble
from playground.workspace import Channel, Message, Person
from tests.unit.playground_kit import refusal


class Scene:
    """A channel with a question in it, and a client that answers."""

    def __init__(self, slack: SlackDouble) -> None:
        self.slack = slack
        self.anna: Person = slack.add_person("Anna")
        self.channel: Channel = slack.add_channel("general", self.anna)
        self.root: Message = slack.mention(self.anna, self.channel, "how are we?")
        self.client = AsyncWebClient(slack.bot_token, slack.api_url)
        self.place = {"channel": self.channel.id, "thread_ts": self.root.ts}
        self.recipient = {
            "recipient_team_id": self.anna.team_id,
            "recipient_user_id": self.anna.id,
        }

    async def start(self, **content: Any) -> dict[str, str]:
        answer = await self.client.chat_startStream(**self.place, **self.recipient, **content)
        return {"channel": self.channel.id, "ts": answer["ts"]}

    @property
    def answer(self) -> Message:
        return self.slack.thread(self.channel, self.root.ts)[1]

    @property
    def status(self) -> str:
        return self.slack.workspace.sessions[self.channel.id, self.root.ts].status


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with SlackDouble(clock=ManualClock()) as slack:
        yield Scene(slack)


def text(words: str) -> dict[str, str]:
    return {"type": "markdown_text", "text": words}


def task(status: str, **more: str) -> dict[str, str]:
    return {"type": "task_update", "id": "t1", "title": "Reading posts", "status": status, **more}


async def test_pieces_are_shown_in_order(scene: Scene) -> None:
    """Text flows, a task card stands where it began and takes its later states."""
    place = await scene.start(chunks=[text("One "), task("in_progress", details="a")])
    await scene.client.chat_appendStream(**place, chunks=[text("two "), text("three")])
    await scene.client.chat_appendStream(**place, chunks=[task("complete", details="b")])
    button = {"type": "button", "text": {"type": "plain_text", "text": "Share"}}
    closing = [{"type": "actions", "elements": [button]}]
    await scene.client.chat_stopStream(**place, blocks=closing)

    shown = scene.answer.shown_blocks
    assert [block["type"] for block in shown] == ["markdown", "task_card", "markdown", "actions"]
    assert (shown[0]["text"], shown[2]["text"]) == ("One ", "two three")
    assert shown[1]["status"] == "complete"
    assert shown[1]["details"]["elements"][0]["elements"][0]["text"] == "ab"
    assert scene.answer.shown_text == "One two three"


async def test_a_plan_gathers_its_tasks(scene: Scene) -> None:
    """In plan mode all tasks stand in one block."""
    place = await scene.start(
        task_display_mode="plan", chunks=[{"type": "plan_update", "title": "Looking"}]
    )
    await scene.client.chat_appendStream(**place, chunks=[task("complete")])

    plan = scene.answer.shown_blocks[0]
    assert (plan["type"], plan["title"], len(plan["tasks"])) == ("plan", "Looking", 1)


async def test_a_stream_keeps_its_mode(scene: Scene) -> None:
    """Chunks and top-level text never mix in one stream."""
    chunky = await scene.start(chunks=[text("a")])
    plain = await scene.start(markdown_text="a")
    client = scene.client

    mismatch = "streaming_mode_mismatch"
    assert await refusal(client.chat_appendStream(**chunky, markdown_text="b")) == mismatch
    assert await refusal(client.chat_stopStream(**chunky, markdown_text="b")) == mismatch
    assert await refusal(client.chat_appendStream(**plain, chunks=[text("b")])) == mismatch
    assert (await client.chat_stopStream(**chunky, chunks=[text("b")]))["ok"]


async def test_nothing_follows_the_stop(scene: Scene) -> None:
    """Once stopped, a stream takes nothing more, but may be edited."""
    place = await scene.start(chunks=[text("a")])
    early = scene.client.chat_update(**place, text="edited")
    assert await refusal(early) == "streaming_state_conflict"
    assert await refusal(scene.client.chat_delete(**place)) == "cant_delete_message"
    await scene.client.chat_stopStream(**place)

    late = scene.client.chat_appendStream(**place, chunks=[text("b")])
    assert await refusal(late) == "message_not_in_streaming_state"
    again = scene.client.chat_stopStream(**place)
    assert await refusal(again) == "message_not_in_streaming_state"
    await scene.client.chat_update(**place, text="edited", blocks=[])
    assert (scene.answer.shown_text, scene.answer.shown_blocks) == ("edited", [])


async def test_a_stream_lives_five_minutes(scene: Scene) -> None:
    """Even one that is written to all the time ends after 300 seconds."""
    clock = scene.slack.clock
    assert isinstance(clock, ManualClock)
    place = await scene.start(chunks=[text("a")])
    await clock.advance(299)
    await scene.client.chat_appendStream(**place, chunks=[text("b")])
    await clock.advance(1)

    late = scene.client.chat_appendStream(**place, chunks=[text("c")])
    assert await refusal(late) == "message_not_in_streaming_state"
    await scene.client.chat_update(**place, text="the rest")


async def test_recipients_are_needed_outside_direct_messages(scene: Scene) -> None:
    """A channel stream names its reader, with the reader's own team."""
    client, place = scene.client, scene.place
    assert await refusal(client.chat_startStream(**place)) == "missing_recipient_team_id"
    half = client.chat_startStream(**place, recipient_team_id=scene.anna.team_id)
    assert await refusal(half) == "missing_recipient_user_id"
    wrong = client.chat_startStream(
        **place, recipient_team_id="T0ELSEWHER", recipient_user_id=scene.anna.id
    )
    assert await refusal(wrong) == "user_not_found"
    direct = scene.slack.direct(scene.anna)
    question = scene.slack.say(scene.anna, direct, "hello")
    assert (await client.chat_startStream(channel=direct.id, thread_ts=question.ts))["ok"]


@pytest.mark.parametrize(
    "chunk",
    [
        {"type": "teapot"},
        {"type": "task_update", "id": "1", "title": "x" * 257, "status": "complete"},
        {"type": "task_update", "id": "1", "title": "x", "status": "completed"},
        {"type": "task_update", "title": "x", "status": "complete"},
        {"type": "plan_update"},
        {"type": "blocks", "blocks": [{"type": "divider"}] * 51},
    ],
)
async def test_chunks_are_checked(scene: Scene, chunk: dict[str, Any]) -> None:
    """Unknown kinds, words and lengths are refused and nothing is shown."""
    started = scene.client.chat_startStream(**scene.place, **scene.recipient, chunks=[chunk])

    assert await refusal(started) in ("invalid_chunks", "invalid_blocks")
    assert len(scene.slack.thread(scene.channel, scene.root.ts)) == 1


async def test_long_text_is_refused_whole(scene: Scene) -> None:
    """One call carries at most 12,000 characters."""
    place = await scene.start()
    long = [text("x" * 7_000), text("x" * 7_000)]

    assert await refusal(scene.client.chat_appendStream(**place, chunks=long)) == "msg_too_long"
    assert scene.answer.shown_text == ""


async def test_a_session_stays_processing_until_changed(scene: Scene) -> None:
    """A start makes it processing; posts leave it; the stop or setStatus ends it."""
    place = await scene.start(chunks=[text("a")])
    await scene.client.chat_postMessage(**scene.place, text="more")
    assert scene.status == "processing"
    await scene.client.chat_stopStream(**place, session_status="suspended")
    assert scene.status == "suspended"
    session = {"channel_id": scene.channel.id, "thread_ts": scene.root.ts}
    answer = await scene.client.agents_sessions_setStatus(**session, status="active", title="How")
    assert (scene.status, answer["title"], "warning" in answer.data) == ("active", "How", False)
    assert await refusal(scene.client.agents_sessions_setStatus(**session, status="busy")) == (
        "invalid_status"
    )
    await scene.client.agents_sessions_rename(**session, title="Week 46")
    assert scene.slack.workspace.sessions[scene.channel.id, scene.root.ts].title == "Week 46"


async def test_stop_ends_streams_and_tells_the_app(scene: Scene) -> None:
    """The open stream takes nothing more; the session is the app's to change."""
    place = await scene.start(chunks=[text("a")])
    delivery = scene.slack.stop(scene.anna, scene.channel, scene.root.ts)

    assert delivery is not None
    assert delivery.payload["event"]["streaming_message_ts"] == [place["ts"]]
    late = scene.client.chat_appendStream(**place, chunks=[text("b")])
    assert await refusal(late) == "stopped_by_user"
    assert scene.status == "processing"
    await scene.client.agents_sessions_setStatus(
        channel_id=scene.channel.id, thread_ts=scene.root.ts, status="active"
    )
    assert scene.slack.stop(scene.anna, scene.channel, scene.root.ts) is None


async def test_processing_ends_after_an_hour(scene: Scene) -> None:
    """What an app forgot to end, Slack ends; nothing is left to stop."""
    clock = scene.slack.clock
    assert isinstance(clock, ManualClock)
    await scene.start(chunks=[text("a")])
    session = scene.slack.workspace.sessions[scene.channel.id, scene.root.ts]
    await clock.advance(3_599)
    assert session.processing(clock.now())
    await clock.advance(1)
    assert not session.processing(clock.now())
    assert scene.slack.stop(scene.anna, scene.channel, scene.root.ts) is None


async def test_without_the_stop_event_slack_warns() -> None:
    """An app that cannot be stopped is told so."""
    async with SlackDouble(subscriptions=SUBSCRIPTIONS - {"agent_session_stopped"}) as slack:
        scene = Scene(slack)
        answer = await scene.client.agents_sessions_setStatus(
            channel_id=scene.channel.id, thread_ts=scene.root.ts, status="processing"
        )

    assert answer["warning"] == "missing_agent_session_stopped_event_subscription"


async def test_suggested_prompts_stand_in_direct_messages(scene: Scene) -> None:
    """Prompts with a thread are accepted and shown nowhere."""
    direct = scene.slack.direct(scene.anna)
    prompts = [{"title": "Replies", "message": "How many replies?"}]
    client = scene.client
    await client.assistant_threads_setSuggestedPrompts(
        channel_id=direct.id, thread_ts="1.2", prompts=prompts
    )
    assert scene.slack.workspace.prompts == {}
    await client.assistant_threads_setSuggestedPrompts(channel_id=direct.id, prompts=prompts)
    assert scene.slack.workspace.prompts[direct.id]["prompts"] == prompts
    many = client.assistant_threads_setSuggestedPrompts(channel_id=direct.id, prompts=prompts * 5)
    assert await refusal(many) == "invalid_arguments"


async def test_the_legacy_status_line_goes_with_the_next_post(scene: Scene) -> None:
    """assistant.threads.setStatus shows a line until the app writes."""
    await scene.client.assistant_threads_setStatus(
        channel_id=scene.channel.id, thread_ts=scene.root.ts, status="is reading"
    )
    session = scene.slack.workspace.sessions[scene.channel.id, scene.root.ts]
    assert session.note == "is reading"
    await scene.client.chat_postMessage(**scene.place, text="done")
    assert session.note == ""
