"""The loop with a scripted model: limits, retries, fallback, the stream and its gate."""

# ruff: noqa: ARG002 - stand-ins take what their ports name

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from datetime import timedelta

import pytest
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant.agent.limits import Limits
from assistant.agent.loop import Agent
from assistant.agent.models import ModelConfig, Models
from assistant.agent.toolbox import Toolbox
from assistant.community.answers import (
    Answer,
    AnswerEvent,
    Finished,
    TaskFinished,
    TaskStarted,
    TextAdded,
    TextReplaced,
    Turn,
)
from assistant.community.periods import Period
from assistant.community.posts import Kind
from assistant.errors import PlatformUnavailable, StoreUnavailable
from assistant.ports import Freshness
from tests.communities import ask, busy_week, toolbox
from tests.fakes import (
    NOW,
    Call,
    Fail,
    MemoryRecords,
    Say,
    ScriptedModel,
    Step,
    StillFreshener,
    clock_at,
)

QUICK = Limits(retry_delay_s=0.0, seconds=20.0)
REPLIES = Call("get_metrics", {"metrics": ["replies"], "period": "this week"})
SIX = "6 replies this week (16-22 Nov)"


class Broken(MemoryRecords):
    """Records whose counting fails."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    async def totals(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Mapping[Kind, int]:
        raise self._error


class Hanging(ScriptedModel):
    """A model that never says anything."""

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> AsyncIterator[ChatGenerationChunk]:
        await asyncio.Event().wait()
        yield ChatGenerationChunk(message=AIMessageChunk(content=""))


def agent(model: ScriptedModel | None, limits: Limits = QUICK) -> Agent:
    models = Models(ModelConfig("scripted"), chat=model)
    return Agent(models=models, limits=limits, clock=clock_at())


async def run(
    *steps: Step,
    question: str = "How many replies this week?",
    turns: Sequence[Turn] = (),
    tokens_left: int = 1_000_000,
    limits: Limits = QUICK,
    box: Toolbox | None = None,
) -> tuple[list[AnswerEvent], Answer, ScriptedModel]:
    model = ScriptedModel.of(*steps)
    asked = ask(question)
    tools = box or await toolbox(asked, busy_week())
    stream = agent(model, limits).answer(asked, turns, tools, tokens_left=tokens_left)
    events = [event async for event in stream]
    last = events[-1]
    assert isinstance(last, Finished)
    model.check()
    return events, last.answer, model


def shown(events: Sequence[AnswerEvent]) -> str:
    """What a person sees in the end."""
    text = ""
    for event in events:
        match event:
            case TextReplaced():
                text = event.text
            case TextAdded():
                text += event.text
    return text


# -- the way it goes ------------------------------------------------------------------------


async def test_a_figure_comes_from_its_fact() -> None:
    """The model writes a token, the person reads the fact's words."""
    events, answer, _ = await run(REPLIES, Say("You got {{f1}}."))

    assert f"You got {SIX}." == answer.text == shown(events)
    assert answer.facts[0].value == 6
    assert answer.composer == "scripted"
    assert answer.fallback is None
    assert answer.sources[0].call == "get_metrics(replies; this week)"


async def test_tools_are_tasks_that_people_can_watch() -> None:
    """Started before, finished after, with what it covered."""
    events, _, _ = await run(REPLIES, Say("You got {{f1}}."))

    assert events[0] == TaskStarted("tool-1", "Counting")
    assert events[1] == TaskFinished("tool-1", "Counting", ok=True, detail="this week (16-22 Nov)")


async def test_reading_an_account_is_a_task_too() -> None:
    """Progress lines of a long refresh show as titles of one task."""
    slow = StillFreshener()
    slow.lines = ("acme.example: 40 of 120 posts looked through",)
    box = await toolbox(ask("?"), busy_week(), freshener=slow)

    events, _, _ = await run(REPLIES, Say("You got {{f1}}."), box=box)

    assert TaskStarted("read-bluesky:acme.example", slow.lines[0]) in events
    assert TaskFinished("read-bluesky:acme.example", "Reading bluesky:acme.example") in events


async def test_sentences_leave_one_by_one() -> None:
    """The first is on its way before the last is written."""
    events, _, _ = await run(REPLIES, Say("You got {{f1}}. People write to you."))

    said = [event.text for event in events if isinstance(event, TextAdded)]
    assert said == [f"You got {SIX}.", " People write to you."]


