"""Records what scenario tests send to Slack, so that Slack's own types can be held against it.

A recording is published when a run was whole (all of `tests/scenario`, nothing picked) and green;
it remembers the sources it was made from, and is fresh as long as they are the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from playground.api import Call

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[3]
SCENARIOS = ROOT / "tests" / "scenario"
FILE = ROOT / ".cache" / "payloads" / "recorded.json"
SOURCES = (
    "assistant",
    "handlers",
    "playground",
    "prompts",
    "tests/scenario",
    "tests/peers/slack_types",
)
SINGLE = ("app.yaml", "requirements.lock")

RESPONSE_URL = "response_url"
"""Stands where a method does, for a body posted to a response URL."""

RECORD_S = 150
FORKS = ("-p", "tests.quick.forks", "--forks", "2")

ADDED_BY_SDK = {"token", "team_id"}
WORKER_OUTPUT = "slack_payloads"


@dataclass(frozen=True, slots=True)
class Sent:
    """One distinct call. `test` is the first that sent it."""

    method: str
    arguments: Json
    test: str


class Recording:
    """A pytest plugin: the calls of this process and, in a controller, of its workers."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._sources = digest()
        self._calls: dict[str, Sent] = {}

    def take(self, test: str, calls: Sequence[Call], posts: Sequence[Json]) -> None:
        """Note what one test sent.

        Args:
            test: its node id.
            calls: to the Web API.
            posts: bodies posted to response URLs.
        """
        for call in calls:
            self._note(Sent(call.method, call.arguments, test))
        for body in posts:
            self._note(Sent(RESPONSE_URL, body, test))

    def _note(self, sent: Sent) -> None:
        arguments = {k: v for k, v in sent.arguments.items() if k not in ADDED_BY_SDK}
        key = json.dumps([sent.method, arguments], sort_keys=True)
        self._calls.setdefault(key, replace(sent, arguments=arguments))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker recorded, a fork or pytest-xdist's; nothing from one that died."""
        for sent in json.loads(getattr(node, "workeroutput", {}).get(WORKER_OUTPUT, "[]")):
            self._note(Sent(**sent))

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        calls = [asdict(sent) for _, sent in sorted(self._calls.items())]
        output = getattr(self._config, "workeroutput", None)
        if output is not None:
            output[WORKER_OUTPUT] = json.dumps(calls)
        elif calls and exitstatus == pytest.ExitCode.OK and _whole(self._config):
            _publish({"sources": self._sources, "calls": calls})


def recorded() -> list[Sent] | None:
    """The published recording; None when there is none or the sources have changed since."""
    held = _held()
    return held[1] if held and held[0] == digest() else None


def record() -> list[Sent]:
    """Run the scenario tests and return what they sent, even if a source changes meanwhile.

    Raises:
        AssertionError: a scenario test fails.
    """
    FILE.unlink(missing_ok=True)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *FORKS, str(SCENARIOS)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=RECORD_S,
    )
    assert ran.returncode == 0, f"The scenario tests fail:\n{ran.stdout[-4000:]}{ran.stderr}"
    held = _held()
    assert held, f"The scenario tests left no recording:\n{ran.stdout[-4000:]}"
    return held[1]


def digest() -> str:
    """What the sources of a recording are now."""
    files = [path for folder in SOURCES for path in (ROOT / folder).rglob("*.*")]
    texts = sorted(path for path in files if path.suffix in (".py", ".md", ".txt"))
    sums = hashlib.sha256()
    for path in [*texts, *(ROOT / name for name in SINGLE)]:
        sums.update(f"{path.relative_to(ROOT)}\0".encode())
        sums.update(path.read_bytes())
    return sums.hexdigest()


def _held() -> tuple[str, list[Sent]] | None:
    """The digest and the calls of the published recording."""
    try:
        held = json.loads(FILE.read_text())
    except FileNotFoundError:
        return None
    return held["sources"], [Sent(**each) for each in held["calls"]]


def _whole(config: pytest.Config) -> bool:
    """Whether this run has all scenario tests in it."""
    picked = ("keyword", "markexpr", "deselect", "lf", "stepwise", "ignore", "ignore_glob")
    if any(getattr(config.option, name, None) for name in picked):
        return False
    places = [(config.invocation_params.dir / each).resolve() for each in config.args]
    return any(SCENARIOS.is_relative_to(place) for place in places)


def _publish(recording: Json) -> None:
    FILE.parent.mkdir(parents=True, exist_ok=True)
    made = FILE.with_suffix(f".{os.getpid()}")
    made.write_text(json.dumps(recording, ensure_ascii=False, indent=1))
    made.replace(FILE)
