"""Real servers under the data folder, for whoever sets no DATABASE_URL or REDIS_URL.

Several processes share them. Each holds a shared lock on a file while it uses them; the last to
leave, which can then lock it alone, stops them. The kernel drops the lock of a process however
it dies, so a kill -9 leaves running servers that the next start attaches to, and nothing to tidy.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import psycopg
import structlog

from assistant.errors import SettingsError, StoreUnavailable
from assistant.storage.embedded_postgres import EmbeddedPostgres
from assistant.storage.embedded_valkey import EmbeddedValkey

log = structlog.get_logger(__name__)

LONGEST_SOCKET = 103
"""Bytes of a socket's path that every system takes: macOS has 104 with the final zero."""
START_WAIT_S = 90.0
"""How long to wait for another process that is starting or stopping the servers."""


class EmbeddedStores:
    """The servers under one data folder, as one process uses them. All methods block.

    Args:
        folder: made when it is missing. As root it must lie where every user can pass, because
            PostgreSQL refuses to run as root and gets a user of its own.
        postgres: whether PostgreSQL is wanted.
        valkey: whether Valkey is wanted.
    """

    def __init__(self, folder: Path, *, postgres: bool = True, valkey: bool = True) -> None:
        self._folder = folder.expanduser().absolute()
        self._postgres = EmbeddedPostgres(self._folder)
        self._valkey = EmbeddedValkey(self._folder)
        self._wanted = [
            server
            for server, wanted in ((self._postgres, postgres), (self._valkey, valkey))
            if wanted
        ]
        self._held: int | None = None

    @property
    def database_url(self) -> str | None:
        """Where PostgreSQL answers, None when it was not wanted."""
        return self._postgres.url if self._postgres in self._wanted else None

    @property
    def redis_url(self) -> str | None:
        """Where Valkey answers, None when it was not wanted."""
        return self._valkey.url if self._valkey in self._wanted else None

    def start(self) -> Self:
        """Attach to the servers, or start them.

        Raises:
            SettingsError: the data folder cannot be used; nothing was started.
            StoreUnavailable: a server did not start; its log under the data folder says why.
        """
        self._check_folder()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _alone(self._folder / "start.lock"):
                held = os.open(self._folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
                try:
                    fcntl.flock(held, fcntl.LOCK_SH)
                    for server in self._wanted:
                        server.ensure()
                except BaseException:
                    self._leave(held)
                    raise
        except OSError as error:
            # In a terminal this stands beside the sentence: no trace.
            what = f"{type(error).__name__} {error.filename or ''}".strip()
            log.info("embedded.folder_unusable", error=what)
            problem = f"ENGAGE_DATA_DIR {self._folder} cannot be used: {error.strerror}."
            raise SettingsError((problem,)) from error
        except (subprocess.SubprocessError, psycopg.Error) as error:
            raise StoreUnavailable("PostgreSQL") from error
        self._held = held
        return self

    def stop(self) -> None:
        """Let go; the last process to do so stops the servers. Harmless when repeated."""
        if self._held is None:
            return
        held, self._held = self._held, None
        with _alone(self._folder / "start.lock"):
            self._leave(held)

    def _leave(self, held: int) -> None:
        try:
            if _last(held):  # also of what only others wanted
                self._valkey.stop()
                self._postgres.stop()
        finally:
            os.close(held)

    def _check_folder(self) -> None:
        if any(len(os.fsencode(each.socket)) > LONGEST_SOCKET for each in self._wanted):
            problem = "ENGAGE_DATA_DIR is too long for a socket; choose a folder with a short path."
            raise SettingsError((problem,))
        if os.geteuid() != 0:
            return
        closed = [each for each in self._folder.parents if each.exists() and not _passable(each)]
        if closed:
            problem = (
                f"ENGAGE_DATA_DIR lies under {closed[0]}, which is closed to other users; as "
                f"root choose a folder they can pass, or leave it unset."
            )
            raise SettingsError((problem,))


async def start_embedded(
    folder: Path, *, postgres: bool = True, valkey: bool = True
) -> EmbeddedStores:
    """Start or attach without stopping the event loop. See `EmbeddedStores.start`."""
    return await asyncio.to_thread(EmbeddedStores(folder, postgres=postgres, valkey=valkey).start)


def _passable(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o001)


def _last(held: int) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Be the only process that starts or stops the servers."""
    held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + START_WAIT_S
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    log.error("embedded.busy", lock=path.name)  # noqa: TRY400 - no traceback needed
                    raise StoreUnavailable("PostgreSQL") from None
                time.sleep(0.02)
        yield
    finally:
        os.close(held)