async def test_what_comes_before_a_tool_call_is_not_shown() -> None:
    """A preamble is the model talking to itself."""
    chatty = Call(REPLIES.tool, REPLIES.arguments, text="Let me look that up for you. ")
    events, answer, _ = await run(chatty, Say("You got {{f1}}."))

    assert f"You got {SIX}." == answer.text
    assert not any(isinstance(event, TextReplaced) for event in events)


async def test_text_before_a_later_tool_call_is_taken_back() -> None:
    """It was shown as it came; the next message replaces it."""
    later = Call("open_items", {}, text="You got {{f1}}. Now I look further. ")
    events, answer, _ = await run(REPLIES, later, Say("You have {{f2}}."))

    assert TextReplaced("") in events
    assert (
        answer.text
        == shown(events)
        == "You have 2 unanswered comments from the last 30 days (24 Oct - 22 Nov)."
    )


async def test_several_calls_of_the_same_thing_cost_one() -> None:
    """A model that repeats itself gets the same facts again."""
    _, answer, _ = await run(REPLIES, REPLIES, Say("You got {{f1}}."))

    assert answer.usage.tool_calls == 1
    assert len(answer.consulted) == 1


async def test_earlier_turns_are_told_without_their_figures() -> None:
    """Figures go stale: the model must fetch them again."""
    turn = Turn(question="How many likes?", answer="You got 12 likes (3-9 Nov).", asked_at=NOW)
    _, _, model = await run(REPLIES, Say("You got {{f1}}."), turns=[turn])

    system, question, answer, now = model.seen[0]
    assert isinstance(system, SystemMessage)
    assert question.text == "How many likes?"
    assert answer.text == "You got … likes (…-… Nov)."
    assert now.text == "How many replies this week?"


async def test_usage_is_summed_over_rounds() -> None:
    """Two model calls, one tool call."""
    _, answer, _ = await run(REPLIES, Say("You got {{f1}}."))

    assert answer.usage.model_calls == 2
    assert answer.usage.input_tokens == 200
    assert answer.usage.output_tokens == 20


async def test_suggestions_follow_from_what_was_asked() -> None:
    """At most three, none of them just answered."""
    _, answer, _ = await run(Call("open_items", {}), Say("You have {{f1}}."))

    assert 1 <= len(answer.suggestions) <= 3
    assert "Who is waiting for an answer?" not in answer.suggestions


async def test_people_and_accounts_come_with_the_prompt() -> None:
    """Today, the zone and the accounts are the run's; public text is not in there."""
    _, _, model = await run(REPLIES, Say("You got {{f1}}."))

    system = model.seen[0][0].text
    assert "Sunday, 22 November 2026, 12:00, UTC" in system
    assert "bluesky:acme.example" in system
    assert "waterproof" not in system


# -- the gate in the stream -----------------------------------------------------------------


async def test_an_invented_figure_is_mended_by_one_bare_call() -> None:
    """The sentence, the reason and the facts go to the model; what comes back is judged again."""
    events, answer, model = await run(
        REPLIES, Say("You got 600 replies this week."), Say("You got {{f1}}.")
    )

    assert f"You got {SIX}." == answer.text == shown(events)
    assert answer.held == ()
    system, request = model.seen[-1]
    assert isinstance(system, SystemMessage)
    assert isinstance(request, HumanMessage)
    assert "Sentence: You got 600 replies this week." in request.text
    assert f"f1 = {SIX}" in request.text


async def test_a_figure_that_cannot_be_mended_is_left_out_and_said_so() -> None:
    """Masked in what is kept, and a plain sentence for the person."""
    events, answer, _ = await run(
        REPLIES, Say("You got {{f1}}. That is 600 per hour. Well done."), Say("NOTHING")
    )

    assert f"You got {SIX}. Well done." == answer.text == shown(events)
    assert "600" not in answer.model_dump_json()
    assert len(answer.held) == 1
    assert any("left out" in sentence for sentence in answer.missing)


async def test_repairs_are_few() -> None:
    """A model that only invents is not asked for ever."""
    wrong = " ".join(f"That is {number}00." for number in range(1, 6))
    _, answer, _ = await run(
        REPLIES,
        Say(f"You got {{{{f1}}}}. {wrong}"),
        Say("NOTHING"),
        limits=Limits(repairs=1, retry_delay_s=0.0),
    )

    assert len(answer.held) == 5


async def test_a_repair_that_fails_drops_the_sentence() -> None:
    """The answer goes on without it."""
    _, answer, _ = await run(
        REPLIES, Say("You got {{f1}}. That is 600 more."), Fail(ValueError("garbage"))
    )

    assert f"You got {SIX}." == answer.text
    assert len(answer.held) == 1


