"""The model is down, slow, cut or talks nonsense: the real program answers by its rules and says so."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from playground.workspace import Message
from tests.doubles.model_server import Call, Cut, Garbage, ModelServer, Say, Stall, Status, Step
from tests.integration.outages import Scene, no_trace, scene, words_of

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

QUESTION = "how many replies did we get last week?"
REPLIES = Call((("get_metrics", {"metrics": ["replies"], "period": "last week"}),))
RUN_S = "6"
"""The shortest a run may be is 5 seconds; a model that stalls is given up after that."""


@pytest.fixture(scope="module")
async def model() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
async def running(model: ModelServer) -> AsyncIterator[Scene]:
    settings = {
        "OPENAI_API_KEY": "key",
        "OPENAI_BASE_URL": model.url,
        "ENGAGE_MODEL": "test-model",
        "ENGAGE_RUN_SECONDS": RUN_S,
    }
    async with scene(**settings) as running:
        yield running


@pytest.fixture
def desk(running: Scene, request: pytest.FixtureRequest) -> Scene:
    return running.elsewhere(f"room-{abs(hash(request.node.name)) % 10**6}")


def small_print(message: Message) -> str:
    """The lines under an answer: who wrote it, and why."""
    return " ".join(
        element["text"]
        for block in message.shown_blocks
        if block["type"] == "context"
        for element in block["elements"]
    )


async def answer_of(desk: Scene, asked: Message) -> Message:
    await desk.until(lambda: desk.public(asked) and desk.tidy())
    (answer,) = desk.thread(asked)
    no_trace([words_of(answer), small_print(answer)])
    return answer


async def test_a_sound_model_answers(desk: Scene, model: ModelServer) -> None:
    """The control of the tests below."""
    model.script(REPLIES, Say("You got {{f1}}."))
    answer = await answer_of(desk, desk.mention(QUESTION))
    model.check()

    assert "replies last week" in words_of(answer)
    assert "Answered by test-model." in small_print(answer)


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ((Status(429),) * 3, "The language model is overloaded right now."),
        ((Status(500),) * 3, "The language model is not answering right now."),
        ((Status(401),), "The language model did not accept our key."),
        ((Cut("You g"),) * 3, "The language model cannot be reached right now."),
        ((REPLIES, *(Cut("You got {{f1}}. And th"),) * 3), "cannot be reached right now."),
        ((Garbage(),) * 3, "The language model sent something unreadable."),
        ((Garbage("<html>502</html>"),) * 3, "The language model is not answering right now."),
        ((Stall(),), "The language model took too long."),
        ((REPLIES, Stall("You got {{f1}}. And th")), "The language model took too long."),
        ((REPLIES, *(Say("You got 77 replies."),) * 4), "gave no answer that could be proven."),
    ],
    ids=[
        "overloaded",
        "broken",
        "wrong key",
        "cut",
        "cut in mid-stream",
        "garbage",
        "a page of a proxy",
        "silent",
        "stalled in mid-stream",
        "made-up figures",
    ],
)
async def test_a_model_in_trouble_hands_over_to_the_rules(
    desk: Scene, model: ModelServer, steps: tuple[Step, ...], why: str
) -> None:
    """One message with the right figure, one reason under it, and no session left busy."""
    model.script(*steps)
    answer = await answer_of(desk, desk.mention(QUESTION))

    assert "replies last week" in words_of(answer)
    assert "77" not in words_of(answer)
    assert why in small_print(answer)
    assert "Answered by the offline composer." in small_print(answer)


async def test_a_stalling_model_can_be_stopped(desk: Scene, model: ModelServer) -> None:
    """Slack's Stop button works while nothing comes."""
    model.script(REPLIES, Stall("You got {{f1}}. And th"))
    asked = desk.mention(QUESTION)
    await desk.until(lambda: desk.thread(asked) and "replies" in words_of(desk.thread(asked)[0]))
    desk.slack.stop(desk.anna, desk.general, asked.ts)
    await desk.until(lambda: "Stopped." in words_of(desk.thread(asked)[0]) and desk.tidy())

    assert len(desk.thread(asked)) == 1


async def test_the_next_question_finds_the_model_again(desk: Scene, model: ModelServer) -> None:
    """Nothing stays broken after an outage."""
    model.script(*(Status(503),) * 3)
    first = await answer_of(desk, desk.mention(QUESTION))
    model.script(REPLIES, Say("You got {{f1}}."))
    second = await answer_of(desk, desk.mention(QUESTION))

    assert "offline composer" in small_print(first)
    assert "Answered by test-model." in small_print(second)
    assert words_of(first) == words_of(second)


async def test_an_address_where_nobody_listens_is_a_model_that_is_down() -> None:
    """As after a typing mistake in OPENAI_BASE_URL."""
    settings = {"OPENAI_API_KEY": "key", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    async with scene(**settings) as desk:
        answer = await answer_of(desk, desk.mention(QUESTION))

    assert "replies last week" in words_of(answer)
    assert "The language model cannot be reached right now." in small_print(answer)
