"""How an adapter keeps what changes about a sign-in by itself."""

from __future__ import annotations

from typing import Protocol

from assistant.ports import Accounts, Credential, Renewal


class Keeper(Protocol):
    """Stores the credential of one account whose session changed."""

    async def __call__(self, credential: Credential) -> None:
        """Replace it."""
        ...

    async def renew(self, renewal: Renewal) -> Credential:
        """See `ports.Accounts.renew`."""
        ...


class KeptIn:
    """`Keeper` over the stored accounts."""

    def __init__(self, accounts: Accounts, workspace_id: str, account_id: str) -> None:
        self._accounts = accounts
        self._at = (workspace_id, account_id)

    async def __call__(self, credential: Credential) -> None:
        """See `Keeper`."""
        await self._accounts.keep_session(*self._at, credential)

    async def renew(self, renewal: Renewal) -> Credential:
        """See `Keeper`."""
        return await self._accounts.renew(*self._at, renewal)
