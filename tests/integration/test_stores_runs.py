"""Questions on their way: committed once, claimed by one, sealed, and never forgotten."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from assistant.community.answers import Answer, Question, Run, RunState
from assistant.errors import NotFound, SealBroken
from assistant.storage.database import Database
from assistant.storage.run_rows import run_values
from assistant.storage.run_sql import ADD_AGAIN
from assistant.storage.runs import PostgresRuns
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces

pytestmark = pytest.mark.integration

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
VAULT = Vault(["k" * 40])


class PassedTime:
    """Leases go by the database's clock: time passes by moving everything it noted back."""

    def __init__(self, url: str) -> None:
        self._url = url

    def forward(self, **by: float) -> None:
        with psycopg.connect(self._url) as connection:
            connection.execute(
                "UPDATE run SET lease_until = lease_until - %(by)s, "
                "finished_at = finished_at - %(by)s",
                {"by": timedelta(**by)},
            )


@pytest.fixture
def clock(database_url: str) -> PassedTime:
    return PassedTime(database_url)


@pytest.fixture
async def runs(database: Database) -> PostgresRuns:
    for each in ("T1", "T2"):
        await PostgresWorkspaces(database).ensure(each, each)
    return PostgresRuns(database, VAULT, lambda: NOON)


def _run(run_id: str = "r1", event_key: str = "Ev1", workspace_id: str = "T1") -> Run:
    question = Question(
        run_id=run_id,
        workspace_id=workspace_id,
        person_id="U1",
        conversation_id="C1:1.2",
        text="how are we doing? \x00\ud83d שלום",
        asked_at=NOON,
        zone="Europe/Berlin",
        language="de",
        accounts=("bluesky:acme.example",),
    )
    return Run(question, event_key, {"response_url": "https://hooks/secret"}, RunState.ASKED)


ANSWER = Answer(text="All is well.\x00", composer="offline")


async def test_a_run_comes_back_as_it_was_given(runs: PostgresRuns) -> None:
    given = _run()
    assert await runs.add(given)
    text = "how are we doing? ? שלום"
    assert await runs.get("T1", "r1") == replace(given, question=replace(given.question, text=text))


async def test_a_repeated_event_is_not_committed_again(runs: PostgresRuns) -> None:
    assert await runs.add(_run("r1"))
    assert not await runs.add(_run("r2"))
    with pytest.raises(NotFound):
        await runs.get("T1", "r2")


async def test_many_deliveries_at_once_commit_one_run(runs: PostgresRuns) -> None:
    added = await asyncio.gather(*(runs.add(_run(f"r{n}")) for n in range(12)))
    assert sorted(added) == [False] * 11 + [True]


async def test_a_broken_connection_costs_no_question(runs: PostgresRuns, database_url: str) -> None:
    """As after a restart of the server: every connection that waited is dead."""
    assert await runs.add(_run("r1", "Ev1"))
    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    assert await runs.add(_run("r2", "Ev2"))
    assert not await runs.add(_run("r2", "Ev2"))


async def test_the_same_event_key_in_two_workspaces_is_two_events(runs: PostgresRuns) -> None:
    assert await runs.add(_run("r1", workspace_id="T1"))
    assert await runs.add(_run("r1", workspace_id="T2"))


async def test_an_unknown_workspace_is_not_found(runs: PostgresRuns) -> None:
    with pytest.raises(NotFound) as caught:
        await runs.add(_run(workspace_id="T9"))
    assert caught.value.kind == "workspace"


async def test_another_workspace_cannot_reach_a_run(runs: PostgresRuns) -> None:
    await runs.add(_run())
    with pytest.raises(NotFound):
        await runs.get("T2", "r1")
    assert not await runs.claim("T2", "r1", "w1", 30)
    with pytest.raises(NotFound):
        await runs.move("T2", "r1", conversation_id="C9", place={})
    with pytest.raises(NotFound):
        await runs.rate("T2", "r1", "U1", good=True)


