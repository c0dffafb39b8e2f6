"""Answers that are taken back, stopped, or end in an error."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Any

from assistant.community.answers import (
    AnswerEvent,
    Question,
    TaskStarted,
    TextAdded,
    TextReplaced,
    Turn,
)
from assistant.errors import ModelUnavailable
from handlers.render.words import STOPPED
from playground.slack import SlackDouble
from tests.scenario.running import Engage, words_of
from tests.scenario.staging import (
    FIRST,
    SECOND,
    WHOLE,
    Gates,
    ask,
    finish,
    reply_of,
    script_of,
    session,
    whole_answer,
)


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
        whole_answer(),
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
        gates, TextAdded("Likes. "), TextReplaced(""), TextAdded(WHOLE), "end", whole_answer()
    )

    general, asked = await ask(slack)
    await slack.until(lambda: slack.calls_of("chat.startStream"))
    await finish(slack, engage, gates)

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


async def test_words_that_come_after_stop_are_not_posted_elsewhere(
    slack: SlackDouble, engage: Engage, gates: Gates
) -> None:
    """Slack ended the stream, and the answer went on for a moment: it is refused, and that is all.

    The refusal is `stopped_by_user` (docs: chat.appendStream).
    """
    engage.agent.script = script_of(gates, TextAdded(FIRST), "second", TextAdded(SECOND), "never")
    general, asked = await ask(slack)
    await slack.until(lambda: slack.calls_of("chat.startStream"))
    (anna,) = [each for each in slack.workspace.people.values() if each.name == "Anna"]

    slack.stop(anna, general, asked.ts)
    gates.open("second")
    await slack.until(lambda: STOPPED in words_of(reply_of(slack, general, asked)))
    await finish(slack, engage, gates)

    refused = [call for call in slack.calls_of("chat.appendStream") if not call.ok]
    assert [call.error for call in refused] == ["stopped_by_user"]
    assert slack.calls_of("chat.postMessage") == []
    assert slack.ephemerals(anna, general) == []
    assert len(slack.thread(general, asked.ts)) == 2
    assert words_of(reply_of(slack, general, asked)).count(STOPPED) == 1
    assert session(slack, general, asked) == "active"


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
