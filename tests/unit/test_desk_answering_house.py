"""A question is answered with what its workspace has set: zone, budget, targets; and by rights."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from assistant.agent.toolbox import Toolbox
from assistant.community.answers import Answer, AnswerEvent, Finished, Question, RunState, Turn
from assistant.community.rights import Act, Standing
from assistant.community.settings import AccountSettings, WorkspaceSettings
from assistant.desk.answering import Answering
from assistant.errors import NotAllowed
from assistant.ports import Deed
from tests.fakes import MemoryAccounts, account
from tests.managing import MemoryActs, MemoryPreferences, People
from tests.scenario.memory import HeldClock, MemoryConversations, MemoryRuns

ACME = account()


class Noticing:
    """Stands where the agent stands, and keeps what it was given."""

    def __init__(self) -> None:
        self.question: Question | None = None
        self.toolbox: Toolbox | None = None
        self.tokens_left: int | None = None

    async def answer(
        self, question: Question, _: Sequence[Turn], toolbox: Toolbox, *, tokens_left: int
    ) -> AsyncGenerator[AnswerEvent, None]:
        self.question, self.toolbox, self.tokens_left = question, toolbox, tokens_left
        yield Finished(Answer(text="Well.", composer="test"))


class Purse:
    """`ports.Budget`: 700 of the operator's 2,000 are spent."""

    async def left(self, _: str, *, allowed: int | None = None) -> int:
        return max(0, min(allowed or 2_000, 2_000) - 700)

    async def spend(self, workspace_id: str, tokens: int) -> None:
        raise AssertionError((workspace_id, tokens))


class Desk:
    def __init__(self) -> None:
        clock = HeldClock()
        self.deed = Deed(Act.CHANGE_SETTINGS, "ana", clock())
        self.agent = Noticing()
        self.people = People()
        self.people.add("ana")
        self.runs = MemoryRuns(clock)
        self.preferences = MemoryPreferences(MemoryActs())
        self.preferences.connect("T1", ACME.id)
        nothing: dict[str, Any] = dict.fromkeys(("records", "freshener", "connections"))
        self.answering = Answering(
            agent=self.agent,  # type: ignore[arg-type]
            runs=self.runs,
            conversations=MemoryConversations(),
            accounts=MemoryAccounts(ACME),
            budget=Purse(),
            preferences=self.preferences,
            directory=self.people,
            clock=clock,
            worker_id="worker",
            run_seconds=5,
            **nothing,
        )
        self.clock = clock

    async def ask(self, who: str = "ana", zone: str = "UTC") -> None:
        question = Question("r1", "T1", who, "c1", "How?", self.clock(), zone=zone)
        await self.answering.ask(question, event_key="e1", place={})
        async for _ in self.answering.answer("T1", "r1"):
            pass


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_a_workspace_that_set_nothing_has_the_usual(desk: Desk) -> None:
    await desk.ask()

    assert desk.agent.tokens_left == 1_300
    assert desk.agent.toolbox is not None
    assert desk.agent.toolbox._bench.policy(ACME).target == timedelta(hours=4)


async def test_the_workspace_s_own_budget_counts(desk: Desk) -> None:
    settings = WorkspaceSettings(daily_tokens=1_000)
    await desk.preferences.keep_workspace("T1", settings, version=1, deed=desk.deed)
    await desk.ask()

    assert desk.agent.tokens_left == 300


async def test_the_target_of_the_account_counts(desk: Desk) -> None:
    settings = AccountSettings(target_hours=1)
    await desk.preferences.keep_account("T1", ACME.id, settings, version=1, deed=desk.deed)
    await desk.ask()

    assert desk.agent.toolbox is not None
    assert desk.agent.toolbox._bench.policy(ACME).target == timedelta(hours=1)


@pytest.mark.parametrize(
    ("asked_in", "expected"), [("UTC", "Asia/Tokyo"), ("Asia/Dubai", "Asia/Dubai")]
)
async def test_a_question_without_a_zone_has_the_workspace_s(
    desk: Desk, asked_in: str, expected: str
) -> None:
    settings = WorkspaceSettings(zone="Asia/Tokyo")
    await desk.preferences.keep_workspace("T1", settings, version=1, deed=desk.deed)
    await desk.ask(zone=asked_in)

    assert desk.agent.question is not None
    assert desk.agent.question.zone == expected


@pytest.mark.parametrize("standing", sorted(set(Standing) - {Standing.MEMBER}))
async def test_only_full_members_are_answered(desk: Desk, standing: Standing) -> None:
    """Not even admins of another organisation; the run ends there."""
    desk.people.add("zoe", standing, admin=True)
    with pytest.raises(NotAllowed, match="full members"):
        await desk.ask("zoe")

    assert desk.agent.question is None
    assert desk.runs.rows["r1"].run.state is RunState.FAILED
