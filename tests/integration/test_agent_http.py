"""The whole loop through the real client library, over HTTP, with a server that fails in each way.

The server is `tests.doubles.model_server`; what it imitates is written there.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing

import pytest
from pydantic import SecretStr

from assistant.agent.limits import Limits
from assistant.agent.loop import Agent
from assistant.agent.models import ModelConfig, Models
from assistant.community.answers import Answer, AnswerEvent, Finished, TextAdded, TextReplaced
from tests.communities import ask, busy_week, toolbox
from tests.doubles.model_server import (
    Call,
    Cut,
    Garbage,
    ModelServer,
    Say,
    Stall,
    Status,
    Step,
)
from tests.fakes import clock_at

pytestmark = pytest.mark.integration

QUICK = Limits(retry_delay_s=0.0, seconds=20.0)
REPLIES = Call((("get_metrics", {"metrics": ["replies"], "period": "this week"}),))
ANSWER = Say("You got {{f1}}. People write to you.")
SHOWN = "You got 6 replies this week (16-22 Nov). People write to you."
BY_RULES = "You got 6 replies this week (16-22 Nov)."


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as running:
        yield running


async def run(
    server: ModelServer, *steps: Step, limits: Limits = QUICK, chunk_s: float = 5.0
) -> tuple[Sequence[AnswerEvent], Answer]:
    server.script(*steps)
    models = _models(server, chunk_s)
    asked = ask("How many replies this week?")
    agent = Agent(models=models, limits=limits, clock=clock_at())
    try:
        stream = agent.answer(asked, (), await toolbox(asked, busy_week()), tokens_left=10**6)
        events = [event async for event in stream]
    finally:
        await models.close()
    last = events[-1]
    assert isinstance(last, Finished)
    server.check()
    return events, last.answer


def _models(server: ModelServer, chunk_s: float = 5.0) -> Models:
    return Models(
        ModelConfig("test-model", SecretStr("key"), server.url, request_s=5.0, chunk_s=chunk_s)
    )


async def test_an_answer_over_http_streams_its_checked_sentences(server: ModelServer) -> None:
    """Tool call, tool result, text in small pieces that cut tokens in two."""
    events, answer = await run(server, REPLIES, ANSWER)

    assert answer.text == SHOWN
    assert answer.composer == "test-model"
    assert [event.text for event in events if isinstance(event, TextAdded)] == [
        BY_RULES,
        " People write to you.",
    ]


async def test_usage_arrives_although_the_server_is_not_openai(server: ModelServer) -> None:
    """The client leaves it out for custom servers unless told otherwise."""
    _, answer = await run(server, REPLIES, ANSWER)

    assert server.requests[0]["stream_options"] == {"include_usage": True}
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (200, 40)


async def test_a_server_that_does_not_count_leaves_usage_unknown(server: ModelServer) -> None:
    """None, never 0."""
    silent = Call(REPLIES.calls, usage=None)
    _, answer = await run(server, silent, Say("You got {{f1}}.", usage=None))

    assert answer.usage.input_tokens is None
    assert answer.usage.output_tokens is None


async def test_tools_and_prompt_come_first_and_never_change(server: ModelServer) -> None:
    """So that the provider can cache them. No tool takes a workspace, none publishes."""
    await run(server, REPLIES, ANSWER)
    first, second = server.requests

    assert first["messages"][0]["role"] == "system"
    assert first["messages"][0] == second["messages"][0]
    assert first["tools"] == second["tools"]
    names = [tool["function"]["name"] for tool in first["tools"]]
    assert len(names) == 12
    told = json.dumps(first["tools"]).lower()
    assert "workspace" not in told
    for verb in ("publish", "delete", "like", "follow", "send"):
        assert not any(name.startswith(verb) for name in names)


async def test_two_calls_in_one_round_run_side_by_side(server: ModelServer) -> None:
    """Their facts get different ids."""
    both = Call(
        (
            ("get_metrics", {"metrics": ["replies"], "period": "this week"}),
            ("get_metrics", {"metrics": ["likes"], "period": "this week"}),
        )
    )
    _, answer = await run(server, both, Say("You got {{f1}} and {{f2}}."))

    assert sorted(str(fact.metric) for fact in answer.facts) == ["likes", "replies"]


async def test_a_repair_goes_out_as_one_bare_call(server: ModelServer) -> None:
    """No tools, no history, not streamed."""
    _, answer = await run(server, REPLIES, Say("You got 600 replies."), Say("You got {{f1}}."))

    assert answer.text == BY_RULES
    assert "tools" not in server.requests[2]
    assert len(server.requests[2]["messages"]) == 2


# -- faults -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_passing_refusal_is_retried(server: ModelServer, status: int) -> None:
    """Once refused, then answered; the person notices nothing."""
    events, answer = await run(server, Status(status), REPLIES, Status(status), ANSWER)

    assert answer.text == SHOWN
    assert answer.fallback is None
    assert not any(isinstance(event, TextReplaced) for event in events)


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (Status(429), "The language model is overloaded right now."),
        (Status(500), "The language model is not answering right now."),
        (Cut("You g"), "The language model cannot be reached right now."),
        (Garbage(), "The language model sent something unreadable."),
        (Garbage("<html>502 Bad Gateway</html>"), "The language model is not answering right now."),
    ],
    ids=["429", "500", "cut", "not json", "html"],
)
async def test_a_lasting_fault_hands_over_to_the_composer(
    server: ModelServer, step: Step, why: str
) -> None:
    """Three attempts, then the rules answer and say why."""
    _, answer = await run(server, step, step, step)

    assert answer.composer == "offline"
    assert answer.text == BY_RULES
    assert answer.fallback == why


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (401, "The language model did not accept our key."),
        (403, "The language model did not accept our key."),
        (404, "The language model's server does not know the configured model."),
        (400, "The language model is not answering right now."),
    ],
)
async def test_a_final_refusal_is_not_retried(server: ModelServer, status: int, why: str) -> None:
    """Asking again would not help; the admin can."""
    _, answer = await run(server, Status(status))

    assert answer.composer == "offline"
    assert answer.fallback == why


async def test_a_cut_in_mid_stream_replaces_what_was_shown(server: ModelServer) -> None:
    """The sentence that was out already does not stand there twice."""
    events, answer = await run(server, REPLIES, Cut("You got {{f1}}. People wri"), ANSWER)

    replaced = [at for at, event in enumerate(events) if isinstance(event, TextReplaced)]
    assert answer.text == SHOWN
    assert len(replaced) == 1
    assert any(isinstance(event, TextAdded) for event in events[: replaced[0]])


async def test_another_client_of_the_same_address_may_have_been_closed(
    server: ModelServer,
) -> None:
    """Each has connections of its own."""
    for _ in range(2):
        _, answer = await run(server, REPLIES, ANSWER)
        assert answer.text == SHOWN


async def test_a_stalled_stream_is_given_up(server: ModelServer) -> None:
    """After the time between two chunks, not after the request's."""
    stall = Stall("You got ")
    _, answer = await run(server, stall, stall, stall, chunk_s=0.2)

    assert answer.composer == "offline"
    assert answer.fallback == "The language model stopped answering."


