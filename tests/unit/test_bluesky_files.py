"""The test network's files name no package registry, so that any mirror serves."""

from __future__ import annotations

import json
from pathlib import Path

PEER = Path(__file__).resolve().parents[1] / "peers" / "bluesky"


def test_the_lock_file_pins_everything_and_names_no_place() -> None:
    lock = json.loads((PEER / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert len(packages) > 500
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert packages["node_modules/better-sqlite3"]["version"] == "13.2.0"
