"""Child processes, each on the core it belongs to, and what they cost, read from Linux's /proc."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

TICK_S = 1 / os.sysconf("SC_CLK_TCK")
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
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) * TICK_S

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


@asynccontextmanager
async def running(
    arguments: Sequence[str],
    env: Mapping[str, str],
    port: int,
    *,
    core: int | None,
    within_s: float = 60,
) -> AsyncIterator[Child]:
    """Run a Python program until the block ends; gives it once `port` accepts.

    Args:
        arguments: of python ("-m", "bench.fake_slack").
        env: its variables. Those of Engage and Slack that this process has are not passed on.
        core: where it runs; None for anywhere.
        within_s: how long it may take to listen.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        env={**clean, **env},
        stdout=asyncio.subprocess.DEVNULL,
        preexec_fn=lambda: stay_on(core),
    )
    try:
        await accepting(port, within_s)
        yield Child(process.pid, port, began)
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
