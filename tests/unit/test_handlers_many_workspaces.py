"""Installations come from memory: nothing is asked in the way of an ack, and nothing stays stale."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from assistant.errors import NotFound, SealBroken, StoreUnavailable
from assistant.ports import InstalledApp, Workspace
from handlers.calls import Method, Slack, SlackRefused
from handlers.many_workspaces import FRESH, STALE, ManyWorkspaces
from handlers.tasks import Tasks
from playground.faults import Fault
from playground.slack import SlackDouble
from tests.fakes_installing import MemoryApps
from tests.scenario.memory import MemoryWorkspaces


def app(team: str, token: str = "") -> InstalledApp:
    return InstalledApp(
        team,
        token or f"xoxb-{team}",
        "A1",
        f"B-{team}",
        f"U-{team}",
        "UANNA",
        frozenset({"commands"}),
        datetime(2026, 11, 22, tzinfo=UTC),
    )


class World:
    """Two workspaces, T1 and T2, and all that stands around them."""

    def __init__(self, most: int = 10) -> None:
        self.at = datetime(2026, 11, 22, tzinfo=UTC)
        self.workspaces = MemoryWorkspaces()
        self.apps = MemoryApps(self.workspaces.known)
        self.tasks = Tasks()
        self.tokens: list[str] = []
        for team in ("T1", "T2"):
            self.apps.kept[team] = app(team)
            self.workspaces.known[team] = Workspace(team, team)
        self.many = ManyWorkspaces(
            self.apps, self.workspaces, self._slack_with, self.tasks, lambda: self.at, most=most
        )

    def _slack_with(self, token: str, _: Callable[[], None]) -> Slack:
        self.tokens.append(token)
        return token  # type: ignore[return-value]

    async def token_of(self, team: str) -> str | None:
        authorized = await self.many(team_id=team)
        return authorized.bot_token if authorized else None


async def test_a_workspace_is_read_once_however_many_ask() -> None:
    """And then it is in memory."""
    world = World()

    tokens = await asyncio.gather(*(world.token_of("T1") for _ in range(20)))
    for _ in range(20):
        await world.token_of("T1")

    assert set(tokens) == {"xoxb-T1"}
    assert world.apps.reads == 1
    assert world.tokens == ["xoxb-T1"]


async def test_each_workspace_has_its_own_token_and_its_own_bot() -> None:
    """Never the other's."""
    world = World()

    for team in ("T1", "T2", "T1"):
        authorized = await world.many(team_id=team)
        assert authorized
        assert (authorized.team_id, authorized.bot_token) == (team, f"xoxb-{team}")
        assert (authorized.bot_id, authorized.bot_user_id) == (f"B-{team}", f"U-{team}")
        installation = await world.many.of(team)
        assert (installation.workspace.id, str(installation.slack)) == (team, f"xoxb-{team}")


async def test_who_never_installed_is_nobody_and_is_asked_for_each_time() -> None:
    """A team that installs a moment later is not told that it did not."""
    world = World()

    assert await world.many(team_id="T3") is None
    assert await world.many(team_id=None) is None
    with pytest.raises(NotFound):
        await world.many.of("T3")
    world.apps.kept["T3"], world.workspaces.known["T3"] = app("T3"), Workspace("T3", "T3")

    assert await world.token_of("T3") == "xoxb-T3"


async def test_what_is_no_longer_fresh_is_read_behind_the_back_of_whoever_asks() -> None:
    """The request that finds it old is not kept waiting; a later one sees what is new."""
    world = World()
    await world.token_of("T1")
    world.apps.kept["T1"] = app("T1", "xoxb-newer")
    world.workspaces.known["T1"] = replace(world.workspaces.known["T1"], zone="Asia/Tokyo")
    world.at += FRESH

    assert [await world.token_of("T1") for _ in range(5)] == ["xoxb-T1"] * 5
    await world.tasks.drain(1)

    assert await world.token_of("T1") == "xoxb-newer"
    assert (await world.many.of("T1")).workspace.zone == "Asia/Tokyo"
    assert world.apps.reads == 2


async def test_what_nobody_asked_for_in_a_long_time_is_read_first() -> None:
    """It may be anything by now."""
    world = World()
    await world.token_of("T1")
    world.apps.kept["T1"] = app("T1", "xoxb-newer")
    world.at += STALE

    assert await world.token_of("T1") == "xoxb-newer"


async def test_a_removal_elsewhere_is_learned_within_a_minute() -> None:
    """Another process was told of it."""
    world = World()
    await world.token_of("T1")
    await world.apps.remove("T1", world.at)
    world.at += FRESH
    await world.token_of("T1")
    await world.tasks.drain(1)

    assert await world.token_of("T1") is None


