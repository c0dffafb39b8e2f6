"""`engage`, and what tests run beside it, as processes of their own that load nothing anew.

Loading takes about two seconds of CPU, most of what a short command costs. So one process, the
nursery, has loaded everything and forks for each start; in front of each fork stands a small program
(`front.py`) with the arguments, the environment, the pipes, the exit code and the signals of the
fork. Tests that are about starting run the installed program itself.

`forks.py` does the same for the tests: they are loaded once, and share one nursery.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


def engage() -> tuple[str, ...]:
    """The command that runs `engage`; its arguments follow."""
    return (sys.executable, "-I", "-S", str(_HERE / "front.py"), str(_path()))


def module(name: str) -> tuple[str, ...]:
    """The command that runs a module as `python -m` does; its arguments follow."""
    return (*engage(), "-m", name)


@cache
def _path() -> Path:
    return nursery().start()


@cache
def nursery() -> Nursery:
    """The one of this process, and of all that are forked from it from now on."""
    return Nursery()


class Nursery:
    """Not started yet. It ends with the last process that could have asked it for something."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="quick-")
        self._owner = os.getpid()
        # Its standard input, at whose end it ends: nobody writes, and every process of ours that
        # may need it holds the other end.
        self._input, self._held = os.pipe()
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self._leave)

    def start(self) -> Path:
        """Start it, unless it runs already; where it listens."""
        path = Path(self._folder.name) / "nursery"
        with path.with_name("started").open("a+b") as started:
            fcntl.flock(started, fcntl.LOCK_EX)
            if not os.fstat(started.fileno()).st_size:
                self._process = subprocess.Popen(
                    [sys.executable, str(_HERE / "nursery.py"), str(path)],
                    stdin=self._input,
                    cwd=_HERE.parents[1],
                )
                started.write(b"yes")
                started.flush()
        return path

    def _leave(self) -> None:
        os.close(self._held)
        if self._process:
            self._process.wait(30)
        if os.getpid() == self._owner:
            self._folder.cleanup()
