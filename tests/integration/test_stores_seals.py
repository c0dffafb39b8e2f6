"""What is sealed opens, or is told; and a new key takes over from an old one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import LargeBinary

from assistant.storage.database import Database
from assistant.storage.schema import METADATA, POST_IMAGE
from assistant.storage.seals import SEALED, Opened, PostgresSeals
from assistant.storage.vault import Vault
from tests.integration.two_houses import MINE, THEIRS, Houses

pytestmark = pytest.mark.integration

OLD, NEW = "k" * 40, "n" * 40


@pytest.fixture
async def houses(database: Database, database_url: str, redis_url: str) -> AsyncIterator[Houses]:
    """Furnished under the old key."""
    houses = Houses(database, database_url, redis_url)
    for each in (MINE, THEIRS):
        await houses.furnish(each)
    yield houses
    await houses.close()


async def tried(database: Database, *keys: str) -> Opened:
    found = Opened()
    for each in (MINE, THEIRS):
        await PostgresSeals(database, Vault(keys)).check(each, found)
    return found


def test_every_sealed_column_is_looked_after() -> None:
    columns = {c for t in METADATA.tables.values() for c in t.c if isinstance(c.type, LargeBinary)}
    public = {POST_IMAGE.c.data}  # what a post shows to everybody
    assert {each.column for each in SEALED} == columns - public


async def test_what_opens_is_nobody_s_trouble(houses: Houses) -> None:
    found = await tried(houses.database, OLD)
    assert not found.shut["credential"]
    assert not found.shut["installation"]
    assert not found.shut["run"]
    assert not found.old
    assert found.accounts == []


async def test_a_lost_key_is_told_by_what_it_shuts(houses: Houses) -> None:
    found = await tried(houses.database, NEW)
    assert (found.shut["credential"], found.shut["installation"], found.shut["run"]) == (2, 2, 4)
    assert found.accounts == ["bluesky:acme.example"] * 2


async def test_a_new_key_before_the_old_one_takes_over(houses: Houses) -> None:
    """Afterwards the old one can go; another workspace is left as it is."""
    database = houses.database
    before = await tried(database, NEW, OLD)
    sealed_anew = await PostgresSeals(database, Vault([NEW, OLD])).renew(MINE)
    half = await tried(database, NEW, OLD)
    await PostgresSeals(database, Vault([NEW, OLD])).renew(THEIRS)

    assert (before.old["credential"], half.old["credential"]) == (2, 1)
    assert sealed_anew >= 5, "a sign-in, an installation and three questions, ended ones too"
    after = await tried(database, NEW)
    assert (after.shut["credential"], after.shut["installation"], after.shut["run"]) == (0, 0, 0)
    assert not after.old
    assert await PostgresSeals(database, Vault([NEW, OLD])).renew(MINE) == 0


async def test_what_neither_key_opens_stays_as_it_is(houses: Houses) -> None:
    other = "o" * 40
    assert await PostgresSeals(houses.database, Vault([other, NEW])).renew(MINE) == 0
    found = await tried(houses.database, OLD)
    assert not found.shut["credential"]
