"""Erase what a workspace does not want to keep any longer, and workspaces that left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

import structlog

from assistant.errors import NotFound
from assistant.ports import Clock, Preferences
from assistant.ports.keeping import Retention

log = structlog.get_logger(__name__)

REST = timedelta(days=30)
"""How long everything of a workspace stays after Engage was removed from it, for a change of
mind."""

IMAGES = timedelta(days=30)
"""How long images stay after the last draft of their studio ended: it may be sent once more."""


class Keeping:
    """The nightly work behind the retention that a workspace has set."""

    def __init__(self, preferences: Preferences, retention: Retention, clock: Clock) -> None:
        self._preferences = preferences
        self._retention = retention
        self._clock = clock

    async def keep(self, workspace_id: str) -> Mapping[str, int]:
        """Erase what is older than the workspace keeps it; how many rows of each table."""
        try:
            settings = (await self._preferences.of_workspace(workspace_id)).settings
        except NotFound:
            return {}  # erased itself while this waited in the queue
        now = self._clock()
        before, images_before = settings.kept_since(now), now - IMAGES
        return await _all_of_it(
            workspace_id,
            lambda: self._retention.erase(workspace_id, before, images_before=images_before),
        )

    async def left(self) -> Sequence[str]:
        """Workspaces whose rest is over, to be forgotten."""
        return await self._retention.removed(self._clock() - REST)

    async def forget(self, workspace_id: str) -> Mapping[str, int]:
        """Erase everything of a workspace, unless it has installed Engage again meanwhile."""
        before = self._clock() - REST
        return await _all_of_it(
            workspace_id, lambda: self._retention.erase_all(workspace_id, before)
        )


async def _all_of_it(
    workspace_id: str, batch: Callable[[], Awaitable[Mapping[str, int]]]
) -> Mapping[str, int]:
    erased: Counter[str] = Counter()
    while found := await batch():
        erased.update(found)
    if erased:
        log.info("records.erased", workspace_id=workspace_id, **erased)
    return erased
