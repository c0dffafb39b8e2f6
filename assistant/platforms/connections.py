"""Opens connections and keeps them: one for each account, one for strangers on each platform."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from typing import Protocol

import structlog

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.errors import InvalidInput, PlatformError, SealBroken, SignInSealed
from assistant.platforms.keeping import Keeper, KeptIn
from assistant.ports import Accounts, Credential, SocialPlatform
from assistant.ports.publishing import Publisher

log = structlog.get_logger(__name__)

SIGN_OUT_S = 8.0
"""Seconds a platform gets to take a sign-in back: a person waits for it."""


class Factory(Protocol):
    """Makes connections to one platform. Each adapter brings one."""

    def anonymous(self) -> SocialPlatform:
        """A connection without credentials."""
        ...

    def signed_in(self, account: Account, credential: Credential, keep: Keeper) -> SocialPlatform:
        """A connection with stored credentials; no call is made yet."""
        ...

    async def publisher(self, account: Account, connection: SocialPlatform) -> Publisher:
        """What writes over a connection of this factory's. Raises SignInNeeded, PlatformError."""
        ...

    async def sign_in(
        self, ref: AccountRef, secret: str, service: str | None
    ) -> tuple[Profile, Credential]:
        """Try a sign-in. Raises ReconnectNeeded, InvalidInput for a senseless service."""
        ...

    async def sign_out(self, account: Account, credential: Credential) -> bool:
        """Give a sign-in back; whether the platform took it. Raises PlatformError."""
        ...


class Connections:
    """Implements `ports.Connections` and `ports.Publishers` over the factories it is given.

    Args:
        accounts: where credentials are stored; None where there are none, and every account is
            read as strangers see it.
    """

    def __init__(self, factories: Mapping[Platform, Factory], accounts: Accounts | None) -> None:
        self._factories = factories
        self._accounts = accounts
        self._strangers: dict[Platform, SocialPlatform] = {}
        self._opened: dict[tuple[str, str], tuple[Credential, SocialPlatform]] = {}
        self._publishers: dict[tuple[str, str], tuple[SocialPlatform, Publisher]] = {}
        self._locks: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def open(self, account: Account) -> SocialPlatform:
        """See the port. A person who signs in again gets a new connection with the next call.

        Raises:
            SignInSealed: what is stored cannot be opened.
        """
        key = (account.workspace_id, account.id)
        async with self._locks[key]:
            credential = await self._credential(account)
            if credential is None:
                await self._drop(key)
                return await self.anonymous(account.ref.platform)
            opened = self._opened.get(key)
            if opened and _same_sign_in(opened[0], credential):
                return opened[1]
            await self._drop(key)
            assert self._accounts is not None  # it just gave the credential
            factory, keeper = self._factory(account.ref.platform), KeptIn(self._accounts, *key)
            connection = factory.signed_in(account, credential, keeper)
            self._opened[key] = (credential, connection)
            return connection

    async def publisher(self, account: Account) -> Publisher:
        """See `ports.Publishers`. It writes over the account's own connection."""
        connection = await self.open(account)
        key = (account.workspace_id, account.id)
        kept = self._publishers.get(key)
        if kept and kept[0] is connection:
            return kept[1]
        made = await self._factory(account.ref.platform).publisher(account, connection)
        self._publishers[key] = (connection, made)
        return made

    async def anonymous(self, platform: Platform) -> SocialPlatform:
        """See the port. Raises InvalidInput for a platform without an adapter."""
        if platform not in self._strangers:
            self._strangers[platform] = self._factory(platform).anonymous()
        return self._strangers[platform]

    async def sign_in(
        self, ref: AccountRef, secret: str, *, service: str | None = None
    ) -> tuple[Profile, Credential]:
        """See the port."""
        return await self._factory(ref.platform).sign_in(ref, secret, service)

    async def sign_out(self, account: Account, credential: Credential) -> bool:
        """See the port."""
        try:
            async with asyncio.timeout(SIGN_OUT_S):
                done = await self._factory(account.ref.platform).sign_out(account, credential)
        except (PlatformError, TimeoutError) as error:
            log.warning("platform.not_signed_out", account=account.id, error=type(error).__name__)
            return False
        log.info("platform.signed_out", account=account.id, taken=done)
        return done

    async def close(self) -> None:
        """Close every connection."""
        for key in list(self._opened):
            await self._drop(key)
        while self._strangers:
            _, connection = self._strangers.popitem()
            await connection.close()

    async def _credential(self, account: Account) -> Credential | None:
        if self._accounts is None:
            return None
        try:
            return await self._accounts.credential(account.workspace_id, account.id)
        except SealBroken:
            raise SignInSealed(account.ref.platform.value, str(account.ref)) from None

    async def _drop(self, key: tuple[str, str]) -> None:
        self._publishers.pop(key, None)
        _, connection = self._opened.pop(key, (None, None))
        if connection:
            await connection.close()

    def _factory(self, platform: Platform) -> Factory:
        factory = self._factories.get(platform)
        if factory is None:
            served = ", ".join(sorted(each.title for each in self._factories))
            raise InvalidInput(f"Engage cannot read {platform.title} yet. It reads {served}.")
        return factory


def _same_sign_in(one: Credential, other: Credential) -> bool:
    """Whether only the session may differ: that one changes by itself."""
    return (one.service, one.identifier, one.secret) == (
        other.service,
        other.identifier,
        other.secret,
    )
