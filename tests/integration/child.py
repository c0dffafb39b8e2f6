"""A process of its own for tests that kill: `python -m tests.integration.child WHAT ARGUMENTS`.

It says "ready" when it stands where it should be killed, and leaves in order when told "go".
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from assistant.storage.embedded import EmbeddedStores
from assistant.storage.queue import JobQueue


def hold(folder: str) -> None:
    """Use the embedded stores until told to leave."""
    stores = EmbeddedStores(Path(folder)).start()
    say("ready")
    sys.stdin.readline()
    stores.stop()
    say("left")


def work(url: str) -> None:
    """Run jobs; the one called `stuck` never ends."""

    async def stuck(name: str) -> None:
        say(f"working {name}")
        await asyncio.Event().wait()

    async def run() -> None:
        queue = JobQueue(url)
        queue.register("stuck", stuck)
        await queue.open()
        await queue.work()

    asyncio.run(run())


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {"hold": hold, "work": work}[sys.argv[1]](sys.argv[2])
