"""Text on its way to people: sentence by sentence, gaps kept, nothing shown unjudged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest

from assistant.agent.provenance import Failed, Passed
from assistant.agent.pumping import pumped
from assistant.agent.signals import Attempt, Signal
from assistant.agent.speaking import Speaker
from assistant.community.answers import TextReplaced
from assistant.errors import ModelUnavailable, RunLimitReached


class Strict:
    """A gate that holds whatever says "wrong"."""

    def check(self, sentence: str) -> Passed | Failed:
        if "wrong" in sentence:
            return Failed("It is wrong.", sentence.replace("7", "▒"))
        return Passed(sentence.replace("{{f1}}", "12 replies"))


class Mending:
    """Remembers what it was asked to mend."""

    def __init__(self, answer: str | None = None) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str]] = []

    async def __call__(self, sentence: str, reason: str) -> str | None:
        self.asked.append((sentence, reason))
        return self.answer


def speaker(mending: Mending | None = None, own: Sequence[str] = ()) -> Speaker:
    made = Speaker(Strict(), mending or Mending(), own.__contains__)
    made.streaming = True
    return made


async def say(to: Speaker, *deltas: str) -> list[str]:
    shown: list[str] = []
    for delta in deltas:
        for piece in to.split(delta):
            shown += [event.text for event in await to.show(piece)]
    for piece in to.rest():
        shown += [event.text for event in await to.show(piece)]
    return shown


async def test_pieces_put_together_are_the_text() -> None:
    """However the model cut it."""
    text = "You got {{f1}}. People write.\n\n- one\n- two\n\nThat is all"
    made = speaker()
    shown = await say(made, *text)

    assert "".join(shown) == made.text == text.replace("{{f1}}", "12 replies")


async def test_white_space_at_the_end_is_left_out() -> None:
    """Nothing follows that it could part."""
    made = speaker()
    await say(made, "All is well.  \n\n")

    assert made.text == "All is well."


async def test_a_dropped_sentence_leaves_no_gap() -> None:
    """And the paragraph it ended stays ended."""
    made = speaker()
    await say(made, "First. This is wrong.\n\nLast.")

    assert made.text == "First.\n\nLast."


async def test_a_dropped_first_sentence_leaves_no_gap_either() -> None:
    """The text begins with words."""
    made = speaker()
    await say(made, "This is wrong. Last.")

    assert made.text == "Last."


async def test_a_held_sentence_is_kept_masked() -> None:
    """Reason and text, without its figure."""
    made = speaker()
    await say(made, "There are 7 wrong ones.")

    assert made.text == ""
    assert [(held.reason, held.masked) for held in made.held] == [
        ("It is wrong.", "There are ▒ wrong ones.")
    ]


async def test_a_mended_sentence_takes_its_place() -> None:
    """Judged again before it is shown."""
    mending = Mending("You got {{f1}}.")
    made = speaker(mending)
    await say(made, "This is wrong. Last.")

    assert mending.asked == [("This is wrong.", "It is wrong.")]
    assert made.text == "You got 12 replies. Last."
    assert made.held == ()


async def test_a_mended_sentence_that_is_wrong_again_is_dropped() -> None:
    """One second chance, not two."""
    mending = Mending("Still wrong.")
    made = speaker(mending)
    await say(made, "This is wrong.")

    assert made.text == ""
    assert len(mending.asked) == 1


async def test_a_sentence_of_ours_needs_no_proof() -> None:
    """It was written in code, and tests hold it free of figures."""
    made = speaker(own=["Nothing is wrong here."])
    await say(made, "Nothing is wrong here.")

    assert made.text == "Nothing is wrong here."


async def test_text_is_kept_back_until_a_tool_has_returned() -> None:
    """It may be a preamble to the first tool call."""
    made = speaker()
    made.streaming = False

    assert made.split("Let me look. I will ") == []
    assert made.restart() == []
    assert made.rest() == []


async def test_starting_again_takes_back_what_was_visible() -> None:
    """Only then is there something to replace."""
    made = speaker()
    await say(made, "First.")

    assert made.restart() == [TextReplaced("")]
    assert made.text == ""
    assert made.restart() == []


# -- the pump -------------------------------------------------------------------------------


async def source(*signals: Signal, then: Exception | None = None) -> AsyncGenerator[Signal, None]:
    for signal in signals:
        yield signal
    if then:
        raise then


async def test_the_pump_hands_on_everything_in_order() -> None:
    """And ends when the source does."""
    first, second = Attempt(), Attempt()

    assert [each async for each in pumped(source(first, second), 5)] == [first, second]


async def test_the_pump_hands_on_what_came_before_an_error() -> None:
    """Then the error."""
    stream = pumped(source(Attempt(), then=ModelUnavailable("x")), 5)

    assert await anext(stream) == Attempt()
    with pytest.raises(ModelUnavailable):
        await anext(stream)


async def test_a_time_out_of_the_source_is_not_the_limit() -> None:
    """A TimeoutError that somebody else raised stays one."""
    with pytest.raises(TimeoutError):
        [each async for each in pumped(source(then=TimeoutError()), 5)]


async def test_the_pump_stops_at_its_seconds() -> None:
    """The source is closed, too."""
    closed = asyncio.Event()

    async def endless() -> AsyncGenerator[Signal, None]:
        try:
            await asyncio.Event().wait()
            yield Attempt()
        finally:
            closed.set()

    with pytest.raises(RunLimitReached) as caught:
        [each async for each in pumped(endless(), 0.01)]

    assert caught.value.limit == "seconds"
    assert closed.is_set()
