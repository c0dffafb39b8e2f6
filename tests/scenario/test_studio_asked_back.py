"""A studio that asked something back takes the next words in its thread, unless they ask, too."""

from __future__ import annotations

import pytest

from tests.scenario.studio_room import StudioRoom

TELLS = "the workshop moved to Mill Lane"


@pytest.mark.parametrize("trouble", ["What should “🎉” be about? Say it here in the thread.", ""])
async def test_words_that_name_nobody_are_heard_where_something_was_asked(
    studio: StudioRoom, trouble: str
) -> None:
    await studio.open("🎉")
    studio.desk.waiting.clear()
    studio.desk.troubles["studio-1"] = trouble
    await studio.show()

    await studio.say(studio.ben, "what do you mean by that?")
    assert studio.desk.wishes == []
    await studio.say(studio.ben, TELLS)
    heard = [each["instruction"] for each in studio.desk.wishes]
    assert heard == ([TELLS] if trouble else [])