# -- when the model fails ---------------------------------------------------------------------


async def test_a_failure_before_any_text_is_retried_unseen() -> None:
    """The person notices nothing."""
    events, answer, _ = await run(Fail(ValueError("cut")), REPLIES, Say("You got {{f1}}."))

    assert answer.fallback is None
    assert not any(isinstance(event, TextReplaced) for event in events)


async def test_a_cut_after_visible_text_replaces_it() -> None:
    """The retried stream repeats its text: it must not be shown twice."""
    events, answer, _ = await run(
        REPLIES,
        Fail(ValueError("cut"), text="You got {{f1}}. People wr"),
        Say("You got {{f1}}. People write to you."),
    )

    assert TextReplaced("") in events
    assert f"You got {SIX}. People write to you." == answer.text == shown(events)


async def test_the_composer_speaks_when_the_model_is_down() -> None:
    """Same tools, same gate, and the answer says why."""
    events, answer, _ = await run(*[Fail(ValueError("down"))] * 3)

    assert answer.composer == "offline"
    assert answer.fallback == "The language model is not answering right now."
    assert f"You got {SIX}." == answer.text == shown(events)


async def test_the_composer_replaces_a_half_written_answer() -> None:
    """What a failing model had shown is taken back."""
    half = Fail(ValueError("down"), text="You got {{f1}}. And then ")
    events, answer, _ = await run(REPLIES, half, half, half)

    assert answer.composer == "offline"
    assert f"You got {SIX}." == answer.text == shown(events)


async def test_an_empty_answer_is_no_answer() -> None:
    """Refusals often arrive as nothing at all."""
    _, answer, _ = await run(Say(""))

    assert answer.composer == "offline"
    assert answer.fallback == "The language model gave no answer that could be proven."


async def test_an_answer_of_inventions_only_is_no_answer() -> None:
    """Nothing survives the gate: the rules answer instead, and what was held is kept, masked."""
    _, answer, _ = await run(Say("You got 600 replies."), Say("NOTHING"))

    assert answer.composer == "offline"
    assert f"You got {SIX}." == answer.text
    assert len(answer.held) == 1


async def test_no_tokens_left_means_no_model_call() -> None:
    """The workspace's budget of the day is used up."""
    _, answer, _ = await run(tokens_left=0)

    assert answer.composer == "offline"
    assert answer.fallback == (
        "Today's budget for the language model is used up. It is full again tomorrow at 00:00."
    )
    assert answer.text == f"You got {SIX}."


async def test_a_run_stops_at_its_own_tokens() -> None:
    """Counted between rounds."""
    limits = Limits(tokens=110, retry_delay_s=0.0)
    _, answer, _ = await run(REPLIES, limits=limits)

    assert answer.fallback == "This question used up its share of the language model's budget."


async def test_a_model_that_never_ends_is_stopped() -> None:
    """By rounds, whatever it calls."""
    calls = [
        Call("get_metrics", {"metrics": ["likes"], "period": f"last {n} days"}) for n in (2, 3, 4)
    ]
    _, answer, _ = await run(*calls, limits=Limits(model_calls=3, retry_delay_s=0.0))

    assert answer.composer == "offline"
    assert answer.fallback == "The language model did not come to an end."


async def test_a_model_that_writes_without_end_is_cut() -> None:
    """What was shown stays, and it says that it ends early."""
    endless = Say("You got {{f1}}. " + "People write to you. " * 30)
    _, answer, _ = await run(REPLIES, endless, limits=Limits(characters=200, retry_delay_s=0.0))

    assert 200 < len(answer.text) < 240
    assert any("ends early" in sentence for sentence in answer.missing)


async def test_too_many_tool_calls_are_refused_and_the_model_must_answer() -> None:
    """It keeps what it has."""
    first = Call("get_metrics", {"metrics": ["likes"]})
    _, answer, _ = await run(
        first, REPLIES, Say("You got {{f1}}."), limits=Limits(tool_calls=1, retry_delay_s=0.0)
    )

    assert answer.usage.tool_calls == 1
    assert answer.text == "You got 4 likes in the last 7 days (16-22 Nov)."


async def test_a_run_stops_at_its_seconds() -> None:
    """A model that hangs is given up; the composer has time of its own."""
    asked = ask("How many replies this week?")
    hanging = agent(Hanging(), Limits(seconds=0.05, retry_delay_s=0.0))
    stream = hanging.answer(asked, (), await toolbox(asked, busy_week()), tokens_left=1000)
    *_, last = [event async for event in stream]

    assert isinstance(last, Finished)
    assert last.answer.fallback == "The language model took too long."
    assert last.answer.text == f"You got {SIX}."


