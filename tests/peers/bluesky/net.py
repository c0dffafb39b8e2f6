"""Start and stop a real Bluesky network on loopback. Called through net.sh; see README.md.

One supervisor process (supervisor.py) owns PostgreSQL, Valkey and the network's servers, and holds
a lock while they live, so that two networks never share ports. State is thrown away at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

from places import (
    BASE_PORT,
    HERE,
    INFO,
    LOCK,
    LOG,
    READY_S,
    STATE,
    STOP_S,
    TICK_S,
    packages,
    tools,
)

WAIT_S = float(os.environ.get("BLUESKY_TEST_WAIT_S", "900"))


def main() -> int:
    """Run one verb."""
    parser = argparse.ArgumentParser(prog="net.sh", description=__doc__)
    parser.add_argument("verb", choices=["check", "install", "start", "stop", "status"])
    parser.add_argument(
        "--owner",
        type=int,
        help="start: end with this process, and let no other attach; stop: only the one it owns",
    )
    args = parser.parse_args()
    STATE.mkdir(parents=True, exist_ok=True)
    match args.verb:
        case "check":
            tools()
        case "install":
            install()
        case "start":
            say(json.dumps(start(args.owner)))
        case "stop":
            stop(args.owner)
        case "status":
            info = running()
            say(json.dumps(info) if info else "not running")
            return 0 if info else 1
    return 0


def say(line: str) -> None:
    """Answer the person or program that called."""
    sys.stdout.write(f"{line}\n")


def install() -> None:
    """Install the npm packages once; later calls return at once."""
    done = packages() / ".installed"
    if done.exists():
        return
    node, _, _ = tools()
    with (STATE / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists():
            return
        packages().mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, packages())
        npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(
            [node / "bin" / "node", npm, "ci", *flags],
            cwd=packages(),
            env={**os.environ, "PATH": f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"},
            check=True,
        )
        done.touch()


def start(owner: int | None) -> dict[str, Any]:
    """Start the network, or attach to the one that runs.

    A network without an owner is shared: everyone attaches. One that belongs to another process
    is waited for.
    """
    install()
    deadline = time.monotonic() + WAIT_S
    told = False
    while time.monotonic() < deadline:
        lock = LOCK.open("a")
        if taken(lock):
            info = running()
            if info and info["owner"] in (None, owner):
                return {**info, "attached": True}
            if not told:
                sys.stderr.write("Waiting for another session's network to end.\n")
                told = True
            lock.close()
            time.sleep(TICK_S)
            continue
        return {**launch(owner, lock), "attached": False}
    sys.exit(f"Another network kept its ports for {WAIT_S:.0f} seconds.")


def taken(lock: IO[str]) -> bool:
    """Try to take the lock; whether somebody else has it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def running() -> dict[str, Any] | None:
    """Addresses of the network that runs on this port; None when none does."""
    with LOCK.open("a") as lock:
        if not taken(lock):
            return None
    try:
        info: dict[str, Any] = json.loads(INFO.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None  # it is on its way up or down
    return info


def launch(owner: int | None, lock: IO[str]) -> dict[str, Any]:
    """Hand the lock to a supervisor in the background and wait until the network answers."""
    lock.truncate(0)
    sweep()
    command = [sys.executable, str(HERE / "supervisor.py"), "--lock", str(lock.fileno())]
    with LOG.open("w") as log:
        supervisor = subprocess.Popen(
            [*command, *(["--owner", str(owner)] if owner else [])],
            pass_fds=[lock.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    lock.write(json.dumps({"supervisor": supervisor.pid, "owner": owner}))
    lock.close()
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and supervisor.poll() is None:
        if info := running():
            return info
        time.sleep(TICK_S)
    supervisor.terminate()
    sys.exit(f"The network did not start:\n{LOG.read_text()[-4000:]}")


def stop(owner: int | None) -> None:
    """Stop the network that runs on this port and wait until it is gone; none may run.

    Args:
        owner: leave a network of any other process alone. Somebody who waits for the ports has
            them at once, so what runs here may be another's by now.
    """
    with LOCK.open("a") as lock:
        if not taken(lock):
            sweep()
            return
        found = holder()
        if found is None or (owner and found["owner"] != owner):
            return
        for kind in (signal.SIGTERM, signal.SIGKILL):
            signalled(found["supervisor"], kind)
            deadline = time.monotonic() + STOP_S
            while time.monotonic() < deadline:
                if not taken(lock):
                    sweep()
                    return
                if holder() != found:
                    return  # who waited for the ports has swept them
                time.sleep(TICK_S)
    sys.exit("The network does not stop.")


def holder() -> dict[str, Any] | None:
    """Supervisor and owner of the network that has the lock, also while it comes up and goes down;
    None while its supervisor is being started.
    """
    words = LOCK.read_text()
    told: dict[str, Any] | None = json.loads(words) if words else None
    return told


def signalled(pid: int, kind: signal.Signals) -> None:
    """Send a signal to a process that may be gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, kind)


def sweep() -> None:
    """End what a killed supervisor left behind. Call it with the lock held."""
    for note in STATE.glob(f"{BASE_PORT}.child-*"):
        pid, folder = int(note.name.rpartition("-")[2]), note.read_text()
        if folder in command_line(pid):
            signalled(pid, signal.SIGKILL)
        note.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
    INFO.unlink(missing_ok=True)


def command_line(pid: int) -> str:
    """The words a process was started with; empty when it is gone."""
    if Path("/proc/self/cmdline").exists():
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        return ""
    shown = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout


if __name__ == "__main__":
    sys.exit(main())
