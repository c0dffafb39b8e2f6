"""Platforms that say by themselves that something happened. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from assistant.community.accounts import Platform


class Wakes(Protocol):
    """Has accounts swept that something happened to."""

    async def wake(self, platforms: Collection[Platform], native_ids: Collection[str]) -> int:
        """Put a sweep of every account of these ids into the queue, in all workspaces that have
        it, unless one waits there already; how many accounts there are.

        Raises:
            StoreUnavailable: nothing is sure to be in the queue.
        """
        ...