# -- tools that fail --------------------------------------------------------------------------


async def test_an_error_of_ours_reaches_the_model_as_one_sentence() -> None:
    """It can then ask for another account."""
    wrong = Call("get_metrics", {"metrics": ["replies"], "account": "bluesky:nobody.example"})
    events, _, model = await run(wrong, REPLIES, Say("You got {{f1}}."))

    told = model.seen[1][-1].text
    assert (
        told == "There is no account bluesky:nobody.example here. Connected: bluesky:acme.example."
    )
    assert TaskFinished("tool-1", "Counting", ok=False) in events


async def test_arguments_of_nonsense_go_back_to_the_model() -> None:
    """And cost the person nothing."""
    wrong = Call("get_metrics", {"metrics": ["happiness"]})
    _, answer, _ = await run(wrong, REPLIES, Say("You got {{f1}}."))

    assert answer.text == f"You got {SIX}."


async def test_a_tool_that_does_not_exist_goes_back_to_the_model() -> None:
    """Above all one that would publish."""
    _, answer, model = await run(
        Call("publish_post", {"text": "hi"}), REPLIES, Say("You got {{f1}}.")
    )

    assert "not a valid tool" in model.seen[1][-1].text
    assert answer.text == f"You got {SIX}."


async def test_a_platform_that_is_down_is_said_to_the_person() -> None:
    """Never read, and cannot be now: there is nothing to answer with."""
    down = StillFreshener()
    down.answer = Freshness(None, complete=False, trouble=PlatformUnavailable("bluesky"))
    box = await toolbox(ask("?"), busy_week(), freshener=down)

    _, answer, _ = await run(REPLIES, Say("I could not read the account."), box=box)

    assert any("Bluesky cannot be reached" in sentence for sentence in answer.missing)


async def test_old_records_are_used_and_their_age_is_said() -> None:
    """The platform is down, the records of yesterday are there."""
    old = StillFreshener()
    trouble = PlatformUnavailable("bluesky")
    old.answer = Freshness(NOW - timedelta(hours=20), complete=False, trouble=trouble)
    box = await toolbox(ask("?"), busy_week(), freshener=old)

    _, answer, _ = await run(REPLIES, Say("You got {{f1}}."), box=box)

    assert any("20 h old" in sentence for sentence in answer.missing)
    assert answer.facts[0].source.as_of == NOW - timedelta(hours=20)


@pytest.mark.parametrize("error", [ZeroDivisionError(), StoreUnavailable("PostgreSQL")])
async def test_what_no_model_can_make_up_for_ends_the_run(error: Exception) -> None:
    """A bug, which the desk tells and logs; a store that is away, whose run is taken up again."""
    asked = ask("?")
    box = await toolbox(asked, busy_week(), records=Broken(error))
    stream = agent(ScriptedModel.of(REPLIES)).answer(asked, (), box, tokens_left=1000)

    with pytest.raises(type(error)):
        [event async for event in stream]


# -- going away -------------------------------------------------------------------------------


async def test_closing_the_stream_stops_the_model() -> None:
    """Nobody is listening any more: no task is left behind."""
    before = asyncio.all_tasks()
    asked = ask("How many replies this week?")
    long = Say("You got {{f1}}. " + "People write to you. " * 50)
    stream = agent(ScriptedModel.of(REPLIES, long)).answer(
        asked, (), await toolbox(asked, busy_week()), tokens_left=1000
    )
    async with aclosing(stream) as events:
        async for event in events:
            if isinstance(event, TextAdded):
                break

    assert asyncio.all_tasks() == before


async def test_cancelling_the_reader_stops_the_model() -> None:
    """As at shutdown."""
    before = asyncio.all_tasks()
    reached = asyncio.Event()
    asked = ask("How many replies this week?")
    box = await toolbox(asked, busy_week())

    async def read() -> None:
        long = Say("You got {{f1}}. " + "People write to you. " * 50)
        stream = agent(ScriptedModel.of(REPLIES, long)).answer(asked, (), box, tokens_left=1000)
        async with aclosing(stream) as events:
            async for event in events:
                if isinstance(event, TextAdded):
                    reached.set()
                    await asyncio.Event().wait()

    reader = asyncio.create_task(read())
    await asyncio.wait_for(reached.wait(), 10)
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader

    assert asyncio.all_tasks() == before
