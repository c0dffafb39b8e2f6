"""Fixtures: a workspace, stores that outlive a process, and Engage running on both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest
import structlog

from handlers.manifest import load
from playground.slack import SlackDouble
from tests.peers.slack_types.recording import Recording
from tests.scenario.card_desk import CardDesk
from tests.scenario.card_room import AT, CardRoom
from tests.scenario.going import going
from tests.scenario.memory import HeldClock, MemoryRuns
from tests.scenario.payload_checks import answered_views, check_calls
from tests.scenario.running import SECRET, Engage, Stores
from tests.scenario.staging import Gates
from tests.scenario.studio_desk import StudioDesk
from tests.scenario.studio_room import StudioRoom

RECORDING = pytest.StashKey[Recording]()


def pytest_configure(config: pytest.Config) -> None:
    """Record what is sent; `tests/integration/test_payload_types.py` holds Slack's types to it."""
    recording = config.stash[RECORDING] = Recording(config)
    config.pluginmanager.register(recording)


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[Any]]:
    """What was logged. Nobody's words may be in it; a test's questions all hold `SECRET`."""
    with structlog.testing.capture_logs() as entries:
        yield entries
    print(*entries, sep="\n")
    assert SECRET not in repr(entries)


@pytest.fixture
async def slack(request: pytest.FixtureRequest) -> AsyncIterator[SlackDouble]:
    """A workspace; every payload it took is held against independent validators at the end."""
    events = load()["settings"]["event_subscriptions"]["bot_events"]
    async with SlackDouble(subscriptions=frozenset(events)) as double:
        yield double
        for team in double.town.teams:
            calls = [*team.calls, *answered_views(team.deliveries.log)]
            check_calls(calls)
            recording = request.config.stash[RECORDING]
            recording.take(request.node.nodeid, calls, team.hooks.posts)


@pytest.fixture
def stores() -> Stores:
    clock = HeldClock()
    return Stores(clock, MemoryRuns(clock))


@pytest.fixture
async def engage(slack: SlackDouble, stores: Stores) -> AsyncIterator[Engage]:
    """Engage, running and installed."""
    async with going(Engage(slack, stores)) as running:
        yield running


@pytest.fixture
def desk(stores: Stores) -> CardDesk:
    """What stands behind the cards; ask for it before Engage runs."""
    stores.clock.at = AT + timedelta(minutes=5)
    made = CardDesk(stores.clock)
    stores.respond = made.respond
    return made


@pytest.fixture
def room(desk: CardDesk, slack: SlackDouble, engage: Engage) -> CardRoom:
    """A channel for cards."""
    return CardRoom.furnish(slack, engage, desk)


@pytest.fixture
def studio_desk(stores: Stores) -> StudioDesk:
    """What stands behind the studios; ask for it before Engage runs."""
    stores.clock.at = AT + timedelta(minutes=5)
    made = StudioDesk(stores.clock)
    stores.give = made.give
    return made


@pytest.fixture
def studio(studio_desk: StudioDesk, slack: SlackDouble, engage: Engage) -> StudioRoom:
    """A channel for studios."""
    return StudioRoom.furnish(slack, engage, studio_desk)


@pytest.fixture
def gates() -> Gates:
    """Steps an answer waits at."""
    return Gates()
