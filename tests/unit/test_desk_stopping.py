"""One look for Stop, for all runs of a process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from assistant.community.answers import Question
from assistant.desk import stopping
from assistant.desk.running import Stopped, stoppable
from assistant.desk.stopping import Stops
from assistant.errors import StoreUnavailable
from tests.scenario.memory import MemoryConversations

SOON_S = 5.0


class Counted(MemoryConversations):
    """Counts the looks; `away` of them fail."""

    def __init__(self, away: int = 0) -> None:
        super().__init__()
        self.looks: list[tuple[str, frozenset[str]]] = []
        self.away = away

    async def cancelled(self, workspace_id: str, run_ids: Collection[str]) -> Collection[str]:
        self.looks.append((workspace_id, frozenset(run_ids)))
        if len(self.looks) <= self.away:
            raise StoreUnavailable("Redis")
        return await super().cancelled(workspace_id, run_ids)


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "LOOK_S", 0.001)


def question(run_id: str, workspace_id: str = "T1") -> Question:
    return Question(
        run_id, workspace_id, "U1", "C1", "How are we?", datetime(2026, 1, 5, tzinfo=UTC), "UTC"
    )


async def test_one_look_asks_for_all_runs_and_ends_only_the_one_that_was_meant() -> None:
    talk = Counted()
    stops, overs = Stops(talk), {f"r{n}": asyncio.Event() for n in range(3)}
    with ExitStack() as going:
        for run_id, over in overs.items():
            going.enter_context(stops.watched(question(run_id), over))
        talk.stopped.add("r1")
        async with asyncio.timeout(SOON_S):
            await overs["r1"].wait()
    assert talk.looks[0] == ("T1", frozenset(overs))
    assert [run_id for run_id, over in overs.items() if over.is_set()] == ["r1"]


async def test_a_store_that_is_away_stops_nobody_and_is_asked_again() -> None:
    talk = Counted(away=2)
    talk.stopped.add("r1")
    over = asyncio.Event()
    with Stops(talk).watched(question("r1"), over):
        async with asyncio.timeout(SOON_S):
            await over.wait()
    assert len(talk.looks) > 2


async def test_nobody_is_asked_when_nothing_goes_on_and_again_when_something_does() -> None:
    talk = Counted()
    stops, over = Stops(talk), asyncio.Event()
    with stops.watched(question("r1"), over):
        pass
    assert stops._looking
    async with asyncio.timeout(SOON_S):
        await stops._looking
    assert not talk.looks
    talk.stopped.add("r2")
    with stops.watched(question("r2", "T2"), over):
        async with asyncio.timeout(SOON_S):
            await over.wait()
    assert set(talk.looks) == {("T2", frozenset({"r2"}))}


async def test_what_is_over_ends_in_the_middle_of_waiting_and_closes_its_stream() -> None:
    over, closed = asyncio.Event(), asyncio.Event()

    async def words() -> AsyncGenerator[str, None]:
        try:
            yield "one"
            over.set()
            await asyncio.Event().wait()
        finally:
            closed.set()

    said = []

    async def listen() -> None:
        async for word in stoppable(words(), over):
            said.append(word)  # noqa: PERF401 - what came before the end counts

    with pytest.raises(Stopped):
        await asyncio.wait_for(listen(), SOON_S)
    assert said == ["one"]
    assert closed.is_set()
