"""Who Engage is in each of many workspaces: from memory, so that an ack waits for nothing.

An installation is read from its store when a workspace is first heard of. After `FRESH` it is read
again behind the back of whoever asks; only what has not been asked for in `STALE` is waited for.
Other processes learn by these times of a removal or a new token, or at once by the first call that
Slack refuses.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from assistant.errors import EngageError, NotFound
from handlers.calls import Slack
from handlers.services import Installation
from handlers.tasks import Tasks

if TYPE_CHECKING:
    from assistant.ports import Clock, InstalledApp, InstalledApps, Workspaces

log = structlog.get_logger(__name__)

FRESH = timedelta(minutes=1)
STALE = timedelta(minutes=10)

MOST = 5_000
"""Workspaces kept in memory, about 10 KB each; the longest unused leave first."""


@dataclass(frozen=True, slots=True)
class _Kept:
    read_at: datetime
    installation: Installation


class ManyWorkspaces(AsyncAuthorize):
    """The installations of all workspaces.

    Args:
        slack_with: the Web API with a token, and what to call when Slack takes it no more.
    """

    def __init__(
        self,
        installed: InstalledApps,
        workspaces: Workspaces,
        slack_with: Callable[[str, Callable[[], None]], Slack],
        tasks: Tasks,
        clock: Clock,
        *,
        most: int = MOST,
    ) -> None:
        self._most = most
        self._installed = installed
        self._workspaces = workspaces
        self._slack_with = slack_with
        self._tasks = tasks
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._reading: dict[str, asyncio.Task[Installation]] = {}

    @property
    def ready(self) -> bool:
        """Always: there is nobody to ask before the first request."""
        return True

    async def warm(self) -> None:
        """Nothing to do."""

    async def __call__(self, *, team_id: str | None, **_: object) -> AuthorizeResult | None:
        """Bolt's `authorize`: None where Engage is not installed.

        Raises:
            StoreUnavailable, SealBroken: of an installation that is not in memory.
        """
        if team_id is None:
            return None
        try:
            return (await self.of(team_id)).authorized
        except NotFound:
            return None

    async def of(self, workspace_id: str) -> Installation:
        """The installation of a workspace.

        Raises:
            NotFound: Engage is not installed there.
            StoreUnavailable, SealBroken: of one that is not in memory.
        """
        kept = self._kept.get(workspace_id)
        age = self._clock() - kept.read_at if kept else STALE
        if kept is None or age >= STALE:
            # Shielded: one who gives up must not take it from the others who wait.
            return await asyncio.shield(self._read(workspace_id))
        self._kept.move_to_end(workspace_id)
        if age >= FRESH and workspace_id not in self._reading:
            self._tasks.start(self._refresh(workspace_id), name="installation.refresh")
        return kept.installation

    async def revoked(self, workspace_id: str) -> None:
        """Its token works no more."""
        await self._installed.revoke(workspace_id, self._clock())
        self.forget(workspace_id)

    async def removed(self, workspace_id: str) -> None:
        """The app was removed from it."""
        await self._installed.remove(workspace_id, self._clock())
        self.forget(workspace_id)

    def forget(self, workspace_id: str) -> None:
        """Read it anew when it is next asked for; what is being read right now does not count."""
        self._kept.pop(workspace_id, None)
        self._reading.pop(workspace_id, None)

    def _read(self, workspace_id: str) -> asyncio.Task[Installation]:
        """Read it, once for all who wait."""
        task = self._reading.get(workspace_id)
        if task is None:
            task = asyncio.create_task(self._find(workspace_id))
            self._reading[workspace_id] = task
            task.add_done_callback(lambda done: self._end(workspace_id, done))
        return task

    def _end(self, workspace_id: str, task: asyncio.Task[Installation]) -> None:
        if self._reading.get(workspace_id) is not task:
            return  # forgotten meanwhile
        del self._reading[workspace_id]
        if task.cancelled():
            return
        if (error := task.exception()) is None:
            self._kept[workspace_id] = _Kept(self._clock(), task.result())
            self._kept.move_to_end(workspace_id)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        elif isinstance(error, NotFound):
            self._kept.pop(workspace_id, None)

    async def _find(self, workspace_id: str) -> Installation:
        app = await self._installed.get(workspace_id)
        workspace = await self._workspaces.get(workspace_id)
        slack = self._slack_with(app.token, lambda: self._doubt(workspace_id))
        return Installation(workspace, app.bot_user_id, slack, _authorized(app))

    async def _refresh(self, workspace_id: str) -> None:
        try:
            await asyncio.shield(self._read(workspace_id))
        except EngageError as error:
            log.warning(
                "installation.refresh_failed",
                workspace_id=workspace_id,
                error=type(error).__name__,
            )

    def _doubt(self, workspace_id: str) -> None:
        log.warning("installation.token_refused", workspace_id=workspace_id)
        self.forget(workspace_id)


def _authorized(app: InstalledApp) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None,
        team_id=app.workspace_id,
        bot_id=app.bot_id,
        bot_user_id=app.bot_user_id,
        bot_token=app.token,
        bot_scopes=sorted(app.scopes),
    )
