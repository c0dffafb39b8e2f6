"""Child processes and what they cost, read from /proc."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        below = [int(child) for child in children.read_text().split()]
    except OSError:
        below = []
    return [pid, *(each for child in below for each in _family(child))]


def cpu_s(pid: int, *, family: bool = False) -> float:
    """User and system seconds used so far by a process, with its children if asked."""
    total = 0
    for each in _family(pid) if family else [pid]:
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def rss_mb(pid: int) -> float:
    """Resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


@asynccontextmanager
async def running(
    *arguments: str, env: Mapping[str, str], port: int, within_s: float = 60
) -> AsyncIterator[int]:
    """Run `python ARGUMENTS` until the block ends; gives its pid once `port` accepts."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env={**os.environ, **env}, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await accepting(port, within_s)
        yield child.pid
    finally:
        if child.returncode is None:
            child.send_signal(signal.SIGTERM)
        await asyncio.wait_for(child.wait(), 60)


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
