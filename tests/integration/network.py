"""The real Bluesky network in tests: fixtures, and people who live in it.

    async def test_something(world: World) -> None:
        acme = await world.make_person("acme")
        post = await acme.post("Hello")
        fan = await world.make_person("fan")
        await fan.reply(post, "Hi there")
        await world.settle()          # now the AppView shows all of it

`network` has the addresses, `stranger` is a proxy in front of the AppView that refuses what
production refuses without credentials (use `stranger.url` as BLUESKY_PUBLIC_URL), `pipe` a plain
proxy in front of the PDS; both can be made to fail (see `tests/peers/bluesky/stranger.py`).
Handles are unique in every test, so a shared network serves everybody.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest

from tests.integration.people import Person, join
from tests.peers.bluesky.stranger import Proxy
from tests.peers.bluesky.stranger import stranger as strangers_view

NET = Path(__file__).resolve().parents[1] / "peers" / "bluesky" / "net.sh"
PASSWORD = "correct horse battery"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Network:
    """Addresses of a running network. `appview` is "" when only a PDS runs."""

    plc: str
    pds: str
    appview: str
    control: str


class World:
    """Makes people, and waits for the network to know what they did."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._people: list[Person] = []
        self._http = httpx2.AsyncClient(timeout=60)

    async def make_person(self, name: str) -> Person:
        """Open an account; the handle is `name` (11 letters at most) with a unique tail."""
        handle = f"{name}-{secrets.token_hex(3)}.test"
        person = await join(self.network.pds, handle, PASSWORD)
        self._people.append(person)
        return person

    async def settle(self) -> None:
        """Return when the AppView shows everything written before the call."""
        answer = await self._http.get(f"{self.network.control}/settle")
        answer.raise_for_status()

    async def until(self, ask: Callable[[], Awaitable[T | None]], *, within_s: float = 20) -> T:
        """Ask again until the answer is neither None nor False; fail after `within_s` seconds."""
        deadline = time.monotonic() + within_s
        while True:
            answer = await ask()
            if answer:
                return answer
            assert time.monotonic() < deadline, f"still {answer!r} after {within_s} seconds"
            await asyncio.sleep(0.05)

    async def close(self) -> None:
        """Let go of every connection; the people stay."""
        for person in self._people:
            await person.close()
        await self._http.aclose()


def start_network(**settings: str) -> tuple[Network, dict[str, Any]]:
    """Start a network that ends with this process, or attach to a shared one that runs."""
    # workers come and go; the network belongs to the session above them
    owner = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    started = subprocess.run(
        [str(NET), "start", "--owner", str(owner)],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 0, started.stderr
    info = json.loads(started.stdout)
    addresses = {name: info[name] or "" for name in ("plc", "pds", "appview", "control")}
    return Network(**addresses), info


def stop_network(info: dict[str, Any], **settings: str) -> None:
    """Stop it, unless it is shared or other workers of this session may still use it."""
    if info["owner"] == os.getpid():
        command = [str(NET), "stop", "--owner", str(os.getpid())]
        subprocess.run(command, env={**os.environ, **settings}, check=True)


@pytest.fixture(scope="session")
def network() -> Iterator[Network]:
    """The network: one for all tests of a session."""
    network, info = start_network()
    yield network
    stop_network(info)


@pytest.fixture(scope="session")
def limited_pds() -> Iterator[Network]:
    """A PDS alone that keeps its real rate limits."""
    settings = {"PDS_ONLY": "1", "RATE_LIMITS": "1", "BLUESKY_TEST_PORT": "25870"}
    network, info = start_network(**settings)
    yield network
    stop_network(info, **settings)


@pytest.fixture
async def world(network: Network) -> AsyncIterator[World]:
    """A World of one's own in the shared network."""
    world = World(network)
    yield world
    await world.close()


@pytest.fixture
def stranger(network: Network) -> Iterator[Proxy]:
    """The AppView as people without credentials meet it in production."""
    with strangers_view(network.appview) as proxy:
        yield proxy


@pytest.fixture
def pipe(network: Network) -> Iterator[Proxy]:
    """The PDS behind a proxy that can be made to fail."""
    with Proxy(network.pds) as proxy:
        yield proxy
