"""Child processes, each on the core it belongs to, and what they cost, as Linux counts it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))
APP_CORE, LOAD_CORE = CORES[0], CORES[-1]
"""What is measured has a core of its own; load, fakes and stores share another."""

OURS = (
    "ENGAGE_",
    "SLACK_",
    "OPENAI_",
    "BLUESKY_",
    "LANGSMITH_",
    "LANGCHAIN_",
    "DATABASE_",
    "REDIS_",
)
STOP_S = 60
SAID = 4_000
"""Characters of a child's log that are shown when something goes wrong meanwhile."""


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stay_on(core: int | None) -> None:
    """Keep this process, and what it starts from now on, on one core; None for all."""
    os.sched_setaffinity(0, CORES if core is None else [core])


@dataclass(frozen=True, slots=True)
class Child:
    """A process that was started, and the port it listens on."""

    pid: int
    port: int
    started_at: float
    """On the monotonic clock."""

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def cpu_s(self) -> float:
        """User and system seconds used so far, its threads included, its children not."""
        # Linux's CPU clock of another process (clock_getcpuclockid(3)): /proc counts in 10 ms.
        return time.clock_gettime((~self.pid << 3) | 2)

    def rss_mb(self) -> float:
        """Resident memory in MB, without its children."""
        return self._status("VmRSS:")

    def peak_rss_mb(self) -> float:
        """The most it ever had resident."""
        return self._status("VmHWM:")

    def _status(self, name: str) -> float:
        for line in Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
        raise LookupError(name)


def family_cpu_s(pid: int) -> float:
    """User and system seconds of a server so far, with the processes it started."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # one that ended meanwhile
            number, _, rest = stat.read_text(encoding="ascii", errors="replace").partition(" (")
            words = rest.rpartition(") ")[2].split()  # from the third field on: proc(5)
            if int(number) == pid:
                ticks += sum(map(int, words[11:15]))  # and those that ended
            elif int(words[1]) == pid:
                ticks += sum(map(int, words[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def running(
    arguments: Sequence[str],
    env: Mapping[str, str],
    port: int,
    *,
    core: int | None,
    within_s: float = 60,
    listening: bool = True,
) -> AsyncIterator[Child]:
    """Run a Python program until the block ends.

    Args:
        arguments: of python ("-m", "bench.fake_slack").
        env: its variables. Those of Engage and Slack that this process has are not passed on.
        core: where it runs; None for anywhere.
        within_s: how long it may take to listen.
        listening: give it once `port` accepts; False gives it at once.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    began = time.monotonic()
    with tempfile.TemporaryFile() as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            env={**clean, **env},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=log,
            preexec_fn=lambda: stay_on(core),
        )
        try:
            if listening:
                await accepting(port, within_s)
            yield Child(process.pid, port, began)
        except BaseException:
            log.seek(0)
            print(log.read().decode()[-SAID:], file=sys.stderr)
            raise
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), STOP_S)


async def accepting(port: int, within_s: float) -> None:
    """Wait until something accepts connections on a port of this machine."""
    end = time.monotonic() + within_s
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if time.monotonic() > end:
                raise
            await asyncio.sleep(0.005)
            continue
        writer.close()
        return
