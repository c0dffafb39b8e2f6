"""`engage` as a process of its own, without loading the program anew for each test.

Loading takes about two seconds of CPU, most of what a short command costs. So one process, the
nursery, has loaded everything and forks for each start; in front of each fork stands a small program
(`front.py`) with the arguments, the environment, the pipes, the exit code and the signals of the
fork. Tests that kill at any instant, or that are about starting, run the installed program itself.
"""

from __future__ import annotations

import atexit
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def engage() -> tuple[str, ...]:
    """The command that runs `engage`; its arguments follow. Starts the nursery, once a process."""
    folder = tempfile.TemporaryDirectory(prefix="quick-")
    atexit.register(folder.cleanup)
    path = str(Path(folder.name) / "nursery")
    # It ends when its standard input does: with us, however we end.
    nursery = subprocess.Popen(
        [sys.executable, str(_HERE / "nursery.py"), path],
        stdin=subprocess.PIPE,
        cwd=_HERE.parents[1],
    )
    atexit.register(_end, nursery)
    return (sys.executable, "-I", "-S", str(_HERE / "front.py"), path)


def _end(nursery: subprocess.Popen[bytes]) -> None:
    assert nursery.stdin
    nursery.stdin.close()
    nursery.wait(30)
