"""Workers that die: `python -m tests.integration.publishing_worker` reads one line for each, forks,
and the child publishes one draft as the program does, with a kill -9 of itself before or after the
n-th thing it waits for.

Line: WORKSPACE DRAFT STEP (-1: it is killed from outside, or not at all). It says "worker PID", and
"ended CODE" once the child is gone (-9: killed).
"""

from __future__ import annotations

import asyncio
import inspect
import os
import signal
import sys
from typing import Any

from assistant.bootstrap import open_desk
from assistant.community import triage_words
from assistant.desk.publishing import Publishing
from assistant.platform_side import open_platform_side
from assistant.platforms.http import trusted
from assistant.settings import Settings
from assistant.storage import job_insert
from tests.integration.publishing_house import ANNA
from tests.managing import People

# Here, so that no child has to.
READY = open_platform_side, job_insert
triage_words.tables()
trusted(by_environment=True)
trusted(by_environment=False)


class Killer:
    """Counts what is waited for, and kills this process at one of these moments."""

    def __init__(self, step: int) -> None:
        self.left = step

    def tick(self) -> None:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1

    def around(self, inner: Any) -> Any:
        return _Watched(inner, self)


class _Watched:
    """Everything of `inner` that is awaited ticks before and after."""

    def __init__(self, inner: Any, killer: Killer) -> None:
        self._inner, self._killer = inner, killer

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not inspect.iscoroutinefunction(found):
            return found

        async def watched(*args: Any, **more: Any) -> Any:
            self._killer.tick()
            answer = await found(*args, **more)
            self._killer.tick()
            opened = name == "publisher"  # what is opened is watched, too
            return self._killer.around(answer) if opened else answer

        return watched


async def publish(workspace_id: str, draft_id: str, step: int) -> None:
    """What a worker of the program does with the job."""
    people, killer = People(), Killer(step)
    people.add(ANNA, admin=True)
    async with open_desk(Settings.from_env(os.environ)) as desk:
        publishing = Publishing(
            permitting=desk.permitting(people),
            drafts=killer.around(desk.stores.drafts),
            studios=killer.around(desk.stores.studios),
            inbox=killer.around(desk.stores.inbox),
            accounts=desk.accounts,
            preferences=desk.preferences,
            publishers=killer.around(desk.connections),
            clock=desk.clock,
            new_id=desk.new_id,
        )
        await publishing.publish(workspace_id, draft_id)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Fork a worker for each line."""
    say("ready")
    for line in sys.stdin:
        workspace_id, draft_id, step = line.split()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                asyncio.run(publish(workspace_id, draft_id, int(step)))
                code = 0
            finally:
                os._exit(code)
        say(f"worker {child}")
        _, status = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
