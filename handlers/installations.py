"""Who Engage is in a workspace: Bolt's `authorize()` and the Web API, without a call per request.

One workspace by its bot token. Bolt's own way asks `auth.test` on the first request, inside its
acknowledgement; here it is asked once, at start.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from assistant.errors import EngageError, NotFound
from handlers.calls import Method, Slack
from handlers.services import Installation
from handlers.tasks import Tasks

if TYPE_CHECKING:
    from assistant.ports import Clock, InstalledApps, Workspaces

log = structlog.get_logger(__name__)

FRESH = timedelta(minutes=1)
"""How long the workspace's settings are taken from memory before they are read again, behind the
back of whoever asks."""


class OneWorkspace(AsyncAuthorize):
    """The installation behind one bot token.

    Args:
        token: kept in memory only; Bolt wants it in every result of `authorize`.
        installed: learns when the app is removed.
    """

    def __init__(
        self,
        slack: Slack,
        token: str,
        workspaces: Workspaces,
        installed: InstalledApps,
        *,
        tasks: Tasks,
        clock: Clock,
    ) -> None:
        self._slack = slack
        self._token = token
        self._workspaces = workspaces
        self._installed = installed
        self._tasks = tasks
        self._clock = clock
        self._known: Installation | None = None
        self._gone = False
        self._read_at: datetime = clock()
        self._refreshing = False
        self._finding = asyncio.Lock()

    @property
    def ready(self) -> bool:
        """Whether Slack has told who we are, and has not taken the token back."""
        return self._known is not None and not self._gone

    async def warm(self) -> Installation:
        """Ask Slack who we are, once.

        Raises:
            SlackRefused: unreachable, or the token is not accepted.
            StoreUnavailable: the workspace could not be kept.
        """
        async with self._finding:
            if self._known is None:
                self._known = await self._find()
                self._read_at = self._clock()
        return self._known

    async def __call__(self, *, team_id: str | None, **_: object) -> AuthorizeResult | None:
        """Bolt's `authorize`: None for every team but the installed one."""
        known = self._known or await self.warm()
        self._refresh_behind(known)
        return known.authorized if team_id == known.workspace.id and not self._gone else None

    async def of(self, workspace_id: str) -> Installation:
        """The installation of a workspace. Raises NotFound for any other, and once it is gone."""
        known = self._known or await self.warm()
        if workspace_id != known.workspace.id or self._gone:
            raise NotFound("workspace", workspace_id, (known.workspace.id,))
        return known

    async def revoked(self, workspace_id: str) -> None:
        """The token works no more; a new one comes with a restart. Raises NotFound for others."""
        await self.of(workspace_id)
        self._gone = True

    async def removed(self, workspace_id: str) -> None:
        """The app was removed. Raises NotFound for others."""
        await self.of(workspace_id)
        await self._installed.remove(workspace_id, self._clock())
        self._gone = True

    async def _find(self) -> Installation:
        who = await self._slack.call(Method.AUTH_TEST)
        workspace = await self._workspaces.ensure(who["team_id"], who.get("team") or who["team_id"])
        authorized = AuthorizeResult(
            enterprise_id=who.get("enterprise_id"),
            team_id=who["team_id"],
            bot_id=who.get("bot_id"),
            bot_user_id=who["user_id"],
            bot_token=self._token,
        )
        return Installation(workspace, who["user_id"], self._slack, authorized)

    def _refresh_behind(self, known: Installation) -> None:
        if self._refreshing or self._clock() - self._read_at < FRESH:
            return
        self._refreshing = True
        self._tasks.start(self._refresh(known), name="workspace.refresh")

    async def _refresh(self, known: Installation) -> None:
        try:
            workspace = await self._workspaces.get(known.workspace.id)
            self._known = Installation(workspace, known.bot_user_id, known.slack, known.authorized)
            self._read_at = self._clock()
        except EngageError as error:
            log.warning("workspace.refresh_failed", error=type(error).__name__)
        finally:
            self._refreshing = False
