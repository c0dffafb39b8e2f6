"""Who we are in a workspace is asked once, and other teams are nobody."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.errors import NotFound, StoreUnavailable
from assistant.ports import Workspace
from handlers.calls import Method
from handlers.installations import FRESH, OneWorkspace
from handlers.tasks import Tasks
from tests.fakes_installing import MemoryApps


class FakeSlack:
    """Answers auth.test and nothing else."""

    def __init__(self) -> None:
        self.asked = 0

    async def call(self, method: Method) -> dict[str, Any]:
        assert method is Method.AUTH_TEST
        self.asked += 1
        await asyncio.sleep(0)
        return {"team_id": "T1", "team": "Acme", "user_id": "UBOT", "bot_id": "B1"}


class FakeWorkspaces:
    """One workspace whose settings a test changes."""

    def __init__(self) -> None:
        self.kept = Workspace("T1", "")
        self.reads = 0
        self.down = False

    async def ensure(self, workspace_id: str, name: str) -> Workspace:
        self.kept = replace(self.kept, id=workspace_id, name=name)
        return self.kept

    async def get(self, workspace_id: str) -> Workspace:
        assert workspace_id == self.kept.id
        self.reads += 1
        if self.down:
            raise StoreUnavailable("PostgreSQL")
        return self.kept


class World:
    """An installation with everything around it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, tzinfo=UTC)
        self.slack, self.workspaces, self.tasks = FakeSlack(), FakeWorkspaces(), Tasks()
        self.apps = MemoryApps()
        self.installed = OneWorkspace(
            self.slack,  # type: ignore[arg-type]
            "xoxb-1",
            self.workspaces,  # type: ignore[arg-type]
            self.apps,
            tasks=self.tasks,
            clock=lambda: self.at,
        )


async def test_many_first_requests_ask_slack_once() -> None:
    """And tell Bolt all it needs without another call."""
    world = World()
    assert not world.installed.ready

    results = await asyncio.gather(*(world.installed(team_id="T1") for _ in range(20)))

    assert world.slack.asked == 1
    assert world.installed.ready
    assert all(result is not None and result.bot_user_id == "UBOT" for result in results)
    assert world.workspaces.reads == 0


async def test_other_teams_are_nobody() -> None:
    """Their requests get no token and no data."""
    world = World()

    assert await world.installed(team_id="T2") is None
    assert await world.installed(team_id=None) is None
    with pytest.raises(NotFound):
        await world.installed.of("T2")


async def test_settings_are_read_again_behind_the_back_of_a_request() -> None:
    """The request that finds them old is not kept waiting; the next one sees the new ones."""
    world = World()
    await world.installed(team_id="T1")
    world.workspaces.kept = replace(world.workspaces.kept, zone="Europe/Berlin")
    world.at += FRESH

    for _ in range(5):
        await world.installed(team_id="T1")
    assert (await world.installed.of("T1")).workspace.zone == "UTC"
    await world.tasks.drain(1)

    assert (await world.installed.of("T1")).workspace.zone == "Europe/Berlin"
    assert world.workspaces.reads == 1


async def test_a_database_that_is_away_leaves_what_is_known() -> None:
    """Until it is back."""
    world = World()
    await world.installed(team_id="T1")
    world.workspaces.down = True
    world.at += FRESH + timedelta(seconds=1)

    assert await world.installed(team_id="T1") is not None
    await world.tasks.drain(1)

    assert (await world.installed.of("T1")).workspace.name == "Acme"


async def test_once_the_app_is_removed_there_is_nobody_left() -> None:
    """The workspace rests; a restart with a new token brings it back."""
    world = World()
    await world.installed.warm()

    await world.installed.removed("T1")

    assert world.apps.removed == {"T1": world.at}
    assert not world.installed.ready
    assert await world.installed(team_id="T1") is None
    with pytest.raises(NotFound):
        await world.installed.of("T1")


async def test_a_revoked_token_ends_it_too_and_nothing_rests() -> None:
    """Nobody else's news do."""
    world = World()
    await world.installed.warm()
    with pytest.raises(NotFound):
        await world.installed.revoked("T2")
    assert world.installed.ready

    await world.installed.revoked("T1")

    assert world.apps.removed == {}
    assert await world.installed(team_id="T1") is None
