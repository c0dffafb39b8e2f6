"""Nothing is lost: crashes, restarts, shutdowns."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta

from assistant.community.answers import (
    AnswerEvent,
    Question,
    RunState,
    TaskStarted,
    TextAdded,
    Turn,
)
from handlers.render import words
from playground.faults import Fault
from playground.slack import SlackDouble
from tests.scenario.running import Engage, Stores, words_of

LEASE = timedelta(seconds=31)
WHOLE = "You got 12 replies this week. Two are still waiting."


async def half(_: Question, __: Sequence[Turn]) -> AsyncGenerator[AnswerEvent, None]:
    """Begins and never ends."""
    yield TaskStarted("tool-1", "Reading replies")
    yield TextAdded("You got 12 ")
    await asyncio.Event().wait()


async def restarted(slack: SlackDouble, stores: Stores, by: timedelta = LEASE) -> Engage:
    """Another process, after the dead one's lease ran out."""
    stores.clock.move(by)
    engage = Engage(slack, stores, name="worker-2")
    await engage.start()
    await engage.resume()
    await engage.quiet()
    return engage


async def test_an_answer_cut_off_by_a_crash_is_finished_in_its_message(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """The very message that stood half written holds the whole answer in the end."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    engage.agent.script = half
    asked = slack.mention(anna, general, "how are we doing?")
    ts = await engage.streaming()
    await engage.kill()

    second = await restarted(slack, stores)

    (_, reply) = slack.thread(general, asked.ts)
    assert ts == reply.ts
    assert words_of(reply) == WHOLE
    assert slack.workspace.sessions[general.id, asked.ts].status == "active"
    assert list(await second.answering.abandoned()) == []
    await second.close()


async def test_a_private_question_is_answered_after_a_crash(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Through the stored response URL, also where Engage is not in the channel."""
    anna = slack.add_person("Anna")
    outside = slack.add_channel("outside", anna, bot=False)
    engage.agent.script = half
    await slack.command(anna, outside, "/engage", "how are we doing?")
    await engage.kill()

    second = await restarted(slack, stores)

    assert words_of(slack.ephemerals(anna, outside)[-1]) == WHOLE
    await second.close()


async def test_a_public_question_goes_on_in_the_thread_that_was_opened(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """There is no second anchor."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    engage.agent.script = half
    await slack.command(anna, general, "/engage", "public how are we doing?")
    await engage.streaming()
    await engage.kill()

    second = await restarted(slack, stores)

    (anchor,) = slack.messages(general)
    assert words_of(slack.thread(general, anchor.ts)[1]) == WHOLE
    await second.close()


async def test_a_public_question_that_another_process_took_up_is_not_posted_again(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """As in a rush, when it has waited here for so long that another was faster."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    for _ in range(engage.services.seats._value):
        await engage.services.seats.acquire()
    await slack.command(anna, general, "/engage", "public how are we doing?")
    second = await restarted(slack, stores)
    engage.services.seats.release()
    await engage.quiet()

    (anchor,) = slack.messages(general)
    assert [words_of(each) for each in slack.thread(general, anchor.ts)[1:]] == [WHOLE]
    await second.close()


async def test_an_answer_that_was_stored_and_never_shown_is_shown(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Without asking the model again."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    slack.faults.add(Fault("chat.stopStream", "hang", times=None))
    asked = slack.mention(anna, general, "how are we doing?")
    await slack.until(lambda: slack.calls_of("chat.stopStream"))
    await engage.kill()

    second = await restarted(slack, stores, timedelta(minutes=2))

    (_, reply) = slack.thread(general, asked.ts)
    assert words_of(reply) == WHOLE
    assert second.agent.asked == []
    assert list(await second.answering.abandoned()) == []
    await second.close()


async def test_old_questions_are_told_so_in_place(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """After ten minutes nobody expects an answer out of the blue; and nobody is told twice."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    engage.agent.script = half
    asked = slack.mention(anna, general, "how are we doing?")
    await engage.streaming()
    await slack.command(anna, general, "/engage", "who is waiting?")
    await engage.kill()

    second = await restarted(slack, stores, timedelta(minutes=11))
    await second.resume()
    await second.quiet()

    (_, reply) = slack.thread(general, asked.ts)
    assert words_of(reply) == words.TOO_OLD
    assert slack.workspace.sessions[general.id, asked.ts].status == "active"
    assert second.agent.asked == []
    told = [each for each in slack.ephemerals(anna, general) if words_of(each) == words.TOO_OLD]
    assert len(told) == 1
    await second.close()


async def test_a_running_answer_is_never_taken_from_its_worker(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Looking for abandoned runs finds none while the lease lives, nor one's own."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    engage.agent.script = half
    slack.mention(anna, general, "how are we doing?")
    await engage.streaming()

    assert await engage.resume() == 0
    stores.clock.move(LEASE)
    assert await engage.resume() == 0


async def test_shutdown_waits_for_answers_under_way(slack: SlackDouble, engage: Engage) -> None:
    """No request is taken any more; what was begun is finished."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    gate = asyncio.Event()
    plain = engage.agent.script

    async def slow(question: Question, turns: Sequence[Turn]) -> AsyncGenerator[AnswerEvent, None]:
        await gate.wait()
        async for event in plain(question, turns):
            yield event

    engage.agent.script = slow
    await slack.command(anna, general, "/engage", "how are we doing?")
    stopping = asyncio.create_task(engage.stop())
    await engage.listening.stop()
    gate.set()

    assert await stopping == 0
    assert words_of(slack.ephemerals(anna, general)[-1]) == WHOLE
    refused = await slack.command(anna, general, "/engage", "and now?")
    assert refused.reason == "connection_failed"


async def test_what_shutdown_cuts_off_stays_committed(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """After the limit the rest is left to the next process, with the session tidy."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    engage.agent.script = half
    asked = slack.mention(anna, general, "how are we doing?")
    await engage.streaming()

    assert await engage.stop(within_s=0) == 1
    assert slack.workspace.sessions[general.id, asked.ts].status == "active"

    second = await restarted(slack, stores)

    assert words_of(slack.thread(general, asked.ts)[1]) == WHOLE
    await second.close()


async def test_a_failure_nobody_was_told_of_is_told(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """The process died between the end of the run and its words."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    engage.agent.script = half
    asked = slack.mention(anna, general, "how are we doing?")
    await engage.streaming()
    await engage.kill()
    ((run_id, row),) = stores.runs.rows.items()
    owner, team = str(row.owner), slack.workspace.team_id
    assert await stores.runs.finish(team, run_id, owner, RunState.FAILED, None)

    second = await restarted(slack, stores, timedelta(minutes=2))

    (_, reply) = slack.thread(general, asked.ts)
    assert words_of(reply) == words.CUT_SHORT
    assert slack.workspace.sessions[general.id, asked.ts].status == "active"
    assert second.agent.asked == []
    assert list(await second.answering.abandoned()) == []
    await second.close()


async def test_runs_of_a_terminal_are_left_alone_and_closed_when_old(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """There is no place in Slack to say anything about them."""
    workspace = slack.workspace.team_id
    question = Question("run-t", workspace, "terminal", "terminal:1", "how?", stores.clock())
    await engage.answering.ask(question, event_key="run-t", place={})
    before = len(slack.calls)

    await engage.resume()
    assert RunState.ASKED is stores.runs.rows["run-t"].run.state
    stores.clock.move(timedelta(minutes=11))
    await engage.resume()
    await engage.quiet()

    assert RunState.FAILED is stores.runs.rows["run-t"].run.state
    assert list(await engage.answering.abandoned()) == []
    assert before == len(slack.calls)
