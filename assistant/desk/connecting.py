"""Connect accounts: with a sign-in, or as strangers see them."""

from __future__ import annotations

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.errors import InvalidInput, NotFound, ReconnectNeeded, SecretRefused, SignInNeeded
from assistant.explain import secret_word
from assistant.ports import Accounts, Connections

SERVED = (
    Platform.BLUESKY,
    Platform.MASTODON,
    Platform.X,
    Platform.FACEBOOK,
    Platform.INSTAGRAM,
    Platform.SAMPLE,
)
"""Platforms with an adapter."""


class Connecting:
    """The use case behind `engage connect` and `engage ask --account`."""

    def __init__(self, accounts: Accounts, connections: Connections) -> None:
        self._accounts = accounts
        self._connections = connections

    async def watch(self, workspace_id: str, ref: AccountRef) -> Account:
        """Connect a public account without credentials; a connected one is returned as it is.

        Raises:
            NotFound: the platform knows no such handle.
            SignInNeeded: it tells strangers nothing.
            InvalidInput: Engage has no adapter for the platform yet.
            PlatformError: the platform could not be asked.
        """
        _check_served(ref)
        for account in await self._accounts.all(workspace_id):
            if account.ref == ref:
                return account
        connection = await self._connections.anonymous(ref.platform)
        try:
            profile = await connection.profile(ref.handle)
        except NotFound:
            raise NotFound("account", str(ref)) from None
        except SignInNeeded as needed:
            name = needed.account or str(ref)
            raise SignInNeeded(needed.platform, name, needed.detail) from needed
        known = AccountRef(ref.platform, profile.handle.lower())
        return await self._accounts.add(workspace_id, known, profile, None)

    async def sign_in(
        self, workspace_id: str, ref: AccountRef, secret: str, *, service: str | None = None
    ) -> Account:
        """Connect with a sign-in, or renew it; history is kept.

        Args:
            secret: on Bluesky an app password, on Mastodon an access token. It goes to the vault
                and nowhere else.
            service: where to sign in, None for the platform's usual place.

        Raises:
            SecretRefused: handle or secret was refused.
        """
        _check_served(ref)
        if not secret.strip():
            word = secret_word(ref.platform)
            raise InvalidInput(f"The {word} is empty. Paste it and try again.")
        try:
            profile, credential = await self._connections.sign_in(
                ref, secret.strip(), service=service
            )
        except ReconnectNeeded as refused:
            raise SecretRefused(ref.platform, str(ref), refused.detail) from refused
        known = AccountRef(ref.platform, profile.handle.lower())
        return await self._accounts.add(workspace_id, known, profile, credential)


def _check_served(ref: AccountRef) -> None:
    if ref.platform not in SERVED:
        raise InvalidInput(
            f"Engage cannot read {ref.platform.title} yet. It reads Bluesky and Mastodon today: "
            f"write bluesky:HANDLE or mastodon:@NAME@SERVER."
        )
