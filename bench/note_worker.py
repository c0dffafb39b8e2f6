"""A worker that does nothing but weekly notes; a process of its own.

It reads lines: `at ISO` sets its clock, `stats` prints what it used since the last one as JSON:
seconds of CPU, the 99th percentile of the loop's lag in ms, resident MB. `naive N` does the same
work for N workspaces one by one, as a loop without a queue would.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from datetime import date, datetime
from pathlib import Path

import aiohttp
import uvloop
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from assistant.bootstrap import Desk, open_desk
from assistant.community.note_figures import Scene
from assistant.community.note_times import covered
from assistant.community.note_writing import write
from assistant.community.periods import Period
from assistant.community.responses import Policy
from assistant.desk.note_weeks import Weeks
from assistant.gathering import Gathering
from assistant.note_side import summarizing
from assistant.ports import Workspace
from assistant.ports.work import QUEUE, Job
from assistant.settings import Settings
from assistant.storage.queue import JobQueue
from bench.lag import Lag
from bench.note_house import AHEAD, WEEK
from handlers.calls import Method, Slack
from handlers.directory import SlackDirectory
from handlers.notes import SlackHerald
from handlers.render.notes import note_message
from handlers.services import Installation


class Worker:
    """Its clock and what it uses."""

    def __init__(self) -> None:
        self.now = AHEAD
        self.lag = Lag()
        self.cpu = time.process_time()

    def clock(self) -> datetime:
        """The time it is told."""
        return self.now

    def stats(self) -> dict[str, float]:
        """What was used since the last look."""
        cpu = time.process_time()
        told = {"cpu_s": cpu - self.cpu, "lag_ms": self.lag.p99_ms(), "rss_mb": _rss_mb()}
        self.cpu = cpu
        return told


class Everywhere:
    """The app is installed in every workspace."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def of(self, workspace_id: str) -> Installation:
        """One installation."""
        authorized = AuthorizeResult(enterprise_id=None, team_id=workspace_id)
        return Installation(Workspace(workspace_id, "Bench"), "U0BOT", self._slack, authorized)


async def work() -> None:
    """Until standard input ends."""
    worker = Worker()
    async with (
        aiohttp.ClientSession() as http,
        open_desk(Settings.from_env(), clock=worker.clock) as desk,
    ):
        base_url = desk.settings.slack_api_url
        slack = Slack(
            AsyncWebClient("xoxb", base_url=base_url, session=http, retry_handlers=[]), http
        )
        herald = SlackHerald(
            installations=Everywhere(slack),  # type: ignore[arg-type]
            accounts=desk.accounts,
            preferences=desk.preferences,
            managers=desk.managers,
            once=desk.once,
            clock=worker.clock,
        )
        notes = summarizing(desk, SlackDirectory(_nobody, worker.clock), herald)
        queue = JobQueue(desk.stores.addresses.database_url)
        queue.register(Job.WRITE_NOTE.value, notes.write, queue=QUEUE)
        queue.register(Job.NOTE.value, notes.send, queue=QUEUE)
        await queue.open()
        going = [asyncio.create_task(worker.lag.watch())]
        await _obey(worker, desk, slack, queue, going)
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)
        await queue.close()


async def _obey(
    worker: Worker, desk: Desk, slack: Slack, queue: JobQueue, going: list[asyncio.Task[None]]
) -> None:
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        word, _, rest = line.strip().partition(" ")
        told: object = "ok"
        match word:
            case "at":
                worker.now = datetime.fromisoformat(rest)
            case "work":
                going.append(asyncio.create_task(queue.work()))
            case "naive":
                told = await naive(worker, desk, slack, int(rest))
            case _:
                told = worker.stats()
        print(json.dumps(told), flush=True)


class OneByOne(Gathering):
    """Reads each week for itself."""

    async def read_ahead(self, account: object, periods: object) -> None:
        """Nothing is read ahead."""

    async def read_people(self, account: object, periods: object, wanted: object) -> None:
        """Nor here."""

    async def read_said(self, account: object, periods: object) -> None:
        """Nor here."""


async def naive(worker: Worker, desk: Desk, slack: Slack, many: int) -> dict[str, float]:
    """Read settings, gather, write, render, post; one workspace after another."""
    began, cpu = time.perf_counter(), time.process_time()
    for number in range(1, many + 1):
        workspace_id = f"W{number}"
        settings = (await desk.preferences.of_workspace(workspace_id)).settings
        accounts = await desk.accounts.all(workspace_id)
        period: Period = covered(date.fromisoformat(WEEK), settings.zone)
        gathering = OneByOne(desk.records, desk.connections, worker.now)
        weeks = Weeks(gathering, accounts, period)
        told = [await weeks.of(each, Policy()) for each in accounts]
        waiting = await desk.stores.inbox.open(workspace_id)
        scene = Scene(WEEK, period, settings.zone, settings.language, worker.now, waiting)
        message = note_message(write(told, scene))
        await slack.call(Method.POST, channel="C1", text=message.text, blocks=message.blocks)
    spent = time.perf_counter() - began
    return {"s": spent / many, "cpu_s": (time.process_time() - cpu) / many}


async def _nobody(_: str) -> Slack:
    raise LookupError("no person is asked for")


def _rss_mb() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    gc.freeze()  # as `engage worker` keeps the collector off what was imported, and its loop
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work())
