"""The embedded servers: shared, attached to, and whole after any kill."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest
import redis

from assistant.storage.embedded import EmbeddedStores, start_embedded
from tests.integration.embedded_use import (
    Child,
    pids_of,
    read_some,
    running,
    wait_until,
    write_some,
)

pytestmark = pytest.mark.integration


def test_kill_9_of_our_process_leaves_servers_to_attach_to(data_folder: Path) -> None:
    child = Child(data_folder).wait_for("ready")
    pids = pids_of(data_folder)
    child.kill()
    assert all(map(running, pids))
    stores = EmbeddedStores(data_folder).start()
    assert pids_of(data_folder) == pids
    write_some(stores)
    assert read_some(stores) == (1, 1)
    stores.stop()
    wait_until(lambda: not any(map(running, pids)))  # nobody was left, whatever the killed one held
    again = EmbeddedStores(data_folder).start()
    assert read_some(again) == (1, 1)
    assert pids_of(data_folder) != pids
    again.stop()


def test_the_last_of_several_processes_stops_the_servers(data_folder: Path) -> None:
    children = [Child(data_folder) for _ in range(3)]  # at the same moment, on an empty folder
    for child in children:
        child.wait_for("ready")
    pids = pids_of(data_folder)
    children[0].leave()
    children[1].kill()
    assert all(map(running, pids))
    mine = EmbeddedStores(data_folder).start()
    children[2].leave()
    assert all(map(running, pids))
    assert pids_of(data_folder) == pids
    mine.stop()
    wait_until(lambda: not any(map(running, pids)))
    mine.stop()


def test_two_users_in_one_process_share(data_folder: Path) -> None:
    first, second = EmbeddedStores(data_folder).start(), EmbeddedStores(data_folder).start()
    pids = pids_of(data_folder)
    first.stop()
    write_some(second)
    assert all(map(running, pids))
    second.stop()
    wait_until(lambda: not any(map(running, pids)))


def test_who_leaves_last_stops_what_only_others_wanted(data_folder: Path) -> None:
    both = EmbeddedStores(data_folder).start()
    pids = pids_of(data_folder)
    one = EmbeddedStores(data_folder, postgres=False).start()
    both.stop()
    assert all(map(running, pids))
    one.stop()
    wait_until(lambda: not any(map(running, pids)))


def test_kill_9_of_the_servers_themselves_loses_nothing_committed(data_folder: Path) -> None:
    stores = EmbeddedStores(data_folder).start()
    write_some(stores)
    pids = pids_of(data_folder)
    with redis.Redis.from_url(stores.redis_url or "") as client:
        wait_until(lambda: client.info("persistence")["aof_pending_bio_fsync"] == 0)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(map(running, pids)))
    again = EmbeddedStores(data_folder).start()
    assert read_some(again) == (1, 1)
    stores.stop()
    again.stop()


async def test_starting_does_not_stop_the_event_loop(data_folder: Path) -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.005)
            ticks += 1

    task = asyncio.create_task(tick())
    stores = await start_embedded(data_folder, valkey=False)
    task.cancel()
    assert ticks > 10
    assert (stores.redis_url, stores.database_url is None) == (None, False)
    await asyncio.to_thread(stores.stop)
