"""Plain statements: one round for all of a moment, and only what one workspace may see."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
import pytest
from sqlalchemy import bindparam, select, text

from assistant.errors import NotFound
from assistant.storage.database import Database
from assistant.storage.notes import PostgresNotes
from assistant.storage.plain import Asked
from assistant.storage.schema import ACCOUNT, WORKSPACE
from assistant.storage.workspaces import PostgresWorkspaces
from tests.integration.records_desk import DeskMaker

pytestmark = pytest.mark.integration

BEGAN = text("SELECT now()")
HOUSES = text("SELECT workspace_id FROM workspace")
SEEN = text("SELECT current_setting('engage.workspace', true) AS seen")
RENAME = text("UPDATE workspace SET name = :name RETURNING name")
NAMES = select(WORKSPACE.c.name).where(WORKSPACE.c.workspace_id == bindparam("workspace_id"))
IDS = select(ACCOUNT.c.id, ACCOUNT.c.settings, ACCOUNT.c.connected_at)
BROKEN = text("SELECT 1 / (:one - 1)")


async def _began(database: Database, workspace_id: str) -> Any:
    ((row,),) = await database.plain.tuples(workspace_id, (BEGAN, {}))
    return row[0]


@pytest.fixture
async def houses(database: Database) -> Database:
    for workspace_id in ("W1", "W2"):
        await PostgresWorkspaces(database).ensure(workspace_id, f"House {workspace_id}")
    return database


async def test_reads_of_one_moment_share_a_round(houses: Database) -> None:
    first, second, other = await asyncio.gather(
        _began(houses, "W1"), _began(houses, "W1"), _began(houses, "W2")
    )

    assert first == second
    assert other != first
    assert await _began(houses, "W1") > first


async def test_a_round_sees_its_own_workspace_and_leaves_nothing_of_it(houses: Database) -> None:
    for workspace_id in ("W1", "W2", "W1"):
        mine, seen = await houses.plain.named(workspace_id, (HOUSES, {}), (SEEN, {}))
        assert [row.workspace_id for row in mine] == [workspace_id]
        assert seen[0].seen == workspace_id

    await houses.plain.change("W1", (RENAME, {"name": "Changed"}))

    (theirs,) = await houses.plain.tuples("W2", (NAMES, {"workspace_id": "W2"}))
    (not_mine,) = await houses.plain.tuples("W2", (NAMES, {"workspace_id": "W1"}))
    assert (theirs, not_mine) == ([("House W2",)], [])


@pytest.mark.parametrize("name", ["'; DROP TABLE note; --", "\\'", "100 % :name %(name)s", "\n"])
async def test_values_stay_values(houses: Database, name: str) -> None:
    (changed,) = await houses.plain.change("W1", (RENAME, {"name": name}))

    assert changed == [(name,)]


async def test_a_read_changes_nothing(houses: Database) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        await houses.plain.tuples("W1", (RENAME, {"name": "Changed"}))

    (name,) = await houses.plain.tuples("W1", (NAMES, {"workspace_id": "W1"}))
    assert name == [("House W1",)]


async def test_what_fails_changes_nothing_and_the_next_works(houses: Database) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        await houses.plain.change("W1", (RENAME, {"name": "Changed"}), (BROKEN, {"one": 1}))

    (name,) = await houses.plain.tuples("W1", (NAMES, {"workspace_id": "W1"}))
    assert name == [("House W1",)]


async def _in_one(database: Database, *asked: Asked) -> Any:
    """Run statements in a transaction; what the first said, in case somebody waits for it."""
    async with database.plain.transaction("W1") as run:
        first, *_ = [await run(*each) for each in asked]
        return await first.fetchone()


CHANGED: Asked = (RENAME, {"name": "Changed"})
FAILS: Asked = (BROKEN, {"one": 1})


@pytest.mark.parametrize("asked", [(CHANGED, FAILS), (FAILS, CHANGED)])
async def test_a_transaction_is_kept_whole_or_not_at_all(
    houses: Database, asked: tuple[Asked, ...]
) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        await _in_one(houses, *asked)
    (name,) = await houses.plain.tuples("W1", (NAMES, {"workspace_id": "W1"}))
    assert name == [("House W1",)]

    assert await _in_one(houses, (SEEN, {}), CHANGED) == ("W1",)
    (name,) = await houses.plain.tuples("W1", (NAMES, {"workspace_id": "W1"}))
    assert name == [("Changed",)]


async def test_rows_read_as_the_rest_of_the_house_reads_them(
    database: Database, desk_of: DeskMaker
) -> None:
    account = (await desk_of()).account

    (rows,) = await database.plain.named(account.workspace_id, (IDS, {}))

    assert [tuple(row) for row in rows] == [(account.id, {}, account.connected_at)]


async def test_no_workspace_no_plan(database: Database) -> None:
    with pytest.raises(NotFound):
        await PostgresNotes(database).plan("nowhere", None)
