"""Prism, which holds requests and answers against an OpenAPI document, in front of our double.

python -m tests.peers.x_contract.prism install    # some 10 s and 60 MB once, then nothing
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.peers import npm

HERE = Path(__file__).resolve().parent
STATE = Path(os.environ.get("STATE_DIR") or Path.home() / ".cache" / "engage-x-contract")
READY_S = 60
STOP_S = 10


def install() -> Path:
    """Install Prism once; where its packages are."""
    return npm.install(HERE, STATE)


def readable(document: Path, folder: Path) -> Path:
    """A copy of the spec that Prism reads as it is meant; where it is.

    Errors have two shapes in it, `application/json` and `application/problem+json`. Prism takes
    the second for the first, so the copy has the second alone.
    """
    spec = json.loads(document.read_text())
    for operations in spec["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict):
                error = operation["responses"].get("default", {}).get("content", {})
                error.pop("application/json", None)
    copy = folder / document.name
    copy.write_text(json.dumps(spec))
    return copy


@asynccontextmanager
async def prism(document: Path, upstream: str) -> AsyncIterator[str]:
    """Run it on loopback in front of an address; its own address.

    Raises:
        RuntimeError: it does not come up; with what it said.
    """
    packages, port = install(), _free_port()
    program = packages / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
    process = await asyncio.create_subprocess_exec(
        npm.node() / "bin" / "node",
        program,
        "proxy",
        document,
        upstream,
        "--errors",
        *("--host", "127.0.0.1", "--port", str(port)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    reading: asyncio.Task[None] | None = None
    try:
        async with asyncio.timeout(READY_S):
            await _ready(process.stdout)
        reading = asyncio.create_task(_drain(process.stdout))
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(STOP_S):
            await process.wait()
        if reading:
            await reading


async def _ready(output: asyncio.StreamReader) -> None:
    said: list[str] = []
    while line := (await output.readline()).decode():
        said.append(line)
        if "Prism is listening" in line:
            return
    raise RuntimeError(f"Prism ended:\n{''.join(said)}")


async def _drain(output: asyncio.StreamReader) -> None:
    """Read what it says, so that it never waits for a reader."""
    while await output.read(65_536):
        pass


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    if sys.argv[1:] != ["install"]:
        sys.exit(__doc__)
    install()