async def test_where_a_run_is_answered_is_sealed(runs: PostgresRuns, database_url: str) -> None:
    await runs.add(_run())
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT place, run::text FROM run").fetchone()
    assert row is not None
    assert b"hooks" not in row[0]
    assert "hooks" not in row[1]


async def test_a_place_copied_to_another_run_stays_shut(
    runs: PostgresRuns, database_url: str
) -> None:
    await runs.add(_run("r1", "Ev1"))
    await runs.add(_run("r2", "Ev2"))
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE run SET place = (SELECT place FROM run WHERE id = 'r1')")
    assert (await runs.get("T1", "r1")).place == _run().place
    with pytest.raises(SealBroken):
        await runs.get("T1", "r2")
    assert [run.question.run_id for run in await runs.abandoned()] == ["r1"]


async def test_a_run_asked_a_moment_ago_is_in_good_hands(runs: PostgresRuns) -> None:
    """Another process would open its thread a second time."""
    for run_id, age in (("fresh", 1), ("left", 6), ("ahead", -60)):
        run = _run(run_id, run_id)
        asked_at = datetime.now(UTC) - timedelta(seconds=age)
        await runs.add(replace(run, question=replace(run.question, asked_at=asked_at)))

    assert [run.question.run_id for run in await runs.abandoned()] == ["left", "ahead"]


async def test_two_workers_claim_one_run_once(runs: PostgresRuns) -> None:
    await runs.add(_run())
    claimed = await asyncio.gather(*(runs.claim("T1", "r1", f"w{n}", 30) for n in range(8)))
    assert [run.question.run_id for run in claimed if run] == ["r1"]
    assert (await runs.get("T1", "r1")).attempts == 1


async def test_a_lease_that_ran_out_can_be_taken_and_is_then_lost(
    runs: PostgresRuns, clock: PassedTime
) -> None:
    await runs.add(_run())
    assert await runs.claim("T1", "r1", "w1", 30)
    clock.forward(seconds=29)
    assert not await runs.claim("T1", "r1", "w2", 30)
    assert await runs.renew("T1", "r1", "w1", 30)
    clock.forward(seconds=29)
    assert not await runs.claim("T1", "r1", "w2", 30)
    clock.forward(seconds=2)
    assert await runs.claim("T1", "r1", "w2", 30)
    assert not await runs.renew("T1", "r1", "w1", 30)
    assert not await runs.finish("T1", "r1", "w1", RunState.ANSWERED, ANSWER)
    assert await runs.finish("T1", "r1", "w2", RunState.ANSWERED, ANSWER)
    done = await runs.get("T1", "r1")
    assert (done.state, done.answer, done.attempts) == (RunState.ANSWERED, ANSWER, 2)
    assert not await runs.claim("T1", "r1", "w3", 30)


async def test_a_lapsed_lease_nobody_took_is_still_ours(
    runs: PostgresRuns, clock: PassedTime
) -> None:
    await runs.add(_run())
    await runs.claim("T1", "r1", "w1", 30)
    clock.forward(minutes=5)
    assert await runs.renew("T1", "r1", "w1", 30)
    assert await runs.finish("T1", "r1", "w1", RunState.CANCELLED, None)


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=1)], ids=str)
@pytest.mark.parametrize("ahead", [True, False], ids=["ahead", "behind"])
async def test_processes_whose_clocks_disagree_agree_on_who_holds_a_run(
    runs: PostgresRuns, database: Database, jump: timedelta, ahead: bool
) -> None:
    """Somebody sets the clock of one machine: nothing is answered twice, nothing is left over."""
    wrong = NOON + jump if ahead else NOON - jump
    other = PostgresRuns(database, VAULT, lambda: wrong)
    await runs.add(_run())
    assert await runs.claim("T1", "r1", "w1", 30)
    assert not await other.claim("T1", "r1", "w2", 30)
    assert list(await other.abandoned()) == []
    assert await runs.finish("T1", "r1", "w1", RunState.ANSWERED, ANSWER)
    assert list(await other.abandoned()) == []


