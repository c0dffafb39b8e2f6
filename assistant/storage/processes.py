"""Which processes are alive, as far as the lock files of PostgreSQL need to know."""

from __future__ import annotations

import subprocess
import time
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
EXIT_S = 10.0


def forget_stale(lock: Path, data: Path) -> None:
    """Remove a lock file of PostgreSQL whose process is not the server of `data` any more.

    PostgreSQL trusts any process of that number: after a restart of a container that is likely
    one of ours, and where nobody collects dead processes it is its own corpse. The file also
    guards the data against children that outlive a killed server; they are waited for first,
    and while there are any it stays.
    """
    try:
        pid = lock.read_text(encoding="utf-8").split("\n", 1)[0]
    except FileNotFoundError:
        return
    command = _command(pid)
    if "postgres" in command and str(data) in command:
        return
    deadline = time.monotonic() + EXIT_S
    while _anybody_in(data):
        if time.monotonic() > deadline:
            return
        time.sleep(0.05)
    lock.unlink(missing_ok=True)


def _command(pid: str) -> str:
    """The command line of a process, "" when there is none or only its corpse."""
    if (_PROC / "self").exists():
        try:
            return (_PROC / str(int(pid)) / "cmdline").read_text("utf-8", errors="replace")
        except (OSError, ValueError):
            return ""
    return subprocess.run(  # noqa: S603 - a number
        ["/bin/ps", "-p", pid, "-o", "args="],
        check=False,
        capture_output=True,
        text=True,
        timeout=5,
    ).stdout


def _anybody_in(folder: Path) -> bool:
    """Whether a process has the folder as its working directory, as all of a server's have.

    Where there is no /proc, nobody outlives a killed server for long; the answer is no.
    """
    place = folder.resolve()
    for each in _PROC.glob("[0-9]*/cwd"):
        with suppress(OSError):
            if each.readlink() == place:
                return True
    return False