@pytest.mark.parametrize("end", ["revoked", "removed"])
async def test_the_end_of_an_installation_counts_at_once(end: str) -> None:
    """Here and in the store, with its time; the other workspace goes on."""
    world = World()
    await world.token_of("T1")
    await world.token_of("T2")

    await getattr(world.many, end)("T1")

    assert await world.token_of("T1") is None
    assert world.apps.revoked == {"T1": world.at}
    assert world.apps.removed == ({"T1": world.at} if end == "removed" else {})
    assert await world.token_of("T2") == "xoxb-T2"


async def test_what_was_being_read_when_it_changed_does_not_come_into_memory() -> None:
    """A slow read of the old token must not undo the news of a new one."""
    world = World()
    gate, reading = asyncio.Event(), asyncio.Event()
    get = world.apps.get

    async def slow(workspace_id: str) -> InstalledApp:
        found = await get(workspace_id)
        reading.set()
        await gate.wait()
        return found

    world.apps.get = slow  # type: ignore[method-assign]
    old = asyncio.create_task(world.many.of("T1"))
    await reading.wait()
    world.apps.get = get  # type: ignore[method-assign]
    world.apps.kept["T1"] = app("T1", "xoxb-newer")
    world.many.forget("T1")

    assert await world.token_of("T1") == "xoxb-newer"
    gate.set()
    await old
    assert await world.token_of("T1") == "xoxb-newer"


async def test_one_who_gives_up_does_not_take_the_answer_from_the_others() -> None:
    """A request that ends early shares its read with the rest."""
    world = World()
    first = asyncio.create_task(world.many.of("T1"))
    second = asyncio.create_task(world.many.of("T1"))
    await asyncio.sleep(0)
    first.cancel()

    assert (await second).workspace.id == "T1"


async def test_a_database_that_is_away_leaves_what_is_in_memory() -> None:
    """What is not there is said; nobody is taken for a stranger because of it."""
    world = World()
    await world.token_of("T1")
    world.apps.down = True
    world.at += FRESH

    assert await world.token_of("T1") == "xoxb-T1"
    await world.tasks.drain(1)
    assert await world.token_of("T1") == "xoxb-T1"
    with pytest.raises(StoreUnavailable):
        await world.many(team_id="T2")


async def test_a_token_that_cannot_be_opened_is_said_and_not_a_stranger() -> None:
    """The key was lost: the sentence names it."""
    world = World()

    async def broken(workspace_id: str) -> InstalledApp:
        raise SealBroken

    world.apps.get = broken  # type: ignore[method-assign]
    with pytest.raises(SealBroken):
        await world.many(team_id="T1")


async def test_memory_holds_so_many_and_lets_the_longest_unused_go() -> None:
    """However many teams install."""
    world = World(most=2)
    world.apps.kept["T3"], world.workspaces.known["T3"] = app("T3"), Workspace("T3", "T3")
    for team in ("T1", "T2", "T1", "T3"):
        await world.token_of(team)
    reads = world.apps.reads

    await world.token_of("T1")
    assert world.apps.reads == reads
    await world.token_of("T2")
    assert world.apps.reads == reads + 1


async def test_a_token_slack_takes_no_more_is_read_anew() -> None:
    """Another process knows the new one already: the next call has it. Other refusals do not."""
    async with SlackDouble() as slack, aiohttp.ClientSession() as http:
        world = World()

        def slack_with(token: str, on_dead: Callable[[], None]) -> Slack:
            return Slack(AsyncWebClient(token, slack.api_url, session=http), http, on_dead)

        many = ManyWorkspaces(
            world.apps, world.workspaces, slack_with, world.tasks, lambda: world.at
        )
        world.apps.kept["T1"] = app("T1", slack.bot_token)
        installation = await many.of("T1")
        slack.faults.add(Fault("auth.test", "error", error="channel_not_found"))
        with pytest.raises(SlackRefused):
            await installation.slack.call(Method.AUTH_TEST)
        assert await many.of("T1") is installation

        slack.uninstall()
        world.apps.kept["T1"] = app("T1", slack.grant(frozenset({"commands"})))
        with pytest.raises(SlackRefused, match="account_inactive"):
            await installation.slack.call(Method.AUTH_TEST)

        newer = await many.of("T1")
        assert (await newer.slack.call(Method.AUTH_TEST))["ok"]


async def test_it_is_ready_from_the_start() -> None:
    """There is nobody to ask before the first request."""
    world = World()

    await world.many.warm()

    assert world.many.ready
    assert world.apps.reads == 0
