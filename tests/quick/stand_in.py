"""The nursery with a small program in the place of `engage`, so that a test of the nursery itself
loads nothing and says what its forks do.
"""

from __future__ import annotations

import importlib
import json
import os
import runpy
import signal
import sys
from pathlib import Path
from types import ModuleType


def program() -> None:
    """Do what the first argument says."""
    what, *rest = sys.argv[1:]
    match what:
        case "end":
            sys.exit(int(rest[0]) if rest else None)
        case "echo":
            for line in sys.stdin:
                print(line.strip().upper(), flush=True)
                print(f"heard {line.strip()}", file=sys.stderr, flush=True)
        case "tell":
            told = {"argv": sys.argv, "env": dict(os.environ), "folder": str(Path.cwd())}
            print(json.dumps(told))
        case "fall":
            print("so far")
            raise RuntimeError(*rest)
        case "wait":
            for each in rest:
                signal.signal(signal.Signals[each], _told)
            print(os.getpid(), flush=True)
            os.close(2)
            while True:
                signal.pause()
        case _:
            os.kill(os.getpid(), signal.Signals[what])


def _told(number: int, _: object) -> None:
    print(signal.Signals(number).name)
    sys.exit(40 + number)


def main() -> None:
    """Be the nursery: argument 1 is its path in the file system, as its own."""
    stand_in = ModuleType("assistant.cli")
    stand_in.main = program  # type: ignore[attr-defined]
    sys.modules |= {"assistant": ModuleType("assistant"), "assistant.cli": stand_in}
    importlib.import_module = lambda name, package=None: stand_in  # type: ignore[assignment] # noqa: ARG005
    runpy.run_path(str(Path(__file__).with_name("nursery.py")), run_name="__main__")


main()
