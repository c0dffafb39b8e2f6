"""The platforms, loaded late: no acknowledgement waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.ports import Credential, SocialPlatform
from assistant.ports.pages import WebPage
from assistant.ports.publishing import Publisher

if TYPE_CHECKING:
    from assistant.platform_side import PlatformSide


class LatePlatforms:
    """`ports.Connections`, `ports.Publishers` and `ports.WebPages`, made by whoever needs one
    first, or by `warm`.

    Args:
        make: imports and makes everything about platforms; called in a thread, once.
    """

    def __init__(self, make: Callable[[], PlatformSide]) -> None:
        self._make = make
        self._making: asyncio.Task[PlatformSide] | None = None

    async def warm(self) -> PlatformSide:
        """Everything about platforms. Later calls cost nothing."""
        if self._making is None:
            self._making = asyncio.create_task(asyncio.to_thread(self._make))
        return await asyncio.shield(self._making)

    async def open(self, account: Account) -> SocialPlatform:
        """See the port."""
        return await (await self.warm()).connections.open(account)

    async def publisher(self, account: Account) -> Publisher:
        """See `ports.Publishers`."""
        return await (await self.warm()).connections.publisher(account)

    async def read(self, url: str) -> WebPage:
        """See `ports.WebPages`."""
        return await (await self.warm()).web.read(url)

    async def anonymous(self, platform: Platform) -> SocialPlatform:
        """See the port."""
        return await (await self.warm()).connections.anonymous(platform)

    async def sign_in(
        self, ref: AccountRef, secret: str, *, service: str | None = None
    ) -> tuple[Profile, Credential]:
        """See the port."""
        return await (await self.warm()).connections.sign_in(ref, secret, service=service)

    async def sign_out(self, account: Account, credential: Credential) -> bool:
        """See the port."""
        return await (await self.warm()).connections.sign_out(account, credential)

    async def close(self) -> None:
        """Close what was opened."""
        if self._making is not None:
            side = await self._making
            await side.connections.close()
            await side.client.aclose()
