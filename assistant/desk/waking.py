"""What a platform says by itself only wakes a sweep: it never is the record of anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import structlog

from assistant.community.accounts import Platform
from assistant.errors import StoreUnavailable
from assistant.ports import Once
from assistant.ports.waking import Wakes

log = structlog.get_logger(__name__)

AGAIN_S = 36 * 3600
"""Seconds in which the same may be told again: Meta tries for 36 hours
(https://developers.facebook.com/docs/graph-api/webhooks/getting-started)."""

_ALL = "*"
"""Nobody's workspace: what a platform tells is told to all of them."""


class Waking:
    """The use case behind `/webhooks/{platform}`."""

    def __init__(self, wakes: Wakes, once: Once) -> None:
        self._wakes = wakes
        self._once = once

    async def heard(self, platforms: Collection[Platform], told: Mapping[str, str]) -> int:
        """Have the accounts swept that something new happened to; how many there are.

        Args:
            platforms: which of them an id may be of.
            told: the native ids of accounts by a mark of what happened to each; a mark that was
                heard before wakes nobody.

        Raises:
            StoreUnavailable: tell it again, please.
        """
        fresh = {
            mark: native_id
            for mark, native_id in told.items()
            if await self._once.first(_ALL, mark, AGAIN_S)
        }
        if not fresh:
            return 0
        try:
            woken = await self._wakes.wake(platforms, set(fresh.values()))
        except StoreUnavailable:
            for mark in fresh:
                await self._once.forget(_ALL, mark)
            raise
        log.info("webhook.heard", told=len(told), fresh=len(fresh), accounts=woken)
        return woken
