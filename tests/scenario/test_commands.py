"""`/engage` as people type it."""

from __future__ import annotations

from typing import Any

from handlers.render import words
from tests.scenario.conftest import Engage


def shown(message: Any) -> str:
    return "\n".join(block["text"] for block in message.shown_blocks if block["type"] == "markdown")


async def test_a_question_is_answered_privately_in_one_message(slack, engage: Engage) -> None:
    """One line at once, then one final answer that only the person sees."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)

    reply = await slack.command(anna, general, "/engage", "how are we doing this week?")
    await engage.quiet()

    assert reply.body == words.LOOKING
    line, answer = slack.ephemerals(anna, general)
    assert line.text == words.LOOKING
    assert "You got 12 replies this week. Two are still waiting." in shown(answer)
    assert slack.messages(general) == []
    ids = [e["action_id"] for b in answer.blocks for e in b.get("elements", []) if "action_id" in e]
    assert ids == ["engage.share", "engage.continue", "engage.sources", "engage.rate"]
