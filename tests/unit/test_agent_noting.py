"""The opening of a note by a model: what passes the gate is shown, what does not is left out."""

from __future__ import annotations

from datetime import UTC, date, datetime

from assistant.agent.models import ModelConfig, Models
from assistant.agent.noting import Opener
from assistant.community.notes import Note
from assistant.community.settings import WorkspaceSettings
from tests.communities import busy_week
from tests.fakes import NOW, Say, ScriptedModel
from tests.noting_kit import NoteOffice


class Purse:
    """The `Budget` port with so many tokens."""

    def __init__(self, tokens: int) -> None:
        self.tokens = tokens

    async def left(self, _: str, *, allowed: int | None = None) -> int:
        return min(self.tokens, allowed or self.tokens)

    async def spend(self, _: str, tokens: int) -> None:
        self.tokens -= tokens


async def note() -> Note:
    office = await NoteOffice(busy_week()).filled()
    office.now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    return await office.noting.note("T1", WorkspaceSettings(), date(2026, 11, 23))


async def opened(*said: Say, tokens: int = 100_000) -> tuple[Note, Purse]:
    models = Models(ModelConfig("scripted"), chat=ScriptedModel.of(*said))
    purse = Purse(tokens)
    opener = Opener(models=models, budget=purse, clock=lambda: NOW)
    return await opener.open(await note(), WorkspaceSettings(), "T1"), purse


async def test_sentences_that_rest_on_facts_open_the_note() -> None:
    made, purse = await opened(Say("You have {{f1}}."))

    assert made.opening == (f"You have {made.facts[0].wording}.",)
    assert made.composer == "scripted"
    assert purse.tokens < 100_000


async def test_a_figure_of_its_own_is_left_out_and_the_rules_open() -> None:
    plain = await note()

    made, _ = await opened(Say("Replies doubled to 500."), Say("NOTHING"))

    assert made.opening == plain.opening
    assert made.composer == "rules"
    assert "could be proven" in made.excuse


async def test_a_budget_that_is_used_up_leaves_the_rules() -> None:
    made, _ = await opened(tokens=0)

    assert made.composer == "rules"
    assert "budget" in made.excuse
