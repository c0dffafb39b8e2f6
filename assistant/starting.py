"""The start of `engage serve`: our servers get up while the rest of the program is imported."""

from __future__ import annotations

import asyncio
from importlib import import_module
from types import ModuleType

from assistant.importing import importing
from assistant.lifetime import stop_signal
from assistant.settings import Settings
from assistant.storage.addresses import addresses


async def serve(settings: Settings, *, socket: bool, worker: bool) -> None:
    """Serve until SIGTERM or SIGINT, then drain. See `serving.serve`.

    Raises:
        EngageError: what kept it from starting, or ended one of its parts.
    """
    stop = stop_signal()
    loading = asyncio.create_task(asyncio.to_thread(_program))
    # It reads all certificates of the machine, twice; meanwhile another thread can go on.
    reading = asyncio.create_task(asyncio.to_thread(import_module, "aiohttp"))
    try:
        async with addresses(settings) as where:
            program = await loading
            if not stop.is_set():
                await program.serve(settings, where, stop, socket=socket, worker=worker)
    finally:
        await asyncio.wait({loading, reading})


def _program() -> ModuleType:
    with importing():
        return import_module("assistant.serving")
