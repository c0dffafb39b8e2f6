"""Parent of the test network's servers. Started by net.py, with the lock handed over."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from places import BASE_PORT, GRACE_S, HERE, INFO, READY_S, TICK_S, child_note, packages, tools

PDS_ONLY = os.environ.get("PDS_ONLY") == "1"
RATE_LIMITS = os.environ.get("RATE_LIMITS") == "1"

T = TypeVar("T")


class Supervisor:
    """Ends all servers when one of them ends, when told to, or with its owner."""

    def __init__(self, owner: int | None, lock: int) -> None:
        self.owner = owner
        self.lock = lock  # held by being open
        self.children: list[subprocess.Popen[Any]] = []
        self.folder = Path(tempfile.mkdtemp(prefix="engage-bluesky-"))
        self.stopping = False

    def run(self) -> None:
        """Start everything, publish the addresses, wait for a reason to end."""
        signal.signal(signal.SIGTERM, self._stop)
        try:
            addresses = self._start()
            INFO.with_suffix(".new").write_text(
                json.dumps({**addresses, "owner": self.owner, "supervisor": os.getpid()})
            )
            INFO.with_suffix(".new").rename(INFO)
            while not self._over():
                time.sleep(TICK_S)
        finally:
            INFO.unlink(missing_ok=True)
            self._end()

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _over(self) -> bool:
        if self.owner and not alive(self.owner):
            return True
        return self.stopping or any(child.poll() is not None for child in self.children)

    def _start(self) -> dict[str, Any]:
        env = {
            "NET_BASE_PORT": str(BASE_PORT),
            "NET_PDS_ONLY": "1" if PDS_ONLY else "0",
            "NET_RATE_LIMITS": "1" if RATE_LIMITS else "0",
            "LOG_ENABLED": os.environ.get("LOG_ENABLED", "0"),
            "TMPDIR": str(self.folder),
        }
        if not PDS_ONLY:
            env |= self._stores()
        for name in ("network.mjs", "preload.mjs"):
            shutil.copy(HERE / name, packages())
        node, _, _ = tools()
        answers = (self.folder / "ready.json").open("w+")
        preload = packages() / "preload.mjs"
        self._child(
            [node / "bin" / "node", "--import", preload, packages() / "network.mjs", self.folder],
            env={**os.environ, **env},
            stdout=answers,
        )
        return self._wait_for(lambda: ready_line(self.folder / "ready.json"))

    def _stores(self) -> dict[str, str]:
        _, _, valkey = tools()
        redis, postgres = BASE_PORT + 5, BASE_PORT + 6
        quiet = ["--save", "", "--appendonly", "no", "--set-proc-title", "no"]
        place = ["--bind", "127.0.0.1", "--port", str(redis), "--dir", self.folder]
        self._child([valkey, *place, *quiet])
        self._postgres(postgres)
        self._wait_for(lambda: (listening(redis) and listening(postgres)) or None)
        return {
            "DB_POSTGRES_URL": f"postgresql://pg@127.0.0.1:{postgres}/postgres",
            "DB_POSTGRES_SCHEMA": "devnet",
            "REDIS_HOST": f"127.0.0.1:{redis}",
        }

    def _postgres(self, port: int) -> None:
        """PostgreSQL refuses to run as root, and then could not read a wheel below a home."""
        _, program, _ = tools()
        user: dict[str, Any] = {}
        if os.geteuid() == 0:
            program = copy_postgres(program, self.folder)
            self.folder.chmod(0o755)
            (self.folder / "data").mkdir()
            shutil.chown(self.folder / "data", "nobody")
            user = {"user": "nobody", "extra_groups": []}
        data = self.folder / "data"
        subprocess.run(
            [program / "bin" / "initdb", "-D", data, "-A", "trust", "-U", "pg", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **user,
        )
        loose = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        place = ["-h", "127.0.0.1", "-p", str(port), "-k", ""]
        self._child([program / "bin" / "postgres", "-D", data, *place, *loose], **user)

    def _child(self, command: list[Any], **options: Any) -> None:
        child = subprocess.Popen(
            [str(part) for part in command],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            **{"stdout": sys.stdout, **options},
        )
        child_note(child.pid).write_text(str(self.folder))
        self.children.append(child)

    def _wait_for(self, condition: Callable[[], T | None]) -> T:
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline and not self._over():
            if result := condition():
                return result
            time.sleep(TICK_S)
        sys.exit("A server did not come up.")

    def _end(self) -> None:
        """All state is thrown away, so nobody is asked to save anything first."""
        for child in reversed(self.children):
            child.send_signal(
                signal.SIGQUIT if child.args[0].endswith("/postgres") else signal.SIGTERM
            )
        deadline = time.monotonic() + GRACE_S
        for child in self.children:
            try:
                child.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            child_note(child.pid).unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def copy_postgres(program: Path, folder: Path) -> Path:
    """A copy that any user may run; its libraries lie beside its package in the wheel."""
    package = folder / program.parent.name
    libraries = program.parent.with_suffix(".libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return Path(shutil.copytree(program, package / program.name, symlinks=True))


def alive(pid: int) -> bool:
    """Whether a process exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def listening(port: int) -> bool:
    """Whether a server answers on loopback."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ready_line(path: Path) -> dict[str, Any] | None:
    """The addresses, once the servers have printed them."""
    for line in path.read_text().splitlines():
        if line.startswith("{") and line.endswith("}"):
            addresses: dict[str, Any] = json.loads(line)
            return addresses
    return None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lock", type=int, required=True, help="open file that holds the lock")
    parser.add_argument("--owner", type=int)
    options = parser.parse_args()
    Supervisor(options.owner, options.lock).run()
