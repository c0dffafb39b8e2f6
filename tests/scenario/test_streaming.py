"""Answers that grow in a thread, and every way Slack can spoil it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from assistant.community.answers import (
    Answer,
    AnswerEvent,
    Chart,
    Finished,
    Held,
    Question,
    Series,
    Table,
    TaskFinished,
    TaskStarted,
    TextAdded,
    TextReplaced,
    Turn,
)
from assistant.errors import ModelUnavailable
from handlers.render.words import STOPPED
from playground.faults import Fault
from playground.slack import SlackDouble
from playground.workspace import Message
from tests.scenario.conftest import Engage, Script, buttons_of, words_of

FIRST, SECOND = "You got 12 replies this week. ", "Two are still waiting."
WHOLE = FIRST + SECOND
CHART = Chart(
    kind="bar",
    title="Replies by day",
    categories=("Mon", "Tue", "Wed"),
    series=(Series(name="Replies", values=(3.0, 4.0, 5.0)),),
    alt="Replies rose from 3 to 5.",
)
TABLE = Table(title="Best posts", columns=("Post", "Replies"), rows=(("Hello", "7"), ("Bye", "5")))


class Gates:
    """Steps a script waits at until a test opens them."""

    def __init__(self) -> None:
        self.opened: dict[str, asyncio.Event] = {}

    def open(self, name: str) -> None:
        self.opened.setdefault(name, asyncio.Event()).set()

    async def at(self, name: str) -> None:
        await self.opened.setdefault(name, asyncio.Event()).wait()


@pytest.fixture
def gates() -> Gates:
    return Gates()


def script_of(gates: Gates, *steps: AnswerEvent | str) -> Script:
    """A script of events; a string is a gate to wait at."""

    async def script(_: Question, __: Sequence[Turn]) -> AsyncGenerator[AnswerEvent, None]:
        for step in steps:
            if isinstance(step, str):
                await gates.at(step)
            else:
                yield step

    return script


def answer(**more: Any) -> Finished:
    return Finished(Answer(text=WHOLE, composer="scripted-model", **more))


def two_sentences(gates: Gates, **more: Any) -> Script:
    return script_of(gates, TextAdded(FIRST), "second", TextAdded(SECOND), "end", answer(**more))


async def ask(slack: SlackDouble) -> tuple[Any, Message]:
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    return general, slack.mention(anna, general, "how are we doing?")


def reply_of(slack: SlackDouble, general: Any, asked: Message) -> Message:
    return slack.thread(general, asked.ts)[1]


async def finish(slack: SlackDouble, engage: Engage, gates: Gates) -> None:
    gates.open("second")
    gates.open("end")
    await slack.deliveries.settled()
    await engage.quiet()


def session(slack: SlackDouble, general: Any, asked: Message) -> str:
    return slack.workspace.sessions[general.id, asked.ts].status


async def test_the_first_sentence_leaves_inside_start_stream(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """Before the second is written; the last rides in stopStream with the blocks."""
    engage.agent.script = two_sentences(gates)

    general, asked = await ask(slack)
    await slack.until(lambda: slack.calls_of("chat.startStream"))
    assert session(slack, general, asked) == "processing"
    await finish(slack, engage, gates)

    (start,) = slack.calls_of("chat.startStream")
    (stop,) = slack.calls_of("chat.stopStream")
    assert start.arguments["chunks"] == [{"type": "markdown_text", "text": FIRST}]
    assert "active" == stop.arguments["session_status"] == session(slack, general, asked)
    assert words_of(reply_of(slack, general, asked)) == WHOLE
    assert buttons_of(reply_of(slack, general, asked)) == ["engage.sources", "engage.rate"]


async def test_tools_show_as_task_cards_before_the_text(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """A card spins while its tool works and is complete, or failed, afterwards."""
    engage.agent.script = script_of(
        gates,
        TaskStarted("tool-1", "Reading replies"),
        "second",
        TaskFinished("tool-1", "Reading replies", detail="16-22 Nov"),
        TaskStarted("tool-2", "x" * 400),
        TaskFinished("tool-2", "x" * 400, ok=False),
        TextAdded(WHOLE),
        answer(),
    )

    general, asked = await ask(slack)
    await slack.until(lambda: slack.calls_of("chat.startStream"))
    (card,) = [b for b in reply_of(slack, general, asked).shown_blocks if b["type"] == "task_card"]
    assert (card["title"], card["status"]) == ("Reading replies", "in_progress")
    await finish(slack, engage, gates)

    cards = [b for b in reply_of(slack, general, asked).shown_blocks if b["type"] == "task_card"]
    assert [card["status"] for card in cards] == ["complete", "error"]
    assert "16-22 Nov" in repr(cards[0]["output"])
    assert words_of(reply_of(slack, general, asked)) == WHOLE


async def test_charts_and_tables_stand_under_the_text(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """As Slack's own blocks, with what was left out and who answered."""
    held = Held(reason="No call returned this figure.", masked="Likes rose by ▒▒.")
    engage.agent.script = two_sentences(
        gates,
        charts=(CHART,),
        tables=(TABLE,),
        held=(held,),
        missing=("Mentions need a signed-in account.",),
        suggestions=("Who is waiting?",),
    )

    general, asked = await ask(slack)
    await finish(slack, engage, gates)

    blocks = reply_of(slack, general, asked).shown_blocks
    kinds = [block["type"] for block in blocks]
    assert kinds[:5] == ["markdown", "data_visualization", "data_table", "context", "context"]
    small = " ".join(e["text"] for b in blocks if b["type"] == "context" for e in b["elements"])
    assert "Mentions need a signed-in account." in small
    assert "Left out without proof: 1 sentence." in small
    assert "Answered by scripted-model." in small
    assert "engage.ask:0" in buttons_of(reply_of(slack, general, asked))