async def test_a_content_filter_is_a_refusal(server: ModelServer) -> None:
    """What was written until then is not an answer."""
    _, answer = await run(server, Say("I", finish_reason="content_filter"))

    assert answer.composer == "offline"
    assert answer.fallback == "The language model declined to answer."


async def test_a_stream_without_a_word_is_no_answer(server: ModelServer) -> None:
    """Other JSON than a completion reads as a message that says nothing."""
    _, answer = await run(server, Garbage('data: {"hello": 1}\n\n'))

    assert answer.composer == "offline"
    assert answer.fallback == "The language model gave no answer that could be proven."


async def test_broken_arguments_go_back_to_the_model(server: ModelServer) -> None:
    """Half a JSON object is no tool call; the model tries again."""
    broken = Call((("get_metrics", '{"metrics": ["rep'),))
    _, answer = await run(server, broken, REPLIES, ANSWER)

    assert answer.text == SHOWN
    assert server.requests[1]["messages"][-1]["role"] == "tool"
    assert answer.usage.model_calls == 3


async def test_a_dead_server_hands_over_to_the_composer() -> None:
    """Nobody listens on that port."""
    async with ModelServer() as gone:
        pass
    _, answer = await run(gone)

    assert answer.composer == "offline"
    assert answer.fallback == "The language model cannot be reached right now."


async def test_going_away_closes_the_connection_to_the_model(server: ModelServer) -> None:
    """Tokens nobody reads are not paid for, and *Stop* does not wait for a time-out."""
    server.script(REPLIES, Stall("You got {{f1}}. People write to you. And"))
    models = Models(ModelConfig("m", SecretStr("key"), server.url, request_s=60.0, chunk_s=60.0))
    asked = ask("How many replies this week?")
    agent = Agent(models=models, limits=Limits(seconds=60.0), clock=clock_at())
    stream = agent.answer(asked, (), await toolbox(asked, busy_week()), tokens_left=10**6)
    async with asyncio.timeout(20):  # far less than the client itself would wait
        async with aclosing(stream) as events:
            heard = await anext(each.text async for each in events if isinstance(each, TextAdded))
            assert not server.left.is_set(), "nobody has gone yet"
        await server.left.wait()
    await models.close()
    assert heard == BY_RULES
    assert len(server.requests) == 2


async def test_langsmith_stays_off_whatever_the_environment_says(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LangChain brings it; questions and answers go to nobody but the model."""
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "key")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", server.url)

    _, answer = await run(server, REPLIES, ANSWER)

    assert answer.text == SHOWN
    assert len(server.requests) == 2