@pytest.mark.parametrize("jump", [{"hours": -1}, {"days": -1}], ids=str)
async def test_a_lease_from_before_the_database_s_clock_was_set_back_holds_nothing(
    runs: PostgresRuns, clock: PassedTime, jump: dict[str, float]
) -> None:
    await runs.add(_run())
    assert await runs.claim("T1", "r1", "w1", 30)
    clock.forward(**jump)
    assert [run.question.run_id for run in await runs.abandoned()] == ["r1"]
    assert await runs.claim("T1", "r1", "w2", 30)
    assert await runs.finish("T1", "r1", "w2", RunState.ANSWERED, ANSWER)
    clock.forward(**jump)
    assert [run.question.run_id for run in await runs.abandoned()] == ["r1"], "shown once more"


async def test_a_run_can_be_moved_to_the_thread_opened_for_it(runs: PostgresRuns) -> None:
    await runs.add(_run())
    await runs.move("T1", "r1", conversation_id="D1:9.9", place={"channel": "D1"})
    moved = await runs.get("T1", "r1")
    assert moved.question.conversation_id == "D1:9.9"
    assert moved.place == {"channel": "D1"}
    with pytest.raises(NotFound):
        await runs.move("T1", "r9", conversation_id="x", place={})


async def test_a_second_thumb_replaces_the_first(runs: PostgresRuns, database_url: str) -> None:
    await runs.add(_run())
    await runs.rate("T1", "r1", "U1", good=True)
    await runs.rate("T1", "r1", "U1", good=False)
    await runs.rate("T1", "r1", "U2", good=True)
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT person_id, good FROM rating ORDER BY 1").fetchall()
    assert rows == [("U1", False), ("U2", True)]


async def test_abandoned_runs_of_all_workspaces_come_oldest_first(
    runs: PostgresRuns, clock: PassedTime
) -> None:
    async def stand(run_id: str, workspace_id: str, minutes: int) -> None:
        run = _run(run_id, run_id, workspace_id)
        asked_at = NOON + timedelta(minutes=minutes)
        await runs.add(replace(run, question=replace(run.question, asked_at=asked_at)))

    for number, (run_id, workspace_id) in enumerate(
        [("asked", "T2"), ("held", "T1"), ("lapsed", "T1"), ("failed", "T1"), ("shown", "T2"),
         ("unshown", "T2"), ("stopped", "T1")]
    ):  # fmt: skip
        await stand(run_id, workspace_id, -number)
    await runs.claim("T1", "lapsed", "w1", 30)
    for run_id, workspace_id, state in [
        ("failed", "T1", RunState.FAILED),
        ("shown", "T2", RunState.ANSWERED),
        ("unshown", "T2", RunState.ANSWERED),
        ("stopped", "T1", RunState.CANCELLED),
    ]:
        await runs.claim(workspace_id, run_id, "w1", 30)
        answer = ANSWER if state is RunState.ANSWERED else None
        await runs.finish(workspace_id, run_id, "w1", state, answer)
    await runs.shown("T2", "shown")
    await runs.shown("T2", "shown")
    clock.forward(seconds=61)
    await runs.claim("T1", "held", "w1", 30)

    found = await runs.abandoned()
    assert [run.question.run_id for run in found] == ["unshown", "failed", "lapsed", "asked"]
    assert found[0].answer == ANSWER
    assert found[0].place == {"response_url": "https://hooks/secret"}


async def test_what_was_committed_under_a_breaking_connection_is_no_repeat(
    runs: PostgresRuns, database: Database
) -> None:
    """Nobody knows whether the first try was run, so the second finds it, or inserts it."""

    async def again(run: Run) -> bool:
        values = {"workspace_id": "T1", "runs": json.dumps([run_values(run, VAULT)])}
        return bool(await database.quick.rows(ADD_AGAIN, values, again=ADD_AGAIN))

    assert await again(_run("r1"))
    assert await again(_run("r1"))
    assert not await again(_run("r2"))