async def test_charts_become_text_where_slack_has_none(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """`invalid_blocks` is answered with plainer blocks; nothing is lost."""
    slack.faults.no_charts = True
    engage.agent.script = two_sentences(gates, charts=(CHART,), tables=(TABLE,))

    general, asked = await ask(slack)
    await finish(slack, engage, gates)

    seen = words_of(reply_of(slack, general, asked))
    assert [call.ok for call in slack.calls_of("chat.stopStream")] == [False, True]
    assert WHOLE in seen
    assert "Replies rose from 3 to 5." in seen
    assert "- Post: Hello, Replies: 7" in seen
    assert buttons_of(reply_of(slack, general, asked)) == [
        "engage.sources",
        "engage.rate:1",
        "engage.rate:2",
    ]


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


async def test_what_is_taken_back_is_replaced_not_appended(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """A model that was retried after visible text: the stream stops, the message is edited."""
    engage.agent.script = script_of(
        gates,
        TextAdded("Likes are fine. "),
        "second",
        TextReplaced(""),
        TextAdded(FIRST),
        "end",
        TextAdded(SECOND),
        answer(),
    )

    general, asked = await ask(slack)
    await slack.until(lambda: slack.calls_of("chat.startStream"))
    gates.open("second")
    await slack.until(lambda: words_of(reply_of(slack, general, asked)) == FIRST)
    await finish(slack, engage, gates)

    assert words_of(reply_of(slack, general, asked)) == WHOLE
    assert session(slack, general, asked) == "active"


async def test_what_is_taken_back_while_it_is_on_its_way_is_replaced(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """The call that carries it is not answered yet: it counts as seen."""
    engage.agent.script = script_of(
        gates, TextAdded("Likes. "), TextReplaced(""), TextAdded(WHOLE), "end", answer()
    )

    general, asked = await ask(slack)
    await slack.until(lambda: slack.calls_of("chat.startStream"))
    await finish(slack, engage, gates)

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


async def test_stop_cancels_and_says_so(slack: SlackDouble, engage: Engage, gates: Gates) -> None:
    """Slack's own button: the work ends, the words stay, the session is active."""
    engage.agent.script = script_of(
        gates, TaskStarted("tool-1", "Reading replies"), TextAdded(FIRST), "never"
    )
    general, asked = await ask(slack)
    await slack.until(lambda: slack.calls_of("chat.startStream"))
    (anna,) = [each for each in slack.workspace.people.values() if each.name == "Anna"]

    slack.stop(anna, general, asked.ts)
    await slack.until(lambda: STOPPED in words_of(reply_of(slack, general, asked)))
    await finish(slack, engage, gates)

    assert FIRST.strip() in words_of(reply_of(slack, general, asked))
    assert session(slack, general, asked) == "active"
    assert list(await engage.answering.abandoned()) == []


async def test_an_error_in_the_middle_keeps_what_was_said(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """One sentence follows; no card goes on spinning; no trace is shown."""

    async def script(_: Question, __: Sequence[Turn]) -> AsyncGenerator[AnswerEvent, None]:
        yield TaskStarted("tool-1", "Reading replies")
        yield TextAdded(FIRST)
        await gates.at("second")
        raise ModelUnavailable("boom")

    engage.agent.script = script
    general, asked = await ask(slack)
    await slack.until(lambda: slack.calls_of("chat.startStream"))
    await finish(slack, engage, gates)

    reply = reply_of(slack, general, asked)
    assert f"{FIRST}\n\nThe language model is not answering." in words_of(reply)
    assert "boom" not in repr(reply.shown_blocks)
    cards = [block for block in reply.shown_blocks if block["type"] == "task_card"]
    assert [card["status"] for card in cards] == ["error"]
    assert session(slack, general, asked) == "active"


async def test_a_bug_shows_a_reference_that_is_in_the_log(
    slack: SlackDouble, engage: Engage, gates: Gates, logs: list[Any]
) -> None:
    """The person can name it, the operator can find it, and nothing else is shown."""

    async def script(_: Question, __: Sequence[Turn]) -> AsyncGenerator[AnswerEvent, None]:
        await gates.at("second")
        raise KeyError("internals")
        yield TextAdded("")

    engage.agent.script = script
    general, asked = await ask(slack)
    await finish(slack, engage, gates)

    (entry,) = [each for each in logs if each["event"] == "answer.failed"]
    said = words_of(reply_of(slack, general, asked))
    assert f"this reference: {entry['reference']}." in said
    assert "internals" not in said


async def test_an_answer_of_any_length_fits(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """Streamed or posted: Slack's limits are kept."""
    long = "This is a sentence about replies. " * 900
    steps = [TextAdded(long[at : at + 3_400]) for at in range(0, len(long), 3_400)]
    finished = Finished(Answer(text=long, composer="scripted-model", charts=(CHART,)))
    engage.agent.script = script_of(gates, *steps, finished)

    for streamed in (True, False):
        if not streamed:
            engage.stores.buckets.tokens["chat.startStream"] = 0
        general, asked = await ask(slack)
        await finish(slack, engage, gates)

        assert words_of(reply_of(slack, general, asked)).startswith(long[:5_000])
        assert streamed == (reply_of(slack, general, asked).stream is not None)


async def test_public_words_ping_nobody_and_link_nowhere(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """In the text, in cards, charts and tables."""
    bad = "<!channel> <@U123> [win](https://evil.example/x) ![p](https://evil.example/p.png)"
    table = Table(title=bad, columns=("Post", "n"), rows=((bad, "1"),))
    chart = CHART.model_copy(update={"title": bad, "alt": bad})
    finished = Finished(Answer(text=bad, composer=bad, charts=(chart,), tables=(table,)))
    engage.agent.script = script_of(gates, TaskStarted("t", bad), TextAdded(bad), finished)

    for charts in (True, False):
        slack.faults.no_charts = not charts
        general, asked = await ask(slack)
        await finish(slack, engage, gates)

        reply = reply_of(slack, general, asked)
        assert "<!channel" not in repr(reply.shown_blocks)
        assert "<@U123" not in repr(reply.shown_blocks)
        assert "](https://evil" not in words_of(reply)
        assert "win (https[:]//evil.example/x)" in words_of(reply)
        assert "p.png" not in words_of(reply)


async def test_fifteen_answers_at_once_lose_nothing(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """In one workspace, with Slack's limits enforced: no refusal, every answer whole."""
    engage.agent.script = two_sentences(gates)
    people = [slack.add_person(f"Person {number}") for number in range(15)]
    rooms = [slack.direct(person) for person in people]

    asked = [slack.say(p, room, "how are we?") for p, room in zip(people, rooms, strict=True)]
    await slack.until(lambda: len(slack.calls_of("chat.startStream")) == 15)
    await finish(slack, engage, gates)

    for room, each in zip(rooms, asked, strict=True):
        assert words_of(slack.thread(room, each.ts)[1]) == WHOLE
    assert [call for call in slack.calls if not call.ok] == []
    assert max(len(slack.calls) / 15, 6) <= 6
