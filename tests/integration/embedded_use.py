"""Other processes that use the embedded stores, and what there is to see of the servers."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import redis

from assistant.storage.embedded import EmbeddedStores


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


def pids_of(folder: Path) -> tuple[int, int]:
    """Of PostgreSQL and Valkey, as their pid files say."""
    postgres = (folder / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0]
    return int(postgres), int((folder / "valkey" / "valkey.pid").read_text())


def running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
        return (
            subprocess.run(["ps", "-p", str(pid)], check=False, capture_output=True).returncode == 0
        )
    return state != "Z"


def wait_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def write_some(stores: EmbeddedStores) -> None:
    assert stores.database_url
    assert stores.redis_url
    with psycopg.connect(stores.database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    with redis.Redis.from_url(stores.redis_url) as client:
        client.incr("kept")


def read_some(stores: EmbeddedStores) -> tuple[int, int]:
    assert stores.database_url
    assert stores.redis_url
    with psycopg.connect(stores.database_url) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    with redis.Redis.from_url(stores.redis_url) as client:
        return (row or [0])[0], int(client.get("kept") or 0)
