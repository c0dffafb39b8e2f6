"""What Engage asks X as an app, without a person: counts, and which posts are gone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from assistant.errors import AccessLost
from assistant.platforms.reading import Reader
from assistant.platforms.x_api import PLATFORM, XApi
from assistant.platforms.x_compliance import Jobs
from assistant.platforms.x_posts import is_id


class AppSession:
    """Implements `x_api.Session` with the app's own token, which does not expire."""

    label = PLATFORM
    owner = "app"

    def __init__(self, bearer: str) -> None:
        self._bearer = bearer

    async def token(self) -> str:
        """See `x_api.Session`."""
        return self._bearer

    async def renew(self, used: str) -> str:  # noqa: ARG002 - the protocol's
        """See `x_api.Session`. Raises AccessLost: only a person can make another one."""
        raise AccessLost(PLATFORM, None, "X_BEARER_TOKEN")


class XApp:
    """One per process, shared by all accounts: X lets an app run one job at a time.

    Args:
        bearer: the app's own token, for calls without a person.
        pause: waits some seconds; for tests.
    """

    def __init__(
        self,
        reader: Reader,
        base_url: str,
        bearer: str,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.api = XApi(reader, base_url, AppSession(bearer))
        self._jobs = Jobs(self.api, pause)

    async def removed(self, ids: Sequence[str]) -> frozenset[str]:
        """See `ports.Watching` and `x_compliance`."""
        return await self._jobs.removed(ids)


async def told_by(app: XApp, ids: Sequence[str]) -> frozenset[str]:
    """Those that the app says are gone; what can be no id is not asked about."""
    sound = [each for each in dict.fromkeys(ids) if is_id(each)]
    return await app.removed(sound) if sound else frozenset()
