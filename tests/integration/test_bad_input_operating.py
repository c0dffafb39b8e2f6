"""What befalls whoever runs Engage: a key lost or replaced, a full disk, another version's schema."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from assistant.bootstrap import open_desk
from assistant.community.accounts import AccountRef
from assistant.settings import Settings
from tests.integration.outages import (
    KEY,
    Scene,
    figures,
    no_trace,
    outage_stores,
    scene,
    words_of,
)
from tests.integration.serving import ENGAGE
from tests.integration.test_many_workspaces import install
from tests.integration.two_teams import connect, two_teams

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]

NEW = "n" * 40
SAMPLE = "sample:harbourlight.coffee"
QUESTION = "how many replies did we get last week?"
SHUT = "cannot open the sign-in it keeps for " + SAMPLE


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[Scene]:
    async with scene() as running:
        async with open_desk(Settings.from_env(running.stores.environment)) as desk:
            team = running.slack.workspace.team_id
            await desk.connecting.sign_in(team, AccountRef.parse(SAMPLE), "any")
        yield running


@pytest.fixture
def desk(running: Scene, request: pytest.FixtureRequest) -> Scene:
    """One program for all; each test has a person and a channel of its own."""
    return running.elsewhere(request.node.originalname.replace("_", "-")[:60])


def sql(desk: Scene, *statements: str) -> None:
    with psycopg.connect(desk.stores.environment["DATABASE_URL"]) as connection:
        for each in statements:
            connection.execute(each.encode())


async def restart(desk: Scene, key: str) -> None:
    assert await desk.program.end(signal.SIGTERM) == 0
    desk.program.environment = {**desk.program.environment, "ENGAGE_SECRET_KEY": key}
    await desk.program.start()
    await desk.program.until_ready()


async def answer(desk: Scene) -> str:
    """Everything shown with the answer to a question that wants the account read anew."""
    sql(desk, "UPDATE account SET synced_at = synced_at - interval '1 hour'")
    before = len(desk.private())
    await desk.command(QUESTION)
    await desk.until(lambda: len(desk.private()) > before)
    return words_of(desk.private()[-1]) + str(desk.private()[-1].shown_blocks)


async def home(desk: Scene) -> str:
    desk.slack.workspace.homes.pop(desk.anna.id, None)
    desk.slack.open_app(desk.anna, "home")
    await desk.until(lambda: desk.anna.id in desk.slack.workspace.homes)
    return str(desk.slack.workspace.homes[desk.anna.id].body)


async def test_a_key_replaced_lost_and_found_again(desk: Scene) -> None:
    """One sentence for the account, with Reconnect; figures stay, and nothing has to be mended
    by hand once the key is back.
    """
    desk.anna.admin = True
    sound = await answer(desk)
    await restart(desk, NEW)
    lost = await answer(desk)
    at_home = await home(desk)
    await restart(desk, f"{NEW},{KEY}")
    found = await answer(desk)
    again = await home(desk)
    await restart(desk, KEY)

    assert SHUT in lost
    assert "put the old key behind the new one" in lost
    assert "Reconnect" in at_home
    assert "ENGAGE_SECRET_KEY" in at_home
    for each in (sound, found):
        assert SHUT not in each
    assert "Reconnect" not in again
    assert len(figures(desk.private())) == 1, "the same figure each time"
    no_trace([lost])


async def test_a_database_without_room(desk: Scene) -> None:
    """PostgreSQL's own word for a full disk, at the question and at the end of its answer."""
    full = "BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END"
    sql(
        desk,
        f"CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $${full}$$",
        "CREATE TRIGGER full_disk BEFORE INSERT ON run EXECUTE FUNCTION full_disk()",
    )
    refused = await desk.command(QUESTION)
    sql(
        desk,
        "DROP TRIGGER full_disk ON run",
        "CREATE TRIGGER full_disk BEFORE UPDATE OF answer ON run EXECUTE FUNCTION full_disk()",
    )
    kept = await desk.command(QUESTION)
    missing = await desk.program.missing()
    sql(desk, "DROP TRIGGER full_disk ON run", "DROP FUNCTION full_disk")
    await desk.until(lambda: desk.private() and desk.tidy())

    assert "cannot reach its database" in str(refused.body)
    assert kept.ok
    assert missing == set(), "it can still be read"
    assert len(desk.private()) == 1
    no_trace([str(refused.body), *desk.told()])


async def test_a_disk_without_room_for_a_backup(desk: Scene, tmp_path: Path) -> None:
    """One sentence, no half file, and Engage goes on."""
    child = await asyncio.create_subprocess_exec(
        ENGAGE, "backup", str(tmp_path / "engage.zip"),
        # What Python compiles would be cut off, too, and break every later start.
        env={
            "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **desk.stores.environment,
        },
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )  # fmt: skip
    _, err = await asyncio.wait_for(child.communicate(), 60)

    assert child.returncode == 1
    assert err.decode() == "The backup cannot be written: File too large.\n"
    assert await asyncio.to_thread(os.listdir, tmp_path) == []
    await answer(desk)


async def test_the_schema_of_a_newer_version_lets_this_one_go_on(desk: Scene) -> None:
    """As in the middle of an upgrade, when a process of the older version is started again."""
    sql(desk, "UPDATE alembic_version SET version_num = '9999'")
    await restart(desk, KEY)
    await answer(desk)
    assert await desk.program.missing() == set()


async def test_a_lost_key_where_many_workspaces_installed_it() -> None:
    """A command is told why; installing it once more is all that is needed."""
    with outage_stores() as stores:
        async with two_teams(stores) as world:
            await install(world, world.acme)
            await connect(stores, world.acme)
            await world.acme.ask()
            await world.program.end(signal.SIGTERM)
            lost = {"ENGAGE_SECRET_KEY": NEW}
            world.program.environment = {**world.program.environment, **lost}
            await world.program.start()
            await world.program.until_ready()
            acme = world.acme
            told = await acme.slack.command(acme.anna, acme.general, "/engage", QUESTION)
            greeted = len(acme.slack.messages(acme.slack.direct(acme.anna)))
            await install(world, acme)
            answered = await acme.ask()

    assert "cannot open what it keeps sealed" in str(told.body)
    assert "ENGAGE_SECRET_KEY" in str(told.body)
    assert greeted
    assert words_of(answered)
