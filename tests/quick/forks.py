"""A pytest plugin: `python -m pytest -p tests.quick.forks --forks 4` loads and collects once, and
forks processes that share the files of tests among them.

pytest-xdist does the same with processes that each load and collect by themselves, ten seconds of
CPU apiece. To other plugins a fork looks like a worker of pytest-xdist.
"""

from __future__ import annotations

import gc
import os
import random
import sys
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from types import SimpleNamespace
from typing import Any

import pytest

from tests import quick

PATIENCE_S = 60.0
"""What a test is held to ask for that names no time-out."""

Group = list[pytest.Item]
Told = list[dict[str, Any]]
"""Reports as they travel."""


def pytest_addoption(parser: pytest.Parser) -> None:
    words = "share the files of tests among N forks of this process"
    parser.addoption("--forks", type=int, default=0, metavar="N", help=words)


def pytest_configure(config: pytest.Config) -> None:
    count = config.getoption("forks")
    if count:
        gc.disable()  # nothing of what is loaded from now on goes away
        config.pluginmanager.register(Forks(config, count))


@dataclass
class Fork:
    """A process at work on a file; `told` of its tests are reported."""

    pid: int
    group: Group = field(default_factory=list)
    told: int = 0


class Forks:
    """Hands one file after another to whichever fork is free, and reports what it tells."""

    def __init__(self, config: pytest.Config, count: int) -> None:
        self._config = config
        self._count = count
        self._waiting: deque[Group] = deque()
        self._going: dict[Connection, Fork] = {}
        self._places: dict[pytest.Item, int] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        if session.testsfailed or self._config.option.collectonly:
            return None  # nothing to share
        self._waiting.extend(patient_first(session.items))
        self._places = {item: place for place, item in enumerate(session.items)}
        self._prepare()
        pids = [self._start(session, number) for number in range(self._count)]
        try:
            while self._going:
                for link in wait([*self._going]):
                    self._hear(link)
                if session.shouldfail:
                    raise session.Failed(session.shouldfail)
                if session.shouldstop:
                    raise session.Interrupted(session.shouldstop)
            self._fail([item for group in self._waiting for item in group], "no process was left")
        finally:
            for link in self._going:
                link.close()  # who still works sees it, and ends
            for pid in pids:
                os.waitpid(pid, 0)
        return True

    def _prepare(self) -> None:
        self._config.pluginmanager.getplugin("capturemanager").read_global_capture()
        self._config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        quick.nursery()  # one for all
        gc.collect()
        gc.freeze()  # forks do not touch, and so do not copy, what is there
        gc.enable()

    def _start(self, session: pytest.Session, number: int) -> int:
        ours, theirs = Pipe()
        pid = os.fork()
        if pid == 0:
            for each in (ours, *self._going):
                each.close()
            _work(session, f"gw{number}", theirs)
        theirs.close()
        self._going[ours] = Fork(pid)
        return pid

    def _hear(self, link: Connection) -> None:
        fork = self._going[link]
        try:
            word, told, output = link.recv()
        except (EOFError, ConnectionResetError):
            del self._going[link]
            # from the test that ended it on; the last one when it fell while tidying up
            lost = fork.group[min(fork.told, len(fork.group) - 1) :] or [*self._places][:1]
            self._fail(lost, "its process fell in this test, or right before or after it")
            return
        self._report(told)
        if word == "next":
            if not self._waiting:
                link.send([])
                return
            fork.group, fork.told = self._waiting.popleft(), 0
            link.send([self._places[item] for item in fork.group])
        elif word == "told":
            fork.told += 1
        else:
            del self._going[link]
            node = SimpleNamespace(workeroutput=output)
            self._config.hook.pytest_testnodedown(node=node, error=None)

    def _report(self, told: Told) -> None:
        hook = self._config.hook
        for data in told:
            report = hook.pytest_report_from_serializable(config=self._config, data=data)
            hook.pytest_runtest_logreport(report=report)
            if report.when == "teardown":
                hook.pytest_runtest_logfinish(nodeid=report.nodeid, location=report.location)

    def _fail(self, items: Iterable[pytest.Item], words: str) -> None:
        for item in items:
            report = pytest.TestReport(item.nodeid, item.location, {}, "failed", words, "call")
            self._config.hook.pytest_runtest_logreport(report=report)


def patient_first(items: Iterable[pytest.Item]) -> list[Group]:
    """Tests by file, those first that allow themselves the most time: nobody is to wait for them
    in the end.
    """
    groups = [[*each] for _, each in groupby(items, lambda item: item.path)]
    return sorted(groups, key=lambda group: -max(map(_patience, group)))


def _patience(item: pytest.Item) -> float:
    mark = item.get_closest_marker("timeout")
    return float(mark.args[0]) if mark else PATIENCE_S


# -- in a fork --------------------------------------------------------------------------------


class Telling:
    """What is to be told of the tests of a fork."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._told: Told = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.passed:
            report.sections = []  # nobody reads what it printed
        to_data = self._config.hook.pytest_report_to_serializable
        self._told.append(to_data(config=self._config, report=report))

    def take(self) -> Told:
        told, self._told = self._told, []
        return told


def _work(session: pytest.Session, name: str, link: Connection) -> None:
    """Run what is handed over, let go of what this fork alone has made, and end."""
    config, hook = session.config, session.config.hook
    try:
        telling = _become(config, name)
        with suppress(EOFError, BrokenPipeError):  # whoever started us gave up
            link.send(("next", [], None))
            while places := link.recv():
                group = [session.items[place] for place in places]
                # behind the last test of a file only what is the whole session's stays
                for item, after in zip(group, [*group[1:], session], strict=True):
                    hook.pytest_runtest_protocol(item=item, nextitem=after)
                    link.send(("told", telling.take(), None))
                link.send(("next", [], None))
        hook.pytest_sessionfinish(session=session, exitstatus=pytest.ExitCode.OK)
        with suppress(BrokenPipeError):
            link.send(("end", telling.take(), config.workeroutput))  # type: ignore[attr-defined]
    except BaseException:  # noqa: BLE001 - as Python itself would tell it
        config.pluginmanager.getplugin("capturemanager").suspend_global_capture(in_=True)
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    finally:
        os._exit(0)


def _become(config: pytest.Config, name: str) -> Telling:
    """Be a worker of its own: nothing that it writes, draws by lot or keeps is another's, too."""
    capturing = config.pluginmanager.getplugin("capturemanager")
    capturing.stop_global_capturing()
    capturing.start_global_capturing()
    config.get_terminal_writer()._file = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    config._tmp_path_factory._basetemp /= name  # type: ignore[attr-defined]
    config._tmp_path_factory._basetemp.mkdir()  # type: ignore[attr-defined]
    os.environ["PYTEST_XDIST_WORKER"] = name
    config.workerinput, config.workeroutput = {"workerid": name}, {}  # type: ignore[attr-defined]
    random.seed()
    telling = Telling(config)
    config.pluginmanager.register(telling)
    return telling
