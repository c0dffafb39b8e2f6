"""Answers that grow in a thread while people watch."""

from __future__ import annotations

from assistant.community.answers import (
    Answer,
    Finished,
    Held,
    Table,
    TaskFinished,
    TaskStarted,
    TextAdded,
)
from playground.slack import SlackDouble
from tests.scenario.running import Engage, buttons_of, words_of
from tests.scenario.staging import (
    CHART,
    FIRST,
    TABLE,
    WHOLE,
    Gates,
    ask,
    finish,
    reply_of,
    script_of,
    session,
    two_sentences,
    whole_answer,
)


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
        whole_answer(),
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
